"""Who may be in a list twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.registration.duplicates import (
    NEAR_BIRTH,
    NEAR_NAME,
    NO_BIRTH,
    SAME_DOCUMENT,
    SAME_NAME,
)
from tests.registration.lists import registered, row, written

ONE = ("Diallo", "Mohamed", "1980-04-13")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (("Diallo", "Muhammad", "1980-04-13"), NEAR_NAME),
        (("MOHAMED", "DIALLÓ", "1980-04-13"), SAME_NAME),
        (("Diallo", "Mohamed", "1980-04-18"), NEAR_BIRTH),
        (("Diallo", "Mohamed", "1980-13-04"), NO_BIRTH),
        (("Diallo", "Mohamed", ""), NO_BIRTH),
        (("Diallo", "Jonas", "1980-04-13"), ""),
        (("Diallo", "Mohamed", "1971-12-13"), ""),
        (("Traoré", "Awa", "1980-04-13"), ""),
    ],
)
def test_near_the_same_name_and_day_of_birth(tmp_path: Path, other: tuple[str, str, str], why: str) -> None:
    """However the name is written, its words turned round, or one number of the day mistyped."""
    rows = [row(*ONE, "FRA"), row("Else", "Somebody", "1990-01-01", "FRA"), row(*other, "NER")]
    pairs = registered(written(tmp_path / "list.csv", rows)).pairs
    assert [(pair.row, pair.other, pair.why) for pair in pairs] == ([(0, 2, why)] if why else [])


def test_the_same_document_counts_before_names(tmp_path: Path) -> None:
    """Blanks and hyphens in its number tell nobody from another. Both stay in the list."""
    rows = [
        row(*ONE, "FRA", document="12 ab-345"),
        row("Dupont", "Eve", "1970-01-31", "FRA", document="12AB345"),
    ]
    made = registered(written(tmp_path / "list.csv", rows))
    assert [pair.why for pair in made.pairs] == [SAME_DOCUMENT]
    assert sum(group.people for group in made.groups) == 2


def test_many_with_one_day_of_birth(tmp_path: Path) -> None:
    """1 January stands for a day that nobody knows: neighbours in the order of names are compared."""
    letters = "abcdefghij"
    rows = [row(f"Ab{one}{other}", "Zoe", "1980-01-01", "FRA") for one in letters for other in letters]
    rows.append(row("Abaaa", "Zoe", "1980-01-01", "FRA"))
    pairs = registered(written(tmp_path / "list.csv", rows)).pairs
    assert (0, 100, NEAR_NAME) in [(pair.row, pair.other, pair.why) for pair in pairs]
