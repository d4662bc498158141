"""Users at a board whose server is killed: a small one of the campaign."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import campaign_board_users
from evacopt.files import write_instance
from evacopt.files.plan_file import write_plan
from tests.web.served import night


def test_nothing_acknowledged_is_lost_and_a_changed_byte_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three users, forty changes, two kills: all is in the chain, nothing broken is released."""
    of, its_plan = night()
    write_instance(of, tmp_path / "night.json")
    write_plan(its_plan, tmp_path / "night.plan.json")
    words = [
        "night.json",
        "night.plan.json",
        "--users",
        "3",
        "--changes",
        "40",
        "--kills",
        "2",
        "--cells",
        "5",
    ]
    monkeypatch.setattr(sys, "argv", ["campaign", *words])
    monkeypatch.chdir(tmp_path)
    code = campaign_board_users.main()
    told = capsys.readouterr().out
    assert code == 0, told
    assert "opened 3 times" in told
    assert "5 changed bytes: {'found'" in told


def test_what_was_lost_is_told(tmp_path: Path) -> None:
    """A change that was acknowledged and is not in the chain."""
    from benchmarks.board_users import Told
    from evacopt.board.board import Board

    Board.create(tmp_path / "night.board", *night(), "cell").close()
    told = Told(1, 0, [(1, "0" * 64, "user-1", "move")])
    (lost,) = campaign_board_users.lost(tmp_path / "night.board", told)
    assert lost.startswith("lost: (1,")
