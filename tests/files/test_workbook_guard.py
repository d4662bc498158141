"""Files that only pretend to be workbooks are refused before they are unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from evacopt.files import read_instance, write_instance
from evacopt.files.workbook_guard import RefusedError, inspect
from tests.files.writing import folder, said


def _sheet(path: Path, xml: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", xml)
    return path


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    """A part that unpacks to a thousand times its size is refused."""
    _sheet(tmp_path / "x.xlsx", b" " * 50_000_000)
    assert said(tmp_path / "x.xlsx") == [
        "x.xlsx: unpacks to far more than a workbook would: it is not opened"
    ]


def test_a_part_that_lies_about_its_size_is_not_opened(tmp_path: Path) -> None:
    """The size that the directory of the archive states is not believed."""
    path = _sheet(tmp_path / "x.xlsx", bytes(range(256)) * 8_000)
    data = path.read_bytes()
    size = (256 * 8_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(RefusedError, match="is no workbook"):
        inspect(path)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (b'<row r="1"><c r="XFD1"/></row>', "uses more than 256 columns"),
        (b"<row r='1'><c t='n' r='IW1'/></row>", "uses more than 256 columns"),
        (b'<row r="1048576"><c r="IV1048576"/></row>', "spreads its cells too far apart"),
    ],
)
def test_a_cell_in_the_last_corner_is_not_allocated(tmp_path: Path, cell: bytes, expected: str) -> None:
    """A dense reader would need gigabytes for one stray cell."""
    with pytest.raises(RefusedError, match=expected):
        inspect(_sheet(tmp_path / "x.xlsx", cell))


def test_a_large_but_honest_sheet_is_opened(tmp_path: Path) -> None:
    """A million rows of 26 columns are no attack."""
    inspect(_sheet(tmp_path / "x.xlsx", b'<row r="1048576"><c r="Z1048576"/></row>'))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip", b"\xd0\xcf\x11\xe0" * 100])
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    """Anything else is one finding."""
    (tmp_path / "x.xlsx").write_bytes(data)
    (line,) = said(tmp_path / "x.xlsx")
    assert line.startswith("x.xlsx: is no workbook")


def test_a_cut_workbook(tmp_path: Path) -> None:
    """A download that stopped half-way is told, wherever it stopped."""
    write_instance(read_instance(folder(tmp_path / "small")), tmp_path / "x.xlsx")
    data = (tmp_path / "x.xlsx").read_bytes()
    for length in range(0, len(data), len(data) // 7):
        (tmp_path / "x.xlsx").write_bytes(data[:length])
        (line,) = said(tmp_path / "x.xlsx")
        assert line.startswith("x.xlsx: is no workbook")
