"""What sorties keep of the airfield itself: windows, slots, alternatives, order, resources (6.1 to 6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase_about
from evacopt.domain.window import Direction
from evacopt.judge.over_time import over_time
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family, ints
from evacopt.judge.windows import shut

Row = tuple[Key, int, list[tuple[int, int]]]
"""What it is about, its limit, and numbers of flights with what one sortie of each counts."""


def airfield(pairs: Pairs) -> Iterator[Family]:
    """The families over sorties, none for what the instance does not say."""
    instance = pairs.instance
    rows = {
        "window": _windows(instance),
        "slot": _slots(instance),
        "alternative": _alternatives(instance),
        "order": _order(instance),
    }
    for rule, each in rows.items():
        yield from _family(pairs, rule, list(each))
    if instance.resources:
        yield from _resources(pairs)


def _family(pairs: Pairs, rule: str, rows: Sequence[Row], unit: str = "") -> Iterator[Family]:
    terms = [(row, flight, amount) for row, (*_, each) in enumerate(rows) for flight, amount in each]
    if rows:
        row, flight, amount = np.array(terms, dtype=np.int64).reshape(-1, 3).T
        high, keys = ints(most for _, most, _ in rows), [key for key, *_ in rows]
        entries = Entries.points(pairs.sorties[flight], row, amount)
        yield Family(rule, keys.__getitem__, high, entries, unit=unit)


def _windows(instance: Instance) -> Iterator[Row]:
    """An optional flight is not flown while a place is shut to it."""
    for number, wrong in enumerate(shut(instance, instance.schedule) if instance.windows else ()):
        if wrong and instance.schedule[number].status == "optional":
            yield (instance.schedule[number].id,), 0, [(number, 1)]


def _slots(instance: Instance) -> Iterator[Row]:
    """At most so many movements at a place in a time."""
    moves: dict[str, list[tuple[int, Direction, int]]] = {}
    for number, leg in enumerate(instance.schedule if instance.slots else ()):
        for place, direction, minute in leg.movements:
            moves.setdefault(place, []).append((number, direction, minute))
    for slot in instance.slots:
        counted = [
            (number, 1)
            for number, direction, minute in moves.get(slot.location, ())
            if slot.counts(slot.location, direction, instance.schedule[number].operator, minute)
        ]
        yield (slot.id,), slot.movements, counted


def _alternatives(instance: Instance) -> Iterator[Row]:
    """One sortie of all optional flights with one code."""
    flights: dict[str, list[tuple[int, int]]] = {}
    for number, leg in enumerate(instance.schedule):
        if leg.alternative and leg.status == "optional":
            flights.setdefault(leg.alternative, []).append((number, 1))
    yield from (((code,), 1, flights[code]) for code in sorted(flights))


def _order(instance: Instance) -> Iterator[Row]:
    """Sorties are at most copies x sorties of the flight that they need."""
    number = instance.number
    for row in instance.order:
        needs = instance.flight[row.needs]
        if needs.status != "scheduled":
            terms = [(number[row.flight], 1), (number[row.needs], -instance.flight[row.flight].copies)]
            yield (row.flight, row.needs), 0, terms


def _resources(pairs: Pairs) -> Iterator[Family]:
    """What is held at once, and what is used up in all."""
    instance, held, used = pairs.instance, list[tuple[int, ...]](), dict[str, list[tuple[int, int]]]()
    number = {resource.id: at for at, resource in enumerate(instance.resources)}
    for use in instance.uses:
        at, of = number[use.resource], used.setdefault(use.resource, [])
        for flight, leg in enumerate(instance.schedule):
            if use.covers(leg, instance.series.get(leg.id, "")):
                of.append((flight, use.amount))
                held.append((at, *use.held(leg), pairs.sorties[flight], use.amount))
    gone = [((one.id,), one.count, used.get(one.id, [])) for one in instance.resources if one.used_up]
    yield from _family(pairs, "resource", gone, phrase_about("counted", "in all"))
    most = ints(-1 if one.used_up else one.count for one in instance.resources)
    thing, begin, end, column, amount = np.array(held, dtype=np.int64).reshape(-1, 5).T
    keys = [(one.id,) for one in instance.resources]
    yield over_time("resource", (thing, begin, end, column, amount), most, keys)
