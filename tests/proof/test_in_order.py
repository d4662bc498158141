"""Goals of a sifted relaxation in turns: the first that is open has all the time until it is relaxed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.backends.session import Session
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.domain.policy import Policy
from evacopt.judge.goals import count_goals
from evacopt.proof.duals import Budget, Multipliers, Prover, Relaxed
from evacopt.proof.proving import Proving
from evacopt.proof.sifting import Sifting
from evacopt.proof.tuning import TUNING
from tests.build import flight, group, instance, plan

THREE = instance(
    groups=tuple(group(name, count=9, priority=at + 1) for at, name in enumerate("ABC")),
    flights=(flight("F", seats=9),),
    policy=Policy(objectives=("unserved",)),
)
FEW = replace(TUNING, sifted=0)


class Turn(Budget):
    """It is spent after so many relaxations, whatever the time."""

    def __init__(self, relaxations: int) -> None:
        super().__init__(None)
        self.relaxations = relaxations

    def spent(self) -> bool:
        """See `Budget`."""
        return self.relaxations <= 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The goals that are relaxed, in order; nothing is shown of them."""
    names = list[str]()

    def root(self: Prover, basis: object = None) -> Relaxed:
        del basis
        assert isinstance(self.budget, Turn)
        self.budget.relaxations -= 1
        assert self.dual.goal is not None
        names.append(self.dual.goal.name)
        return Relaxed(Multipliers(), 0.0, None)

    monkeypatch.setattr(Prover, "root", root)
    monkeypatch.setattr(Proving, "_prove", lambda *_: names.append("all"))
    return names


def _planned(served: str) -> Plan:
    """A plan for one of the groups: the other two stay."""
    made = plan(THREE, (served, "F", 9))
    goals = (GoalResult(name, value, None, "feasible") for name, value in count_goals(THREE, made))
    return replace(made, goals=GoalTable(tuple(goals)))


def _turn(
    made: Plan, sifting: Sifting | None, relaxations: int, session: Session, known: int = 0
) -> tuple[Sifting | None, bool]:
    """What a turn leaves for the next one, and whether it ended midway; `known` is a floor of every goal."""
    floors = {goal.goal: known for goal in made.goals}
    proving = Proving(THREE, made, None, FEW, known=floors, sifting=sifting)
    turn = Turn(relaxations)
    proving.run(session, turn, in_order=turn)
    return proving.sifting, proving.midway


def test_the_next_goal_waits_until_the_one_before_is_relaxed(highs: Session, asked: list[str]) -> None:
    """From turn to turn; goals that are proven are left out, and all are looked at once each is relaxed."""
    made = _planned("B")  # 9, 0 and 9 stay
    sifting, midway = _turn(made, None, 1, highs)
    assert midway
    assert asked == ["unserved[1]"]
    sifting, midway = _turn(made, sifting, 2, highs)
    assert midway
    assert asked[1:] == ["unserved[1]", "unserved[3]"]
    sifting, midway = _turn(made, sifting, 2, highs)
    assert not midway
    assert asked[3:] == ["unserved[3]", "all"]
    _turn(made, sifting, 1, highs)
    assert asked[5:] == ["all"]


def test_a_better_plan_has_only_what_its_goals_hold_relaxed_again(highs: Session, asked: list[str]) -> None:
    """The first goal has nothing before it; the others are, those first that never were."""
    sifting, _ = _turn(_planned("C"), None, 9, highs)
    assert asked == ["unserved[1]", "unserved[2]", "all"]
    _turn(_planned("A"), sifting, 9, highs)
    assert asked[3:] == ["unserved[3]", "unserved[2]", "all"]


def test_nothing_is_relaxed_where_nothing_is_open(highs: Session, asked: list[str]) -> None:
    """Whatever is known to be as good as can be."""
    _turn(_planned("B"), None, 9, highs, known=9)
    assert asked == ["all"]
