"""Changes of all kinds in any order, and of many people at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.refusals import Refused
from evacopt.board.requests import Clock, Happened, Move, Name, Redo, Release, Request, Undo, Withdraw
from evacopt.board.state import State
from tests.board.small import plan_of, two

HELD = ("number", "hash", "seating", "cells", "pins", "as_of", "releases", "names", "violations", "goals")


def _any(chance: random.Random, state: State) -> Request:
    group, number = chance.choice("AB"), chance.randint(1, state.number + 1)
    way = chance.choice([(), *(one for of, one in state.seating if of == group)])
    hour = f"2023-08-01T{chance.randint(0, 16):02}:00Z"
    events = ("delay L=1h", "delay F=30m", "cancel F", "")
    several: list[Request] = [
        Move(group=group, parties=chance.randint(1, 2), of=way, to=chance.choice([(), ("F",), ("L",)])),
        Undo(number=chance.choice([max(state.number, 1), number])),
        Redo(number=max(state.number, 1)),
        Happened(text=chance.choice(events), as_of=chance.choice(["", hour]), strand=True),
        Clock(time=hour),
        Release(name=chance.choice("RS"), until=chance.choice(["", hour])),
        Withdraw(name=chance.choice("RS")),
        Name(name=chance.choice("xy")),
    ]
    return chance.choices(several, weights=[6, 4, 2, 1, 1, 2, 1, 1])[0]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_leads_to_the_state_again(tmp_path: Path, seed: int) -> None:
    """In whatever order it was asked, and with what was refused in between, which changed nothing."""
    chance, path, of = random.Random(seed), tmp_path / "night.board", two()
    board = Board.create(path, of, plan_of(of, ("A", ("F",), 4)), "cell")
    for _ in range(80):
        before = board.state
        try:
            board.do(_any(chance, before), "cell", chance.choice([0, before.number]), anyway=True)
        except Refused:
            assert board.state is before
    last = board.state
    board.close()
    again = Board.open(path)
    assert [getattr(again.state, name) for name in HELD] == [getattr(last, name) for name in HELD]
    assert last.number > 20
    for change in again.ledger.changes():
        plans = [again.at(number).plan.sha256 for number in (change.number - 1, change.number)]
        assert plans == [change.plan_before, change.plan_after]
    again.ledger.check()
    again.close()


def test_what_was_acknowledged_to_ten_people_at_once_is_in_the_ledger(board: Board) -> None:
    """All that and nothing else, each once, though each of them looks at an old state."""

    def asks(seed: int) -> list[tuple[int, str, str]]:
        chance, kept = random.Random(seed), []
        for _ in range(12):
            try:
                request, anyway = _any(chance, board.state), chance.random() < 0.5
                made = board.do(request, f"user-{seed}", 0, anyway=anyway).change
                kept.append((made.number, made.hash, made.user))
            except Refused:
                continue
        return kept

    with ThreadPoolExecutor(10) as people:
        acknowledged = sorted(change for kept in people.map(asks, range(10)) for change in kept)
    assert acknowledged == [(one.number, one.hash, one.user) for one in board.ledger.changes()]
    assert acknowledged
    board.ledger.check()
