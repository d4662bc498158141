"""What a spreadsheet writes for an error is no code and no text, also where it stands as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.errors import InstanceError
from evacopt.files.side_tables import read_groups
from tests.files.ooxml import with_cell, write_book
from tests.files.writing import FILES, folder, said

ERRORS = [
    "#N/A",
    "#REF!",
    "#NAME?",
    "#DIV/0!",
    "#VALUE!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#NV",
    "#BEZUG!",
    "#¡REF!",
    "#¿NOMBRE?",
    "#ÜBERLAUF!",
    "#ERROR!",
    "#####",
    "Err:502",
    "Loading...",
]


def _with_operators(text: str) -> str:
    head, first, second = FILES["groups.csv"].splitlines()
    return f"{head},operators\n{first},{text}\n{second},\n"


@pytest.mark.sibling("06")
@pytest.mark.parametrize("text", ERRORS)
def test_an_error_saved_as_csv(tmp_path: Path, text: str) -> None:
    """Excel writes `#N/A` into CSV: a group that only `#N/A` may carry would stay, and nobody knows why."""
    line = f"operators: holds an error of a spreadsheet, got {text}; put the value itself there"
    assert said(folder(tmp_path / "x", groups_csv=_with_operators(text))) == [f"groups.csv:2, {line}"]
    newcomers = tmp_path / "new.csv"
    newcomers.write_text(_with_operators(text), encoding="utf-8")
    with pytest.raises(InstanceError, match="holds an error of a spreadsheet"):
        read_groups(newcomers)


@pytest.mark.sibling("06")
@pytest.mark.parametrize("place", ["A2", "B2", "G2"])
def test_an_error_pasted_as_text(tmp_path: Path, place: str) -> None:
    """In a workbook, where values were pasted."""
    assert said(write_book(tmp_path / "x.xlsx", with_cell("groups", place, "#REF!"))) == [
        f"x.xlsx, sheet groups, cell {place}: holds an error of a spreadsheet, got #REF!; "
        "put the value itself there"
    ]


@pytest.mark.sibling("06")
def test_an_error_for_a_name(tmp_path: Path) -> None:
    """Keys of the instance too."""
    (line,) = said(write_book(tmp_path / "x.xlsx", with_cell("instance", "B3", "#N/A")))
    assert "cell B3: holds an error of a spreadsheet" in line


@pytest.mark.parametrize("text", ["#1", "N/A-1", "Err", "#b!", "Error:502", "Loading"])
def test_what_is_no_error(tmp_path: Path, text: str) -> None:
    """Codes that only look a little like one."""
    assert "error" not in "".join(said(folder(tmp_path / "x", groups_csv=_with_operators(text))))
