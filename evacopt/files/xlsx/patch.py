"""Single cells of a workbook written anew, every other byte of it kept: formats, formulas, charts, comments.

The place of a cell in its part is found by the parser (expat's byte index), never by a pattern.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from evacopt.domain.phrase import phrase
from evacopt.files.xlsx.book import damage_refused, sheet_parts
from evacopt.files.xlsx.grid import place_of
from evacopt.files.xlsx.xml_walk import Attributes, RefusedError

Place: TypeAlias = tuple[int, int]
"""Row and column, from 0."""

MOST_BYTES = 512 * 1024**2
"""Bytes that all parts of a workbook may unpack to."""

_Found: TypeAlias = tuple[int, int, Attributes, Place]

_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)""")
_PLAIN = (b"utf-8", b"us-ascii", b"ascii")


def patched(
    path: Path, cells: Mapping[str, Mapping[Place, str | float]]
) -> tuple[bytes, set[tuple[str, Place]]]:
    """The workbook `path` with new values in `cells`, by sheet, and those that got one.

    Texts are written as texts, numbers as numbers. A cell with a formula keeps it; one that is blank, such as
    those under merged cells, stays blank.

    Raises
    ------
    RefusedError
        If a part is damaged or unpacks to too much, or a sheet is in another encoding than UTF-8.
    """
    made, done = io.BytesIO(), set[tuple[str, Place]]()
    with (
        damage_refused(),
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        parts = sheet_parts(path)
        new = {parts[sheet].casefold(): sheet for sheet in cells}
        if sum(info.file_size for info in old.infolist()) > MOST_BYTES:
            raise RefusedError(phrase("unpacks to more than is kept in hand at once: it is not mended"))
        for info in old.infolist():
            data, sheet = old.read(info), new.get(info.filename.casefold())
            if sheet is not None:
                data, places = _spliced(data, cells[sheet])
                done.update((sheet, place) for place in places)
            book.writestr(info, data)
    return made.getvalue(), done


def _spliced(data: bytes, values: Mapping[Place, str | float]) -> tuple[bytes, list[Place]]:
    encoding = _ENCODING.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (encoding and encoding[1].lower() not in _PLAIN):
        raise RefusedError(phrase("is written in another encoding than UTF-8: save it once in a spreadsheet"))
    pieces, done = list[bytes](), 0
    found = _Cells(values).found(data)
    for begin, end, kept, place in found:
        tag = re.split(rb"[\s/>]", data[begin + 1 : end], maxsplit=1)[0]
        pieces += [data[done:begin], _element(tag.decode(), kept, values[place])]
        done = end
    return b"".join([*pieces, data[done:]]), [place for *_, place in found]


def _element(tag: str, kept: Attributes, value: str | float) -> bytes:
    """The cell's element anew, with its reference and style."""
    prefix = tag.removesuffix("c")
    head = f"<{tag}" + "".join(f" {name}={quoteattr(text)}" for name, text in kept.items())
    if isinstance(value, str):
        inner = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(value)}</{prefix}t></{prefix}is>'
        return f'{head} t="inlineStr">{inner}</{tag}>'.encode()
    return f"{head}><{prefix}v>{value!r}</{prefix}v></{tag}>".encode()


class _Cells:
    """Where the cells of a sheet begin and end in its bytes."""

    def __init__(self, wanted: Collection[Place]) -> None:
        self._wanted = wanted
        self._row, self._column, self._begin = -1, -1, -1
        self._kept: Attributes = {}
        self._formula = self._filled = False
        self._found: list[_Found] = []

    def found(self, data: bytes) -> list[_Found]:
        """Begin, end, kept attributes and place of each cell that is wanted, filled, and no formula."""
        self._data = data
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data, True)
        return self._found

    def _start(self, name: str, attributes: Attributes) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif local == "c":
            place = place_of(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
            self._row, self._column = place
            self._begin = self._parser.CurrentByteIndex
            self._formula = self._filled = False
            self._kept = {name: attributes[name] for name in ("r", "s") if name in attributes}
        self._formula |= local == "f"
        self._filled |= local in ("v", "is")

    def _end(self, name: str) -> None:
        place = self._row, self._column
        whole = name.rpartition(" ")[2] == "c" and self._filled and not self._formula
        if whole and place in self._wanted:
            end = self._data.index(b">", self._parser.CurrentByteIndex) + 1
            self._found.append((self._begin, end, self._kept, place))
