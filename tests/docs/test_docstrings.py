"""What the docstrings of public records say of their fields."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest

import evacopt as ev
from evacopt.domain.field import Field, Kind
from evacopt.domain.fields import POLICY, TABLES
from evacopt.domain.replanned import Split

RECORDS = sorted(name for name in ev.__all__ if is_dataclass(getattr(ev, name)))
UNITS: dict[Kind, str] = {
    **dict.fromkeys(("time",), "UTC minutes"),
    **dict.fromkeys(("hours", "minutes"), "minutes"),
    "degrees": "millionths of a degree",
    **dict.fromkeys(("probability", "ratio"), "parts per million"),
}
TABLES_OF_RECORDS = [(ev.Policy, POLICY), *((t.record, t.fields) for t in TABLES if t.record is not Split)]
NAMES = [record.__name__ for record, _ in TABLES_OF_RECORDS]


def _attributes(record: type) -> dict[str, str]:
    """What the section of attributes says of each name."""
    section = (record.__doc__ or "").partition("----------\n")[2]
    found: dict[str, str] = {}
    for line in re.sub(r"\n {5,}", " ", section).splitlines():
        names, colon, text = line.strip().partition(" : ")
        if colon:
            found |= dict.fromkeys(names.split(", "), text)
    return found


@pytest.mark.parametrize("name", sorted(set(RECORDS) - {"Groups"}))
def test_every_field_is_explained(name: str) -> None:
    """By its name; the columns of Groups are those of Group."""
    record = getattr(ev, name)
    words = set(re.findall(r"\w+", record.__doc__))
    assert {field.name for field in fields(record)} - words == set()
    assert {field.name for field in fields(ev.Groups)} == {field.name for field in fields(ev.Group)}


@pytest.mark.parametrize(("record", "columns"), TABLES_OF_RECORDS, ids=NAMES)
def test_fields_of_tables_have_their_unit(record: type, columns: tuple[Field, ...]) -> None:
    """Minutes, UTC minutes, millionths of a degree, parts per million."""
    said = _attributes(record)
    for field in columns:
        text = said[field.attribute]
        assert UNITS.get(field.kind, "") in text or text == "as of `Flight`", field.attribute
