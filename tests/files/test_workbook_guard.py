"""Files that only pretend to be workbooks, and what no workbook of a planner does, are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from evacopt.files import read_instance, write_instance
from evacopt.files.xlsx import RefusedError, read_sheets
from tests.files.ooxml import SMALL, TRANSITIONAL, Raw, write_book
from tests.files.writing import folder, said

SHEET = "xl/worksheets/sheet1.xml"


def _spoilt(path: Path, **changed: bytes) -> Path:
    """The small workbook with parts replaced (`sheet1` is the first sheet) or, if new, added."""
    write_book(path, SMALL)
    names = {name: name for name in _parts(path)} | {
        Path(name).stem: name for name in _parts(path) if name.endswith(".xml")
    }
    return _rewritten(path, {names.get(name, name): data for name, data in changed.items()})


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _rewritten(path: Path, changed: Mapping[str, bytes]) -> Path:
    parts = {**_parts(path), **changed}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _rows(xml: str) -> bytes:
    return f'<worksheet xmlns="{TRANSITIONAL}"><sheetData>{xml}</sheetData></worksheet>'.encode()


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    """A part that unpacks to a thousand times its size is refused while it unpacks."""
    assert said(_spoilt(tmp_path / "x.xlsx", sheet1=b" " * 50_000_000)) == [
        "x.xlsx: unpacks to far more than a workbook would: it is not opened"
    ]


def test_a_part_that_lies_about_its_size_is_not_opened(tmp_path: Path) -> None:
    """The size that the directory of the archive states is not believed."""
    path = _spoilt(tmp_path / "x.xlsx", sheet1=_rows("<row/>" * 20_000))
    size = len(_rows("<row/>" * 20_000)).to_bytes(4, "little")
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    (line,) = said(path)
    assert line.startswith("x.xlsx: is no workbook")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "uses more than 256 columns"),
        ("<row r='1'><c t='n' r='IW1'><v>1</v></c></row>", "uses more than 256 columns"),
        ('<row r="1048576"><c r="IV1048576"><v>1</v></c></row>', "spreads its cells too far apart"),
        ('<row r="1"><c r="IV1"><v>1</v></c></row><row r="1000000"><c><v>1</v></c></row>', "too far apart"),
        ('<row r="1"><c r="XFE1"/></row>', "out of order"),
        ('<row r="1048577"/>', "a row or a column that there is not"),
        ('<row r="0"/>', "a row or a column that there is not"),
        ('<row r="-1"/>', "a row or a column that there is not"),
        ('<row r="1"/><row r="1"/>', "rows out of order"),
        ('<row r="2"/><row r="1"/>', "rows out of order"),
        ('<row r="1048576"/><row/>', "rows out of order"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "cells out of order"),
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', "cells out of order"),
        ('<row r="1"><c r="A2"/></row>', "cells out of order"),
        ('<row r="1"><c r="1A"/></row>', "a cell that there is not"),
        ('<row r="1"><c r="a1"/></row>', "cells out of order"),
        ("<c/>", "not understood, c"),
        ("<row><v>1</v></row>", "not understood, v"),
        ("<row><c><c/></c></row>", "not understood, c"),
        ("<row><c><w>1</w></c></row>", "not understood, w"),
        ('<row><c t="inlineStr"><is><q>1</q></is></c></row>', "not understood, q"),
        ("<row><c t='inlineStr'><is><t>" + "longer" * 30_000 + "</t></is></c></row>", "more than 131072"),
        ("<row><c t='str'><v>" + "longer" * 30_000 + "</v></c></row>", "more than 131072"),
        ("<row>", "is damaged"),
        ("<row><x:c/></row>", "is damaged"),
        ("<row>&what;</row>", "is damaged"),
        ("</sheetData><sheetData>", "its cells twice"),
    ],
)
@pytest.mark.sibling("11")
def test_cells_that_are_not_where_they_could_be(cell: str, expected: str, tmp_path: Path) -> None:
    """Far away, out of order, twice, in unknown elements: not opened, and nothing is allocated."""
    (line,) = said(_spoilt(tmp_path / "x.xlsx", sheet1=_rows(cell)))
    assert line.startswith("x.xlsx: ")
    assert expected in line


def test_blank_cells_far_away_are_nothing(tmp_path: Path) -> None:
    """A row coloured to its end holds nothing: it is read."""
    rows = _parts(_spoilt(tmp_path / "x.xlsx"))["xl/worksheets/sheet3.xml"]
    far = b'<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'
    assert said(_spoilt(tmp_path / "x.xlsx", sheet3=rows.replace(b"</sheetData>", far))) == []


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE x [<!ATTLIST row r CDATA "9">]>',
    ],
)
@pytest.mark.parametrize("part", ["sheet1", "workbook", "_rels/.rels", "[Content_Types].xml"])
@pytest.mark.sibling("06")
def test_no_document_type_is_believed(part: str, head: bytes, tmp_path: Path) -> None:
    """No entity is expanded and no default taken from a document type, in any part."""
    whole = _spoilt(tmp_path / "x.xlsx")
    names = {"sheet1": SHEET, "workbook": "xl/workbook.xml"}
    content = _parts(whole)[names.get(part, part)]
    begin, _, rest = content.partition(b"?>")
    (line,) = said(_spoilt(whole, **{part: begin + b"?>" + head + rest}))
    assert line.startswith("x.xlsx: declares a document type")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip", b"\xd0\xcf\x11\xe0" * 100])
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    """Anything else is one finding."""
    (tmp_path / "x.xlsx").write_bytes(data)
    (line,) = said(tmp_path / "x.xlsx")
    assert line.startswith("x.xlsx: is no workbook")


def test_an_old_workbook_or_one_with_a_password(tmp_path: Path) -> None:
    """Both are the same container, which is named."""
    (tmp_path / "x.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (line,) = said(tmp_path / "x.xlsx")
    assert "it is an old one (.xls) or protected by a password; save it as .xlsx" in line


@pytest.mark.parametrize("ending", [".xls", ".xlsb", ".xlsm", ".ods", ".numbers", ".XLS"])
def test_other_workbooks_are_refused_by_name(ending: str, tmp_path: Path) -> None:
    """What to do is said."""
    (tmp_path / f"x{ending}").write_bytes(b"anything")
    (line,) = said(tmp_path / f"x{ending}")
    assert line.endswith(f"save it as .xlsx, {ending.lower()} is not read")


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "is a binary workbook (.xlsb)"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "(.docx)"),
    ],
)
def test_other_documents_under_our_name(type_: str, expected: str, tmp_path: Path) -> None:
    """What a file is stands in it, whatever it is called."""
    types = _parts(_spoilt(tmp_path / "x.xlsx"))["[Content_Types].xml"]
    own = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    (line,) = said(
        _spoilt(tmp_path / "x.xlsx", **{"[Content_Types].xml": types.replace(own, type_.encode())})
    )
    assert expected in line


def test_a_workbook_of_another_program(tmp_path: Path) -> None:
    """An OpenDocument under our name."""
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    (line,) = said(tmp_path / "x.xlsx")
    assert "(.ods): save it as .xlsx" in line


@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), f"/{SHEET}", SHEET.replace("/", "\\")])
@pytest.mark.sibling("11")
def test_a_part_that_is_there_twice(name: str, tmp_path: Path) -> None:
    """Two sheets of one name, of which two readers would take another each."""
    path = _spoilt(tmp_path / "x.xlsx")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning) if name == SHEET else _nothing():
        info = zipfile.ZipInfo(name)
        info.filename = name
        archive.writestr(info, _rows(""))
    (line,) = said(path)
    assert "twice" in line


def _nothing() -> io.BytesIO:
    """A context that does nothing."""
    return io.BytesIO()


def test_a_part_under_a_password(tmp_path: Path) -> None:
    """An encrypted entry is named as such."""
    path = _spoilt(tmp_path / "x.xlsx")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)
    assert said(path) == ["x.xlsx: is protected by a password: save it without one"]


def test_parts_that_overlap(tmp_path: Path) -> None:
    """An archive whose entries share their bytes unpacks to more than it can hold."""
    path = _spoilt(tmp_path / "x.xlsx")
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).compress_size.to_bytes(4, "little")
    place = data.index(size, data.index(b"PK\x01\x02"))
    path.write_bytes(data[:place] + (len(data) * 2).to_bytes(4, "little") + data[place + 4 :])
    (line,) = said(path)
    assert line.startswith("x.xlsx: is no workbook that can be read: its parts overlap")


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET])
@pytest.mark.sibling("11")
def test_a_part_that_is_missing(part: str, tmp_path: Path) -> None:
    """What the package says is there must be there: no sheet is passed by."""
    path = write_book(tmp_path / "x.xlsx", SMALL)
    kept = {name: data for name, data in _parts(path).items() if name != part}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in kept.items():
            archive.writestr(name, data)
    (line,) = said(path)
    assert line.startswith("x.xlsx: is no workbook")


def test_a_cut_workbook(tmp_path: Path) -> None:
    """A download that stopped half-way is told, wherever it stopped."""
    write_instance(read_instance(folder(tmp_path / "small")), tmp_path / "x.xlsx")
    data = (tmp_path / "x.xlsx").read_bytes()
    for length in range(0, len(data), len(data) // 7):
        (tmp_path / "x.xlsx").write_bytes(data[:length])
        (line,) = said(tmp_path / "x.xlsx")
        assert line.startswith("x.xlsx: is no workbook")


def test_merged_cells_that_overlap(tmp_path: Path) -> None:
    """What two merges claim is nobody's."""
    merges = '<{p}mergeCells><{p}mergeCell ref="F2:F3"/><{p}mergeCell ref="F3:F4"/></{p}mergeCells>'
    (line,) = said(write_book(tmp_path / "x.xlsx", SMALL, after={"groups": merges}))
    assert "has merged cells that overlap in sheet groups" in line


def test_merges_beyond_number(tmp_path: Path) -> None:
    """A thousand merges over all of a column are refused before a cell of them is looked at."""
    rows = [*SMALL["groups"], [Raw('</{p}c></{p}row><{p}row r="200000"><{p}c r="A200000"><{p}v>1</{p}v>')]]
    merges = "".join('<{p}mergeCell ref="F2:F1048576"/>' for _ in range(1_000))
    after = {"groups": f"<{{p}}mergeCells>{merges}</{{p}}mergeCells>"}
    (line,) = said(write_book(tmp_path / "x.xlsx", {**SMALL, "groups": rows}, after=after))
    assert "has merged cells that overlap in sheet groups" in line


def test_one_part_for_two_sheets(tmp_path: Path) -> None:
    """A thousand names for one sheet would be read a thousand times."""
    path = write_book(tmp_path / "x.xlsx", {**SMALL, "note": [["x"]]})
    rels = _parts(path)["xl/_rels/workbook.xml.rels"].replace(b"sheet5.xml", b"sheet4.xml")
    (line,) = said(_rewritten(path, {"xl/_rels/workbook.xml.rels": rels}))
    assert "two of its sheets are the same part" in line


@pytest.mark.parametrize("encoding", ["utf-99", "utf-7", "gb18030", "rot13", "ebcdic"])
def test_encodings_that_no_workbook_has(encoding: str, tmp_path: Path) -> None:
    """Parts are UTF-8 or UTF-16; what another encoding means is not guessed."""
    path = write_book(tmp_path / "x.xlsx", SMALL)
    sheet = _parts(path)[SHEET].replace(b"utf-8", encoding.encode())
    (line,) = said(_rewritten(path, {SHEET: sheet}))
    assert line.startswith("x.xlsx: is no workbook")


def test_charts_are_no_sheets(tmp_path: Path) -> None:
    """A macro sheet is refused; a chart beside the tables is not looked at."""
    path = write_book(tmp_path / "x.xlsx", {**SMALL, "picture": [["x"]]})
    rels = _parts(path)["xl/_rels/workbook.xml.rels"]
    head, _, tail = rels.rpartition(b"/worksheet")
    assert said(_rewritten(path, {"xl/_rels/workbook.xml.rels": head + b"/chartsheet" + tail})) == []
    (line,) = said(_rewritten(path, {"xl/_rels/workbook.xml.rels": head + b"/xlMacrosheet" + tail}))
    assert "sheet picture is no table of cells" in line


def test_values_never_read_far_references(tmp_path: Path) -> None:
    """A row numbered by its first cell alone stands where that cell says."""
    rows = [[], [Raw("<{p}v>1</{p}v>", 'r="B4"')]]
    path = write_book(tmp_path / "x.xlsx", {"s": rows[1:]})
    data = _parts(path)[SHEET].replace(b'<row r="1" >', b"<row>").replace(b'<c r="A1" r=', b"<c r=")
    assert read_sheets(_rewritten(path, {SHEET: data}))[0].rows == [(), (), (), ["", "1"]]


def test_the_reader_says_why(tmp_path: Path) -> None:
    """In Python it is one exception."""
    with pytest.raises(RefusedError, match="is no workbook"):
        read_sheets(_spoilt(tmp_path / "x.xlsx", workbook=b"<x/>"))
