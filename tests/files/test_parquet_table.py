"""Parquet with columns of text or of their own type."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars
import pytest

from evacopt.files import read_instance
from tests.files.writing import folder, said


def _with_groups(path: Path, **columns: Any) -> Path:
    made = folder(path, groups_csv=None)
    data = {"id": ["G1", "G2"], "nationality": ["FRA", "NER"], "origin": ["NIM", "NIM"], "size": [2, 1]}
    polars.DataFrame({**data, **columns}, strict=False).write_parquet(made / "groups.parquet")
    return made


def test_typed_columns_say_what_their_text_says(tmp_path: Path) -> None:
    """Integers, whole floats, times, lists, structs and categories are read as their text would be."""
    groups = read_instance(
        _with_groups(
            tmp_path / "x",
            count=[3.0, None],
            ready=[datetime(2023, 8, 1, 6, tzinfo=UTC), None],
            destinations=[["CDG", "FRA"], []],
            members=[{"FRA": 1, "NER": 1}, None],
            show_up=[0.5, None],
            operators=polars.Series(["FRA", None], dtype=polars.Categorical),
        )
    ).groups
    assert groups.count.tolist() == [3, 1]
    assert groups[0].ready == 28181160
    assert groups[1].ready is None
    assert groups[0].destinations == ("CDG", "FRA")
    assert groups[1].destinations == ()
    assert groups[0].members == (("FRA", 1), ("NER", 1))
    assert groups[0].show_up == 500_000
    assert groups[0].operators == ("FRA",)


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("count", [0.5, 1.0], "groups.parquet, row 1 (group G1), count: must be an integer, got 0.5"),
        (
            "count",
            [float("nan"), 1.0],
            "groups.parquet, row 1 (group G1), count: must be an integer, got nan",
        ),
        (
            "ready",
            [None, datetime(2023, 8, 1)],
            "groups.parquet, row 2 (group G2), ready: has no offset, got 2023-08-01T00:00:00; "
            "write it with Z or an offset such as +02:00",
        ),
        ("ready", [b"x", b"y"], "groups.parquet, ready: has the type Binary, which no cell can have"),
        ("size", [True, False], "groups.parquet, row 1 (group G1), size: must be an integer, got true"),
    ],
)
def test_types_that_cannot_be(tmp_path: Path, column: str, values: list[Any], expected: str) -> None:
    """A value of the wrong type is told with its row."""
    assert said(_with_groups(tmp_path / "x", **{column: values}))[0] == expected


def test_what_is_no_parquet(tmp_path: Path) -> None:
    """Anything else in the file is one finding."""
    path = folder(tmp_path / "x", groups_csv=None, groups_parquet=b"PAR1 nothing PAR1")
    (line,) = said(path)
    assert line.startswith("groups.parquet: is no Parquet file that can be read:")
