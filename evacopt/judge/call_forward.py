"""Whether a call-forward is of its plan, calls everybody once, and refuses nobody more often than it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

import numpy as np

from evacopt.domain.call_forward import CallForward
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase, plural
from evacopt.domain.plan import Plan
from evacopt.domain.stored import MILLION
from evacopt.domain.violation import Violation
from evacopt.judge.limits import LIMITS
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Reading, read
from evacopt.judge.refusals import Coming, all_seated, nested
from evacopt.judge.seating import kinds_of, pools_on, reserve
from evacopt.judge.travel import travel

RULE = "call_forward"
_ABOARD = ("seats", "stretchers", "infants")


def check_call_forward(instance: Instance, plan: Plan, calls: CallForward) -> list[Violation]:
    """Whatever does not hold of `calls`, sorted; empty where all does.

    The worlds, which say what stories do, are taken as they stand there, if their chances add up to 1.

    Parameters
    ----------
    plan : Plan
        One that keeps every rule of `instance`.
    """
    supposed = Plan(
        instance_name=instance.name,
        instance_sha256=calls.instance_sha256,
        assignments=calls.called,
        sorties=plan.sorties,
    )
    reading = read(instance, supposed)
    found = [*reading.strange, *_of_plan(reading, plan, calls), *_worlds(instance, calls)]
    if not found:
        found += chain(_once(reading, calls), _beside(reading), _claims(reading, calls))
    return sorted(set(found))


def _of_plan(reading: Reading, plan: Plan, calls: CallForward) -> Iterator[Violation]:
    """Whether it is of that plan, and calls those whom that has."""
    if calls.plan_sha256 != plan.sha256:
        text = phrase(
            "is of the plan {other}, this is {sha256}",
            other=calls.plan_sha256[:12],
            sha256=plan.sha256[:12],
        )
        yield Violation(RULE, "plan", text)
        return
    called = Counter[tuple[str, tuple[str, ...]]]()
    for row in calls.called:
        called[row.group, row.itinerary] += row.parties
    planned = Counter[tuple[str, tuple[str, ...]]]()
    for row in plan.assignments:
        planned[row.group, row.itinerary] += row.parties
    for (group, legs), parties in planned.items():
        if called[group, legs] < parties:
            text = phrase("calls {called} parties, the plan has {parties}")
            yield Violation(
                RULE,
                phrase("{group} on {way}", group=group, way=">".join(legs)),
                phrase(text, called=called[group, legs], parties=parties),
            )


def _worlds(instance: Instance, calls: CallForward) -> Iterator[Violation]:
    """Chances that do not add up to 1, and groups that are not there."""
    total = sum((world.probability for world in calls.worlds), start=Fraction(0))
    if total != 1 or any(world.probability <= 0 for world in calls.worlds):
        text = phrase("have chances that add up to {total}", total=str(total.limit_denominator(MILLION**2)))
        yield Violation(RULE, "worlds", text)
    if not 0 <= calls.alpha <= MILLION:
        yield Violation(RULE, "alpha", phrase("is {value} parts per million", value=calls.alpha))
    for world in calls.worlds:
        for group, comes in world.show_up:
            if group not in instance.groups.row or not 0 <= comes <= MILLION:
                text = phrase("is not known, or comes with {value} parts per million", value=comes)
                yield Violation(RULE, group, text)


def _once(reading: Reading, calls: CallForward) -> Iterator[Violation]:
    """Parties that are called twice, and flights that are not as the plan has them."""
    groups, left = reading.pairs.instance.groups, reading.left
    for row in np.flatnonzero(left < 0).tolist():
        count = int(groups.count[row])
        text = phrase(
            "calls {called} parties, there are {parties}", called=count - int(left[row]), parties=count
        )
        yield Violation(RULE, groups.id[row], text)
    known = Counter(listed.flight for listed in calls.flights)
    legs = reading.pairs.instance.schedule
    flown = {legs[at].id for at in np.flatnonzero(reading.flown)}
    for flight in sorted(flown ^ known.keys() | {name for name, times in known.items() if times > 1}):
        yield Violation(
            RULE, flight, plural("is named {count} time", "is named {count} times", known[flight])
        )
    for listed in calls.flights:
        waiting = Counter[str]()
        for group, parties in listed.standby:
            waiting[group] += parties
        for group, parties in waiting.items():
            number = groups.row.get(group)
            rest = 0 if number is None else max(int(left[number]), 0)
            if parties > rest:
                text = plural(
                    "has {count} party on standby, of those not called anywhere there are {left}",
                    "has {count} parties on standby, of those not called anywhere there are {left}",
                    parties,
                    left=rest,
                )
                yield Violation(RULE, phrase("{group} on {way}", group=group, way=listed.flight), text)


def _beside(reading: Reading) -> Iterator[Violation]:
    """Rules of travel, and limits beside places aboard that would not hold if everybody came."""
    yield from travel(reading.pairs)
    for family in linear_rules(reading.pairs):
        if family.rule not in (*_ABOARD, "parties"):
            yield from family.violations(reading.values, len(reading.parties))


def _claims(reading: Reading, calls: CallForward) -> Iterator[Violation]:
    """Flights on which somebody is refused with a greater chance than is claimed, or than alpha."""
    alpha, chances = Fraction(calls.alpha, MILLION), _Chances(reading, calls)
    for row in calls.flights:
        if row.refused > alpha:
            text = phrase("claims to refuse with a chance of {claimed:.6%}, above {alpha:.4%}")
            yield Violation(RULE, row.flight, phrase(text, claimed=float(row.refused), alpha=float(alpha)))
        if chances.too_large(row.flight):
            yield Violation(RULE, row.flight, phrase("is too large for its chance to be worked out"))
            continue
        true = chances.refused(row.flight)
        if true > row.refused:
            text = phrase("refuses with a chance of {chance:.6%}, and claims {claimed:.6%}")
            yield Violation(RULE, row.flight, phrase(text, chance=float(true), claimed=float(row.refused)))


class _Chances:
    """The chance on each flight that anybody who is called finds no place."""

    def __init__(self, reading: Reading, calls: CallForward) -> None:
        self._reading, self._worlds = reading, calls.worlds
        self._kinds = kinds_of(reading.pairs.instance).codes
        self._short = _short(reading)
        self._pools = {number: _by_kind(pools, doors) for number, pools, doors in pools_on(reading.pairs)}

    def too_large(self, flight: str) -> bool:
        """Whether somebody may be refused, and it would take too long to say with what chance."""
        number = self._reading.pairs.instance.number.get(flight)
        if number is None or number not in self._short:
            return False
        places = self._reading.pairs.instance.schedule[number].seats * int(self._reading.flown[number])
        _, parties = self._aboard(number)
        return places * sum(parties) * len(self._worlds) > LIMITS.called

    def refused(self, flight: str) -> Fraction:
        """That it is so; where several things may be short, what they come to together."""
        instance = self._reading.pairs.instance
        number = instance.number.get(flight)
        short = self._short.get(number, set()) if number is not None else set()
        if number is None or not short:
            return Fraction(0)
        rows, parties = self._aboard(number)
        usual = instance.groups.show_up[rows]
        worlds = defaultdict[tuple[int, ...], Fraction](Fraction)
        for world in self._worlds:
            told = dict(world.show_up)
            comes = (
                told.get(instance.groups.id[row], int(ppm)) for row, ppm in zip(rows, usual, strict=True)
            )
            worlds[tuple(comes)] += world.probability
        total = Fraction(0)
        for comes_then, chance in worlds.items():
            total += chance * min(sum(self._lost(number, rows, parties, comes_then, short)), Fraction(1))
        return total

    def _aboard(self, number: int) -> tuple[Sequence[int], Sequence[int]]:
        """Groups called to a flight, and how many parties of each."""
        pairs, (pair, flight, _) = self._reading.pairs, self._reading.pairs.boarding
        called = Counter[int]()
        for at in pair[flight == number].tolist():
            called[int(pairs.group[at])] += int(self._reading.parties[at])
        return [*called], [*called.values()]

    def _lost(
        self, number: int, rows: Sequence[int], parties: Sequence[int], comes: Sequence[int], short: set[str]
    ) -> Iterator[Fraction]:
        """For each thing that may be short the chance that it is."""
        instance = self._reading.pairs.instance
        leg, flown, groups = instance.schedule[number], int(self._reading.flown[number]), instance.groups
        for rule in sorted(short):
            need = {
                "seats": groups.size + groups.stretchers * (leg.seats_per_stretcher - 1),
                "stretchers": groups.stretchers,
                "infants": groups.infants,
            }[rule]
            places = {"seats": leg.seats, "stretchers": leg.stretchers, "infants": leg.infant_limit}[rule]
            pools = self._pools.get(number, []) if rule == "seats" else []
            coming: list[tuple[int, Coming]] = [
                (int(self._kinds[row]), (int(need[row]), ppm, times))
                for row, ppm, times in zip(rows, comes, parties, strict=True)
            ]
            free = (places - sum(size for size, _ in pools)) * flown
            apart = nested([(size * flown, who) for size, who in pools])
            yield 1 - all_seated(free, apart, coming)


def _by_kind(
    pools: Sequence[tuple[str, int]], doors: Sequence[frozenset[int]]
) -> list[tuple[int, frozenset[int]]]:
    """Each pool of a sortie: its seats, and the kinds that it is open to."""
    return [
        (size, frozenset(kind for kind, door in enumerate(doors) if at in door))
        for at, (_, size) in enumerate(pools)
    ]


def _short(reading: Reading) -> Mapping[int, set[str]]:
    """By flight what there would be too little of if everybody came."""
    short, number = defaultdict[int, set[str]](set), reading.pairs.instance.number
    for family in linear_rules(reading.pairs):
        if family.rule in _ABOARD:
            for row in np.flatnonzero(family.activity(reading.values) > family.high).tolist():
                short[row].add(family.rule)
    for violation in reserve(reading):
        short[number[violation.subject]].add("seats")
    return short


__all__ = ["check_call_forward"]
