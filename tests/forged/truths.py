"""What is true of tiny instances, times and codes odd, some of an airfield: a best plan, its certificate."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, Leaf
from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.judge.goals import count_goals
from evacopt.judge.keys import words
from evacopt.judge.lagrangian import LagrangianBound, lagrangian_bound
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Family, Relaxation
from evacopt.milp.contract import Options
from evacopt.proof.certify import certify
from evacopt.proof.duals import Budget, program_of
from tests.brute.minutes import odd_baseline, odd_instance
from tests.brute.plans import plan_of
from tests.brute.search import TooManyPlansError, best_plan
from tests.forged.names import renamed
from tests.tiny.airfield import airfield_instance

FINE, SECONDS = 2**20, 0.5
"""A denominator of multipliers; seconds for a certificate, which need not prove all to start a lie from."""


@dataclass(frozen=True, eq=False)
class Truth:
    """An instance, a best plan of it with its goals, and a certificate that holds.

    `baseline` is what changes compare with, `None` where the policy does not ask; `session` is an engine, by
    which a liar makes the most of what is not so.
    """

    instance: Instance
    plan: Plan
    certificate: Certificate
    baseline: Plan | None = None
    session: Session | None = None

    @cached_property
    def relaxation(self) -> Relaxation:
        """What the judge makes of the instance."""
        return relax(self.instance, self.baseline)

    @cached_property
    def by_commodities(self) -> LagrangianBound:
        """What the judge makes of it by commodities."""
        return lagrangian_bound(self.instance)

    @cached_property
    def called_as_ways(self) -> tuple[Flight, ...]:
        """Flights whose sorties have the words of somebody's way on another."""
        ways = {words(key) for key in self.relaxation.column if key[0] == "travel"}
        return tuple(leg for leg in self.instance.schedule if words(("sorties", leg.id)) in ways)

    def exploited(self, number: int, family: Family) -> Leaf:
        """The multipliers that show most of goal `number`, were the rows of `family` true."""
        relaxation, form = self.relaxation.under(family), self.relaxation.goals[number]
        for held, value in zip(self.relaxation.goals[:number], self.best, strict=False):
            relaxation = relaxation.holding(held, value)
        if self.session is None:
            return Leaf(1)
        answer = self.session.solve(program_of(relaxation, form), Options(threads=1))
        if answer.duals is None or answer.status == "infeasible":
            return Leaf(1)
        whole = np.rint(-answer.duals * FINE)
        given = ((relaxation.row.key(row), int(whole[row])) for row in np.flatnonzero(whole > 0).tolist())
        return Leaf(FINE, tuple(given))

    @property
    def best(self) -> tuple[int, ...]:
        """The best values, from the search through all plans."""
        return tuple(goal.value for goal in self.plan.goals)


def truths(seeds: Iterable[int], session: Session) -> Iterator[Truth]:
    """Those of the seeds, every third of an airfield, that have a plan and not too many of them."""
    for seed in seeds:
        drawn = airfield_instance(seed, people=9) if seed % 3 == 2 else odd_instance(seed)
        instance = renamed(drawn, Random(f"names {seed}"))
        assert errors_of(instance) == [], seed
        baseline = odd_baseline(seed, instance)
        try:
            answer = best_plan(instance, most=5_000, before=baseline)
        except TooManyPlansError:
            continue
        if answer is not None:
            plan = _stating(plan_of(instance, answer), answer.goals)
            assert count_goals(instance, plan, baseline=baseline) == answer.goals, seed
            made, certificate = certify(
                instance, plan, session, Budget(time.monotonic() + SECONDS), baseline=baseline
            )
            yield Truth(instance, made, certificate, baseline, session)


def _stating(plan: Plan, goals: list[tuple[str, int]]) -> Plan:
    rows = (GoalResult(goal, value, None, "feasible") for goal, value in goals)
    return replace(plan, goals=GoalTable(tuple(rows)))
