"""Small parts that findings are made of: cells as text, suggestions, codes, order."""

from __future__ import annotations

import airportsdata
import pytest

from evacopt.domain.checks.references import MUST_NAME, SOURCES
from evacopt.domain.checks.remark import in_order
from evacopt.domain.clock import format_time, minutes_of, parse_time
from evacopt.domain.countries import ALPHA3, DOCUMENT_CODES, NATIONALITIES
from evacopt.domain.field import Field, Kind
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import Suggestions, did_you_mean, nearest
from evacopt.domain.stored import code_fault, plain_codes, written


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("hours", 90, "1.5"),
        ("hours", 600, "10"),
        ("hours", 100, "1.666667"),
        ("hours", 0, "0"),
        ("degrees", -13_500_000, "-13.5"),
        ("probability", 1, "0.000001"),
        ("ratio", 1_000_000, "1"),
        ("yesno", False, "false"),
        ("members", (("FRA", 2), ("NER", 1)), "FRA:2;NER:1"),
        ("itinerary", ("F1", "F2"), "F1>F2"),
        ("codes", ("FRA", "DEU"), "FRA;DEU"),
        ("time", 28_180_800, "2023-08-01T00:00Z"),
        ("time", 10**15, "1000000000000000"),
        ("integer", 100, "100"),
        ("text", None, ""),
    ],
)
def test_values_as_cells(kind: Kind, value: object, text: str) -> None:
    """Stored minutes and millionths are written in the unit of their column."""
    assert written(Field(column="x", attribute="x", kind=kind), value) == text


def test_the_nearest_name() -> None:
    """A wrong case, a slip and nothing like it."""
    assert nearest("nim", ["NIM", "CDG"]) == "NIM"
    assert did_you_mean("NIA", ["NIM", "CDG"]) == "did you mean NIM?"
    assert did_you_mean("XYZ", ["NIM", "CDG"]) == ""
    assert nearest("code-77x", [f"code-{number}" for number in range(1000, 5000)] + ["code-77"]) == "code-77"


def test_suggestions_are_made_for_the_first_names_only() -> None:
    """A hundred thousand wrong codes do not take minutes to tell."""
    suggest = Suggestions(["NIM"], most=2)
    assert [suggest(name) for name in ("NIN", "NIL", "NIK", "NIN")] == [
        "did you mean NIM?",
        "did you mean NIM?",
        "",
        "did you mean NIM?",
    ]


def test_the_countries_are_all_there() -> None:
    """249 states and territories of ISO 3166-1, each code once, and every airport's country among them."""
    assert len(ALPHA3) == len(set(ALPHA3.values())) == 249
    assert all(len(one) == 2 and len(three) == 3 for one, three in ALPHA3.items())
    assert not DOCUMENT_CODES & set(ALPHA3.values())
    flown = {airport["country"] for airport in airportsdata.load("ICAO").values()}
    assert flown - set(ALPHA3) == {"XK"}
    assert {"FRA", "XXA", "UNO"} <= NATIONALITIES


@pytest.mark.parametrize("code", ["", " a", "a ", "a;b", "a>b", "a\nb", "a\u2028b", "\ufeffa", "\ud800"])
def test_codes_that_cannot_be(code: str) -> None:
    """Blank ends, separators and what no eye can see are refused, alone or among a million."""
    assert code_fault(code)
    assert not plain_codes(["a", code])


def test_plain_codes_are_told_at_once() -> None:
    """Plain codes pass together; an odd but allowed one only makes the caller look at each."""
    assert plain_codes(["AF-02", "Zürich", "مطار"])
    assert not plain_codes(["a b"])
    assert code_fault("a b") == ""


def test_findings_are_told_in_the_order_of_the_file() -> None:
    """Errors before warnings, header before tables, row by row, column by column, each once."""
    findings = [
        Finding(rule="w", table="locations", row=0, severity="warning"),
        Finding(rule="5", table="flights", row=0, column="id"),
        Finding(rule="4", table="groups", row=1, column="id"),
        Finding(rule="3", table="groups", row=0, column="size"),
        Finding(rule="2", table="groups", row=0, column="id"),
        Finding(rule="1", table="instance", column="ends"),
        Finding(rule="1", table="instance", column="ends"),
    ]
    assert [finding.rule for finding in in_order(findings)] == ["1", "2", "3", "4", "5", "w"]


@pytest.mark.parametrize("text", ["2023-08-01T06:00Z", "1970-01-01T00:00Z", "2400-02-29T23:59Z"])
def test_times_come_back(text: str) -> None:
    """A time written is the time read."""
    assert format_time(parse_time(text)) == text


def test_times_before_the_epoch_and_parts_of_minutes() -> None:
    """Whole minutes before 1970 count down; seconds are refused."""
    assert parse_time("1969-12-31T23:59Z") == -1
    assert parse_time("1969-12-30T00:01+00:01") == -2 * 1440
    with pytest.raises(ValueError, match="whole minute"):
        parse_time("2023-08-01T06:00:00.5Z")
    with pytest.raises(ValueError, match="no offset"):
        parse_time("2023-08-01T06:00")
    assert minutes_of.__doc__


def test_every_reference_names_something_that_is_there() -> None:
    """A column that refers to another table says so by a name the checks know."""
    refers = {field.refers for table in TABLES for field in table.fields}
    assert refers == {"", *MUST_NAME} == {"", *SOURCES}
