"""Valid instances of every kind, odd codes and all, go all the way without an engine."""

from __future__ import annotations

from hypothesis import given, settings

from evacopt.domain.instance import Instance
from evacopt.exact.greedy import start_values
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from evacopt.planning.warnings import warnings_of
from evacopt.reasons.reasons import unserved_with_reasons
from tests.strategies import instances


@settings(max_examples=20)
@given(instances())
def test_any_valid_instance_has_a_judged_and_explained_start(instance: Instance) -> None:
    """The judge accepts the start and counts its goals alike; each group that stays is told why."""
    formulation = formulate(instance)
    values = start_values(formulation)
    if values is not None:
        plan = decode(formulation, values)
        assert verify(instance, plan) == []
        goals = [(goal.name, goal.of(values)) for goal in formulation.model.goals]
        assert goals == count_goals(instance, plan)
        for row in unserved_with_reasons(formulation, values, plan):
            assert row.reasons
            assert all(reason.text for reason in row.reasons)


@settings(max_examples=20)
@given(instances())
def test_any_valid_instance_can_be_warned_of(instance: Instance) -> None:
    """Every warning names a row and says what it is about, but for the one that nobody is there."""
    found = warnings_of(instance)
    assert len(instance.groups) or [finding.rule for finding in found] == ["holds nobody yet"]
    for finding in found if len(instance.groups) else ():
        assert finding.row is not None
        assert finding.row < len(getattr(instance, finding.table))
        assert finding.subject
