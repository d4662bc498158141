"""Dual prices for bounds: as good as those of the relaxation by pairs, and of the plan that they are for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt import generate
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.judge.goals import count_goals
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.judge.relaxation import relax
from evacopt.large.commodities import Commodities
from evacopt.large.context import Context
from evacopt.large.method import decide
from evacopt.large.prices import duals_of
from evacopt.large.tuning import TUNING
from evacopt.milp.contract import Options
from evacopt.proof.duals import goal_of, program_of
from evacopt.proof.lagrangian import lagrangian_proof
from tests.build import group, instance

Bounds = dict[str, int]


def _shown(known: Instance, session: Session) -> tuple[dict[str, int], Bounds, Bounds]:
    """Values of a plan, and what prices show of its fairness and waiting, finer ones and the flow's."""
    shown: list[Bounds] = []
    for arcs in (TUNING.finer_arcs, 0):
        tuning = replace(TUNING, finer_arcs=arcs)
        context = Context(known, session, Options(threads=1), np.inf, tuning=tuning)
        plan, flow = decide(context)
        assert flow is not None
        values, rows = dict(count_goals(known, plan)), lagrangian_bound(known)
        bounds, names = Bounds(), list(values)
        for at, (name, _) in enumerate(flow.lp.goals):
            if name in ("fairness[1]", "waiting"):
                duals = duals_of(context, flow, at, values)
                assert duals is not None
                proof = lagrangian_proof(rows, names.index(name), list(values.values()), name, duals.rows)
                bounds[name] = 0 if proof is None else proof.bound
        shown.append(bounds)
    return values, shown[0], shown[1]


def _by_pairs(known: Instance, values: dict[str, int], session: Session) -> dict[str, float]:
    """The least of each goal over the relaxation by pairs, those before it held at the values."""
    relaxation, least = relax(known), dict[str, float]()
    for at, form in enumerate(relaxation.goals):
        held = tuple((goal_of(other), values[other.name]) for other in relaxation.goals[:at])
        answer = session.solve(replace(program_of(relaxation, form), fixed_goals=held), Options(threads=1))
        assert answer.primal is not None
        least[form.name] = form.offset + float(form.amount @ answer.primal[form.column])
    return least


@pytest.mark.parametrize("family", ["surge", "tight", "hubs"])
def test_prices_show_what_the_relaxation_by_pairs_shows(family: str) -> None:
    """Of waiting within one in a hundred, with lap infants as well; hardly less than the flow's prices."""
    known = generate(family, people=1500, seed=5)
    with Session("highs") as session:
        values, finer, coarse = _shown(known, session)
        least = _by_pairs(known, values, session)
    for name, bound in finer.items():
        assert 0.999 * coarse[name] <= bound <= least[name] + 1
    assert finer["waiting"] >= 0.99 * least["waiting"] > 0


def test_who_counts_more_a_seat_is_a_commodity_of_its_own() -> None:
    """A couple with an infant is three people in two seats; a trio and a couple are one a seat."""
    known = instance(
        groups=(group("PAIR", size=2), group("TRIO", size=3), group("BABY", size=2, infants=1)),
    )
    assert len(Commodities.of(known).distinct) == 1
    finer = Commodities.of(known, by_worth=True)
    assert finer.of_group.tolist() == [0, 0, 1]
    assert {one.onward() for one in finer.distinct} == {Commodities.of(known).distinct[0].onward()}
