"""Every reason is true: with what it names lifted, and everybody else held, one more party can go."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.exact.greedy import start_values
from evacopt.files import read_instance
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from evacopt.reasons.obstacle import ORDER
from evacopt.reasons.reasons import explained
from tests.conftest import DATA
from tests.exact.script import solve_stages
from tests.explaining.plans import plans
from tests.reasons.truth import lies
from tests.seeds import some_or_all
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance
from tests.tiny.rules import instance_with_rules

AIRFIELD = {
    *("link", "dimension", "place_dimension", "arrivals_hour", "arrivals_day", "slot", "alternative"),
    *("order", "resource"),
}
CASES = sorted((DATA / "cases").glob("*.json"))


def _instance(seed: int) -> Instance:
    return instance_with_rules(seed, people=20) if seed % 5 == 4 else tiny_instance(seed)


@pytest.mark.parametrize("seeds", [range(20), pytest.param(range(20, 400), marks=pytest.mark.nightly)])
def test_every_reason_is_true_on_the_airfield(seeds: range) -> None:
    """The same where places have windows and steps, and sorties slots, stands and others that they need."""
    for seed in seeds:
        instance = airfield_instance(seed)
        for plan in list(plans(instance))[: 1 + (seed % 3 == 0)]:
            assert lies(instance, plan) == []


@pytest.mark.parametrize("seeds", some_or_all(300))
def test_every_reason_is_true_on_random_instances(seeds: range) -> None:
    """Under plans of random instances the judge lets one more party go once a reason's limits are lifted."""
    for seed in seeds:
        instance = _instance(seed)
        for plan in list(plans(instance))[: 1 + (seed % 3 == 0)]:
            assert lies(instance, plan) == []


@pytest.mark.parametrize("part", range(3))
def test_every_reason_is_true_on_the_worked_cases(part: int, shared_data: Path, tmp_path: Path) -> None:
    """The same under the best plans of the worked cases."""
    with Session("highs") as session:
        for case in CASES[part::3]:
            bare = tmp_path / case.name
            bare.write_text(json.dumps(json.loads(case.read_text(encoding="utf-8"))["instance"]))
            instance = read_instance(bare)
            formulation = formulate(instance)
            start = start_values(formulation)
            staged = solve_stages(
                formulation.model, session, Options(threads=1), start=start, complete=formulation.completed
            )
            if staged.values is not None:
                plan = decode(formulation, staged.values)
                assert verify(instance, plan) == []
                assert lies(instance, plan, ways=4) == []


def test_worked_cases_are_there(shared_data: Path) -> None:
    """With the data at hand all sixty cases are tried, so that an empty folder cannot pass unseen."""
    assert len(CASES) >= 60


@pytest.mark.parametrize("seeds", some_or_all(300))
def test_the_random_instances_hold_every_reason(seeds: range) -> None:
    """Each kind of reason is given somewhere, so that the tests above try each."""
    told = Counter[str]()
    for seed in seeds:
        instance = _instance(seed)
        for plan in plans(instance):
            for _, _, reasons in explained(instance, plan):
                told.update(why.reason.code for why in reasons)
    others = {*ORDER, "open", "goals", "size", "combined", "no_connection"} - {"connection"} - AIRFIELD
    assert set(told) >= others


@pytest.mark.nightly
def test_the_airfield_holds_every_reason_of_its_own() -> None:
    """Each of the rules that only the airfield has is a reason somewhere."""
    told = Counter[str]()
    for seed in range(400):
        instance = airfield_instance(seed)
        for plan in plans(instance):
            told.update(why.reason.code for stay in explained(instance, plan) for why in stay.whys)
    assert set(told) >= AIRFIELD
