"""Workbooks mean the same whatever program wrote them, and nothing that cannot be read passes for a blank."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from evacopt.domain.clock import parse_time
from evacopt.files import read_instance
from evacopt.files.xlsx import read_sheets
from tests.files.ooxml import SMALL, WAYS, Raw, Way, far, plainly, with_cell, write_book
from tests.files.writing import said

ERROR = Raw("<{p}v>#N/A</{p}v>", 't="e"')
NO_VALUE = Raw("<{p}f>1+1</{p}f>")
EMPTY_TEXT = Raw('<{p}f>IF(1=2,"x","")</{p}f><{p}v></{p}v>', 't="str"')
ways = pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))


@ways
def test_every_way_says_the_same(way: Way, tmp_path: Path) -> None:
    """Namespaces, prefixes, positions, folders, encodings, shared texts: one instance, one hash."""
    plain = read_instance(write_book(tmp_path / "plain.xlsx", SMALL))
    read = read_instance(write_book(tmp_path / "x.xlsx", SMALL, way))
    assert read == plain
    assert read.groups.id == ("A", "B", "C")
    assert read.groups[0].ready == parse_time("2023-08-01T07:00Z")


@pytest.mark.sibling("06")
@ways
def test_an_error_cell_is_told(way: Way, tmp_path: Path) -> None:
    """`#N/A` in a column where blank is a default is an error with its cell, in every way of writing."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "F2", ERROR), way)
    assert said(path) == [
        "x.xlsx, sheet groups, cell F2: holds an error of Excel; put the value itself there"
    ]


@pytest.mark.sibling("07")
@ways
def test_a_formula_without_value_is_told(way: Way, tmp_path: Path) -> None:
    """So is a formula that was never calculated."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "F3", NO_VALUE), way)
    assert said(path) == [
        "x.xlsx, sheet groups, cell F3: holds a formula without a calculated value; "
        "put the value itself there"
    ]


@pytest.mark.sibling("05")
@ways
def test_a_formula_whose_text_is_empty_is_a_blank(way: Way, tmp_path: Path) -> None:
    """`=IF(…,"")` is blank where it says nothing."""
    read = read_instance(write_book(tmp_path / "x.xlsx", with_cell("groups", "G2", EMPTY_TEXT), way))
    assert read.groups[0].ready == read.groups[1].ready


@pytest.mark.sibling("11")
@ways
def test_a_cell_far_away_is_refused(way: Way, tmp_path: Path) -> None:
    """Wherever the sheet lies in the archive, and however its elements are called."""
    path = write_book(tmp_path / "x.xlsx", far(way), plainly(way))
    assert said(path) == ["x.xlsx: spreads its cells too far apart in sheet groups: it is not opened"]


DEAD = {
    "an error without text": Raw("", 't="e"'),
    "an error from a formula": Raw("<{p}f>1/0</{p}f><{p}v>#DIV/0!</{p}v>", 't="e"'),
    "a rich error": Raw("<{p}v>#VALUE!</{p}v>", 't="e" vm="1"'),
    "attributes the other way round": Raw("<{p}v>#REF!</{p}v>", 's="0" t="e"'),
    "a shared formula": Raw('<{p}f t="shared" si="0"/>'),
    "an array formula": Raw('<{p}f t="array" ref="F2">A1</{p}f><{p}v/>'),
    "a formula with an empty number": Raw("<{p}f>A1</{p}f><{p}v></{p}v>", 't="n"'),
    "a formula for text without its text": Raw("<{p}f>A1</{p}f>", 't="str"'),
    "a formula with a blank for a number": Raw("<{p}f>A1</{p}f><{p}v> </{p}v>"),
    "a number that is none": Raw("<{p}v>seven</{p}v>"),
    "not a number": Raw("<{p}v>NaN</{p}v>"),
    "infinity": Raw("<{p}v>INF</{p}v>"),
    "digits of another script": Raw("<{p}v>٣</{p}v>"),
    "a type that there is not": Raw("<{p}v>1</{p}v>", 't="x"'),
    "a text that there is not": Raw("<{p}v>99</{p}v>", 't="s"'),
    "a text before the first": Raw("<{p}v>-1</{p}v>", 't="s"'),
    "a format that there is not": Raw("<{p}v>1</{p}v>", 's="7"'),
    "more digits than Excel keeps": Raw("<{p}v>1234567890123456789</{p}v>"),
    "neither true nor false": Raw("<{p}v>2</{p}v>", 't="b"'),
    "a day that is none": Raw("<{p}v>2023-02-30</{p}v>", 't="d"'),
}


@pytest.mark.sibling("07")
@pytest.mark.parametrize("kind", DEAD)
@pytest.mark.parametrize("way", ["inline texts", "rows without r"])
def test_what_cannot_be_read_is_no_blank(kind: str, way: str, tmp_path: Path) -> None:
    """Every kind of cell that looks filled and says nothing certain: one error, at the cell."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "F2", DEAD[kind]), WAYS[way])
    (line,) = said(path)
    assert line.startswith("x.xlsx, sheet groups, cell F2: ")


BLANK = {
    "an empty cell": Raw(),
    "an empty number": Raw("<{p}v></{p}v>"),
    "an empty shared text": Raw("", 't="s"'),
    "an empty inline text": Raw("<{p}is></{p}is>", 't="inlineStr"'),
    "an inline text of nothing": Raw("<{p}is><{p}t/></{p}is>", 't="inlineStr"'),
    "an empty text of a formula": Raw("<{p}f>A1</{p}f><{p}v/>", 't="str"'),
    "a reading aid alone": Raw(
        "<{p}is><{p}rPh sb='0' eb='1'><{p}t>x</{p}t></{p}rPh></{p}is>", 't="inlineStr"'
    ),
    "a blank that does not break": Raw("<{p}is><{p}t>\u00a0</{p}t></{p}is>", 't="inlineStr"'),
    "an extension": Raw("<{p}extLst><{p}ext><v>7</v></{p}ext></{p}extLst>"),
}


@pytest.mark.sibling("05")
@pytest.mark.parametrize("kind", BLANK)
def test_what_is_blank(kind: str, tmp_path: Path) -> None:
    """Cells that hold nothing take the default, without a word."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "F2", BLANK[kind]))
    assert said(path) == []
    assert read_instance(path).groups[0].priority == 1


@pytest.mark.sibling("05")
def test_an_empty_text_in_a_needed_column_is_missing(tmp_path: Path) -> None:
    """Blank is blank: where a value is needed, its absence is told as for any cell."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "D2", EMPTY_TEXT))
    assert said(path) == ["x.xlsx, sheet groups, cell D2 (group A), size: must not be blank"]


VALUES = {
    "3": Raw("<{p}v>3.0</{p}v>"),
    "0.1": Raw("<{p}v>0.1</{p}v>"),
    "1200": Raw("<{p}v>1.2E3</{p}v>"),
    "-2": Raw("<{p}v> -2 </{p}v>"),
    "34": Raw("<{p}v>3<!-- between -->4</{p}v>"),
    "true": Raw("<{p}v>1</{p}v>", 't="b"'),
    "false": Raw("<{p}f>1=2</{p}f><{p}v>0</{p}v>", 't="b"'),
    "two\nlines": Raw("<{p}is><{p}t>two\r\nlines</{p}t></{p}is>", 't="inlineStr"'),
    " kept ": Raw("<{p}is><{p}t xml:space='preserve'> kept </{p}t></{p}is>", 't="inlineStr"'),
    "a & b": Raw("<{p}is><{p}t>a &amp; b</{p}t></{p}is>", 't="inlineStr"'),
    "<raw>": Raw("<{p}is><{p}t><![CDATA[<raw>]]></{p}t></{p}is>", 't="inlineStr"'),
    "é": Raw("<{p}is><{p}t>&#xE9;</{p}t></{p}is>", 't="inlineStr"'),
    "a_b": Raw("<{p}is><{p}t>a_x005F_b</{p}t></{p}is>", 't="inlineStr"'),
    "😀": Raw("<{p}is><{p}t>_xD83D__xDE00_</{p}t></{p}is>", 't="inlineStr"'),
    "_xD83D_": Raw("<{p}is><{p}t>_xD83D_</{p}t></{p}is>", 't="inlineStr"'),
    "text": Raw("<{p}f>A1</{p}f><{p}v>text</{p}v>", 't="str"'),
    "7": Raw('<{p}f t="shared" si="0"/><{p}v>7</{p}v>'),
    "06:00:00": Raw("<{p}v>T06:00:00</{p}v>", 't="d"'),
    "36:00:00": Raw("<{p}v>1.5</{p}v>", 's="3"'),
    "07:30:00": Raw("<{p}v>0.3125</{p}v>", 's="1"'),
}
STYLES = (
    '<{p}numFmts count="2"><{p}numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd&quot;T&quot;hh:mm"/>'
    '<{p}numFmt numFmtId="165" formatCode="[h]:mm"/><{p}numFmt numFmtId="166" '
    'formatCode="0.0&quot; days&quot;"/></{p}numFmts>'
    "<{p}fonts><{p}font/><{p}font><{p}strike/></{p}font></{p}fonts>"
    '<{p}cellStyleXfs><{p}xf numFmtId="14"/></{p}cellStyleXfs>'
    '<{p}cellXfs><{p}xf numFmtId="0"/><{p}xf numFmtId="22"/><{p}xf numFmtId="164"/><{p}xf numFmtId="165"/>'
    '<{p}xf numFmtId="166"/><{p}xf fontId="1"/></{p}cellXfs>'
    "<{p}dxfs><{p}dxf><{p}font><{p}strike/></{p}font></{p}dxf></{p}dxfs>"
)


@pytest.mark.parametrize("expected", VALUES)
def test_what_cells_say(expected: str, tmp_path: Path) -> None:
    """Numbers as CSV would hold them, texts to the letter, truth as a word, hours as they are shown."""
    path = write_book(tmp_path / "x.xlsx", {"s": [[VALUES[expected]]]}, styles=STYLES)
    (sheet,) = read_sheets(path)
    assert sheet.rows == [[expected]]


@pytest.mark.parametrize(
    ("cell", "properties", "expected"),
    [
        (Raw("<{p}v>45139.2569444444</{p}v>", 's="1"'), "", datetime(2023, 8, 1, 6, 10)),
        (Raw("<{p}v>45139</{p}v>", 's="2"'), "", datetime(2023, 8, 1)),
        (Raw("<{p}v>59</{p}v>", 's="1"'), "", datetime(1900, 2, 28)),
        (Raw("<{p}v>61</{p}v>", 's="1"'), "", datetime(1900, 3, 1)),
        (Raw("<{p}v>43677.5</{p}v>", 's="1"'), '<{p}workbookPr date1904="1"/>', datetime(2023, 8, 1, 12)),
        (Raw("<{p}v>43677.5</{p}v>", 's="1"'), '<{p}workbookPr date1904="true"/>', datetime(2023, 8, 1, 12)),
        (Raw("<{p}v>2023-08-01T06:10:00</{p}v>", 't="d"'), "", datetime(2023, 8, 1, 6, 10)),
        (Raw("<{p}v>2023-08-01T08:10:00+02:00</{p}v>", 't="d"'), "", datetime(2023, 8, 1, 6, 10)),
        (Raw("<{p}v>2023-08-01</{p}v>", 't="d"'), "", datetime(2023, 8, 1)),
    ],
)
def test_moments(cell: Raw, properties: str, expected: datetime, tmp_path: Path) -> None:
    """Dates by format in both systems of Excel, and as Strict workbooks write them."""
    path = write_book(tmp_path / "x.xlsx", {"s": [[cell]]}, styles=STYLES, properties=properties)
    assert read_sheets(path)[0].rows == [[expected]]


@pytest.mark.parametrize("style", [0, 4])
def test_numbers_that_only_look_like_dates(style: int, tmp_path: Path) -> None:
    """A format with `days` in quotes shows a number; so does one of named styles, which no cell has."""
    path = write_book(
        tmp_path / "x.xlsx", {"s": [[Raw("<{p}v>45139.5</{p}v>", f's="{style}"')]]}, styles=STYLES
    )
    assert read_sheets(path)[0].rows == [["45139.5"]]


@pytest.mark.sibling("07")
@pytest.mark.parametrize(
    ("place", "cell"),
    [
        ("A2", Raw("<{p}v>45139</{p}v>", 's="1"')),
        ("C2", Raw("<{p}v>2023-08-01</{p}v>", 't="d"')),
        ("E2", Raw("<{p}v>2</{p}v>", 's="2"')),
        ("D2", Raw("<{p}v>60</{p}v>", 's="1"')),
    ],
)
def test_a_date_where_none_is_meant(place: str, cell: Raw, tmp_path: Path) -> None:
    """`3-4` typed as a code becomes a day in Excel: told, not read as a code."""
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", place, cell), styles=STYLES)
    lines = said(path)
    assert any(line.startswith(f"x.xlsx, sheet groups, cell {place}: holds a da") for line in lines)


@pytest.mark.sibling("07")
def test_a_date_for_a_name(tmp_path: Path) -> None:
    """So are keys of the instance, while its ends are times."""
    day = Raw("<{p}v>45139.25</{p}v>", 's="1"')
    path = write_book(tmp_path / "x.xlsx", with_cell("instance", "B4", day), styles=STYLES)
    assert read_instance(path).begins == parse_time("2023-08-01T06:00Z")
    path = write_book(tmp_path / "x.xlsx", with_cell("instance", "B3", day), styles=STYLES)
    assert said(path) == [
        "x.xlsx, sheet instance, cell B3: holds a date, got 2023-08-01 06:00; "
        "format the cell as text and write it again"
    ]


@pytest.mark.sibling("07")
def test_a_zero_that_nobody_calculated(tmp_path: Path) -> None:
    """Libraries write 0 for a formula and ask for a calculation on opening: 0 is not believed."""
    cell = Raw("<{p}f>SUM(A1)</{p}f><{p}v>0</{p}v>")
    path = write_book(
        tmp_path / "x.xlsx", with_cell("groups", "F2", cell), book='<{p}calcPr fullCalcOnLoad="1"/>'
    )
    (line,) = said(path)
    assert line.startswith(
        "x.xlsx, sheet groups, cell F2: holds a formula with the value 0 that no spreadsheet"
    )


@pytest.mark.parametrize("book", ['<{p}calcPr fullCalcOnLoad="1"/>', '<{p}calcPr calcMode="manual"/>'])
def test_values_that_may_be_out_of_date(book: str, tmp_path: Path) -> None:
    """A formula in a workbook that is not calculated by itself is read, and that is said."""
    cell = Raw("<{p}f>1+1</{p}f><{p}v>2</{p}v>")
    path = write_book(tmp_path / "x.xlsx", with_cell("groups", "F2", cell), book=book)
    (line,) = said(path)
    assert line.startswith("x.xlsx, sheet groups, cell F2: holds a formula whose value may be out of date")
