"""Baselines: what a cell without a solver does, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.clock import HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan
from evacopt.exact.greedy import solve_in_order
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options
from evacopt.model.decode import decode
from evacopt.model.formulation import ORDERS, formulate, order_of
from evacopt.planning.solve import solve
from tests import build
from tests.brute.search import best
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

Fill = Callable[[Instance, str], Plan]


@pytest.fixture(scope="module")
def baselines() -> Iterator[dict[str, Session]]:
    """A child process for each baseline."""
    sessions = {name: Session(name) for name in ORDERS}
    yield sessions
    for session in sessions.values():
        session.close()


@pytest.fixture(scope="module")
def fill(baselines: dict[str, Session]) -> Fill:
    """The plan of a baseline."""

    def filled(instance: Instance, name: str) -> Plan:
        formulation = formulate(instance, by_registration=True)
        staged = solve_in_order(formulation, baselines[name], Options(), name)
        assert staged.values is not None
        return decode(formulation, staged.values)

    return filled


@pytest.mark.parametrize("name", ORDERS)
def test_baselines_are_plans_and_never_better(name: str, baselines: dict[str, Session]) -> None:
    """The judge accepts every baseline; its goals are graded feasible and no better than the best."""
    given = 0
    for instance in (*map(tiny_instance, range(30)), *map(airfield_instance, range(10))):
        formulation = formulate(instance, by_registration=True)
        staged = solve_in_order(formulation, baselines[name], Options(), name)
        if staged.values is None:
            assert (staged.outcome, staged.goals) == ("no_plan", ())
            continue
        given += 1
        plan = decode(formulation, staged.values)
        assert verify(instance, plan) == []
        assert [(row.goal, row.value) for row in staged.goals] == count_goals(instance, plan)
        assert {row.grade for row in staged.goals} == {"feasible"}
        assert all(row.bound is not None and row.bound <= row.value for row in staged.goals)
        optimum = best(instance)
        assert optimum is not None
        assert [value for _, value in optimum] <= [row.value for row in staged.goals]
    assert given > 25


def test_who_goes_by_others_comes_again_after_them(fill: Fill) -> None:
    """A child who registered first flies with the escort, called later; so does who goes by the child."""
    known = build.instance(
        groups=tuple(build.group(code, registered=at) for at, code in enumerate(("BEAR", "CHILD", "ESCORT"))),
        links=(
            Link(group="BEAR", partner="CHILD", kind="same_itinerary"),
            Link(group="CHILD", partner="ESCORT", kind="same_itinerary"),
        ),
    )
    made = fill(known, "first-come")
    assert verify(known, made) == []
    assert sorted(made.assignments.group) == ["BEAR", "CHILD", "ESCORT"]


def test_who_is_linked_comes_with_the_most_urgent(fill: Fill) -> None:
    """Two seats go to the child and the escort of a later class, before anybody of a class in between."""
    classes = {"CHILD": 1, "TWO": 2, "ESCORT": 3}
    known = build.instance(
        groups=tuple(build.group(code, priority=priority) for code, priority in classes.items()),
        flights=(build.flight("F", seats=2),),
        links=(Link(group="CHILD", partner="ESCORT", kind="same_itinerary"),),
    )
    made = fill(known, "priority-first")
    assert verify(known, made) == []
    assert sorted(made.assignments.group) == ["CHILD", "ESCORT"]


BEGINS = 0


def _queue(*groups: Group, seats: int = 3) -> Instance:
    """A French and then a German flight of a few seats each from one origin to one haven."""
    return Instance(
        name="queue",
        begins=BEGINS,
        ends=BEGINS + 24 * HOUR,
        locations=(
            Location(id="O", role="origin", country="NER"),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of(groups),
        flights=tuple(
            Flight(
                id=operator,
                operator=operator,
                departs=BEGINS + hour * HOUR,
                arrives=BEGINS + (hour + 4) * HOUR,
                origin="O",
                destination="V",
                seats=seats,
            )
            for hour, operator in ((6, "FRA"), (8, "DEU"))
        ),
    )


def _who(plan: Plan) -> dict[tuple[str, str], int]:
    return {(row.group, row.itinerary[0]): row.parties for row in plan.assignments}


def _group(code: str, nationality: str, **columns: int) -> Group:
    values: dict[str, int] = {"size": 1, "count": 2, **columns}
    return replace(Group(id=code, nationality=nationality, origin="O", size=1), **values)  # type: ignore[arg-type]


QUEUE = _queue(
    _group("never", "FRA", priority=1),
    _group("third", "FRA", registered=30, priority=1),
    _group("first", "DEU", registered=10, priority=3),
    _group("second", "ITA", registered=20, priority=2),
)
"""Eight people for six seats, in a table that is in no order."""


def test_first_come_goes_by_registration(fill: Fill) -> None:
    """Who registered first sits on the first flight, whoever flies it; who never did comes last."""
    assert _who(fill(QUEUE, "first-come")) == {
        ("first", "FRA"): 2,
        ("second", "FRA"): 1,
        ("second", "DEU"): 1,
        ("third", "DEU"): 2,
    }


def test_own_first_fills_flights_with_their_own(fill: Fill) -> None:
    """Each state takes its own by registration, registered or not, before anybody else boards."""
    assert _who(fill(QUEUE, "own-first")) == {
        ("third", "FRA"): 2,
        ("never", "FRA"): 1,
        ("first", "DEU"): 2,
        ("second", "DEU"): 1,
    }


def test_priority_first_goes_by_class(fill: Fill) -> None:
    """Class 1 goes first, within it by registration; class 3 stays although it registered before all."""
    assert _who(fill(QUEUE, "priority-first")) == {
        ("third", "FRA"): 2,
        ("never", "FRA"): 1,
        ("never", "DEU"): 1,
        ("second", "DEU"): 2,
    }


def test_a_family_that_does_not_fit_is_passed_over(fill: Fill) -> None:
    """Four who come first find no seats together; the next take them."""
    instance = _queue(
        _group("family", "FRA", size=4, count=1, registered=1), _group("couple", "FRA", size=2, registered=2)
    )
    assert _who(fill(instance, "first-come")) == {("couple", "FRA"): 1, ("couple", "DEU"): 1}


@pytest.mark.parametrize("name", ORDERS)
def test_promises_come_before_the_order(name: str, fill: Fill) -> None:
    """Who must travel does, even those whom every order puts last."""
    instance = _queue(
        _group("early", "FRA", count=3, registered=1), _group("late", "ITA", count=1, priority=3), seats=1
    )
    instance = replace(instance, pins=(Pin(group="late", kind="at_least", parties=1),))
    plan = fill(instance, name)
    assert sum(parties for (group, _), parties in _who(plan).items() if group == "late") == 1
    assert verify(instance, plan) == []


def test_promises_that_no_order_can_keep(baselines: dict[str, Session]) -> None:
    """Where what must be cannot be, a baseline has no plan and says so; it claims nothing else."""
    instance = replace(QUEUE, pins=(Pin(group="first", kind="at_least", parties=3),))
    formulation = formulate(instance, by_registration=True)
    staged = solve_in_order(formulation, baselines["first-come"], Options(), "first-come")
    assert (staged.outcome, staged.values) == ("no_plan", None)
    assert "baseline" in staged.detail


@pytest.mark.parametrize("name", ORDERS)
def test_every_pair_comes_once(name: str) -> None:
    """An order names each column of parties exactly once."""
    for seed in range(30):
        formulation = formulate(tiny_instance(seed), by_registration=True)
        assert np.array_equal(np.sort(order_of(formulation, name)), np.sort(formulation.pair_column))


def test_where_promises_are_hard_people_stay_where_they_were() -> None:
    """Both are on the way; in order A takes the only seat that B can go on with, in the plan in force not."""
    known = build.instance(
        groups=[build.group("A"), build.group("B", destinations=("V",))],
        flights=[
            build.flight("IN", "O 06:00", "H 08:00"),
            build.flight("OUT", "H 10:00", "V 12:00", seats=1),
            build.flight("AWAY", "H 11:00", "W 13:00", seats=1),
        ],
        pins=tuple(Pin(group=code, kind="at_least", parties=1, flight="IN") for code in "AB"),
    )
    before = build.plan(known, ("A", "IN>AWAY", 1), ("B", "IN>OUT", 1))
    assert solve(known, backend="first-come").status == "no_plan"
    kept = solve(known, backend="first-come", baseline=before).plan
    assert kept is not None
    assert list(kept.assignments) == list(before.assignments)
