"""Cells of every kind: what they mean and what they may not be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.field import Field, Kind
from evacopt.domain.misread import MisreadError
from evacopt.domain.stored import written
from evacopt.files.grammar import reader


def _field(kind: Kind, **rest: Any) -> Field:
    return Field(column="x", attribute="x", kind=kind, **rest)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("integer", " 7 ", 7),
        ("integer", "+7", 7),
        ("integer", "7.0", 7),
        ("integer", "1e3", 1000),
        ("hours", "1.5", 90),
        ("hours", "1.666667", 100),
        ("hours", "1.66666666666667", 100),
        ("hours", "0.05", 3),
        ("ratio", "0.1", 100_000),
        ("ratio", "3", 3_000_000),
        ("yesno", "TRUE", True),
        ("yesno", "false", False),
        ("time", "2023-08-01T06:00+02:00", 28_180_800 + 240),
        ("time", "2023-08-01 04:00Z", 28_180_800 + 240),
        ("codes", "FRA; DEU", ("FRA", "DEU")),
        ("itinerary", "F1>F2", ("F1", "F2")),
        ("members", "NER:1;FRA:2", (("FRA", 2), ("NER", 1))),
        ("weights", "2:5;1:10", ((2, 5), (1, 10))),
        ("text", "  hi ", "hi"),
    ],
)
def test_cells_mean(kind: Kind, cell: str, value: Any) -> None:
    """Text cells give the stored value: minutes, millionths, tuples."""
    assert reader(_field(kind), native=False)(cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "rule"),
    [
        ("integer", "1,000", "must be an integer"),
        ("integer", "seven", "must be an integer"),
        ("integer", "٧", "must be an integer"),
        ("integer", "1.5", "must be an integer"),
        ("integer", "1e999", "must be an integer of reasonable size"),
        ("integer", "-1", "must be at least 0"),
        ("integer", "1000000001", "must be at most 1000000000"),
        ("integer", "9" * 30, "must be an integer of reasonable size"),
        ("hours", "1.66", "must make whole minutes"),
        ("hours", "nan", "must be a number of hours"),
        ("hours", "1e-400", "must be a number of hours of reasonable size"),
        ("ratio", "0.1234567", "must have at most six decimals"),
        ("yesno", "yes", "must be true or false"),
        ("time", "2023-08-01T06:00", "has no offset"),
        ("time", "2023-08-01T06:00:30Z", "must be on a whole minute"),
        ("time", "1.8.2023", "is no ISO 8601 time"),
        ("time", "1969-12-31T23:59Z", "must be at least 1970-01-01T00:00Z"),
        ("time", "0001-01-01T00:00+23:59", "must be at least 1970-01-01T00:00Z"),
        ("code", " A", "must not begin or end with a blank"),
        ("code", "A>B", "must not contain ; or >"),
        ("code", "A\tB", "must not contain control characters"),
        ("nationality", "fra", "must be three capital letters"),
        ("codes", "FRA;;DEU", "must have no empty entry"),
        ("members", "FRA", "must be written as FRA:2;NER:1"),
        ("members", "FRA:1;FRA:1", "must name each nationality once, in alphabetical order"),
        ("members", "FRA:0", "must count from 1 to 1000000000 people of each nationality"),
        ("members", "fr:1", "must name nationalities by three capital letters"),
        ("weights", "a:1", "must give the class as an integer"),
        ("weights", "1:1;1:2", "must name each class once"),
        ("weights", "0:1", "must name classes from 1 to 1000"),
        ("weights", "1:-1", "must hold weights from 0 to 1000000000"),
        ("text", "a\x00b", "must not contain control characters"),
    ],
)
def test_cells_may_not_be(kind: Kind, cell: str, rule: str) -> None:
    """Each grammar mistake has its own sentence."""
    with pytest.raises(MisreadError) as caught:
        reader(_field(kind), native=False)(cell)
    assert caught.value.rule == rule


def test_a_decimal_comma_gets_advice() -> None:
    """European spreadsheets write 1,5: the remedy says what to do."""
    with pytest.raises(MisreadError) as caught:
        reader(_field("hours"), native=False)("1,5")
    assert caught.value.remedy == "write it with a decimal point: 1.5"


@given(st.integers(0, 10**9))
def test_written_hours_are_read_as_the_same_minutes(minutes: int) -> None:
    """Hours that no decimal says exactly still come back to the minute."""
    field = _field("hours")
    assert reader(field, native=False)(written(field, minutes)) == minutes


@given(st.integers(-180_000_000, 180_000_000))
def test_written_degrees_are_read_as_the_same(value: int) -> None:
    """Millionths of a degree survive as text and as a JSON number."""
    field = _field("degrees", low=-180_000_000, high=180_000_000)
    assert reader(field, native=False)(written(field, value)) == value
    assert reader(field, native=True)(Decimal(repr(float(written(field, value))))) == value


@given(st.sampled_from(list(Kind.__args__)), st.text() | st.integers() | st.decimals() | st.booleans())  # type: ignore[attr-defined]
def test_no_cell_can_break_the_reader(kind: Kind, cell: Any) -> None:
    """Whatever a cell holds, it is a value or a misreading, in text and in JSON."""
    for native in (False, True):
        try:
            reader(_field(kind, choices=("a", "b")), native=native)(cell)
        except MisreadError as error:
            assert error.rule
