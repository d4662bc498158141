"""Every rule decides some tiny instance, so that an engine which forgets one is found out."""

from __future__ import annotations

import pytest

from evacopt.domain.instance import Instance
from tests.brute.search import Goals, TooManyPlansError, best
from tests.brute.without import WITHOUT
from tests.tiny.instances import tiny_instance

SEEDS = range(200)


def _best(instance: Instance) -> Goals | str | None:
    try:
        return best(instance, most=20_000)
    except TooManyPlansError:
        return "too many"


@pytest.fixture(scope="module")
def known() -> dict[int, Goals | str | None]:
    """The best goals of each seed, worked out once it is asked for."""
    return {}


@pytest.mark.parametrize("rule", WITHOUT)
def test_rule_binds(rule: str, known: dict[int, Goals | str | None]) -> None:
    """Some instance has another best plan when this rule is taken away."""
    for seed in SEEDS:
        instance = tiny_instance(seed)
        if seed not in known:
            known[seed] = _best(instance)
        changed = WITHOUT[rule](instance)
        found = known[seed] if changed.sha256 == instance.sha256 else _best(changed)
        if found != known[seed] and "too many" not in (found, known[seed]):
            return
    pytest.fail(f"no instance of {SEEDS} turns on {rule}")
