"""Workbooks as different programs write them, built by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@dataclass(frozen=True)
class Raw:
    """A cell with its attributes and content as they stand; `{p}` is the prefix of names."""

    inside: str = ""
    attributes: str = ""


Cell: TypeAlias = "str | int | float | Raw"
Rows: TypeAlias = "Sequence[Sequence[Cell]]"


@dataclass(frozen=True)
class Way:
    """One way of writing."""

    strict: bool = False
    prefix: str = ""
    cells: bool = True
    rows: bool = True
    folder: str = "xl/worksheets"
    absolute: bool = False
    shared: str = ""
    encoding: str = "utf-8"
    slash: str = "/"
    capitals: bool = False
    gaps: str = ""
    main: str = "xl/workbook.xml"
    names: Mapping[str, str] = field(default_factory=dict)


WAYS = {
    "Excel": Way(shared="plain"),
    "inline texts": Way(),
    "prefixed": Way(prefix="x:"),
    "Strict": Way(strict=True, shared="plain"),
    "Strict and prefixed": Way(strict=True, prefix="main:"),
    "cells without r": Way(cells=False),
    "rows without r": Way(cells=False, rows=False),
    "rows without r, cells with": Way(rows=False),
    "prefixed without r": Way(prefix="x:", cells=False, rows=False),
    "another folder": Way(folder="xl/tabs", shared="plain"),
    "the root as folder": Way(folder="", main="book.xml"),
    "absolute targets": Way(absolute=True, folder="sheets"),
    "rich texts": Way(shared="rich"),
    "reading aids": Way(shared="phonetic"),
    "UTF-16": Way(encoding="utf-16", shared="plain"),
    "backslashes": Way(slash="\\", shared="plain"),
    "capitals in the archive": Way(capitals=True),
    "indented": Way(gaps="\n    ", shared="plain"),
}


def letters(column: int) -> str:
    """The letters of a column from 0."""
    return chr(65 + column) if column < 26 else letters(column // 26 - 1) + chr(65 + column % 26)


def write_book(
    path: Path,
    sheets: Mapping[str, Rows],
    way: Way = WAYS["inline texts"],
    *,
    after: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    row_attributes: Mapping[tuple[str, int], str] | None = None,
    styles: str = "",
    book: str = "",
    properties: str = "",
    extra: Mapping[str, str] | None = None,
    sheet_links: Mapping[str, str] | None = None,
) -> Path:
    """Write the sheets to `path` in a way; `after` and `before` are XML beside the rows of a sheet."""
    parts = _Parts(way)
    texts: dict[str, int] = {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        marked = {row: text for (sheet, row), text in (row_attributes or {}).items() if sheet == name}
        body = _rows(rows, way, texts, marked)
        around = (before or {}).get(name, ""), (after or {}).get(name, "")
        part = f"{way.folder}/sheet{number}.xml".lstrip("/")
        parts.add(
            part, _element("worksheet", way, f"{around[0]}<{{p}}sheetData>{body}</{{p}}sheetData>{around[1]}")
        )
        if name in (sheet_links or {}):
            folder, _, leaf = part.rpartition("/")
            parts.relate(f"{folder}/_rels/{leaf}.rels", [("table", f"/{(sheet_links or {})[name]}")])
    listed = "".join(
        f'<{{p}}sheet name="{escape(name)}" sheetId="{number}" rel:id="s{number}" '
        f'state="{(states or {}).get(name, "visible")}"/>'
        for number, name in enumerate(sheets, 1)
    )
    parts.add(way.main, _element("workbook", way, f"{properties}<{{p}}sheets>{listed}</{{p}}sheets>{book}"))
    links = [
        ("worksheet", parts.target(f"{way.folder}/sheet{n}.xml".lstrip("/")))
        for n in range(1, len(sheets) + 1)
    ]
    if texts:
        parts.add("xl/texts.xml", _element("sst", way, "".join(_shared(text, way) for text in texts)))
        links.append(("sharedStrings", parts.target("xl/texts.xml")))
    if styles:
        parts.add("xl/styles.xml", _element("styleSheet", way, styles))
        links.append(("styles", parts.target("xl/styles.xml")))
    folder, _, leaf = way.main.rpartition("/")
    parts.relate(f"{folder}/_rels/{leaf}.rels".lstrip("/"), links)
    parts.relate("_rels/.rels", [("officeDocument", way.main)])
    for name, text in (extra or {}).items():
        parts.add(name, text)
    return parts.save(path)


class _Parts:
    def __init__(self, way: Way) -> None:
        self.way = way
        self.parts: dict[str, str] = {}

    def add(self, name: str, xml: str) -> None:
        self.parts[name] = xml

    def target(self, part: str) -> str:
        folder = self.way.main.rpartition("/")[0]
        if self.way.absolute or not part.startswith(f"{folder}/"):
            return f"/{part}"
        return part.removeprefix(f"{folder}/")

    def relate(self, name: str, links: Sequence[tuple[str, str]]) -> None:
        kind = _STRICT_RELATIONS if self.way.strict else _RELATIONS
        rows = "".join(
            f'<Relationship Id="s{number}" Type="{kind}/{one}" Target="{target}"/>'
            for number, (one, target) in enumerate(links, 1)
        )
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        self.parts[name] = f'<Relationships xmlns="{space}">{rows}</Relationships>'

    def save(self, path: Path) -> Path:
        space = "http://schemas.openxmlformats.org/package/2006/content-types"
        types = (
            f'<Types xmlns="{space}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{self.way.main}" ContentType="{_MAIN_TYPE}"/></Types>'
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, xml in {"[Content_Types].xml": types, **self.parts}.items():
                spelled = name.upper() if self.way.capitals else name
                head = f'<?xml version="1.0" encoding="{self.way.encoding}"?>'
                info = zipfile.ZipInfo(spelled)
                info.filename = spelled.replace("/", self.way.slash)
                archive.writestr(info, f"{head}{xml}".encode(self.way.encoding), zipfile.ZIP_DEFLATED)
        return path


def _element(name: str, way: Way, inside: str) -> str:
    space = STRICT if way.strict else TRANSITIONAL
    relations = _STRICT_RELATIONS if way.strict else _RELATIONS
    own = f"xmlns:{way.prefix[:-1]}" if way.prefix else "xmlns"
    inside = inside.replace("{p}", way.prefix)
    return f'<{way.prefix}{name} {own}="{space}" xmlns:rel="{relations}">{inside}</{way.prefix}{name}>'


def _rows(rows: Rows, way: Way, texts: dict[str, int], marked: Mapping[int, str]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = way.gaps.join(
            _cell(cell, f"{letters(column)}{number}", way, texts)
            for column, cell in enumerate(row)
            if cell != "" or not way.cells
        )
        given = f' r="{number}"' if way.rows else ""
        if row or not way.rows:
            lines.append(f"<{{p}}row{given} {marked.get(number, '')}>{way.gaps}{cells}{way.gaps}</{{p}}row>")
    return way.gaps.join(lines)


def _cell(cell: Cell, place: str, way: Way, texts: dict[str, int]) -> str:
    given = f' r="{place}"' if way.cells else ""
    if isinstance(cell, Raw):
        return f"<{{p}}c{given} {cell.attributes}>{way.gaps}{cell.inside}{way.gaps}</{{p}}c>"
    if cell == "":
        return f"<{{p}}c{given}/>"
    if not isinstance(cell, str):
        return f"<{{p}}c{given}>{way.gaps}<{{p}}v>{way.gaps}{cell}</{{p}}v></{{p}}c>"
    if not way.shared:
        text = f"<{{p}}is><{{p}}t>{escape(cell)}</{{p}}t></{{p}}is>"
        return f'<{{p}}c{given} t="inlineStr">{way.gaps}{text}{way.gaps}</{{p}}c>'
    number = texts.setdefault(cell, len(texts))
    return f'<{{p}}c{given} t="s">{way.gaps}<{{p}}v>{number}</{{p}}v>{way.gaps}</{{p}}c>'


def _shared(text: str, way: Way) -> str:
    half = len(text) // 2
    first, last = escape(text[:half]), escape(text[half:])
    whole = f"<{{p}}t>{escape(text)}</{{p}}t>"
    if way.shared == "rich":
        run = "<{p}r><{p}rPr><{p}b/><{p}sz val='11'/></{p}rPr><{p}t xml:space='preserve'>"
        whole = f"{run}{first}</{{p}}t></{{p}}r><{{p}}r><{{p}}t>{last}</{{p}}t></{{p}}r>"
    if way.shared == "phonetic":
        whole += '<{p}rPh sb="0" eb="1"><{p}t>reading</{p}t></{p}rPh><{p}phoneticPr fontId="1"/>'
    return f"<{{p}}si>{whole}</{{p}}si>"


GROUPS: Rows = (
    ("id", "nationality", "origin", "size", "count", "priority", "ready"),
    ("A", "FRA", "NIM", 1, 2, 2, "2023-08-01T07:00Z"),
    ("B", "BEL", "NIM", 1, 2, 1, ""),
    ("C", "FRA", "NIM", 2, 1, 1, ""),
)
FLIGHTS: Rows = (
    ("id", "operator", "origin", "destination", "departs", "arrives", "seats", "status"),
    ("FR1", "FRA", "NIM", "CDG", "2023-08-01T12:00Z", "2023-08-01T17:00Z", 3, ""),
    ("FR2", "FRA", "NIM", "CDG", "2023-08-02T12:00Z", "2023-08-02T17:00Z", 3, ""),
)
SMALL: Mapping[str, Rows] = {
    "instance": (
        ("key", "value"),
        ("format", "evacopt-instance/1"),
        ("name", "t"),
        ("begins", "2023-08-01T06:00Z"),
        ("ends", "2023-08-03T06:00Z"),
    ),
    "locations": (("id", "role", "country"), ("NIM", "origin", "NER"), ("CDG", "haven", "FRA")),
    "groups": GROUPS,
    "flights": FLIGHTS,
}


def with_cell(sheet: str, place: str, cell: Cell) -> dict[str, Rows]:
    """The small workbook with another cell; `place` is a letter and the row."""
    column, row = ord(place[0]) - 65, int(place[1:]) - 1
    rows = [list(line) for line in SMALL[sheet]]
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = cell
    return {**SMALL, sheet: rows}


def far(way: Way) -> dict[str, Rows]:
    """The small workbook with a number in column IV, very far down; only ways with `r` can say so."""
    rows = [
        *SMALL["groups"],
        (Raw('</{p}c></{p}row><{p}row r="1048576"><{p}c r="IV1048576"><{p}v>1</{p}v>'),),
    ]
    return {**SMALL, "groups": rows}


def plainly(way: Way) -> Way:
    """The way with `r` everywhere, which a cell far away needs."""
    return replace(way, cells=True, rows=True)
