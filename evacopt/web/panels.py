"""A flight and a group looked at closely: who is where, what is free, what is broken, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.phrase import figure, joined, phrase
from evacopt.output.records import FlightLine
from evacopt.output.table import per_cent
from evacopt.output.wording import ROLES, STATUS
from evacopt.web.shown import Shown, way_text, way_words

if TYPE_CHECKING:
    from evacopt.domain.group import Group
    from evacopt.domain.pin import Pin
    from evacopt.domain.plan import Itinerary
    from evacopt.domain.violation import Violation

ROWS = 40
"""Rows of a panel before somebody asks for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Parties of a group on one way: what is picked up and put down.

    Attributes
    ----------
    way, words : as pages write it, and for people
    pinned : how they are pinned, in words; blank where they are not
    gone : whether all their flights have left, so that they cannot be moved
    """

    group: str
    nationality: str
    priority: int
    parties: int
    people: int
    seats: int
    way: str
    words: str
    departs: str = ""
    pinned: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PinLine:
    """A pin as it is written in a request that lifts it, and in words."""

    rule: str
    parties: int
    itinerary: str
    flight: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightPanel:
    """A flight; `more` rows of those aboard are not shown."""

    line: FlightLine
    aircraft: str
    departs: str
    arrives: str
    status: str
    takes: str
    filled: int
    gone: bool
    broken: Sequence[Violation]
    aboard: tuple[Parties, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPanel:
    """A group: what it is, where its parties are, how they are pinned."""

    group: str
    facts: tuple[tuple[str, str], ...]
    where: tuple[Parties, ...]
    waiting: Parties | None
    pins: tuple[PinLine, ...]
    broken: Sequence[Violation]


def flight_panel(shown: Shown, code: str, *, everything: bool = False) -> FlightPanel:
    """The panel of a flight; `UsageError` where there is none of that code."""
    line = shown.flight(code)
    flight, when = shown.state.instance.flight[code], shown.situation.when
    rows = [parties(shown, group, way, number) for group, way, number in shown.aboard.get(code, ())]
    rows.sort(key=lambda row: (row.priority, -row.people, row.group))
    cut = len(rows) if everything else ROWS
    return FlightPanel(
        line=line,
        aircraft=flight.aircraft,
        departs=when(line.departs),
        arrives=when(line.arrives),
        status=STATUS[flight.status],
        takes=_takes(flight.accepts, flight.operator),
        filled=per_cent(line.seats_used, line.seats),
        gone=flight.departs < shown.situation.as_of,
        broken=shown.broken.get(code, ()),
        aboard=tuple(rows[:cut]),
        more=len(rows[cut:]),
    )


def _takes(accepts: tuple[str, ...], operator: str) -> str:
    if accepts == ("all",):
        return phrase("everybody")
    return phrase("nationals of {operator}", operator=operator) if accepts == ("own",) else ", ".join(accepts)


def parties(shown: Shown, code: str, way: Itinerary, number: int) -> Parties:
    """So many parties of a group on a way."""
    group, instance = shown.group(code), shown.state.instance
    first = instance.flight.get(way[0]) if way else None
    return Parties(
        group=code,
        nationality=group.nationality,
        priority=group.priority,
        parties=number,
        people=number * group.people,
        seats=number * (first.seats_for(group) if first else group.size),
        way=way_text(way),
        words=way_words(way),
        departs=shown.situation.when(moment(first.departs)) if first else "",
        pinned=joined("; ", [pin_words(pin) for pin in _pins_on(shown, code, way)]),
        gone=bool(way) and shown.flown(way) == way,
    )


def _pins_on(shown: Shown, code: str, way: Itinerary) -> list[Pin]:
    return [pin for pin in shown.state.pins if pin.group == code and bool(way) and pin.covers(way)]


def pin_words(pin: Pin) -> str:
    """What a pin decides."""
    where = way_words(pin.itinerary) if pin.itinerary else pin.flight or phrase("any flight")
    rules = {
        "at_least": phrase("at least {parties:,} on {where}"),
        "at_most": phrase("at most {parties:,} on {where}"),
        "exactly": phrase("exactly {parties:,} on {where}"),
    }
    return phrase(rules[pin.kind], parties=pin.parties, where=where)


def group_panel(shown: Shown, code: str) -> GroupPanel:
    """The panel of a group; `UsageError` where there is none of that code."""
    group, left = shown.group(code), shown.waiting(code)
    where = [parties(shown, code, way, number) for way, number in shown.ways.get(code, ())]
    return GroupPanel(
        group=code,
        facts=tuple(_facts(shown, group)),
        where=tuple(sorted(where, key=lambda row: -row.parties)),
        waiting=parties(shown, code, (), left) if left > 0 else None,
        pins=tuple(_pin_line(pin) for pin in shown.state.pins if pin.group == code),
        broken=shown.broken.get(code, ()),
    )


def _pin_line(pin: Pin) -> PinLine:
    return PinLine(
        rule=pin.kind,
        parties=pin.parties,
        itinerary=way_text(pin.itinerary) if pin.itinerary else "",
        flight=pin.flight,
        words=pin_words(pin),
    )


def _facts(shown: Shown, group: Group) -> list[tuple[str, str]]:
    """What a planner asks first; what is as usual is left out."""
    when, instance = shown.situation.when, shown.state.instance
    told = [
        (phrase("class"), str(group.priority)),
        (phrase("nationality"), group.nationality),
        (phrase("waits at"), group.origin),
        (phrase("parties"), figure(group.count)),
        (phrase("people in a party"), figure(group.people)),
        (phrase("lap infants in a party"), figure(group.infants) if group.infants else ""),
        (phrase("stretchers in a party"), figure(group.stretchers) if group.stretchers else ""),
        (phrase("need help, in a party"), figure(group.assisted) if group.assisted else ""),
        (phrase("ready from"), "" if group.ready is None else when(moment(group.ready))),
        (phrase("must leave by"), "" if group.leave_by is None else when(moment(group.leave_by))),
        (phrase("may go to"), ", ".join(group.destinations)),
        (phrase("may fly with"), ", ".join(group.operators)),
    ]
    place = instance.location.get(group.origin)
    if place is not None and place.role == "hub":
        told.append((phrase("that is a"), ROLES[place.role]))
    return [(name, value) for name, value in told if value]
