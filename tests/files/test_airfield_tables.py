"""The tables of the airfield in files: every container says them, sheets and cells as people type them."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pandas
import polars
import pytest
from hypothesis import HealthCheck, given, settings

import evacopt as ev
from evacopt.files import check_instance, instance_schema, read_instance, write_instance
from evacopt.files.fix import fix
from evacopt.files.workbook_blank import write_blank_workbook
from tests.airfields import airfields
from tests.build import group, instance
from tests.domain.test_airfield_checks import WHOLE
from tests.domain.valid import VALID
from tests.files.writing import FILES, folder, said

CONTAINERS = ("folder", "parquet", "book.xlsx", "data.json")
CURFEW = "location,kind,daily_from,daily_to\nNIM,closed,{cell},05:00\n"


def _again(instance: ev.Instance, name: str, place: Path) -> ev.Instance:
    path = place / name
    write_instance(instance, path, parquet=name == "parquet")
    return read_instance(path)


@pytest.mark.parametrize("container", CONTAINERS)
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(instance=airfields())
def test_a_container_changes_nothing(container: str, instance: ev.Instance) -> None:
    """Written and read again, an airfield is valid, equal and of the same hash."""
    with tempfile.TemporaryDirectory() as place:
        again = _again(instance, container, Path(place))
    assert again == instance
    assert again.sha256 == instance.sha256


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_code_of_a_dimension_may_hold_a_colon(container: str, tmp_path: Path) -> None:
    """The number stands behind the last one."""
    known = instance(groups=(group(needs=(("bag:23kg", 2),)),), dimensions=(ev.Dimension(id="bag:23kg"),))
    assert _again(known, container, tmp_path) == known


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(airfields())
def test_frames_and_the_schema_say_the_same(instance: ev.Instance) -> None:
    """As data frames of polars and back, and as JSON under the schema."""
    assert instance.with_frames(**instance.to_frames()) == instance
    with tempfile.TemporaryDirectory() as place:
        write_instance(instance, Path(place) / "x.json")
        content = json.loads((Path(place) / "x.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(instance_schema()).validate(content)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("windows", "daily_from", "24:00"),
        ("windows", "daily_from", 1320),
        ("windows", "kind", "shut"),
        ("uses", "from_minutes", 0.5),
        ("uses", "amount", 0),
        ("links", "ratio", 0),
        ("groups", "needs", {"kg": 1.5}),
        ("groups", "needs", "kg:1"),
        ("resources", "used_up", "yes"),
    ],
)
def test_the_schema_refuses_what_the_reader_does(table: str, column: str, value: Any, tmp_path: Path) -> None:
    """The same JSON is invalid and has an error in that table."""
    write_instance(WHOLE, tmp_path / "x.json")
    content = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    content[table][0][column] = value
    assert not jsonschema.Draft202012Validator(instance_schema()).is_valid(content)
    (tmp_path / "x.json").write_text(json.dumps(content))
    assert {finding.table for finding in check_instance(tmp_path / "x.json")[1]} == {table}


def test_an_instance_without_them_has_the_hash_that_it_had() -> None:
    """No table and no column of the airfield counts where it is blank."""
    assert VALID.sha256 == "bb41ff4ce288a72e303c16e972d7ebedd430d802bbed11ef601ffcb8afcb9f22"


def test_a_workbook_has_the_sheets_that_are_filled(tmp_path: Path) -> None:
    """Sheets of the airfield are written where they have rows, with drop-downs and clocks as text."""
    write_instance(WHOLE, tmp_path / "x.xlsx")
    write_instance(VALID, tmp_path / "old.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert "windows" not in openpyxl.load_workbook(tmp_path / "old.xlsx").sheetnames
    assert [cell.value for cell in book["windows"][2]][-2:] == ["22:00", "05:00"]
    assert [cell.value for cell in book["uses"][3]][-2:] == [-60, 0]
    lists = {
        (sheet, str(rule.sqref).split(":")[0]): rule.formula1
        for sheet in ("windows", "uses", "links", "resources")
        for rule in book[sheet].data_validations.dataValidation
    }
    assert lists == {
        ("windows", "A2"): "locations!$A$2:$A$1048576",
        ("windows", "B2"): '"open,closed"',
        ("windows", "C2"): '"in,out"',
        ("uses", "A2"): "resources!$A$2:$A$1048576",
        ("uses", "B2"): "flights!$A$2:$A$1048576",
        ("uses", "E2"): "locations!$A$2:$A$1048576",
        ("uses", "F2"): "locations!$A$2:$A$1048576",
        ("uses", "H2"): '"departs,arrives"',
        ("links", "A2"): "groups!$A$2:$A$1048576",
        ("links", "B2"): "groups!$A$2:$A$1048576",
        ("links", "C2"): '"same_itinerary,same_haven,not_before"',
        ("resources", "C2"): '"true,false"',
    }


def test_a_new_workbook_has_them_behind_the_usual_sheets(tmp_path: Path) -> None:
    """In the order of filling in, those of the airfield last, each with an example."""
    write_blank_workbook(tmp_path / "x.xlsx")
    names = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert names[names.index("pins") : -1] == [
        *("pins", "windows", "capacities", "slots", "order", "resources", "uses", "dimensions", "links")
    ]


def _book(path: Path, cell: Any, form: str = "") -> Path:
    """The small instance as a workbook whose curfew begins at what `cell` holds."""
    write_instance(
        read_instance(folder(path / "small", windows_csv=CURFEW.format(cell="22:00"))), path / "x.xlsx"
    )
    book = openpyxl.load_workbook(path / "x.xlsx")
    book["windows"]["G2"].value = cell
    if form:
        book["windows"]["G2"].number_format = form
    book.save(path / "x.xlsx")
    return path / "x.xlsx"


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        (time(22, 0), ""),
        (22 / 24, "h:mm"),
        (22 / 24, "hh:mm:ss"),
        (timedelta(hours=22), "[h]:mm"),
        ("22:00", "@"),
        ("22:00:00", "@"),
        (" 22:00 ", "@"),
    ],
)
def test_clocks_of_a_spreadsheet_are_times_of_the_day(cell: Any, form: str, tmp_path: Path) -> None:
    """What a spreadsheet makes of 22:00, and what other programs write for it."""
    assert read_instance(_book(tmp_path, cell, form)).windows[0].daily_from == 22 * 60


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        (1, "[h]:mm", "must be a time of the day in UTC, got 24:00:00; write it as 00:00"),
        (22 / 24, "General", "got 0.9166666666666666; if it is the part of a day that a spreadsheet"),
        (22, "General", "must be a time of the day in UTC, got 22; write it like 22:00"),
        (datetime(2023, 8, 1, 22), "yyyy-mm-dd hh:mm", "holds a date, got 2023-08-01 22:00"),
    ],
)
def test_other_numbers_are_told(cell: Any, form: str, expected: str, tmp_path: Path) -> None:
    """With the cell, and what to write."""
    (line,) = said(_book(tmp_path, cell, form))
    assert line.startswith("x.xlsx, sheet windows, cell G2")
    assert expected in line


def test_a_clock_of_a_workbook_is_mended(tmp_path: Path) -> None:
    """24:00 as a spreadsheet keeps it: the cell holds the beginning of the day as text."""
    (change,) = fix(_book(tmp_path, 1, "[h]:mm"), tmp_path / "fixed.xlsx")
    assert (change.before, change.now) == ("24:00:00", "00:00")
    assert read_instance(tmp_path / "fixed.xlsx").windows[0].daily_from == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("24:00", "00:00"), ("10 pm", "22:00"), ("10:30 p.m.", "22:30"), ("12 am", "00:00")),
        *(("22h", "22:00"), ("22h30", "22:30"), ("22 Uhr", "22:00"), ("22.00", "22:00")),
        *(("2200", "22:00"), ("2200Z", "22:00"), ("22:00Z", "22:00"), ("01:00+02:00", "23:00")),
        *(("midnight", "00:00"), ("Midi", "12:00")),
    ],
)
def test_times_of_the_day_as_people_write_them(typed: str, meant: str, tmp_path: Path) -> None:
    """An error that says what to write, and `check --fix` writes it."""
    path = folder(tmp_path / "small", windows_csv=CURFEW.format(cell=typed))
    assert said(path) == [
        "windows.csv:2 (window of NIM), daily_from: must be a time of the day in UTC, "
        f"got {typed}; write it as {meant}"
    ]
    fix(path, tmp_path / "fixed")
    (window,) = read_instance(tmp_path / "fixed").windows
    assert window.daily_from == int(meant[:2]) * 60 + int(meant[3:])


@pytest.mark.parametrize("typed", ["24:30", "13 pm", "22.30", "22", "tonight", "9999"])
def test_what_may_be_two_times_is_left(typed: str, tmp_path: Path) -> None:
    """Half past ten, or 22.3 hours: nobody knows, and nothing is mended."""
    path = folder(tmp_path / "small", windows_csv=CURFEW.format(cell=typed))
    assert said(path)[0].endswith(f"got {typed}; write it like 22:00")
    assert fix(path, tmp_path / "fixed") == []


def _needs(cell: str) -> dict[str, str]:
    groups = FILES["groups.csv"].replace("count\n", "count,needs\n").replace("NIM,2,3\n", f"NIM,2,3,{cell}\n")
    return {"groups_csv": groups.replace("NIM,1,4\n", "NIM,1,4,\n"), "dimensions_csv": "id\nkg\npet\n"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("350 kg", "kg:350"),
        ("kg 350", "kg:350"),
        ("kg=350", "kg:350"),
        ("kg:350 kg", "kg:350"),
        ('"kg:350, pet:1"', "kg:350;pet:1"),
        ("1 pet + 350 kg", "pet:1;kg:350"),
    ],
)
def test_amounts_as_people_write_them(typed: str, meant: str, tmp_path: Path) -> None:
    """An error that says what to write, and `check --fix` writes it."""
    path = folder(tmp_path / "small", **_needs(typed))
    (line,) = said(path)
    assert line.startswith("groups.csv:2 (group G1), needs: must be")
    assert line.endswith(f"write it as {meant}")
    fix(path, tmp_path / "fixed")
    assert read_instance(tmp_path / "fixed").groups[0].needs[0] == ("kg", 350)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kg:350.5", "must be an integer, got kg:350.5; count in a smaller unit if it is no whole number"),
        ("kg:-5", "must hold amounts from 0 to 1000000000, got kg:-5"),
        ("kg:5;kg:6", "must name each dimension once, in alphabetical order, got kg:5;kg:6"),
        ("two dogs", "must be written as kg:350;pet:1, got two dogs; a colon before each number, ; between"),
        ("kgs:5", "must name a dimension of this instance, got kgs; did you mean kg?"),
    ],
)
def test_other_amounts_are_told(typed: str, expected: str, tmp_path: Path) -> None:
    """Parts of a unit, amounts below 0, a dimension twice or unknown."""
    path = folder(tmp_path / "small", **_needs(typed))
    assert said(path) == [f"groups.csv:2 (group G1), needs: {expected}"]


@pytest.mark.parametrize("library", [polars, pandas], ids=["polars", "pandas"])
def test_frames_may_hold_times_of_the_day(library: Any) -> None:
    """As text or as such times; minutes before the anchor are numbers below 0."""
    uses = {"resource": ["pad"], "anchor": ["departs"], "from_minutes": [-90], "to_minutes": [0]}
    window = {"location": ["NIM"], "kind": ["closed"], "daily_from": [time(22)], "daily_to": ["05:00"]}
    inst = VALID.with_frames(
        windows=library.DataFrame(window),
        resources=library.DataFrame({"id": ["pad"], "count": [9]}),
        uses=library.DataFrame(uses),
    )
    assert (inst.windows[0].daily_from, inst.windows[0].daily_to) == (22 * 60, 5 * 60)
    assert inst.uses[0].from_minutes == -90


@pytest.mark.parametrize(
    ("table", "text", "mended"),
    [
        (
            "windows",
            "location,kind,direction,from\nNIM,Couvre-feu,Inbound,2023-08-01T00:00Z\n",
            ("closed", "in"),
        ),
        ("windows", "location,kind,direction,from\nNIM,offen,salida,2023-08-01T00:00Z\n", ("open", "out")),
    ],
)
def test_words_of_other_languages(table: str, text: str, mended: tuple[str, str], tmp_path: Path) -> None:
    """An error names the word that is meant, and `check --fix` writes it."""
    path = folder(tmp_path / "small", **{f"{table}_csv": text})
    lines = said(path)
    assert all(f"did you mean {word}?" in line for word, line in zip(mended, lines, strict=True))
    fix(path, tmp_path / "fixed")
    (window,) = read_instance(tmp_path / "fixed").windows
    assert (window.kind, window.direction) == mended


def test_both_ways_are_a_blank(tmp_path: Path) -> None:
    """A word for both directions is an error that says so."""
    curfew = "location,kind,direction,from\nNIM,closed,{both},2023-08-01T00:00Z\n"
    for both in ("both", "in/out", "beide"):
        (line,) = said(folder(tmp_path / "small", windows_csv=curfew.format(both=both)))
        assert line.endswith(f"must be one of in, out, got {both}; leave the cell blank if both are meant")


def test_sheets_and_columns_of_other_names_are_told(tmp_path: Path) -> None:
    """`curfews` is probably windows, `luggage` the needs of a group."""
    path = folder(tmp_path / "small")
    book = tmp_path / "x.xlsx"
    write_instance(read_instance(path), book)
    opened = openpyxl.load_workbook(book)
    opened.create_sheet("Curfew").append(["location", "kind"])
    opened["Curfew"].append(["NIM", "closed"])
    opened["groups"].cell(1, 30, "luggage")
    opened["groups"].cell(2, 30, "kg:3")
    opened.save(book)
    lines = said(book)
    assert any("did you mean windows?" in line for line in lines)
    assert any("did you mean needs?" in line for line in lines)
