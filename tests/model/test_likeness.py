"""How like others a plan is: the model counts what the judge counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.exact.greedy import start_values
from evacopt.model.baseline import Baseline
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, cohorts_of, formulated
from evacopt.planning.compare import people_moved
from evacopt.planning.solve import solve
from evacopt.routes.eligibility import travel_of
from evacopt.routes.itineraries import Timetable, enumerate_itineraries
from tests.tiny.instances import tiny_instance

SEEDS = range(20)


def _model(known: Instance, *others: Plan) -> Formulation:
    timetable = Timetable.of(known)
    cohorts, then = cohorts_of(timetable, None)
    travel = travel_of(cohorts, enumerate_itineraries(timetable))
    return formulated(travel, then, others=[Baseline.of(known, other) for other in others])


def _plans(known: Instance) -> list[Plan]:
    made = (solve(known, backend=name).plan for name in ("own-first", "first-come"))
    return [plan for plan in made if plan is not None]


def _near(formulation: Formulation, plan: Plan, values: Ints) -> Plan:
    """What `values` stand for, with nobody moved from `plan` for nothing."""
    return decode(replace(formulation, baseline=Baseline.of(formulation.instance, plan)), values)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_counts_the_people_who_do_as_in_the_other(seed: int) -> None:
    """All people less those who are moved, as the judge counts them; the columns keep every row."""
    known = tiny_instance(seed)
    for other in _plans(known):
        formulation = _model(known, other)
        values = start_values(formulation)
        assert values is not None
        moved = people_moved(known, other, _near(formulation, other, values))
        assert formulation.model.goals[-1].of(values) == known.people - moved


def _values(known: Instance, plan: Plan, formulation: Formulation) -> Ints:
    """The columns of a model for `plan`; those of the likeness come last."""
    values = start_values(_model(known), baseline=plan, seconds=0.0)
    assert values is not None
    return formulation.completed(np.append(values, formulation.model.lower[len(values) :]))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_found_before_is_no_plan_of_the_model(seed: int) -> None:
    """The plan itself is one, and the worst of all: where nothing is better, there is no other plan."""
    known = tiny_instance(seed)
    if len(plans := _plans(known)) < 2:
        return
    plan, other = plans
    formulation = _model(known, plan, other)
    (*_, likeness), model = formulation.model.goals, formulation.model
    itself, found = (_values(known, one, formulation) for one in plans)
    alike = known.people - people_moved(known, plan, _near(formulation, plan, found))
    assert likeness.of(itself) == 2 * known.people + alike
    assert likeness.of(found) == 2 * alike + known.people
    assert model.holds(found) is False
    assert model.holds(itself) == (alike < known.people)
