"""Goals over the columns of the relaxation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt import solve
from evacopt.backends.session import Session
from evacopt.domain.columns import Coded
from evacopt.domain.policy import Policy
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.large.context import Context
from evacopt.large.flow import flow_of
from evacopt.large.relaxation import Relaxation
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import most_sorties
from evacopt.large.staged_lp import StagedLP
from evacopt.large.supply import Supply
from evacopt.milp.contract import Options
from tests.build import group, instance
from tests.large.at_work import boarding_of
from tests.tiny.instances import tiny_instance


def test_a_nationality_that_nobody_has_counts_for_nothing() -> None:
    """A column may list values that no row uses: fairness is between those who wait."""
    known = instance(groups=(group(count=3),), policy=Policy(objectives=("fairness",)))
    nationality = Coded(known.groups.nationality.codes + 1, ("SWE", "FRA"))
    known = replace(known, groups=replace(known.groups, nationality=nationality))
    boarding = boarding_of(known)
    supply = Supply.of(boarding.network.base)
    lp = StagedLP(Relaxation(boarding.network, supply, boarding.residuals, free=False))
    assert [name for name, _ in lp.goals] == ["fairness[1]"]
    keys = {key for row in lp.relaxation.builder.rows for key in row.keys}
    assert ("share", "FRA") in keys
    assert ("share", "SWE") not in keys


@pytest.mark.parametrize("seeds", [range(20, 36), pytest.param(range(120), marks=pytest.mark.nightly)])
def test_the_worst_fare_as_the_mean_at_best(seeds: range) -> None:
    """Prices of `fairness` from those of the last class are a bound: often above 0, never above the best."""
    shown = 0
    with Session("highs") as session:
        for seed in seeds:
            known = tiny_instance(seed)
            context = Context(known, session, Options(threads=1), np.inf)
            flow = flow_of(
                context, Residuals(known, most_sorties(known)), known.groups.count, free=True, goals=False
            )
            plan = solve(known, threads=1).plan
            fair = [] if flow is None else list(flow.lp.levels())
            if flow is None or plan is None or not fair:
                continue
            last = flow.lp.classes()[-1]
            answer = flow.lp.solve(session, flow.lp.above(last), {}, context.options)
            known_duals = flow.lp.duals_above(last, answer)
            assert known_duals is not None
            duals = flow.lp.mean_duals(fair[0], known_duals)
            rows, fine = lagrangian_bound(known), 2**44
            given = {name: round(price * fine) for name, price in duals.rows.items()}
            given = {name: whole for name, whole in given.items() if whole > 0}
            assert {name for name in given if name[0] != "held"} <= {*rows.row}
            values = [goal.value for goal in plan.goals]
            number = [goal.goal for goal in plan.goals].index("fairness[1]")
            bound = rows.floor(number, values, fine, given.items())
            assert bound <= values[number]
            shown += bound > 0
    assert shown


@pytest.mark.parametrize("objectives", [("fairness",), ("fairness", "unserved"), ("unserved", "fairness")])
def test_the_mean_is_asked_for_only_behind_classes(objectives: tuple[str, ...]) -> None:
    """Where nobody counts who stays, or all by weight, there is no mean to bound `fairness` by."""
    for rule in ("strict", "weighted"):
        weights = ((1, 2),) if rule == "weighted" else ()
        policy = Policy(objectives=objectives, priority_rule=rule, priority_weights=weights)
        boarding = boarding_of(instance(groups=(group(count=3),), policy=policy))
        supply = Supply.of(boarding.network.base)
        lp = StagedLP(Relaxation(boarding.network, supply, boarding.residuals, free=False))
        assert bool(lp.levels()) == (rule == "strict" and objectives[0] == "unserved")
