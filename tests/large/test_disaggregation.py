"""Merged commodities are told apart again: who goes along each itinerary, and true cuts where nobody can."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.large.context import Context
from evacopt.large.disaggregation import Disaggregation
from evacopt.large.flow import Flow, flow_of
from evacopt.large.residuals import Residuals
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import Options
from tests.build import flight, group, instance
from tests.large.test_path_assignment import CHANGES, TRAVELLER
from tests.tiny.instances import tiny_instance

NEAR = 1e-2
FAMILIES = [("hubs", 1), ("mixed", 1), ("mixed", 2)]


EVEN_FEW = replace(TUNING, most_arcs=-1)
"""Itineraries however few arcs there are."""


def _flow(known: Instance, session: Session, tuning: LargeTuning = EVEN_FEW) -> tuple[Context, Flow | None]:
    context = Context(known, session, Options(threads=1), np.inf, tuning=tuning)
    return context, flow_of(context, Residuals(known, {}), known.groups.count, free=False, goals=False)


def _check(context: Context, flow: Flow | None) -> bool:
    """Nobody goes who may not, and no more than wait or than the flow has seats; cuts are true and bite."""
    if flow is None or flow.disaggregation is None or context.itineraries is None:
        return False
    disaggregated, whole, supply = flow.disaggregation, context.itineraries, flow.lp.relaxation.supply
    for urgent in (False, True):
        shares = disaggregated.shares(context.session, flow.primal, context.options, urgent=urgent)
        assert shares is not None
        of_path, of_member = defaultdict[object, float](float), defaultdict[int, float](float)
        for member, path, seats in disaggregated.by_member(flow.primal, shares):
            together = int(whole.merged[member])
            assert member in whole.able[together, path]
            of_path[together, path] += seats
            of_member[member] += seats
        wanted = {arc: flow.primal[at] for arc, at in flow.lp.relaxation.boards.items()}
        assert all(seats <= wanted[arc] + NEAR for arc, seats in of_path.items())  # type: ignore[index]
        left = np.bincount(supply.member, supply.seats * supply.atoms)
        assert all(seats <= left[member] + NEAR for member, seats in of_member.items())
        lack = sum(wanted.values()) - sum(of_path.values())
        assert lack == pytest.approx(shares.empty, abs=NEAR * max(len(wanted), 1))
    _check_cuts(context, flow, disaggregated)
    return True


def _check_cuts(context: Context, flow: Flow, disaggregated: Disaggregation) -> None:
    assert context.itineraries is not None
    supply, whole = flow.lp.relaxation.supply, context.itineraries
    arc_of = {at: arc for arc, at in flow.lp.relaxation.boards.items()}
    shares = disaggregated.shares(context.session, flow.primal, context.options, urgent=False)
    assert shares is not None
    assert bool(shares.cuts) == (shares.empty > 0)
    for columns, clusters in shares.cuts:
        named = set(clusters.tolist())
        for column in columns.tolist():
            commodity, path = arc_of[column]
            departs = whole.whole.flight_arcs[path[0]].leg.departs
            able = np.isin(supply.member, whole.able[commodity, path]) & (disaggregated.supplied >= 0)
            may = able & (supply.ready <= departs) & (departs <= supply.leave_by)
            assert set(np.flatnonzero(may).tolist()) <= named
        people = float((supply.seats * flow.primal[disaggregated.supplied])[clusters].sum())
        assert float(flow.primal[columns].sum()) > people


@pytest.mark.parametrize("first", range(0, 120, 40))
def test_nobody_goes_who_may_not(first: int) -> None:
    """Random instances, whatever their rules."""
    with Session("highs") as session:
        disaggregated = [_check(*_flow(tiny_instance(seed), session)) for seed in range(first, first + 40)]
    assert any(disaggregated)


@pytest.mark.parametrize(("family", "seed"), FAMILIES)
def test_nobody_goes_who_may_not_in_generated_instances(family: str, seed: int) -> None:
    """Many merged commodities."""
    with Session("highs") as session:
        assert _check(*_flow(generate(family, seed=seed, people=1500), session))


@pytest.mark.parametrize("seed", [1, 2])
def test_cuts_leave_fewer_seats_empty(seed: int) -> None:
    """Without them a flow has seats for which there is nobody; with them nearly none, and it is no better."""
    known = generate("mixed", seed=seed, people=1000)
    with Session("highs") as session:
        context, disaggregated = _flow(known, session)
        _, plain = _flow(known, session, replace(EVEN_FEW, few_empty=np.inf))
        assert disaggregated is not None
        assert plain is not None
        empty = [
            flow.disaggregation.shares(session, flow.primal, context.options, urgent=False)
            for flow in (disaggregated, plain)
            if flow.disaggregation is not None
        ]
    few, many = (shares.empty for shares in empty if shares is not None)
    assert few < many
    assert list(disaggregated.values.values()) >= [value - NEAR for value in plain.values.values()]


def test_seats_that_only_one_may_take() -> None:
    """Three seats for Japanese alone and one of those: of two merged commodities only one goes there."""
    only = flight("JPN", "O 09:00", "V 12:00", accepts=("JPN",), seats=3)
    groups = (TRAVELLER, group("U", nationality="USA", count=4))
    with Session("highs") as session:
        context, flow = _flow(instance(groups=groups, flights=(only, *CHANGES)), session)
        assert _check(context, flow)
        assert flow is not None
        assert sum(flow.values.values()) == pytest.approx(4, abs=NEAR)


def test_too_many_are_not_told_apart() -> None:
    """Beyond so many pairs, or ways flown, it is not worked out."""
    known = generate("mixed", seed=1, people=1500)
    with Session("highs") as session:
        context, flow = _flow(known, session, replace(EVEN_FEW, most_shares=0))
        assert flow is not None
        assert flow.disaggregation is not None
        assert flow.disaggregation.shares(session, flow.primal, context.options, urgent=True) is None
        few = replace(EVEN_FEW, most_pairs=0)
        assert Disaggregation.of(context.itineraries, flow.lp.relaxation, few) is None


def test_single_flights_are_not_told_apart() -> None:
    """Where columns are flights commodities are not merged."""
    with Session("highs") as session:
        tuning = replace(TUNING, most_arcs=10**9)
        _, flow = _flow(generate("mixed", seed=1, people=1500), session, tuning)
    assert flow is not None
    assert flow.disaggregation is None
