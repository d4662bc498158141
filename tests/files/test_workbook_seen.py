"""What a person sees of a sheet and what is read of it are the same, or it is said where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from evacopt.errors import DataWarning
from evacopt.files import read_instance
from tests.files.ooxml import GROUPS, SMALL, Raw, Rows, with_cell, write_book
from tests.files.test_workbook_ways import STYLES
from tests.files.writing import said


def _merged(path: Path, sheet: str, *areas: str, **sheets: Rows) -> Path:
    cells = "".join(f'<{{p}}mergeCell ref="{area}"/>' for area in areas)
    return write_book(path, {**SMALL, **sheets}, after={sheet: f"<{{p}}mergeCells>{cells}</{{p}}mergeCells>"})


def _with(sheet: str, **cells: str | int | Raw) -> dict[str, Rows]:
    rows = SMALL[sheet]
    for place, cell in cells.items():
        rows = (
            {**SMALL, **with_cell(sheet, place, cell)}[sheet]
            if rows is SMALL[sheet]
            else _put(rows, place, cell)
        )
    return {sheet: rows}


def _put(rows: Rows, place: str, cell: str | int | Raw) -> Rows:
    changed = [list(row) for row in rows]
    column, row = ord(place[0]) - 65, int(place[1:]) - 1
    changed += [[] for _ in range(row + 1 - len(changed))]
    changed[row] += [""] * (column + 1 - len(changed[row]))
    changed[row][column] = cell
    return changed


@pytest.mark.sibling("01")
def test_a_status_over_two_flights(tmp_path: Path) -> None:
    """`cancelled` merged over two flights is meant for both, and that is said."""
    path = _merged(tmp_path / "x.xlsx", "flights", "H2:H3", **_with("flights", H2="cancelled", H3=""))
    assert said(path) == [
        "x.xlsx, sheet flights, cells H2:H3: are merged: status is read as cancelled in each of these rows"
    ]
    with pytest.warns(DataWarning, match="are merged"):
        assert [flight.status for flight in read_instance(path).flights] == ["cancelled"] * 2


CLEAR = {
    "nationality": ("groups", "B2:B3", {"B3": ""}),
    "origin": ("groups", "C2:C4", {"C3": "", "C4": ""}),
    "priority": ("groups", "F2:F3", {"F3": ""}),
    "ready": ("groups", "G2:G3", {}),
    "operator": ("flights", "B2:B3", {"B3": ""}),
    "destination": ("flights", "D2:D3", {"D3": ""}),
    "departs": ("flights", "E2:E3", {"E3": ""}),
}


@pytest.mark.sibling("03")
@pytest.mark.parametrize("column", CLEAR)
def test_labels_over_several_rows(column: str, tmp_path: Path) -> None:
    """Classes, places, states and times do not add up: each row has what the merged cell says."""
    sheet, area, cells = CLEAR[column]
    path = _merged(tmp_path / "x.xlsx", sheet, area, **_with(sheet, **cells))
    (line,) = [line for line in said(path) if "are merged" in line]
    assert f"cells {area}: are merged: {column} is read as" in line
    with pytest.warns(DataWarning):
        rows = list(getattr(read_instance(path), sheet))
    first, last = (int(end[1:]) - 2 for end in area.split(":"))
    assert len({getattr(row, column) for row in rows[first : last + 1]}) == 1


UNCLEAR = {
    "numbers of parties": ("groups", "E2:E3", {"E3": ""}, "E2"),
    "sizes": ("groups", "D2:D3", {"D3": ""}, "D2"),
    "seats": ("flights", "G2:G3", {"G3": ""}, "G2"),
    "ids": ("groups", "A2:A3", {"A3": ""}, "A2"),
    "two columns": ("groups", "F2:G2", {"G2": ""}, "F2"),
    "two columns and rows": ("groups", "F2:G3", {"F3": "", "G2": ""}, "F2"),
    "a whole row": ("groups", "A3:G3", dict.fromkeys(("B3", "C3", "D3", "E3", "F3"), ""), "A3"),
    "the heading and cells below": ("groups", "F1:F3", {"F2": "", "F3": ""}, "F2"),
    "a note over a column": ("groups", "E2:F2", {"E1": "note", "F2": ""}, "F2"),
    "seats and status": ("flights", "G2:H2", {"H2": ""}, "G2"),
}


@pytest.mark.sibling("03")
@pytest.mark.parametrize("kind", UNCLEAR)
def test_merges_of_which_nobody_can_tell(kind: str, tmp_path: Path) -> None:
    """A sum for all or for each? One error at the cell, and nothing else is said of what is under it."""
    sheet, area, cells, place = UNCLEAR[kind]
    (line,) = said(_merged(tmp_path / "x.xlsx", sheet, area, **_with(sheet, **cells)))
    assert line.startswith(f"x.xlsx, sheet {sheet}, cell {place}: is merged over {area}")


@pytest.mark.sibling("01")
def test_a_value_under_a_merge(tmp_path: Path) -> None:
    """LibreOffice keeps what it hides under merged cells: that is not read in silence."""
    path = _merged(tmp_path / "x.xlsx", "flights", "H2:H3", **_with("flights", H2="optional", H3="cancelled"))
    assert said(path) == [
        "x.xlsx, sheet flights, cell H3: hides a value under merged cells H2:H3; "
        "undo the merge and fill in every cell"
    ]


@pytest.mark.sibling("01")
@pytest.mark.parametrize(
    ("sheet", "area", "cells"),
    [
        ("groups", "G3:G4", {}),
        ("groups", "H2:H3", {"H1": "note", "H2": "both"}),
        ("groups", "G2:H2", {"H1": "note"}),
        ("flights", "H4:H9", {"H4": ""}),
    ],
)
def test_merges_that_change_nothing(sheet: str, area: str, cells: dict[str, str], tmp_path: Path) -> None:
    """Blanks, notes, a value over the notes beside it, and what stands below the table."""
    assert said(_merged(tmp_path / "x.xlsx", sheet, area, **_with(sheet, **cells))) == []


@pytest.mark.sibling("01")
def test_a_merge_over_an_empty_row_makes_no_row(tmp_path: Path) -> None:
    """A status merged far down is read in the rows that there are."""
    path = _merged(tmp_path / "x.xlsx", "flights", "H2:H40", **_with("flights", H2="cancelled", A6=""))
    with pytest.warns(DataWarning):
        assert [flight.status for flight in read_instance(path).flights] == ["cancelled"] * 2


@pytest.mark.sibling("01")
@pytest.mark.parametrize("area", ["B4:B5", "A4:A5", "A4:B4"])
def test_merged_keys(area: str, tmp_path: Path) -> None:
    """One text beside `begins` and `ends` is an error at the cell."""
    lines = said(_merged(tmp_path / "x.xlsx", "instance", area))
    assert f"x.xlsx, sheet instance, cell {area[:2]}: is merged with others" in lines[0]


@pytest.mark.sibling("40")
@pytest.mark.parametrize("area", ["A5:C5", "A5:G5", ""])
def test_a_merged_label_of_totals(area: str, tmp_path: Path) -> None:
    """`Total` over several columns is one finding, formulas without a value in its row or not."""
    row = ("Total", "", "", Raw("<{p}f>SUM(D2:D4)</{p}f>"), 5, "", "")
    areas = [area] if area == "A5:C5" else []
    path = _merged(tmp_path / "x.xlsx", "groups", *areas, groups=[*GROUPS, row])
    (line,) = said(path)
    assert line.startswith("x.xlsx, sheet groups, row 5 (group Total): is a row of totals")


HIDDEN = 'hidden="1"'


@pytest.mark.sibling("14")
@pytest.mark.parametrize(
    "mark", [HIDDEN, 'hidden="true"', 'ht="0" customHeight="1"', 'hidden="1" outlineLevel="1"']
)
def test_a_hidden_row(mark: str, tmp_path: Path) -> None:
    """Hidden by hand, by an outline, or by its height: read, and named."""
    assert said(write_book(tmp_path / "x.xlsx", SMALL, row_attributes={("flights", 2): mark})) == [
        "x.xlsx, sheet flights, row 2: is hidden, and is read all the same; "
        "show it, and remove it if it is not meant"
    ]


@pytest.mark.sibling("14")
def test_hidden_rows_by_a_filter(tmp_path: Path) -> None:
    """Many rows are one warning; a filter without hidden rows is none."""
    after = {"groups": '<{p}autoFilter ref="A1:G4"><{p}filterColumn colId="1"/></{p}autoFilter>'}
    marks = {("groups", 2): HIDDEN, ("groups", 3): HIDDEN}
    assert said(write_book(tmp_path / "x.xlsx", SMALL, after=after)) == []
    (line,) = said(write_book(tmp_path / "x.xlsx", SMALL, after=after, row_attributes=marks))
    assert line.startswith(
        "x.xlsx, sheet groups, rows 2 to 3: are hidden by a filter, and are read all the same"
    )


@pytest.mark.sibling("14")
def test_a_filter_of_a_table_of_excel(tmp_path: Path) -> None:
    """Its filter stands in another part."""
    table = '<table xmlns="{0}" ref="A1:G4"><autoFilter><filterColumn colId="1"/></autoFilter></table>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    path = write_book(
        tmp_path / "x.xlsx",
        SMALL,
        row_attributes={("groups", 3): HIDDEN},
        extra={"xl/tables/t.xml": table.format(space)},
        sheet_links={"groups": "xl/tables/t.xml"},
    )
    (line,) = said(path)
    assert line.startswith("x.xlsx, sheet groups, row 3: is hidden by a filter")


@pytest.mark.sibling("14")
def test_rows_hidden_unless_shown(tmp_path: Path) -> None:
    """A sheet may hide all rows of which nothing else is said."""
    path = write_book(
        tmp_path / "x.xlsx",
        SMALL,
        before={"flights": '<{p}sheetFormatPr zeroHeight="1"/>'},
        row_attributes={("flights", 1): 'hidden="0"', ("flights", 3): 'hidden="0"'},
    )
    (line,) = said(path)
    assert line.startswith("x.xlsx, sheet flights, row 2: is hidden")


@pytest.mark.sibling("14")
@pytest.mark.parametrize(
    "column",
    [
        '<{p}col min="6" max="6" hidden="1"/>',
        '<{p}col min="6" max="16384" hidden="true"/>',
        '<{p}col min="6" max="6" width="0"/>',
    ],
)
def test_a_hidden_column(column: str, tmp_path: Path) -> None:
    """Named by its letter and its heading, if it holds anything that is read."""
    path = write_book(tmp_path / "x.xlsx", SMALL, before={"groups": f"<{{p}}cols>{column}</{{p}}cols>"})
    assert "x.xlsx, sheet groups, column F: (priority) is hidden, and is read all the same" in said(path)[0]


@pytest.mark.sibling("14")
@pytest.mark.parametrize(
    ("state", "told"), [("hidden", "is hidden,"), ("veryHidden", "so that only a program")]
)
def test_a_hidden_sheet(state: str, told: str, tmp_path: Path) -> None:
    """Pins that nobody sees decide who flies: said."""
    pins = (("group", "kind", "parties"), ("A", "at_most", 1))
    (line,) = said(write_book(tmp_path / "x.xlsx", {**SMALL, "pins": pins}, states={"pins": state}))
    assert line.startswith("x.xlsx, sheet pins: is hidden")
    assert told in line


@pytest.mark.sibling("14")
def test_hidden_emptiness_is_nothing(tmp_path: Path) -> None:
    """Hidden rows, columns and sheets that hold nothing, or only notes, are not spoken of."""
    path = write_book(
        tmp_path / "x.xlsx",
        {**SMALL, "pins": [], "Sheet2": []},
        before={"groups": '<{p}cols><{p}col min="8" max="9" hidden="1"/></{p}cols>'},
        row_attributes={("groups", 9): HIDDEN},
        states={"pins": "hidden", "Sheet2": "hidden"},
    )
    assert said(path) == []


def _struck(text: str) -> Raw:
    return Raw(f"<{{p}}is><{{p}}t>{text}</{{p}}t></{{p}}is>", 't="inlineStr" s="5"')


@pytest.mark.sibling("14")
def test_a_row_struck_out(tmp_path: Path) -> None:
    """A planner who strikes out a flight means that it does not fly: read as before, and said."""
    row = [
        Raw(f"<{{p}}v>{c}</{{p}}v>", 's="5"') if isinstance(c, int) else _struck(str(c))
        for c in SMALL["flights"][1]
    ]
    rows = [SMALL["flights"][0], row[:7], SMALL["flights"][2]]
    assert said(write_book(tmp_path / "x.xlsx", {**SMALL, "flights": rows}, styles=STYLES)) == [
        "x.xlsx, sheet flights, row 2: is struck out, and is read all the same; remove it if it is not meant"
    ]


STRUCK_CELLS = {
    "by its format": _struck("2023-08-01T07:00Z"),
    "in a run": Raw(
        "<{p}is><{p}r><{p}rPr><{p}strike/></{p}rPr><{p}t>2023-08-01T07:00Z</{p}t></{p}r></{p}is>",
        't="inlineStr"',
    ),
    "in part": Raw(
        '<{p}is><{p}r><{p}t>2023-08-01T0</{p}t></{p}r><{p}r><{p}rPr><{p}strike val="1"/></{p}rPr>'
        "<{p}t>7:00Z</{p}t></{p}r></{p}is>",
        't="inlineStr"',
    ),
}


@pytest.mark.sibling("14")
@pytest.mark.parametrize("kind", STRUCK_CELLS)
def test_a_cell_struck_out(kind: str, tmp_path: Path) -> None:
    """By the format of the cell, or of a part of its text."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "G2", STRUCK_CELLS[kind]), styles=STYLES)
    assert said(path) == [
        "x.xlsx, sheet groups, cell G2: is struck out, and is read all the same; remove it if it is not meant"
    ]


@pytest.mark.parametrize("val", ["0", "false"])
def test_a_run_that_is_not_struck(val: str, tmp_path: Path) -> None:
    """`strike` may say that it is none."""
    run = (
        f'<{{p}}r><{{p}}rPr><{{p}}strike val="{val}"/></{{p}}rPr><{{p}}t>2023-08-01T07:00Z</{{p}}t></{{p}}r>'
    )
    cell = Raw(f"<{{p}}is>{run}</{{p}}is>", 't="inlineStr"')
    assert said(write_book(tmp_path / "x.xlsx", with_cell("groups", "G2", cell))) == []


@pytest.mark.sibling("14")
@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (
            with_cell("groups", "I3", "urgent"),
            "sheet groups, cell I1: column 9 has no name; name it or remove it",
        ),
        (with_cell("groups", "H1", "note priority") | {}, ""),
        (
            _with("groups", H1="note priority", H2=3),
            "note priority: is a note and is not read; name it priority",
        ),
        ({**SMALL, "note flights": SMALL["flights"]}, "sheet note flights: is a note and is not read"),
        ({**SMALL, "Flights ": SMALL["flights"]}, "sheet Flights : sheet is there twice"),
        (
            {**SMALL, "fights": SMALL["flights"]},
            "sheet fights: is no table of an instance; did you mean flights?",
        ),
        ({**SMALL, "Sheet1": []}, ""),
        ({**SMALL, "notes": [["x"]], "guide": [["y"]]}, ""),
        (_with("instance", A6="", B6="strict"), "sheet instance, cell B6: has no key beside it"),
        (_with("instance", C4="or later"), "sheet instance, column C: is not read: a key has one value"),
        (_with("instance", C1="note", C4="or later"), ""),
    ],
)
def test_what_is_not_read_is_said(sheets: dict[str, Rows], expected: str, tmp_path: Path) -> None:
    """Cells beside a table, notes named as data, sheets twice; real notes and empty sheets not."""
    lines = said(write_book(tmp_path / "x.xlsx", {**SMALL, **sheets}))
    assert len(lines) == bool(expected)
    assert not expected or expected in lines[0]


@pytest.mark.sibling("40")
@pytest.mark.parametrize("totals", [1, 2])
def test_totals_of_a_table_of_excel(totals: int, tmp_path: Path) -> None:
    """Excel knows which rows of its tables are totals, whatever they say."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = f'<table xmlns="{space}" ref="A1:G{4 + totals}" totalsRowCount="{totals}"/>'
    rows = [*GROUPS, *[("all", "X", "", 7, "", "", "")] * totals]
    path = write_book(
        tmp_path / "x.xlsx",
        {**SMALL, "groups": rows},
        extra={"xl/tables/t.xml": table},
        sheet_links={"groups": "xl/tables/t.xml"},
    )
    lines = said(path)
    assert [line.partition(" (")[0] for line in lines] == [
        f"x.xlsx, sheet groups, row {5 + number}" for number in range(totals)
    ]


@pytest.mark.sibling("40")
@pytest.mark.parametrize(
    "empty", [(), ("", "", ""), (Raw("", 's="0"'),) * 7, ("\u00a0", " "), (Raw("<{p}v/>"),)]
)
@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_empty_rows(place: int, empty: tuple[Raw, ...], tmp_path: Path) -> None:
    """Never filled, emptied with the Delete key, or full of blanks; the cell told is the true one."""
    rows = [*GROUPS[:place], empty, *GROUPS[place:]]
    assert read_instance(write_book(tmp_path / "x.xlsx", {**SMALL, "groups": rows})) == read_instance(
        write_book(tmp_path / "plain.xlsx", SMALL)
    )
    rows[-1] = ("C", "FRA", "NIM", "x", 1) if place < 4 else empty
    lines = said(write_book(tmp_path / "x.xlsx", {**SMALL, "groups": rows}))
    assert lines == ["x.xlsx, sheet groups, cell D5 (group C), size: must be an integer, got x"] * (place < 4)


@pytest.mark.sibling("14")
def test_many_hidden_rows_read_well(tmp_path: Path) -> None:
    """Of several rows it is said what to do in words that fit several."""
    marks = {("groups", 2): HIDDEN, ("groups", 3): HIDDEN}
    (line,) = said(write_book(tmp_path / "x.xlsx", SMALL, row_attributes=marks))
    assert line.endswith("are read all the same; show them, and remove those that are not meant")


def _shown(sheet: str, code: str, cells: Mapping[str, object], path: Path) -> Path:
    """The small workbook by openpyxl, some cells in a number format."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in SMALL.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([cell if cell != "" else None for cell in row])
    for place, value in cells.items():
        book[sheet][place] = value
        book[sheet][place].number_format = code
    book.save(path)
    return path


@pytest.mark.sibling("14")
@pytest.mark.parametrize("code", ["yyyy-mm-dd", "dd.mm.yyyy", "d mmm yy", "mm-dd-yy", "[$-409]d/m/yyyy;@"])
def test_a_day_without_a_time(code: str, tmp_path: Path) -> None:
    """`2 Aug` typed for `leave_by` is the midnight before: refused as text, told as a date."""
    path = _shown("groups", code, {"G3": datetime(2023, 8, 2)}, tmp_path / "x.xlsx")
    assert said(path) == [
        "x.xlsx, sheet groups, cell G3: shows a day without a time, and is read as 2023-08-02T00:00Z; "
        "write the time too if another is meant"
    ]


@pytest.mark.sibling("14")
def test_days_of_the_instance(tmp_path: Path) -> None:
    """The ends of the instance too; many are one warning."""
    cells = {"B4": datetime(2023, 8, 1), "B5": datetime(2023, 8, 3, 14)}
    (line,) = said(_shown("instance", "yyyy-mm-dd", cells, tmp_path / "x.xlsx"))
    assert "cells B4, B5: show days without a time, the first is read as 2023-08-01T00:00Z" in line


@pytest.mark.parametrize("code", ["yyyy-mm-dd hh:mm", "d/m h AM/PM", "m/d/yy h:mm"])
def test_a_day_with_its_time(code: str, tmp_path: Path) -> None:
    """What shows its time is not spoken of."""
    assert said(_shown("groups", code, {"G3": datetime(2023, 8, 2)}, tmp_path / "x.xlsx")) == []


@pytest.mark.sibling("14")
@pytest.mark.parametrize("code", ["000", "0.00E+00", '"FRA-"0', "0%", "00-00"])
def test_a_code_under_a_format(code: str, tmp_path: Path) -> None:
    """A person sees 001, 1E+03 or FRA-1 where 1 or 1000 is read: the lists would bear another code."""
    assert said(_shown("groups", code, {"A2": 1000}, tmp_path / "x.xlsx")) == [
        f"x.xlsx, sheet groups, cell A2: shows a number in the format {code}, and is read as 1000; "
        "format such cells as text and write the code again"
    ]


@pytest.mark.parametrize(
    ("code", "place"), [("0", "A2"), ("General", "A2"), ("@", "A2"), ("000", "E2"), ("#,##0", "E2")]
)
def test_numbers_that_read_as_they_are(code: str, place: str, tmp_path: Path) -> None:
    """Plain formats, and columns of numbers in any."""
    assert said(_shown("groups", code, {place: 2}, tmp_path / "x.xlsx")) == []


@pytest.mark.parametrize("above", [1, 3])
@pytest.mark.parametrize("left", [0, 1])
def test_a_title_above_the_table(above: int, left: int, tmp_path: Path) -> None:
    """A table that starts at B3 below a title is read from its heading, and the title is told."""
    rows = [("",) * left + tuple(row) for row in GROUPS]
    path = write_book(tmp_path / "x.xlsx", {**SMALL, "groups": [["Groups at Niamey"], *[[]] * above, *rows]})
    assert said(path) == ["x.xlsx, sheet groups, row 1: stands above the heading and is not read"]
    with pytest.warns(DataWarning):
        assert read_instance(path).groups.id == ("A", "B", "C")


def test_rows_sorted_above_the_heading(tmp_path: Path) -> None:
    """Who sorts a sheet with its heading puts groups above it: they are not lost."""
    rows = [GROUPS[1], GROUPS[2], GROUPS[0], GROUPS[3]]
    assert said(write_book(tmp_path / "x.xlsx", {**SMALL, "groups": rows})) == [
        f"x.xlsx, sheet groups, row {row}: stands above the heading; put it below, or remove it"
        for row in (1, 2)
    ]


@pytest.mark.parametrize("name", ["groups - Table 1", "groups-1", "2023 groups (new)"])
def test_names_of_sheets_that_hold_one_of_a_table(name: str, tmp_path: Path) -> None:
    """Numbers exports `groups - Table 1`: the table that was meant is named."""
    sheets = {name if one == "groups" else one: rows for one, rows in SMALL.items()}
    assert f"x.xlsx, sheet {name}: is no table of an instance; did you mean groups?" in said(
        write_book(tmp_path / "x.xlsx", sheets)
    )
