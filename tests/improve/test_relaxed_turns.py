"""Whose turn it is to be relaxed."""

from __future__ import annotations

from dataclasses import replace

from evacopt.improve.relaxed_turns import RelaxedTurns
from evacopt.improve.tuning import TUNING

NAMES = ("unserved[1]", "unserved[2]", "fairness", "waiting")
PLAN = (3, 5, 60, 900)


def _turns(**bounds: int) -> RelaxedTurns:
    """With bounds of goals that are known, and as much time as wanted."""
    known = {f"unserved[{name[-1]}]" if name.startswith("class") else name: at for name, at in bounds.items()}
    return RelaxedTurns(NAMES, known.get, replace(TUNING, relaxed_share=1e9))


def test_classes_together_then_goal_by_goal() -> None:
    """Each once for a plan; those at their bound are left out, and where all of a turn are there is none."""
    turns = _turns(class1=3, waiting=900)
    assert [turns.next(PLAN) for _ in range(3)] == [(1,), (2,), ()]
    turns = _turns()
    assert [turns.next(PLAN) for _ in range(4)] == [(0, 1), (2,), (3,), ()]


def test_a_better_plan_is_another_turn() -> None:
    """Where it is better in the goals of the turn or before; those that failed come after the others."""
    turns = _turns()
    goals = turns.next(PLAN)
    turns.learn(goals, 1.0, gained=True)
    assert turns.next((3, 4, 60, 900)) == (0, 1)
    turns.learn(goals, 1.0, gained=False)
    assert [turns.next((3, 3, 60, 900)) for _ in range(4)] == [(2,), (3,), (0, 1), ()]
    assert turns.next((3, 3, 60, 800)) == (3,)


def test_no_turn_beyond_its_part_of_the_time() -> None:
    """Until others have had theirs; and none at all once a relaxation took too long."""
    turns = RelaxedTurns(NAMES, lambda _: None, replace(TUNING, relaxed_share=0.5))
    goals = turns.next(PLAN)
    turns.learn(goals, 1e6, gained=True)
    assert turns.next((3, 4, 60, 900)) == ()
    turns = _turns()
    turns.learn(turns.next(PLAN), 1.0, gained=None)
    assert turns.next((3, 4, 60, 900)) == ()
