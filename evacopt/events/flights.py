"""Naming flights and changing some of them, whether listed or one of a row of sorties."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.errors import UsageError


def named_flights(instance: Instance, code: str, *, since: int | None = None) -> list[str]:
    """The flight `code`, or those of the sorties `code` that depart after `since`.

    Raises
    ------
    UsageError
        If nothing is called so.
    """
    if code in instance.flight:
        return [code]
    for sortie in instance.sorties:
        if sortie.id == code:
            return [one.id for one in sortie.flights() if since is None or one.departs > since]
    of_row = [flight.id for flight in instance.schedule if _row_of(flight.id) == code]
    if of_row:
        return [one for one in of_row if since is None or instance.flight[one].departs > since]
    names = [*instance.flight, *(sortie.id for sortie in instance.sorties)]
    raise UsageError(f"no flight is called {code}; {_remedy(did_you_mean(code, names))}")


def _row_of(flight: str) -> str | None:
    """The id of the sorties that a flight was one of, by its own id; `None` where it is called otherwise."""
    row, _, departs = flight.rpartition("@")
    try:
        parse_time(departs.partition("+")[0])  # `+2` is the second aircraft of a sortie
    except ValueError:
        return None
    return row or None


def known_location(instance: Instance, code: str) -> str:
    """`code`, which is a location.

    Raises
    ------
    UsageError
        If there is none called so.
    """
    if code in instance.location:
        return code
    raise UsageError(f"no location is called {code}; {_remedy(did_you_mean(code, instance.location))}")


def change_flights(
    instance: Instance, ids: Iterable[str], change: Callable[[Flight], Flight | tuple[Flight, ...]]
) -> Instance:
    """The instance with `change` made to the flights `ids`.

    A row of sorties of which one is changed is written out as its flights, under the ids they have.
    """
    wanted = set(ids)
    if not wanted:
        return instance
    written = [row for row in instance.sorties if any(one.id in wanted for one in row.flights())]
    listed = (*instance.flights, *(one for row in written for one in row.flights()))
    flights: list[Flight] = []
    for flight in listed:
        made = change(flight) if flight.id in wanted else flight
        flights.extend(made if isinstance(made, tuple) else (made,))
    sorties = tuple(row for row in instance.sorties if row not in written)
    return replace(instance, flights=tuple(flights), sorties=sorties)


def _remedy(suggestion: str) -> str:
    return suggestion or "`evacopt show` lists them"
