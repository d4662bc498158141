"""What could be reached if everything were known beforehand: each scenario solved as an instance of its own.

The expected value with perfect information less that with the plan is what such information is worth
(Raiffa and Schlaifer 1961). So that it bounds what any recourse reaches, promises of at least something do
not bind, which failing flights may make void, and people count alike, whatever their class. Links do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import BLANK, Floats, Ints, spans
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.rule import LinearRule
from evacopt.domain.stored import MILLION
from evacopt.events.rows import change_flights
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.scenarios.world import world
from evacopt.simulation.estimate import interval
from evacopt.simulation.result import Hindsight
from evacopt.simulation.subject import Subject
from evacopt.simulation.tally import Tally
from evacopt.view.view import sums

TIME_LIMIT = 60.0
"""Seconds for each scenario: so many that what is found hardly ever depends on how busy a machine is."""


@dataclass(frozen=True, slots=True)
class Best:
    """People out in the best plan that was found for a scenario, and the most that could be."""

    out: int
    most: int


@dataclass(frozen=True, eq=False)
class Sample:
    """Scenarios of a tally in which it is found out what could be reached.

    Attributes
    ----------
    row, weight : rows of the tally, and how much each counts
    exact : whether they are all that there are
    alike : for each the first of them with the same instance, by its place
    """

    row: Ints
    weight: Floats
    exact: bool
    alike: tuple[int, ...]

    @classmethod
    def of(cls, subject: Subject, tally: Tally, most: int) -> Sample:
        """No more than so many: by their weights where these are chances, else the first."""
        row, weight, exact = np.arange(len(tally.numbers)), tally.weight, subject.all is not None
        if len(row) > most:
            ends = np.cumsum(weight) / weight.sum()
            row = np.searchsorted(ends, (np.arange(most) + 0.5) / most) if exact else row[:most]
            weight, exact = np.ones(most), False
        hashes = [known_instance(subject, number).sha256 for number in tally.numbers[row].tolist()]
        return cls(row, weight, exact, tuple(map(hashes.index, hashes)))

    @property
    def places(self) -> tuple[int, ...]:
        """Those that have to be solved."""
        return tuple(sorted(set(self.alike)))

    def hindsight(self, out: Ints, found: dict[int, Best]) -> Hindsight | None:
        """What they tell, of those that were `found`; `out` is by row of the tally. `None` where none was."""
        here = np.array([place for place, first in enumerate(self.alike) if first in found], dtype=np.int64)
        if not len(here):
            return None
        best = [found[self.alike[place]] for place in here.tolist()]
        exact = self.exact and len(here) == len(self.row)
        by_plan, weight = out[self.row[here]], self.weight[here]
        reached = np.maximum([one.out for one in best], by_plan)
        most = np.maximum(
            [one.most for one in best], by_plan
        )  # links keep nobody back whom the plan has called
        return Hindsight(
            scenarios=len(here),
            proven=int((reached == most).sum()),
            out=interval(reached, weight, exact=exact),
            value=interval(reached - by_plan, weight, exact=exact),
            most=interval(most - by_plan, weight, exact=exact),
        )


def best(subject: Subject, number: int) -> Best:
    """What could be reached in the scenario of this number."""
    known = known_instance(subject, number)
    if not len(known.groups):
        return Best(0, 0)
    result = solve(known, options=SolveOptions(time_limit=TIME_LIMIT, threads=1))
    if result.plan is None:
        return Best(0, known.people)
    (goal,) = result.goals
    return Best(known.people - goal.value, known.people - (goal.bound or 0))


def known_instance(subject: Subject, number: int) -> Instance:
    """The instance of one scenario: flights that fly, people who come, and nothing to chance."""
    draws, (drawn, _) = subject.draws, subject.drawn(np.array([number]))
    there = world(draws.instance, draws.sets, drawn.stories[0].tolist()).instance
    own, felt = draws.in_world(drawn, there)
    flight, _ = spans(own.first_sortie[:-1], own.first_sortie[1:])
    flown = sums(flight, felt.flown[0].astype(np.int64), len(there.schedule))
    group, _ = spans(own.first_party[:-1], own.first_party[1:])
    comers = sums(group, own.comes(felt)[0].astype(np.int64), len(there.groups))
    return _settled(_flying(there, flown), comers)


def _flying(instance: Instance, flown: Ints) -> Instance:
    """With no more sorties of each flight than are flown."""
    left = {
        flight.id: sorties
        for flight, sorties in zip(instance.schedule, flown.tolist(), strict=True)
        if sorties < flight.copies
    }

    def fewer(flight: Flight) -> Flight:
        sorties = left[flight.id]
        return replace(flight, copies=sorties) if sorties else replace(flight, status="cancelled")

    return change_flights(instance, left, fewer)


def _settled(instance: Instance, comers: Ints) -> Instance:
    """With so many parties of each group, all of one class, and no promise of at least something."""
    rows = np.flatnonzero(comers)
    blank, ones = np.full(len(rows), BLANK), np.ones(len(rows), dtype=np.int64)
    groups = replace(
        instance.groups.take(rows),
        count=comers[rows],
        count_low=blank,
        count_high=blank,
        weight=blank,
        priority=ones,
        show_up=ones * MILLION,
    )
    there = set(groups.id)
    alone = [link.group for link in instance.links if link.group in there and link.partner not in there]
    rules = tuple(_at_most(instance.rules))
    limits = {rule.id for rule in rules}
    return replace(
        instance,
        groups=groups,
        flights=tuple(replace(flight, min_load=0, cancel_probability=0) for flight in instance.flights),
        sorties=tuple(replace(row, min_load=0, cancel_probability=0) for row in instance.sorties),
        policy=replace(instance.policy, objectives=("unserved",), priority_rule="strict", full_loads=False),
        shares=tuple(share for share in instance.shares if share.kind != "min"),
        pins=(*_pins(instance.pins, there), *(Pin(group=one, kind="at_most", parties=0) for one in alone)),
        links=tuple(link for link in instance.links if {link.group, link.partner} <= there),
        rules=rules,
        terms=tuple(term for term in instance.terms if term.rule in limits and term.group in {"", *there}),
        splits=(),
    )


def _pins(pins: Sequence[Pin], there: set[str]) -> Iterator[Pin]:
    """The upper sides of decisions about groups that are there."""
    return (replace(pin, kind="at_most") for pin in pins if pin.kind != "at_least" and pin.group in there)


def _at_most(rules: Sequence[LinearRule]) -> Iterator[LinearRule]:
    """The upper sides of linear rules."""
    return (replace(rule, kind="at_most") for rule in rules if rule.kind in ("at_most", "exactly"))
