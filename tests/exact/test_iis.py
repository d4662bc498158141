"""The smallest contradiction, against every set of promises tried."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.exact.iis import PROMISES, smallest_iis
from evacopt.milp.contract import BackendResult, Options
from evacopt.milp.linear import Label
from evacopt.model.formulation import formulate
from tests.brute.conflicts import contradict, smallest_size
from tests.exact.promises import contradictory
from tests.exact.script import Script


@pytest.fixture(scope="module")
def instances() -> list[Instance]:
    """Instances without a plan."""
    return list(contradictory(14))


def _names(labels: tuple[Label, ...]) -> list[str]:
    return [f"share {row.subject}" if row.rule == "share_min" else f"pin {row.subject}" for row in labels]


def test_conflicts_contradict_and_none_is_smaller(instances: list[Instance], highs: Session) -> None:
    """The promises named contradict each other, and no contradiction has fewer."""
    sizes = set[int]()
    for instance in instances:
        model = formulate(instance).model
        conflict = smallest_iis(model, highs, Options(threads=1))
        assert {label.rule for label in conflict} <= PROMISES
        assert contradict(instance, _names(conflict)), instance.name
        assert len(conflict) == smallest_size(instance), instance.name
        sizes.add(len(conflict))
    assert sizes >= {1, 2}


def test_every_promise_named_is_needed(instances: list[Instance], highs: Session) -> None:
    """Without any one of the promises named the others can be kept together."""
    for instance in instances:
        names = _names(smallest_iis(formulate(instance).model, highs, Options(threads=1)))
        for name in names:
            assert not contradict(instance, [other for other in names if other != name]), instance.name


def test_without_time_all_promises_are_named(instances: list[Instance]) -> None:
    """Where the search is ended, every promise is named: they do contradict each other."""
    model = formulate(instances[0]).model
    nothing = BackendResult(termination="time", status="unknown")
    conflict = smallest_iis(model, Script([nothing]).session, Options(time_limit=0.0))
    assert conflict == tuple(label for label in model.labels if label.rule in PROMISES)


def test_what_is_left_of_the_time_is_passed_on(instances: list[Instance]) -> None:
    """Threads and seed reach every program of the search; the limit shrinks to what is left."""
    model = formulate(instances[0]).model
    script = Script([BackendResult(termination="completed", status="infeasible")])
    smallest_iis(model, script.session, Options(time_limit=50.0, threads=2, seed=5))
    ((program, options),) = script.asked
    assert (options.threads, options.seed) == (2, 5)
    assert options.time_limit is not None
    assert 40 < options.time_limit <= 50
    assert program.columns > len(model.lower)


def test_a_model_that_has_no_plan_even_without_promises(instances: list[Instance]) -> None:
    """Where the rules alone are called infeasible the conflict is empty: promises are not blamed for it."""
    model = formulate(instances[0]).model
    script = Script([BackendResult(termination="completed", status="infeasible")])
    assert smallest_iis(model, script.session, Options()) == ()
    assert np.array_equal(script.asked[0][0].lower[: len(model.lower)], model.lower)
