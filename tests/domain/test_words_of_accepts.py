"""`all` and `own` are words of `accepts` alone, in small letters: elsewhere they would speak of nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.writing import FILES, folder, said


def _accepting(accepts: str) -> str:
    return FILES["flights.csv"].replace("seats\n", "seats,accepts\n").replace(",10\n", f",10,{accepts}\n")


@pytest.mark.parametrize("word", ["ALL", "All", "Own", "OWN", "FRA;All"])
def test_other_letters(tmp_path: Path, word: str) -> None:
    """A flight that accepts `ALL` is not one that accepts nobody: told, with what to write."""
    (line,) = said(folder(tmp_path / "x", flights_csv=_accepting(word)))
    meant = word.rpartition(";")[2]
    assert line == (
        "flights.csv:2 (flight F1), accepts: must be all or own in small letters, or nationalities and "
        f"blocs, got {meant}; write {meant.lower()}"
    )


def test_a_bloc_of_such_a_name(tmp_path: Path) -> None:
    """A bloc may be called `ALL`: then it is meant."""
    blocs = "bloc,members\nALL,FRA;NER\n"
    assert said(folder(tmp_path / "x", flights_csv=_accepting("ALL"), blocs_csv=blocs)) == []


@pytest.mark.parametrize("word", ["all", "ALL", "own"])
@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("shares", "id,kind,nationality,people\nS1,max,{},5\n"),
        ("admissions", "location,nationality,people\nCDG,{},5\n"),
    ],
)
def test_limits_for_everybody(tmp_path: Path, table: str, text: str, word: str) -> None:
    """A limit of 5 for `all` held for nobody, and nobody was told."""
    (line,) = said(folder(tmp_path / "x", **{f"{table}_csv": text.format(word)}))
    assert (
        f"nationality: must be a nationality or a bloc: all and own are words of accepts, got {word}" in line
    )
