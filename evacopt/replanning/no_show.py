"""People who were called and did not come: they wait again, from now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Itinerary
from evacopt.errors import UsageError
from evacopt.replanning.held import NO_WAY_ON
from evacopt.replanning.moment import Moment


@dataclass(frozen=True, slots=True)
class NoShow:
    """`parties` of `group` did not come to `flight`; blank where they were called to one flight only."""

    group: str
    parties: int
    flight: str = ""


def summed(no_shows: Sequence[NoShow]) -> tuple[tuple[NoShow, ...], tuple[str, ...]]:
    """Rows of the same group and flight as one, in their order, and a note for each that had several."""
    rows: dict[tuple[str, str], list[int]] = {}
    for row in no_shows:
        rows.setdefault((row.group, row.flight), []).append(row.parties)
    notes = (
        f"no-shows: {group} is named {len(parties)} times for {flight}, taken together: "
        f"{' + '.join(map(str, parties))} = {sum(parties)} parties"
        for (group, flight), parties in rows.items()
        if len(parties) > 1
    )
    return tuple(NoShow(group, sum(parties), flight) for (group, flight), parties in rows.items()), tuple(
        notes
    )


def without_no_shows(
    instance: Instance, assignments: Iterable[Assignment], no_shows: Sequence[NoShow], moment: Moment
) -> list[Assignment]:
    """The assignments of those who came.

    Which of several onward ways those had who missed a flight is not told. They are taken to be of those
    whose way on is gone by now, so that whoever can still go as told is not moved for them; of those who are
    known to be stranded only where nobody else is left.

    Raises
    ------
    UsageError
        If a group is unknown, was not called to that flight, or not with so many parties.
    """
    left = list(assignments)
    for absent in no_shows:
        flight = absent.flight or _only_flight(instance, left, absent, moment)
        missing = absent.parties
        for place in sorted(range(len(left)), key=lambda place: _likely(instance, left[place].itinerary)):
            row = left[place]
            if row.group == absent.group and row.itinerary[0] == flight:
                gone = min(row.parties, missing)
                left[place] = replace(row, parties=row.parties - gone)
                missing -= gone
        if missing:
            raise UsageError(_too_many(instance, absent, flight, absent.parties - missing))
    return [row for row in left if row.parties]


def _likely(instance: Instance, itinerary: Itinerary) -> int:
    """The lower, the sooner those on `itinerary` are taken to have missed its first flight."""
    if itinerary[-1] == NO_WAY_ON:
        return 2
    legs = [instance.flight.get(code) for code in itinerary]
    return int(all(leg is not None and leg.status != "cancelled" for leg in legs))


def pins_of_those_who_came(pins: Iterable[Pin], no_shows: Sequence[NoShow]) -> tuple[Pin, ...]:
    """Decisions that asked for people who did not come ask for that many fewer."""
    kept = list(pins)
    for absent in no_shows:
        for place, pin in enumerate(kept):
            taken = pin.itinerary[0] if pin.itinerary else pin.flight
            if pin.group == absent.group and pin.kind != "at_most" and taken and taken == absent.flight:
                kept[place] = replace(pin, parties=max(pin.parties - absent.parties, 0))
    return tuple(kept)


def named(
    instance: Instance, assignments: Sequence[Assignment], no_shows: Sequence[NoShow], moment: Moment
) -> tuple[NoShow, ...]:
    """The same with the flight of each filled in.

    Raises
    ------
    UsageError
        If a group was called to no flight, or to more than one.
    """
    return tuple(
        replace(absent, flight=absent.flight or _only_flight(instance, assignments, absent, moment))
        for absent in no_shows
    )


def _only_flight(
    instance: Instance, assignments: Sequence[Assignment], absent: NoShow, moment: Moment
) -> str:
    called = {
        row.itinerary[0]
        for row in assignments
        if row.group == absent.group and row.parties and _is_called(instance, row.itinerary[0], moment)
    }
    if len(called) == 1:
        return called.pop()
    if absent.group not in instance.groups.row:
        remedy = did_you_mean(absent.group, instance.groups.id) or "`evacopt show --all` lists them"
        raise UsageError(f"no-shows: no group is called {absent.group}; {remedy}")
    if not called:
        raise UsageError(f"no-shows: nobody of {absent.group} has been called to a flight by now")
    raise UsageError(
        f"no-shows: {absent.group} was called to {', '.join(sorted(called))}; "
        "name the one it missed in a column `flight`"
    )


def _is_called(instance: Instance, code: str, moment: Moment) -> bool:
    flight = instance.flight.get(code)
    return flight is not None and flight.status != "cancelled" and moment.called(flight)


def _too_many(instance: Instance, absent: NoShow, flight: str, found: int) -> str:
    if absent.group not in instance.groups.row:
        return (
            f"no-shows: no group is called {absent.group}; {did_you_mean(absent.group, instance.groups.id)}"
        )
    return (
        f"no-shows: {absent.parties} parties of {absent.group} cannot have missed {flight}: "
        f"the plan put {found} of them on it"
    )
