"""Findings that say the same of several rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.finding import Finding
from evacopt.domain.gathered import gathered, told_once
from evacopt.output.language import language_called

BASE = Finding(rule="must be at least 1", table="groups", column="size", value="0", severity="error")


def _row(number: int, **said: Any) -> Finding:
    own = {"place": f"groups.csv:{number}", "subject": f"group G{number}", "row": number}
    return replace(BASE, **{**own, **said})


def test_one_line_for_many_rows() -> None:
    """The first places and ids, and how many more; in a workbook the cells."""
    rows = [_row(number) for number in range(2, 18)]
    assert [str(one) for one in told_once(rows)] == [
        "groups.csv:2, 3, 4 and 13 more (16 groups: G2, G3, G4 and 13 more), size: must be at least 1, got 0"
    ]
    cells = [_row(number, place=f"x.xlsx, sheet groups, cell E{number}") for number in (9, 10)]
    assert str(told_once(cells)[0]).startswith("x.xlsx, sheet groups, cell E9, E10 (2 groups: G9, G10), size")
    files = [_row(2, place="a.csv:2"), _row(2, place="b.csv:2")]
    assert str(told_once(files)[0]).startswith("a.csv:2, b.csv:2 (2 groups: G2), size")


def test_places_are_told_in_other_languages() -> None:
    """How many rows more is a phrase in a place as anywhere else."""
    (one,) = told_once([_row(number) for number in range(2, 18)])
    assert language_called("fr")(one.place) == "groups.csv:2, 3, 4 et 13 de plus"


def test_what_differs_stays_apart() -> None:
    """Another value, remedy, rule, column, table, kind of thing or severity is another line, in its place."""
    changes: tuple[dict[str, Any], ...] = (
        {"value": "-1"},
        {"remedy": "did you mean 1?"},
        {"rule": "must be whole"},
        {"column": "count"},
        {"table": "flights"},
        {"subject": "flight G3"},
        {"severity": "warning"},
    )
    others = [_row(3, **change) for change in changes]
    assert told_once([_row(2), *others, _row(4)])[1:] == others


@given(st.lists(st.builds(_row, st.integers(2, 9), value=st.sampled_from(["0", "-1"]))))
def test_no_finding_is_lost(findings: list[Finding]) -> None:
    """Every finding is in one heap, and a heap of one is told as it is."""
    heaps = gathered(findings)
    assert sorted(map(str, (one for heap in heaps for one in heap))) == sorted(map(str, findings))
    assert [told_once(heap) for heap in heaps if len(heap) == 1] == [heap for heap in heaps if len(heap) == 1]
