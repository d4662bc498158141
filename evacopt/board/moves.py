"""Parties go from one itinerary to another, or to and from the waiting list; pins come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from evacopt.board.delta import Cell, Delta, Moved, Seating, seated
from evacopt.board.draft import Draft, touched
from evacopt.board.refusals import Refused
from evacopt.board.requests import Move, PinDown, Unpin
from evacopt.board.state import SORTIE, State
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.pin import Pin


def move(state: State, request: Move) -> Draft:
    """Parties of a group travel otherwise; sorties are ordered for them and stood down after them.

    Raises
    ------
    Refused
        If group or flights are unknown, or fewer parties are there than are moved.
    """
    known_group(state.instance, request.group)
    known_flights(state.instance, request.to, "to")
    if request.of == request.to:
        raise Refused(phrase("they are there already: choose another way"), field="to")
    there = _there(state, request)
    if there < request.parties:
        text = phrase("{group} has {there} parties there, not {parties}")
        text = phrase(text, group=request.group, there=there, parties=request.parties)
        raise Refused(text, field="parties")
    moved = [Moved(request.group, request.of, -request.parties)] if request.of else []
    moved += [Moved(request.group, request.to, request.parties)] if request.to else []
    seating = seated(state.seating, moved)
    cells = tuple(sorties_for(state, seating, {*request.of, *request.to}))
    pinned = (_held(request, seating),) if request.pin else ()
    gone = tuple(pin for pin in state.pins if pinned and _same(pin, pinned[0]))
    delta = Delta(moved=tuple(moved), pinned=pinned, unpinned=gone, cells=cells)
    return Draft(delta=delta, touches=touched(delta), notes=tuple(_told(cells)))


def pin(state: State, request: PinDown) -> Draft:
    """A decision about a group, in the place of another of the same kind about the same way."""
    made = _pin_of(request)
    known_group(state.instance, made.group)
    known_flights(state.instance, made.itinerary, "itinerary")
    known_flights(state.instance, (made.flight,) if made.flight else (), "flight")
    if made.flight and made.itinerary:
        raise Refused(phrase("name an itinerary or a flight, not both"), field="flight")
    if made.parties > int(state.instance.groups.count[state.instance.groups.row[made.group]]):
        raise Refused(phrase("{group} has not so many parties", group=made.group), field="parties")
    if made in state.pins:
        raise Refused(phrase("that pin is there already"))
    delta = Delta(pinned=(made,), unpinned=tuple(pin for pin in state.pins if _same(pin, made)))
    return Draft(delta=delta, touches=touched(delta))


def unpin(state: State, request: Unpin) -> Draft:
    """That decision is lifted."""
    gone = _pin_of(request)
    if gone not in state.pins:
        raise Refused(phrase("there is no such pin of {group} any more", group=gone.group))
    delta = Delta(unpinned=(gone,))
    return Draft(delta=delta, touches=touched(delta))


def known_group(instance: Instance, code: str) -> None:
    """Refuse a group that is none of the instance."""
    if code not in instance.groups.row:
        text = phrase("no group is called {group}; {remedy}")
        remedy = did_you_mean(code, instance.groups.id) or phrase("search for it")
        raise Refused(phrase(text, group=code, remedy=remedy), field="group")


def known_flights(instance: Instance, codes: Iterable[str], field: str) -> None:
    """Refuse flights that are none of the instance."""
    for code in codes:
        if code not in instance.flight:
            text = phrase("no flight is called {flight}; {remedy}")
            remedy = did_you_mean(code, instance.flight) or phrase("search for it")
            raise Refused(phrase(text, flight=code, remedy=remedy), field=field)


def sorties_for(state: State, seating: Seating, flights: Iterable[str]) -> Iterator[Cell]:
    """As many sorties of each of `flights` as the seats of those aboard need, where a planner decides that.

    None where nobody is aboard any more; at most as many as there are, and else no fewer than before.
    """
    optional = {
        code: flight
        for code in sorted(set(flights))
        if (flight := state.instance.flight.get(code)) is not None and flight.status == "optional"
    }
    seats = _seats(state.instance, seating, optional) if optional else Counter[str]()
    for code, flight in optional.items():
        before = int(state.cells.get(SORTIE + code, 0))
        needed = min(-(-seats[code] // max(flight.seats, 1)), flight.copies)
        after = max(needed, before) if seats[code] else 0
        if after != before:
            yield Cell(SORTIE + code, before or None, after or None)


def _seats(instance: Instance, seating: Seating, flights: dict[str, Flight]) -> Counter[str]:
    seats, groups = Counter[str](), instance.groups
    for (group, way), parties in seating.items():
        for code in flights.keys() & set(way):
            seats[code] += parties * flights[code].seats_for(groups[groups.row[group]])
    return seats


def _there(state: State, request: Move) -> int:
    if request.of:
        return state.seating.get((request.group, request.of), 0)
    groups = state.instance.groups
    return int(groups.count[groups.row[request.group]]) - _travelling(state.seating, request.group)


def _travelling(seating: Seating, group: str) -> int:
    return sum(parties for (code, _), parties in seating.items() if code == group)


def _held(request: Move, seating: Seating) -> Pin:
    """What keeps those who were moved: at least so many on that way, or no more than that travel."""
    if request.to:
        parties = seating[request.group, request.to]
        return Pin(group=request.group, kind="at_least", parties=parties, itinerary=request.to)
    return Pin(group=request.group, kind="at_most", parties=_travelling(seating, request.group))


def _same(pin: Pin, other: Pin) -> bool:
    """Whether both decide the same of the same parties, by another number or the same."""
    return (pin.group, pin.kind, pin.itinerary, pin.flight) == (
        other.group,
        other.kind,
        other.itinerary,
        other.flight,
    )


def _pin_of(request: PinDown | Unpin) -> Pin:
    return Pin(
        group=request.group,
        kind=request.rule,
        parties=request.parties,
        itinerary=request.itinerary,
        flight=request.flight,
    )


def _told(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in cells:
        flight, before, after = cell.key.removeprefix(SORTIE), cell.before or 0, cell.after or 0
        if after > before:
            yield phrase("{flight} is ordered, sorties: {sorties}", flight=flight, sorties=after)
        else:
            yield phrase("{flight} is stood down: nobody is aboard any more", flight=flight)
