"""The JSON Schema says what the reader says, as far as a schema can."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.instance import Instance
from evacopt.files import check_instance, instance_schema, write_instance
from evacopt.files.schema import meanings
from tests.strategies import instances


@pytest.fixture(scope="module")
def validator() -> Any:
    """A validator of the schema."""
    return _validator()


def _validator() -> Any:
    schema = instance_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_every_column_has_a_meaning() -> None:
    """Each field has one line about it, and no line is about nothing."""
    fields = {"instance": HEADER, "policy": POLICY, **{table.name: table.fields for table in TABLES}}
    assert {name: {field.column for field in columns} for name, columns in fields.items()} == {
        name: set(lines) for name, lines in meanings().items()
    }


@settings(max_examples=10)
@given(instances())
def test_what_is_written_keeps_the_schema(instance: Instance) -> None:
    """The JSON that evacopt writes is valid under its own schema."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.json"
        write_instance(instance, path)
        _validator().validate(json.loads(path.read_text(encoding="utf-8")))


def test_worked_cases_keep_the_schema_and_the_rules(
    shared_data: Path, tmp_path: Path, validator: Any
) -> None:
    """Sixty instances over every rule are valid under the schema and read without errors."""
    cases = sorted((shared_data / "cases").glob("*.json"))
    assert len(cases) >= 60
    for case in cases:
        content = json.loads(case.read_text())["instance"]
        validator.validate(content)
        path = tmp_path / case.name
        path.write_text(json.dumps(content))
        instance, findings = check_instance(path)
        assert instance is not None, findings


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "evacopt-instance/9"),
        (("begins",), "2023-08-01T00:00"),
        (("polcy",), {}),
        (("policy", "max_legs"), 0),
        (("policy", "objectives"), ["a;b"]),
        (("policy", "full_loads"), "yes"),
        (("groups", 0, "size"), 0),
        (("groups", 0, "size"), "2"),
        (("groups", 0, "id"), "a;b"),
        (("groups", 0, "nationality"), "fr"),
        (("groups", 0, "members"), {"fr": 1}),
        (("groups", 0, "destinations"), "CDG"),
        (("flights", 0, "accepts"), "everybody"),
        (("flights", 0, "status"), "maybe"),
        (("locations", 0, "lat"), 91),
        (("groups", 0, "siz"), 2),
    ],
)
def test_schema_and_reader_refuse_the_same(
    tmp_path: Path, validator: Any, path: tuple[Any, ...], value: Any
) -> None:
    """Wrong names, types, ranges and choices are refused by both."""
    content: Any = {
        "format": "evacopt-instance/1",
        "name": "x",
        "begins": "2023-08-01T00:00Z",
        "ends": "2023-08-02T00:00Z",
        "policy": {},
        "locations": [{"id": "NIM", "role": "origin", "country": "NER"}],
        "groups": [{"id": "G", "nationality": "FRA", "origin": "NIM", "size": 1}],
        "flights": [
            {
                "id": "F",
                "operator": "FRA",
                "origin": "NIM",
                "destination": "CDG",
                "departs": "2023-08-01T06:00Z",
                "arrives": "2023-08-01T08:00Z",
                "seats": 1,
            }
        ],
    }
    content["locations"].append({"id": "CDG", "role": "haven", "country": "FRA"})
    file = tmp_path / "x.json"
    file.write_text(json.dumps(content))
    assert validator.is_valid(content)
    assert check_instance(file)[1] == []
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    file.write_text(json.dumps(content))
    assert not validator.is_valid(content)
    assert check_instance(file)[0] is None
