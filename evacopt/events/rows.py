"""Flights and places by name, and rows of an instance with other cells: what events and offers do alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Flight, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.resource import Use
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
            return [flight.id for flight in sortie.flights() if since is None or flight.departs > since]
    of_row = [flight for flight in instance.schedule if _row_of(flight.id) == code]
    if of_row:
        return [flight.id for flight in of_row if since is None or flight.departs > since]
    names = [*instance.flight, *(sortie.id for sortie in instance.sorties)]
    raise UsageError(
        phrase("no flight is called {flight}; {remedy}", flight=code, remedy=_remedy(code, names))
    )


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
    remedy = _remedy(code, instance.location)
    raise UsageError(phrase("no location is called {location}; {remedy}", location=code, remedy=remedy))


def _remedy(code: str, names: Iterable[str]) -> str:
    return did_you_mean(code, names) or phrase("`evacopt show` lists them")


def free_id(code: str, taken: Collection[str]) -> str:
    """`code`, with as many quotes behind it as it takes to be the code of nothing else."""
    while code in taken:
        code += "'"
    return code


def change_flights(
    instance: Instance, ids: Iterable[str], change: Callable[[Flight], Flight | tuple[Flight, ...]]
) -> Instance:
    """The instance with `change` made to the flights `ids`.

    A row of sorties of which one is changed is written out as its flights, under the ids they have. What one
    flight held of resources each holds that it became.
    """
    wanted = set(ids)
    if not wanted:
        return instance
    written = [row for row in instance.sorties if any(flight.id in wanted for flight in row.flights())]
    listed = (*instance.flights, *(flight for row in written for flight in row.flights()))
    became: dict[str, tuple[Flight, ...]] = {}
    for flight in listed:
        changed = change(flight) if flight.id in wanted else flight
        became[flight.id] = changed if isinstance(changed, tuple) else (changed,)
    return replace(
        instance,
        flights=tuple(flight for flights in became.values() for flight in flights),
        sorties=tuple(row for row in instance.sorties if row not in written),
        uses=tuple(_uses_by_name(instance, written, became)) if instance.uses else (),
    )


def _uses_by_name(
    instance: Instance, written: Iterable[Sortie], became: Mapping[str, tuple[Flight, ...]]
) -> Iterator[Use]:
    """Uses that name sorties which are written out, or a flight that became several, a row a flight."""
    own = {row.id: [flight.id for flight in row.flights()] for row in written}
    for use in instance.uses:
        for code in own.get(use.flight, [use.flight]):
            for flight in became.get(code, (None,)):
                yield replace(use, flight=flight.id) if flight else use


def change_flight(instance: Instance, flight: str, **cells: Any) -> Instance:
    """The instance with other `cells` of one flight."""
    return change_flights(instance, [flight], lambda row: replace(row, **cells))


def change_row(instance: Instance, table: str, row: int, **cells: Any) -> Instance:
    """The instance with other `cells` in that row of a table of records."""
    rows = getattr(instance, table)
    changed: Any = (*rows[:row], replace(rows[row], **cells), *rows[row + 1 :])
    return replace(instance, **{table: changed})


def change_location(instance: Instance, code: str, **cells: Any) -> Instance:
    """The instance with other `cells` of the location `code`."""
    row = next(row for row, place in enumerate(instance.locations) if place.id == code)
    return change_row(instance, "locations", row, **cells)


def change_group(instance: Instance, row: int, **cells: Any) -> Instance:
    """The instance with other `cells` of a group; an integer that is blank is `None` or `BLANK`."""
    return replace(instance, groups=instance.groups.with_cells(row, **cells))
