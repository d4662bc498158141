"""Days of birth: one reading, or none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.registration.dates import day_of, order_of, readings


@pytest.mark.parametrize(
    "text",
    ["1990-12-31", "1990/12/31", "31/12/1990", "12/31/1990", "31.12.1990", "31 Dec 1990", "31-Dec-1990"],
)
def test_a_day_with_one_reading(text: str) -> None:
    """No order is asked for where there is one alone; times of forms have a day too."""
    assert day_of(text, "") == date(1990, 12, 31)
    assert day_of("1990-12-31T00:00:00.000+01:00", "") == date(1990, 12, 31)


def test_a_column_proves_its_order() -> None:
    """One day beyond the twelfth is enough; two that contradict each other prove nothing."""
    assert order_of(["03/04/1990", "13/04/1990"]) == "dmy"
    assert order_of(["03/04/1990", "04/13/1990"]) == "mdy"
    assert order_of(["03/04/1990", "05/06/1990"]) == ""
    assert order_of(["13/04/1990", "04/13/1990"]) == ""
    assert order_of(["1990-04-13"]) == ""
    assert day_of("03/04/1990", "") is None
    assert day_of("03/04/1990", "dmy") == date(1990, 4, 3)
    assert day_of("03/04/1990", "mdy") == date(1990, 3, 4)
    assert day_of("04/04/1990", "") == date(1990, 4, 4)


@pytest.mark.parametrize("text", ["", "1990", "31/12/90", "31 décembre", "32/12/1990", "yesterday"])
def test_what_is_no_day(text: str) -> None:
    """A year of two digits is of two centuries; half a day is none."""
    assert readings(text) == {}


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"]))
def test_every_day_is_read_back(day: date, form: str) -> None:
    """In its order a day is the day that was written."""
    assert day_of(day.strftime(form), "dmy") == day
