"""A plan in a world, by the rules as the brute search states them: who is called, urgent, and may fly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from tests.brute.crews import can_be_crewed
from tests.brute.journeys import Journey, begun, journeys
from tests.brute.rows import rows
from tests.brute.windows import fits, permitted
from tests.brute.world import Row, World

Way = tuple[str, ...]
Place = tuple[int, Way]
"""A group, and what has been flown."""


class Told:
    """A plan of `base` in the world `there`: what can be flown, by whom, and the rules."""

    def __init__(self, base: Instance, plan: Plan, there: Instance) -> None:
        self.base, self.plan, self.there = base, plan, there
        self.sorties = _flyable(there, plan)
        self.instance = _fixed(there, self.sorties)
        self.calls = {code: self._calls(code) for code in there.groups.id}
        self.rank = _ranks(there, plan)
        whole = [journey for own in journeys(self.instance) for journey in own]
        self.whole = {(one.row, _codes(one.legs)) for one in whole}
        parts = dict.fromkeys(self._parts(whole))
        every = whole + [self._part(*one) for one in parts if one not in self.whole]
        self.column = {(one.row, _codes(one.legs)): number for number, one in enumerate(every)}
        self.rows = [row for row in _rows(self.instance, whole, every) if any(row.parties)]
        self.mixed = [min(row.parties) < 0 for row in self.rows]

    def _calls(self, code: str) -> list[tuple[Way, int]]:
        taken = Counter[Way]()
        for row in self.plan.assignments:
            if row.group == code:
                taken[row.itinerary] += row.parties
        return sorted(taken.items(), key=lambda one: (self.base.flight[one[0][0]].departs, one[0]))

    def _parts(self, whole: list[Journey]) -> Iterator[Place]:
        for one in whole:
            yield from ((one.row, _codes(one.legs)[:legs]) for legs in range(1, len(one.legs)))
        for row, group in enumerate(self.instance.groups):
            for way, _ in self.calls[group.id]:
                flyable = self.furthest(row, way)
                yield from ((row, flyable[:count]) for count in range(1, len(flyable) + 1))

    def _part(self, row: int, way: Way) -> Journey:
        """Who gets no further than a hub is there to the end."""
        group, legs = self.instance.groups[row], tuple(self.instance.flight[code] for code in way)
        if self.instance.location[legs[-1].destination].role == "hub":
            group = replace(group, stay=None)
        return Journey(row, group, legs)

    def furthest(self, row: int, call: Way) -> Way:
        """As much of a call as can be flown: not by who is too many for an empty aircraft."""
        group = self.instance.groups[row]
        legs = begun(self.instance, group, call)
        fitting = takewhile(lambda leg: _fits(group, leg), legs)
        return _codes(tuple(fitting))

    def order(self, place: Place) -> tuple[int, tuple[int, ...]]:
        """Of the ways of one group: by first departure, then by the rows of the flights."""
        _, way = place
        legs = tuple(self.instance.number[code] for code in way)
        return (self.instance.flight[way[0]].departs if way else -1), legs

    def ways(self, place: Place, code: str) -> list[Way]:
        """Ways on by a flight to a haven, the first to arrive first, then those of fewer flights."""
        row, flown = place
        ways = [way for group, way in self.whole if group == row and way[: len(flown) + 1] == (*flown, code)]

        def first(way: Way) -> tuple[int, int, tuple[int, tuple[int, ...]]]:
            return self.instance.flight[way[-1]].arrives, len(way), self.order((row, way))

        return sorted(ways, key=first)

    def when(self, code: str) -> tuple[int, int, int, str]:
        """When a flight leaves, if it is only on paper too."""
        leg = self.there.flight.get(code) or self.base.flight[code]
        return leg.departs, leg.arrives, self.there.number.get(code, len(self.there.schedule)), code


def _codes(legs: tuple[Flight, ...]) -> Way:
    return tuple(leg.id for leg in legs)


def _fits(group: Group, leg: Flight) -> bool:
    room, sorties = dict(leg.room), leg.copies if leg.status == "optional" else 1
    uses = [
        (leg.seats_for(group), leg.seats),
        (group.stretchers, leg.stretchers),
        (group.infants, leg.infant_limit),
        *((need, room[code]) for code, need in group.needs if code in room),
    ]
    return all(use <= sorties * limit for use, limit in uses)


def _flyable(there: Instance, plan: Plan) -> dict[str, int]:
    """Sorties of the plan that can be flown, and of the scheduled flights that are open, one."""
    legs = sorted(there.schedule, key=lambda leg: leg.departs)
    open_ = {leg.id: int(fits(there, leg) and permitted(there, leg)) for leg in legs}
    flown = {leg.id: open_[leg.id] for leg in legs if leg.status == "scheduled"}
    wanted = {leg.id: min(plan.flown.get(leg.id, 0), leg.copies) for leg in legs if leg.status == "optional"}
    of_sorties = [
        row
        for row in rows(World(there, []))
        if row.rule
        in {"movements_hour", "movements_day", "slot", "alternative", "resource", "fleet", "window"}
    ]

    def broken(sorties: dict[str, int]) -> set[tuple[int, int]]:
        loads = [sum(each * sorties.get(code, 0) for code, each in row.sorties.items()) for row in of_sorties]
        over = {
            (n, load) for n, (load, row) in enumerate(zip(loads, of_sorties, strict=True)) if load > row.most
        }
        return over | (set() if can_be_crewed(there, sorties) else {(-1, sum(sorties.values()))})

    alone = broken({})
    if broken(wanted) <= alone:
        return {**flown, **{code: often * open_[code] for code, often in wanted.items()}}
    kept = dict[str, int]()
    for leg in legs:
        for often in range(1, wanted.get(leg.id, 0) + 1):
            if not broken({**kept, leg.id: often}) <= alone:
                break
            kept[leg.id] = often
    return {**flown, **{code: often * open_[code] for code, often in kept.items()}}


def _fixed(there: Instance, sorties: dict[str, int]) -> Instance:
    """Nothing else flies."""
    flights = tuple(
        replace(leg, copies=sorties[leg.id])
        if leg.status == "optional" and sorties.get(leg.id)
        else replace(leg, status="cancelled" if leg.status == "optional" else leg.status)
        for leg in there.schedule
    )
    return replace(there, flights=flights, sorties=())


def _ranks(there: Instance, plan: Plan) -> list[int]:
    """The standby order: class or weight of a seat, share left of the nationality, registered, ready, row."""
    left, people = Counter[str](), Counter[str]()
    for group in there.groups:
        travel = sum(row.parties for row in plan.assignments if row.group == group.id)
        for nation, each in group.own_nationalities:
            people[nation] += each * group.count
            left[nation] += each * (group.count - min(travel, group.count))

    def urgency(row: int) -> tuple[int, ...]:
        group, policy = there.groups[row], there.policy
        seat = -(1_000_000 * policy.party_weight(group) // group.size)
        return (
            seat if policy.priority_rule == "weighted" else group.priority,
            -max(1_000_000 * left[nation] // max(people[nation], 1) for nation, _ in group.own_nationalities),
            2**62 if group.registered is None else group.registered,
            there.begins if group.ready is None else group.ready,
            row,
        )

    order = sorted(range(len(there.groups)), key=urgency)
    return [order.index(row) for row in range(len(order))]


def _rows(instance: Instance, whole: list[Journey], every: list[Journey]) -> list[Row]:
    """Every rule that says at most how much; links but that of first departures count who arrives alone."""
    limits = replace(
        instance,
        shares=tuple(share for share in instance.shares if share.kind != "min"),
        pins=tuple(
            replace(pin, kind="at_most") if pin.kind == "exactly" else pin
            for pin in instance.pins
            if pin.kind != "at_least"
        ),
        rules=tuple(
            replace(rule, kind="at_most") if rule.kind == "exactly" else rule
            for rule in instance.rules
            if rule.kind != "at_least"
        ),
        links=tuple(link for link in instance.links if link.kind == "not_before"),
    )
    arrivals = replace(instance, links=tuple(link for link in instance.links if link.kind != "not_before"))
    blank = [0] * (len(every) - len(whole))
    of_links = [row for row in rows(World(arrivals, whole)) if row.rule == "link"]
    return [
        *(row for row in rows(World(limits, every)) if row.rule != "min_load"),
        *(replace(row, parties=[*row.parties, *blank]) for row in of_links),
    ]
