"""What is believed of a published set: only what the judge sees in the plan and its certificate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.bench.published import (
    CHECKOUT,
    PLANS,
    Best,
    best_of,
    judged,
    known_best,
    read_pair,
    set_folder,
    write_pair,
)
from evacopt.domain.certificate import Certificate
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.errors import PlanError, UsageError
from evacopt.generation.generate import generate

NAME = "tight-200-101"


@pytest.fixture(scope="module")
def instance() -> Instance:
    """A small member of the set, of which every goal is proven."""
    return generate("tight", people=200, seed=101)


@pytest.fixture
def plan() -> Plan:
    """Its best plan."""
    return _pair()[0]


@pytest.fixture
def certificate() -> Certificate:
    """What shows the bounds of that."""
    return _pair()[1]


def _pair() -> tuple[Plan, Certificate]:
    pair = read_pair(CHECKOUT / PLANS, NAME)
    assert pair is not None and pair[1] is not None
    return pair[0], pair[1]


def _without_last(plan: Plan) -> Plan:
    """A worse plan that states nothing."""
    return replace(plan, assignments=plan.assignments[:-1], goals=GoalTable(), unserved=())


def test_a_plan_without_proof_has_no_bound_but_zero(instance: Instance, plan: Plan) -> None:
    """Whatever it says of itself: no bound of a plan file is taken."""
    best = judged(instance, plan, [])
    assert best.values == tuple(goal.value for goal in plan.goals)
    assert set(best.bounds) == {0}
    assert [goal.grade for goal in best.plan.goals if goal.value] == ["feasible"] * sum(
        value > 0 for value in best.values
    )


def test_a_bound_is_taken_only_where_its_proof_holds(
    instance: Instance, plan: Plan, certificate: Certificate
) -> None:
    """A proof that claims one more than it shows is left out, the others stay."""
    known = judged(instance, plan, [certificate])
    assert known.bounds == known.values
    first = next(proof for proof in certificate.proofs if proof.bound)
    claimed = replace(
        certificate,
        proofs=tuple(
            replace(proof, bound=proof.bound + 1) if proof == first else proof for proof in certificate.proofs
        ),
    )
    bounds = judged(instance, plan, [claimed]).bounds
    assert [at for at, bound in enumerate(bounds) if bound < known.bounds[at]] == [_place(known, first.goal)]
    assert judged(instance, plan, [claimed, certificate]).bounds == known.bounds


def _place(best: Best, goal: str) -> int:
    return [row.goal for row in best.plan.goals].index(goal)


def test_a_plan_that_breaks_a_rule_is_refused(instance: Instance, plan: Plan) -> None:
    """More parties than a flight has seats for, and a goal that is not the count."""
    rows = replace(plan.assignments, parties=plan.assignments.parties + 9)
    boasts = GoalTable((GoalResult(plan.goals[0].goal, 999, 0, "proven"), *plan.goals[1:]))
    for wrong in (replace(plan, assignments=rows), replace(plan, goals=boasts)):
        with pytest.raises(PlanError, match=NAME):
            judged(instance, wrong, [])


def test_the_best_of_plans_has_the_best_bounds_of_all(
    instance: Instance, plan: Plan, certificate: Certificate
) -> None:
    """A better plan without proofs keeps those of a worse one that still hold, and the other way round."""
    worse = _without_last(plan)
    assert judged(instance, worse, []).rank > judged(instance, plan, []).rank
    best = best_of(instance, [(worse, certificate), (plan, None)])
    assert best.plan.assignments == plan.assignments
    assert best.bounds == best.values
    assert best_of(instance, [(plan, None), (worse, certificate)]).rank == best.rank


def test_of_equal_plans_the_first_stays(instance: Instance, plan: Plan, certificate: Certificate) -> None:
    """The set changes for what is better only."""
    other = replace(plan, run=None)
    best = best_of(instance, [(plan, certificate), (other, certificate)])
    assert best.plan.run is not None


def test_a_pair_comes_back_as_it_was_kept(
    tmp_path: Path, instance: Instance, plan: Plan, certificate: Certificate
) -> None:
    """Compressed, with the same bytes each time; read also where somebody unpacked it."""
    best = judged(instance, plan, [certificate])
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_pair(tmp_path / folder, NAME, *best.pair)
    assert read_pair(tmp_path / "one", NAME) == best.pair
    assert read_pair(tmp_path / "one", "other") is None
    packed = f"{NAME}.plan.json.gz"
    assert (tmp_path / "one" / packed).read_bytes() == (tmp_path / "two" / packed).read_bytes()


def test_a_set_that_says_more_than_it_shows_is_not_believed(
    tmp_path: Path, instance: Instance, plan: Plan
) -> None:
    """A plan of the set whose bounds have no certificate is an error that names the instance."""
    (tmp_path / PLANS).mkdir()
    write_pair(tmp_path / PLANS, NAME, plan, None)
    with pytest.raises(PlanError, match=f"{NAME}.*does not hold"):
        known_best(tmp_path, instance)


def test_another_instance_of_the_same_name_is_none_of_the_set(instance: Instance) -> None:
    """As where a campaign replaces the policy."""
    policy = replace(instance.policy, objectives=("unserved",))
    assert known_best(CHECKOUT, instance) is not None
    assert known_best(CHECKOUT, replace(instance, policy=policy)) is None


def test_where_a_set_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of that name first, then the checkout for `set`; else how to get it."""
    monkeypatch.chdir(tmp_path)
    assert set_folder(Path("set")) == CHECKOUT
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "set.toml").touch()
    assert set_folder(Path("set")) == Path("set")
    with pytest.raises(UsageError, match="benchmarks/set of the source"):
        set_folder(tmp_path / "none")
