"""Every rule decides some tiny instance, so that an engine which forgets one is found out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from evacopt.domain.instance import Instance
from tests.brute.search import Goals, TooManyPlansError, best
from tests.brute.without import AIRFIELD, NARROWER, WITHOUT, Change
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

SEEDS = range(200)
Draw = Callable[[int], Instance]


@cache
def _drawn(draw: Draw, seed: int) -> Instance:
    return draw(seed)


@cache
def _known(draw: Draw, seed: int) -> Goals | str | None:
    """The best goals of a seed, worked out once it is asked for."""
    return _best(_drawn(draw, seed))


def _best(instance: Instance) -> Goals | str | None:
    try:
        return best(instance, most=8_000)
    except TooManyPlansError:
        return "too many"


@pytest.mark.parametrize(
    ("draw", "change"),
    [
        *(pytest.param(tiny_instance, change, id=rule) for rule, change in WITHOUT.items()),
        *(
            pytest.param(airfield_instance, change, id=f"{rule} of 6")
            for rule, change in (AIRFIELD | NARROWER).items()
        ),
    ],
)
def test_rule_binds(draw: Draw, change: Change) -> None:
    """Some instance has another best plan when this rule is taken away."""
    for seed in SEEDS:
        instance = _drawn(draw, seed)
        changed = change(instance)
        if changed.sha256 != instance.sha256:
            found, known = _best(changed), _known(draw, seed)
            if found != known and "too many" not in (found, known):
                return
    pytest.fail(f"no instance of {SEEDS} turns on it")
