"""The command `new`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_a_new_workbook_is_checked_and_not_replaced(run: Command, tmp_path: Path) -> None:
    """It is written once; `check` says with exit code 3 what to do with it; only --force writes it again."""
    book = tmp_path / "crisis.xlsx"
    assert run("new", book).exit_code == 0
    checked = run("check", book)
    assert checked.exit_code == 3
    assert "fill in the sheets instance, locations, groups and flights" in checked.stdout
    assert run("new", book).exit_code == 2
    assert run("new", book, "--force").exit_code == 0


def test_a_workbook_has_its_ending(run: Command, tmp_path: Path) -> None:
    """Excel would not open another."""
    ran = run("new", tmp_path / "crisis")
    assert ran.exit_code == 2
    assert "give a name that ends in .xlsx" in ran.stderr
