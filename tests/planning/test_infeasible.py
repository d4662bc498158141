"""Engines that call infeasible what is not: plans, bounds and exit codes do not depend on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.backends.registry import BACKENDS
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan
from evacopt.domain.share import Share
from evacopt.errors import BackendError
from evacopt.generation.generate import generate
from evacopt.planning import exact, infeasible
from evacopt.planning.solve import solve
from evacopt.proof.branch_and_price import Knapsacks
from tests.build import DIRECT, group, instance
from tests.tiny.instances import tiny_instance

PROMISED = Share(id="S", kind="min", nationality="FRA", people=2)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A lying engine in the place of HiGHS, or of the large-scale method's."""
    liar = str(request.param)
    name = "scale" if liar == "LiesOfScale" else "highs"
    monkeypatch.setitem(BACKENDS, name, f"tests.backends.lying:{liar}")
    return name


def _best(known: Instance, backend: str = "highs") -> Plan:
    result = solve(known, backend=backend, threads=1)
    assert result.plan is not None
    return result.plan


@pytest.mark.sibling("34")
@pytest.mark.parametrize("engine", ["LiesOfSimplex", "LiesOfInterior", "LiesWithRay"], indirect=True)
def test_a_lie_about_relaxations_costs_no_proof(engine: str) -> None:
    """Tree, cuts, pools, roundings: every goal is proven although one method of the engine lies."""
    for known in (
        tiny_instance(1),
        instance(groups=(group(count=3),), flights=(replace(DIRECT, seats=2),)),
    ):
        assert {goal.grade for goal in _best(known, engine).goals} == {"proven"}


@pytest.mark.sibling("34")
@pytest.mark.parametrize("engine", ["LiesOfRelaxations"], indirect=True)
def test_a_lie_about_every_relaxation_costs_bounds_and_no_plan(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where both methods lie nothing is shown: the plan is the best all the same, and not proven."""
    monkeypatch.setattr(Knapsacks, "of", lambda _: None)  # it proves without any relaxation
    groups = (group("A", count=2), group("B", nationality="DEU", count=2))
    (goal,) = _best(instance(groups=groups, flights=(replace(DIRECT, seats=2),)), engine).goals
    assert (goal.value, goal.bound, goal.grade) == (2, 0, "claimed")


@pytest.mark.sibling("34")
@pytest.mark.parametrize("engine", ["LiesOfScale"], indirect=True)
def test_a_lie_leaves_nobody_behind_in_a_large_instance(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flows of the large-scale method are solved by the other method: as many get out."""
    known = generate("surge", seed=1, people=400)
    lied = [goal.value for goal in _best(known, engine).goals][:1]
    monkeypatch.undo()
    assert lied == [goal.value for goal in _best(known, engine).goals][:1]


@pytest.mark.sibling("34")
@pytest.mark.parametrize("engine", ["LiesOfPromises"], indirect=True)
def test_promises_are_not_called_contradictory_on_one_word(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine says that a promise that can be kept cannot: another engine has a plan, and that is said."""
    monkeypatch.setattr(exact, "start_values", lambda *_, **__: None)
    known = instance(groups=(group(count=3),), shares=(PROMISED,))
    with pytest.raises(BackendError, match=r"says infeasible, but cpsat .* has a plan.*try --backend cpsat"):
        solve(known, backend=engine, threads=1)


@pytest.mark.sibling("34")
@pytest.mark.parametrize("engine", ["LiesOfPromises"], indirect=True)
def test_what_nobody_confirms_is_no_contradiction(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a proof and without a second engine there is no plan, which is not the same as infeasible."""
    monkeypatch.setattr(exact, "start_values", lambda *_, **__: None)

    def nobody(*_: object) -> None:
        raise BackendError("the other engine is not installed")

    monkeypatch.setattr(infeasible, "kept_together", nobody)
    result = solve(instance(groups=(group(count=3),), shares=(PROMISED,)), backend=engine, threads=1)
    assert (result.status, result.plan, result.conflict) == ("no_plan", None, ())
    assert "which nothing confirms in time: share S (at least 2 people of FRA)" in result.message


def test_a_contradiction_without_a_proof_is_confirmed_by_another_family(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where no proof is found the second engine's word is: exit 4 stays, and no certificate is claimed."""
    monkeypatch.setattr(infeasible, "contradiction", lambda *_: None)
    pins = (Pin(group="G", kind="at_least", parties=2), Pin(group="G", kind="at_most", parties=1))
    known = instance(groups=(group(count=3),), pins=pins)
    result = solve(known, backend="highs", threads=1)
    assert (result.status, result.certificate, len(result.conflict)) == ("infeasible", None, 2)
    assert "as cpsat" in result.message
