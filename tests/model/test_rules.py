"""The rows of the model against the judge: two statements of the same rules that share no code."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from evacopt.domain.columns import Ints
from evacopt.domain.violation import RULES
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.model.points import decided, extended, points, with_all_goals
from tests.seeds import some_or_all

POINTS = 6
OF_TRAVEL = {"plan", "itinerary", "acceptance", "window", "parties"}
"""Rules that no point breaks: the columns cannot say such a plan."""


def _model_accepts(formulation: Formulation, values: Ints) -> Ints | None:
    """The point with crews and seats in pools filled in, where every rule can be kept."""
    return extended(formulation.model.for_goals(()), values, decided(formulation))


@pytest.mark.parametrize("seeds", some_or_all(200))
def test_model_and_judge_agree_on_every_point(seeds: range) -> None:
    """A point keeps the rows exactly if the judge finds no violation in its plan; every rule is met with."""
    named, accepted = Counter[str](), 0
    for seed in seeds:
        instance = with_all_goals(seed)
        formulation = formulate(instance)
        for values in points(formulation, Random(seed), POINTS):
            whole = _model_accepts(formulation, values)
            plan = decode(formulation, values if whole is None else whole)
            if whole is None:
                plan = replace(plan, crews=())
            violations = verify(instance, plan)
            assert (whole is None) == bool(violations), (seed, plan, violations)
            named.update({row.rule for row in violations})
            accepted += whole is not None
    assert set(named) == {*RULES} - OF_TRAVEL
    assert accepted > len(seeds)
