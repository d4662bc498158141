"""Bounds from pools that planning makes: higher than those of the relaxation, and what the judge says."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.generation.generate import generate
from evacopt.judge.bounds import DualBound
from evacopt.judge.relaxation import relax
from evacopt.milp.contract import Options
from evacopt.proof.duals import Budget, Prover, branchable_columns, goal_of, program_of
from evacopt.proof.pool_bounds import pool_bound


def test_full_loads_are_packed_city_by_city() -> None:
    """Thirty cities, few aircraft and places: pools show more than the relaxation, and the judge agrees."""
    instance = generate("rsp", seed=1, cities=30, aircraft=60, groups=6)
    relaxation = relax(replace(instance, policy=replace(instance.policy, full_loads=True)))
    form = relaxation.goals[0]
    program = replace(program_of(relaxation, None), goal=goal_of(form))
    dual, budget = DualBound(relaxation, form), Budget(time.monotonic() + 60)
    with Session("highs") as session:
        prover = Prover(
            dual, program, session, budget, branchable_columns(relaxation), options=Options(threads=1)
        )
        root = prover.root()
        shown = pool_bound(prover, np.inf, root)
    assert root.bound < shown.bound < np.inf
    assert len(shown.multipliers.names) == 30
    assert shown.bound == shown.multipliers.bound(dual, relaxation.lower, relaxation.upper)
