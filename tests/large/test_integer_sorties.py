"""Sorties that branch and cut finds in the flow."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.large.context import Context
from evacopt.large.flow import Flow, flow_of
from evacopt.large.integer_sorties import IntegerSorties, integer_sorties
from evacopt.large.method import decide_again
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import decide_sorties, most_sorties
from evacopt.milp.contract import Options
from tests.build import flight, group, instance
from tests.large.test_sorties import broken_by
from tests.tiny.instances import tiny_instance


def _flow(known: Instance, session: Session) -> tuple[Context, Flow | None]:
    """The flow of everybody with sorties to be decided."""
    context = Context(known, session, Options(threads=1), np.inf)
    residuals = Residuals(known, most_sorties(known))
    return context, flow_of(context, residuals, known.groups.count, free=True, goals=False)


def _found(known: Instance, session: Session) -> IntegerSorties | None:
    context, flow = _flow(known, session)
    return None if flow is None else integer_sorties(context, flow, np.inf)


@pytest.mark.parametrize("first", [0, 60])
def test_all_of_them_can_be_flown_by_their_crews(highs: Session, first: int) -> None:
    """None is left on the ground for want of aircraft, crews or movements, and the judge has no objection."""
    flown = 0
    for seed in range(first, first + 60):
        known = tiny_instance(seed)
        found = _found(known, highs) if most_sorties(known) else None
        if found is None:
            continue
        sorties = decide_sorties(known, {}, None, found.flown, planned=found.crews)
        assert {at: times for at, times in found.flown.items() if times} == sorties.flown
        assert broken_by(known, sorties) == []
        flown += sum(sorties.flown.values())
    assert flown > 30


SHUTTLE = {"status": "optional", "fleet": "A"}


def test_sorties_that_go_well_together(highs: Session) -> None:
    """One crew, two hours a turn: the flow flies half of each; only first and last take all that wait."""
    legs = (
        flight("P", "O 06:00", "V 07:00", seats=10, **SHUTTLE),
        flight("Q", "O 07:00", "V 08:00", seats=14, **SHUTTLE),
        flight("R", "O 08:00", "V 09:00", seats=10, **SHUTTLE),
    )
    known = instance(
        groups=(group(count=20),),
        flights=legs,
        fleets=(Fleet(id="A", count=3, cycle=30),),
        crews=(Crew(id="c", count=1, fleets=("A",), rest=120),),
    )
    found = _found(known, highs)
    assert found is not None
    assert found.flown == {0: 1, 1: 0, 2: 1}
    assert found.crews == {(0, 0): 1, (1, 0): 0, (2, 0): 1}
    context, flow = _flow(known, highs)
    assert flow is not None
    plan = decide_again(context, flow, np.inf)
    assert plan is not None
    assert int(plan.assignments.parties.sum()) == 20


def test_crews_that_choose_between_fleets(highs: Session) -> None:
    """Either pool can fly the first, one of them alone the second: the other one flies the first."""
    legs = (
        flight("P", "O 06:00", "V 07:00", seats=10, **SHUTTLE),
        flight("Q", "O 06:30", "V 08:00", seats=10, status="optional", fleet="B"),
    )
    known = instance(
        groups=(group(count=20),),
        flights=legs,
        fleets=(Fleet(id="A", count=1, cycle=30), Fleet(id="B", count=1, cycle=30)),
        crews=(
            Crew(id="both", count=1, fleets=("A", "B"), rest=120),
            Crew(id="one", count=1, fleets=("A",), rest=90),
        ),
    )
    found = _found(known, highs)
    assert found is not None
    assert {key for key, crews in found.crews.items() if crews} == {(0, 1), (1, 0)}


def test_nothing_where_there_is_no_time(highs: Session) -> None:
    """Sorties of which nothing is known yet are none."""
    known = instance(
        groups=(group(count=20),), flights=(flight("P", "O 06:00", "V 07:00", status="optional"),)
    )
    context, flow = _flow(known, highs)
    assert flow is not None
    assert integer_sorties(context, flow, 0.0) is None
    assert decide_again(context, flow, 0.0) is None
