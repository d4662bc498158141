"""Numbers and times as spreadsheets, countries and armed forces write them: read, or every reading named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.clock import format_time, parse_time
from evacopt.domain.field import Field, Kind
from evacopt.domain.misread import MisreadError
from evacopt.files.grammar import reader


def _remedy(kind: Kind, cell: str) -> str:
    with pytest.raises(MisreadError) as caught:
        reader(Field(column="x", attribute="x", kind=kind, high=10**15), native=False)(cell)
    assert caught.value.rule.startswith("must be")
    return caught.value.remedy


@pytest.mark.sibling("19")
@pytest.mark.parametrize(
    ("kind", "cell", "says"),
    [
        ("integer", "1,402", "write it without a separator of thousands: 1402"),
        ("integer", "1.402", "write it without a separator of thousands: 1402"),
        ("integer", "1.000", "it could be 1000 or 1: write the one meant"),
        ("integer", "1,000", "it could be 1000 or 1: write the one meant"),
        ("integer", "0,96", "it reads as 0.96, which is no whole number"),
        ("integer", "12,0", "write it with a decimal point: 12.0"),
        ("integer", "1 402", "write it without a separator of thousands: 1402"),
        ("integer", "1\u202f402", "write it without a separator of thousands: 1402"),
        ("integer", "1'402", "write it without a separator of thousands: 1402"),
        ("integer", "1.402.000", "write it without a separator of thousands: 1402000"),
        ("integer", "1,40,200", "write it without a separator of thousands: 140200"),
        ("integer", "1.402,50", "it reads as 1402.50, which is no whole number"),
        (
            "hours",
            "1,402",
            "it could be 1402 or 1.402: write the one meant, without a separator of thousands",
        ),
        ("ratio", "1.402,50", "write it without a separator of thousands: 1402.50"),
        ("ratio", "0,96", "write it with a decimal point: 0.96"),
        ("probability", "96%", "write it as a part of 1: 0.96"),
        ("integer", "\u22123", "write it with the signs of a keyboard: -3"),
        ("integer", "\uff11\uff12", "write it with the signs of a keyboard: 12"),
        ("hours", "3 h", "write the number alone: 3"),
        ("integer", "12 people", "write the number alone: 12"),
        ("integer", "1402-", ""),
        ("integer", "1,,402", ""),
        ("integer", "1.402.50", ""),
    ],
)
def test_what_a_number_could_mean(kind: Kind, cell: str, says: str) -> None:
    """No separator is guessed: the remedy names what the cell could mean, and nothing where nobody knows."""
    assert _remedy(kind, cell).startswith(says)
    assert bool(says) == bool(_remedy(kind, cell))


@pytest.mark.parametrize(("cell", "value"), [("1e3", 1000), ("12.0", 12), ("0.000", 0), ("1234.000", 1234)])
def test_numbers_of_one_reading_are_read(cell: str, value: int) -> None:
    """Programs write whole numbers with an exponent or with decimals that are none: that is one reading."""
    assert reader(Field(column="x", attribute="x", kind="integer"), native=False)(cell) == value


@given(st.integers(1, 10**9 - 1), st.sampled_from([",", ".", " ", "'", "\u00a0"]))
def test_a_remedy_without_the_separator_is_read(number: int, sign: str) -> None:
    """Who follows the remedy for parted thousands gets the number with its digits, at the first attempt."""
    cell = f"{number:,}".replace(",", sign)
    if number < 1000:
        return
    remedy = _remedy("integer", cell)
    written = remedy.partition(": ")[2] if remedy.startswith("write") else remedy.split()[3]
    assert reader(Field(column="x", attribute="x", kind="integer"), native=False)(written) == number


@given(st.decimals(min_value=0, max_value=999, places=2))
def test_a_remedy_with_the_point_is_read(number: Decimal) -> None:
    """Who follows the remedy for a decimal comma gets the same number."""
    remedy = _remedy("ratio", str(number).replace(".", ","))
    written = remedy.rpartition(": ")[2]
    assert reader(Field(column="x", attribute="x", kind="ratio"), native=False)(written) == number * 10**6


@pytest.mark.sibling("19")
@pytest.mark.parametrize(
    "text",
    [
        "011820ZAUG23",
        "011820zaug2023",
        "01 1820 Z AUG 23",
        "011820Z Aug 23",
        "011920AAUG23",
        "012020BAUG23",
        "020620MAUG23",
        "010620YAUG23",
        "011720NAUG23",
    ],
)
def test_a_date_time_group_is_the_time_that_it_is(text: str) -> None:
    """Day, time, letter of the zone, month, year: one reading, whatever the letters' size and the blanks."""
    assert format_time(parse_time(text)) == "2023-08-01T18:20Z"


@pytest.mark.sibling("19")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("011820JAUG23", "is in local time, zone J; write the letter of the zone, Z for UTC"),
        ("311820ZJUN23", "is a date-time group of no day or time there is; write it as 011820ZAUG23"),
        ("011860ZAUG23", "is a date-time group of no day or time there is; write it as 011820ZAUG23"),
        ("011820ZOKT23", "names no month; write JAN, FEB, MAR and so on, as in 011820ZAUG23"),
        (
            "02/08/2023 14:00",
            "it could be 2023-08-02T14:00Z or 2023-02-08T14:00Z: write the one that is meant",
        ),
        (
            "8/2/2023 2:00 PM",
            "it could be 2023-02-08T14:00Z or 2023-08-02T14:00Z: write the one that is meant",
        ),
        ("31/12/2023", "is no ISO 8601 time; if that is UTC, write it as 2023-12-31T00:00Z"),
        ("2.8.2023 14:00", "is no ISO 8601 time; if that is UTC, write it as 2023-08-02T14:00Z"),
        ("02-Aug-2023 14:00", "is no ISO 8601 time; if that is UTC, write it as 2023-08-02T14:00Z"),
        ("2023-08-02 14:00", "has no offset; write it with Z or an offset such as +02:00"),
        ("2023-08-02", "has no time of day; if midnight UTC is meant, write 2023-08-02T00:00Z"),
        ("2023-08-02T14:00z", "is no ISO 8601 time; write it as 2023-08-02T14:00Z"),
        ("2023-08-02 14:00 UTC", "is no ISO 8601 time; write it as 2023-08-02T14:00Z"),
        ("45140.583333", "is no ISO 8601 time; if that is UTC, write it as 2023-08-02T14:00Z"),
        ("1690984800", "is no ISO 8601 time; if that is UTC, write it as 2023-08-02T14:00Z"),
        ("30/02/2023 14:00", "is no ISO 8601 time; write it like 2023-08-01T06:00Z"),
    ],
)
def test_what_a_time_could_mean(text: str, says: str) -> None:
    """A time that is not certain is refused, with each reading as it would be written."""
    with pytest.raises(ValueError) as caught:
        parse_time(text)
    assert says in str(caught.value)


@given(st.datetimes(), st.sampled_from("ABCDEFGHIKLMNOPQRSTUVWXYZ"))
def test_groups_of_every_minute_and_zone(moment: object, letter: str) -> None:
    """A date-time group names the same minute as ISO 8601 with the offset of its letter."""
    from datetime import datetime, timedelta, timezone

    assert isinstance(moment, datetime)
    east, west = "ABCDEFGHIKLM", "NOPQRSTUVWXY"
    hours = east.find(letter) + 1 or -(west.find(letter) + 1)
    local = moment.replace(year=2000 + moment.year % 100, tzinfo=timezone(timedelta(hours=hours)), second=0)
    months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    group = f"{local:%d%H%M}{letter}{months[local.month - 1]}{local:%y}"
    assert parse_time(group) == parse_time(local.replace(microsecond=0).isoformat())


@pytest.mark.sibling("19")
@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2.18W", "write it with its sign: -2.18"),
        ("2,18 W", "write it with its sign: -2.18"),
        ("13.48\u00b0 S", "write it with its sign: -13.48"),
        ("S13.48", "write it with its sign: -13.48"),
        ("13.48n", "write it with its sign: 13.48"),
        ("2.18 O", "write decimal degrees alone, with a minus for south and west"),
        ("13\u00b029'N", "write decimal degrees alone, with a minus for south and west"),
        ("-2.18 W", "write decimal degrees alone, with a minus for south and west"),
    ],
)
def test_hemispheres(text: str, remedy: str) -> None:
    """The letter is the sign: a remedy that drops it puts a place into the other half of the world."""
    assert _remedy("degrees", text) == remedy
