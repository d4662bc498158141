"""The JSON container, read strictly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evacopt.files import read_instance, write_instance
from tests.files.writing import folder, said


@pytest.fixture
def content(tmp_path: Path) -> dict[str, Any]:
    """The small instance as an object."""
    write_instance(read_instance(folder(tmp_path / "small")), tmp_path / "small.json")
    made: dict[str, Any] = json.loads((tmp_path / "small.json").read_text())
    return made


def _said(tmp_path: Path, content: Any) -> list[str]:
    path = tmp_path / "x.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return said(path)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("size", True, "size: must be an integer, got true"),
        ("size", "2", 'size: must be an integer, got "2"'),
        ("size", 1.5, 'size: must be an integer, got "1.5"'),
        ("size", None, "size: must not be blank"),
        ("size", [1], "size: must be an integer, got [1]"),
        ("count", 10**30, f"count: must be an integer of reasonable size, got {10**30}"),
        ("destinations", "CDG", 'destinations: must be a list, got "CDG"'),
        ("destinations", [1], "destinations: must be a list of text, got [1]"),
        ("destinations", [""], 'destinations: must have no empty entry, got [""]'),
        ("members", {"FRA": "2"}, 'members: must be an integer, got {"FRA": "2"}'),
        ("members", "FRA:2", 'members: must be an object such as {"FRA": 2}, got "FRA:2"'),
        ("ready", 5, "ready: must be a time with offset, got 5; write it like 2023-08-01T06:00Z"),
        ("nationality", 5, "nationality: must be text, got 5"),
        ("id", "a;b", 'id: must not contain ; or >, got "a;b"'),
        ("siz", 5, "siz: is no column of groups; did you mean size?"),
    ],
)
def test_wrong_types_are_told(
    tmp_path: Path, content: dict[str, Any], column: str, value: Any, expected: str
) -> None:
    """A JSON value must have the type of its column: text is no number, a number no list."""
    content["groups"][0][column] = value
    group = "" if column == "id" else " (group G1)"
    assert _said(tmp_path, content) == [f"groups[0]{group}, {expected}"]


def test_whole_decimals_are_integers(tmp_path: Path, content: dict[str, Any]) -> None:
    """3.0 is the integer 3, as JSON Schema has it."""
    content["groups"][0]["count"] = 3.0
    assert _said(tmp_path, content) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "x.json:1, column 1: is no JSON: Expecting value"),
        ("{\n 1}", "x.json:2, column 2: is no JSON: Expecting property name enclosed in double quotes"),
        ("[]", "x.json: must be one object"),
        ('{"a": NaN}', "x.json: holds NaN, which is no JSON number"),
        ('{"a": -Infinity}', "x.json: holds -Infinity, which is no JSON number"),
        ("[" * 100_000, "x.json: is nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "x.json: is no JSON that can be read: "),
    ],
)
def test_what_is_no_json_is_told_with_line_and_column(tmp_path: Path, text: str, expected: str) -> None:
    """One finding, and none that would follow from it."""
    (line,) = _said(tmp_path, text)
    assert line.startswith(expected)


def test_keys_that_are_there_twice(tmp_path: Path, content: dict[str, Any]) -> None:
    """A key twice in the object, the policy, a row or a cell: a reader that takes the last would hide it."""
    text = json.dumps(content)
    text = text.replace('"name":', '"name": "other", "name":', 1)
    text = text.replace('"max_legs":', '"max_legs": 2, "max_legs":', 1)
    text = text.replace('"size": 2', '"size": 2, "size": 2', 1)
    text = text.replace('"size": 1', '"size": 1, "members": {"NER": 1, "NER": 1}', 1)
    assert _said(tmp_path, text) == [
        "x.json, name: key is there twice",
        "policy, max_legs: key is there twice",
        "groups[0], size: key is there twice",
        'groups[1] (group G2), members: must name NER once, got {"NER": 1}',
    ]


@pytest.mark.parametrize(
    ("table", "value", "expected"),
    [
        ("groups", 5, "groups: must be a list of objects"),
        ("groups", [5], "groups[0]: must be an object, got 5"),
        ("groups", None, 'x.json: has no table groups; add "groups": [...]'),
        ("group", [], "x.json, group: is no key; did you mean groups?"),
    ],
)
def test_tables_that_cannot_be(
    tmp_path: Path, content: dict[str, Any], table: str, value: Any, expected: str
) -> None:
    """A table is a list of objects under a known name."""
    content[table] = value
    assert _said(tmp_path, content) == [expected]
