"""The brute search against worked cases whose best goals are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.files import read_instance
from tests.brute.search import Goals, best
from tests.conftest import DATA

CASES = sorted((DATA / "cases").glob("*.json"))


def _expected(case: Path) -> Goals | None:
    stated = json.loads(case.read_text(encoding="utf-8"))["expected"]
    return None if stated == "infeasible" else [(goal, value) for goal, value in stated]


LONG = {"1002"}
"""A case of so many plans that trying them takes seconds."""


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.stem, marks=[pytest.mark.nightly] if case.stem in LONG else [])
        for case in CASES
    ],
)
def test_worked_case(case: Path, shared_data: Path, tmp_path: Path) -> None:
    """The best goals are those worked out for the case, or none where it is infeasible."""
    bare = tmp_path / case.name
    bare.write_text(json.dumps(json.loads(case.read_text(encoding="utf-8"))["instance"]), encoding="utf-8")
    assert best(read_instance(bare)) == _expected(case)


def test_worked_cases_are_there(shared_data: Path) -> None:
    """With the data at hand all sixty cases are tried, so that an empty folder cannot pass unseen."""
    assert len(CASES) >= 60
