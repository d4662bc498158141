"""Better plans around a change: the judge accepts them, what is held stays, and none is worse."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from queue import SimpleQueue
from typing import Any

import psutil
import pytest

from evacopt.backends.session import Session
from evacopt.board.board import Board
from evacopt.board.delta import Seating, seated
from evacopt.board.engine import Engine, News, Progress, attended, packed
from evacopt.board.proposal import Proposal
from evacopt.board.requests import Move, Take
from evacopt.board.state import State
from evacopt.board.transfers import transfers
from evacopt.board.verdict import GoalChange
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignments, Plan
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.around import Changed, plans_around
from evacopt.planning.solve import solve
from tests.board.small import do
from tests.build import flight, group, instance
from tests.tiny.instances import tiny_instance

LONG = 60.0


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """One engine for all."""
    with Session("highs") as engine:
        yield engine


def _solved(known: Instance) -> Plan:
    made = solve(known, backend="highs", time_limit=LONG).plan
    assert made is not None
    bare = Plan(instance_name=known.name, instance_sha256=known.sha256, assignments=made.assignments)
    return replace(bare, sorties=made.sorties, crews=made.crews)


def _one_stays(known: Instance, before: Plan) -> tuple[Instance, Plan, Pin]:
    """The first party that travels is put on the waiting list, and is to stay there."""
    row = before.assignments[0]
    others = [replace(one, parties=one.parties - (one == row)) for one in before.assignments]
    pin = Pin(group=row.group, kind="at_most", parties=sum(o.parties for o in others if o.group == row.group))
    changed = known.with_pin(pin)
    kept = Assignments.of(one for one in others if one.parties)
    return changed, replace(before, instance_sha256=changed.sha256, assignments=kept), pin


@pytest.mark.parametrize("compared", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2, 4, 9])
def test_plans_after_a_change(seed: int, compared: bool, session: Session) -> None:
    """Each is accepted with the pin held, and better in the goals in order than the one before.

    So it is where a goal compares with the plan before the change.
    """
    known = tiny_instance(seed)
    if compared:
        known = known.with_policy(objectives=("unserved", "changes", "waiting"))
    before = _solved(known)
    there, now, pin = _one_stays(known, before)
    baseline = before if compared else None
    sound = not verify(there, now, baseline=baseline)
    last = [value for _, value in count_goals(there, now, baseline=baseline)]
    asked = Changed(instance=there, plan=now, baseline=baseline, near=frozenset({pin.group}))
    for made in plans_around(asked, session):
        if made is not None:
            assert not verify(there, made, baseline=baseline)
            values = [value for _, value in count_goals(there, made, baseline=baseline)]
            assert values < last or not sound
            sound, last = True, values


def _overfull(number: int) -> State:
    """Two of three parties of A were put on a flight that three of B fill, and are to stay there."""
    known = instance(
        groups=[group("A", count=3), group("B", count=3)],
        flights=[flight("F1", "O 08:00", "V 12:00", seats=3), flight("F2", "O 10:00", "V 14:00", seats=3)],
        pins=(Pin(group="A", kind="exactly", parties=2, itinerary=("F1",)),),
    )
    return State(number=number, hash="", instance=known, seating=SEATED)


SEATED: Seating = {("A", ("F1",)): 2, ("A", ("F2",)): 1, ("B", ("F1",)): 3}


def _until_over(news: SimpleQueue[News], number: int) -> list[News]:
    heard = list[News]()
    while not (heard and isinstance(heard[-1], Progress) and heard[-1].over and heard[-1].of == number):
        heard.append(news.get(timeout=LONG))
    return heard


def test_a_better_plan_is_proposed_and_a_lost_process_is_replaced() -> None:
    """A proposal mends what the change broke and says who moves; so it does after the process was killed."""
    news = SimpleQueue[News]()
    engine = Engine(news.put)
    try:
        for number in (7, 8):
            state = _overfull(number)
            engine.look(state, frozenset({"A", "F1"}))
            heard = _until_over(news, number)
            *_, made = (one for one in heard if isinstance(one, Proposal))
            assert [one.rule for one in made.verdict.mended] == ["seats"]
            assert made.verdict.sound
            assert made.verdict.goals == (GoalChange("unserved[1]", 0, 0),)
            moved = [
                (one.group, one.parties, one.of, one.to)
                for one in transfers(state.instance, made.delta.moved)
            ]
            assert moved == [("B", 2, ("F1",), ("F2",))]
            assert seated(SEATED, made.delta.moved)["B", ("F2",)] == 2
            assert any("lost" in one.text for one in heard if isinstance(one, Progress)) is (number == 8)
            for child in psutil.Process().children():
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()
                    child.wait()
    finally:
        engine.close()


def test_the_last_of_changes_has_its_plan_which_can_be_taken(board: Board) -> None:
    """Of changes made one after the other the last is answered to the end, and its plan keeps every rule."""
    told = SimpleQueue[tuple[str, dict[str, Any]]]()
    with attended(board, lambda event, content: told.put((event, content))):
        do(board, Move(group="A", parties=1, of=("F",)))
        do(board, Move(group="A", parties=1, of=("F",)))
        while True:
            event, content = told.get(timeout=LONG)
            if event == "progress" and content["over"] and content["of"] == 2:
                break
        *_, code = board.proposals
        do(board, Take(proposal=code))
        assert not board.state.violations
        assert dict(board.state.goals) == {"unserved[1]": 0, "unserved[2]": 0}


def test_a_question_that_fails_is_told_and_the_next_one_is_answered() -> None:
    """What cannot be sent to the process is told, and the engine goes on."""
    news = SimpleQueue[News]()
    engine = Engine(news.put)
    try:
        no_plan: Any = lambda: None  # noqa: E731 - something that cannot be sent
        engine.look(replace(_overfull(1), baseline=no_plan), frozenset({"A"}))
        *_, last = _until_over(news, 1)
        assert isinstance(last, Progress)
        assert "no better plan was looked for" in last.text
        engine.look(_overfull(2), frozenset({"A", "F1"}))
        assert any(isinstance(one, Proposal) for one in _until_over(news, 2))
    finally:
        engine.close()


def test_what_others_count_in_meanwhile_is_packed_again() -> None:
    """Packing fails where another thread adds to what is packed; it is tried until it is whole."""

    class Busy:
        """Somebody counts in it when it is packed first."""

        times = 0

        def __reduce__(self) -> tuple[type, tuple[str]]:
            Busy.times += 1
            if Busy.times < 3:
                raise RuntimeError("dictionary changed size during iteration")
            return str, ("whole",)

    assert pickle.loads(packed(Busy())) == "whole"
    assert Busy.times == 3
