"""What must be asked of a workbook before a reader unpacks it: its true size, its extent, its dead cells.

A small file can unpack to terabytes, or hold one cell in the last corner of a sheet that a dense reader then
allocates in full. Excel's error values and formulas that were never calculated would be read as blank.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

LARGEST_BYTES = 2 * 1024**3
"""Bytes that a workbook may unpack to."""

LARGEST_RATIO = 500
"""How often larger than packed a part beyond one megabyte may be: XML of real sheets stays far below."""

MOST_COLUMNS = 256
MOST_CELLS = 64_000_000
"""Cells from A1 to the last one used, blank ones included, of one sheet."""

_CHUNK = 8 * 1024**2
_OVERLAP = 4096
_MEGABYTE = 1024**2
_ROW = re.compile(rb"""<row\b[^>]*?\br=["'](\d{1,9})["']""")
_WIDE = re.compile(rb"""\br=["']([A-I][A-Z])\d""")
_FAR = re.compile(rb"""\br=["'](?:[A-Z]{3,}|[J-Z][A-Z]|I[W-Z])\d""")
_REF = rb"""\br=["']([A-Z]+\d+)["']"""
_IS_ERROR = rb"""\bt=["']e["']"""
_ERROR = re.compile(
    rb"<c\b[^>]*?" + _REF + rb"[^>]*?" + _IS_ERROR + rb"|<c\b[^>]*?" + _IS_ERROR + rb"[^>]*?" + _REF
)
_FORMULA = rb"(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)"
_UNCALCULATED = re.compile(
    rb"<c\b[^>]*?" + _REF + rb"[^>]*>\s*" + _FORMULA + rb"\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class RefusedError(ValueError):
    """A workbook that is not to be opened; the message is a finding's rule."""


@dataclass
class SheetFacts:
    """What a sheet's XML says without reading its cells."""

    rows: int = 0
    columns: int = 26
    far: bool = False
    dead: dict[str, str] = field(default_factory=dict)
    """Cells that hold no value though they look filled, and why."""


def inspect(path: Path) -> dict[str, dict[str, str]]:
    """The dead cells of each sheet of a workbook that is safe to open.

    Returns
    -------
    dict
        Sheet name to cell (`F14`) to what is wrong with it.

    Raises
    ------
    RefusedError
        If the file is no workbook, or one that unpacks to more than a planner's workbook ever does.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive)
            facts = {part: _scan(archive, part) for part in _sheet_parts(archive)}
            names = _sheet_names(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise error if isinstance(error, RefusedError) else RefusedError(f"is no workbook: {error}") from None
    for part, fact in facts.items():
        _check_extent(names.get(part, part), fact)
    return {names.get(part, part): _by_row(fact.dead) for part, fact in facts.items()}


def _by_row(cells: dict[str, str]) -> dict[str, str]:
    """Cells such as `F14` from the top of the sheet down."""
    return dict(
        sorted(cells.items(), key=lambda item: (int(item[0].lstrip(_LETTERS)), len(item[0]), item[0]))
    )


def _check_sizes(archive: zipfile.ZipFile) -> None:
    total = 0
    for part in archive.infolist():
        total += part.file_size
        if part.file_size > _MEGABYTE and part.file_size > LARGEST_RATIO * max(1, part.compress_size):
            raise RefusedError("unpacks to far more than a workbook would: it is not opened")
    if total > LARGEST_BYTES:
        raise RefusedError(f"unpacks to more than {LARGEST_BYTES // 1024**3} GiB: it is not opened")
    for part in archive.infolist():
        if not part.is_dir():
            _exhaust(archive, part)


def _exhaust(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part without keeping it: a size that the directory lies about ends in an error here."""
    with archive.open(part) as stream:
        while stream.read(_CHUNK):
            pass


def _check_extent(sheet: str, facts: SheetFacts) -> None:
    if facts.far:
        raise RefusedError(f"uses more than {MOST_COLUMNS} columns in sheet {sheet}: it is not opened")
    if facts.rows * facts.columns > MOST_CELLS:
        raise RefusedError(f"spreads its cells too far apart in sheet {sheet}: it is not opened")


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", name, re.I)]


def _scan(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    facts = SheetFacts()
    for chunk in _chunks(archive, part):
        facts.rows = max(facts.rows, max((int(row) for row in _ROW.findall(chunk)), default=0))
        facts.far = facts.far or bool(_FAR.search(chunk))
        wide = max(_WIDE.findall(chunk), default=b"")
        facts.columns = max(facts.columns, 26 * (wide[0] - 64) + wide[1] - 64 if wide else 0)
        if b'"e"' in chunk or b"'e'" in chunk:
            for match in _ERROR.finditer(chunk):
                facts.dead[(match[1] or match[2]).decode()] = "holds an error of Excel"
        if b"<f" in chunk:
            for match in _UNCALCULATED.finditer(chunk):
                facts.dead[match[1].decode()] = "holds a formula without a calculated value"
    return facts


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part piece by piece, each with the end of the one before so that no cell is cut for all."""
    tail = b""
    with archive.open(part) as stream:
        while data := stream.read(_CHUNK):
            yield tail + data
            tail = data[-_OVERLAP:]


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet in each part; empty where the workbook does not say it as usual."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    names = {}
    for sheet in book.iter():
        target = targets.get(sheet.get(_RELATION))
        if sheet.tag.endswith("}sheet") and target:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            names[part] = str(sheet.get("name"))
    return names
