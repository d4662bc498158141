"""Formats of cells, as far as they change what is read: dates, times of day, and what is struck out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from evacopt.files.xlsx.xml_walk import Attributes, Steps, is_true, named, walk

Shown = Literal["number", "date", "span"]
"""How a number is shown: as it is, as a moment, or as hours that have passed."""

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)})
_BUILT_IN_SPAN = 46
_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True)
class Styles:
    """By the number of a cell's style; a number beyond them is not in the workbook."""

    shown: tuple[Shown, ...] = ("number",)
    struck: tuple[bool, ...] = (False,)


def shown_by(code: str) -> Shown:
    """How the number format `code` shows a number."""
    positive = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[0]
    if _SPAN.search(positive):
        return "span"
    bare = _ASIDE.sub("", positive).casefold()
    return "date" if bare != "general" and any(letter in bare for letter in "ymdhs") else "number"


class _Reader(Steps):
    """Fonts, number formats and the formats of cells, each within its own section."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.fonts: list[bool] = []
        self.formats: list[tuple[str, str]] = []
        self._outside: dict[str, Callable[[Attributes], None]] = named(
            {"numFmts": self._in_codes, "fonts": self._in_fonts, "cellXfs": self._in_formats}
        )
        self.opening = self._outside
        self.closing = named({"numFmts": self._leave, "fonts": self._leave, "cellXfs": self._leave})

    def _leave(self) -> None:
        self.opening = self._outside

    def _in_codes(self, _: Attributes) -> None:
        self.opening = named({"numFmt": self._code})

    def _in_fonts(self, _: Attributes) -> None:
        self.opening = named({"font": self._font, "strike": self._strike})

    def _in_formats(self, _: Attributes) -> None:
        self.opening = named({"xf": self._format})

    def _code(self, attributes: Attributes) -> None:
        self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _font(self, _: Attributes) -> None:
        self.fonts.append(False)

    def _strike(self, attributes: Attributes) -> None:
        self.fonts[-1] = is_true(attributes, "val", "1")

    def _format(self, attributes: Attributes) -> None:
        self.formats.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))


def read_styles(chunks: Iterable[bytes]) -> Styles:
    """The formats of cells in the styles part."""
    reader = _Reader()
    walk(chunks, "styleSheet", reader)
    fonts = dict(enumerate(reader.fonts))
    return Styles(
        shown=tuple(_shown(number, reader.codes) for number, _ in reader.formats),
        struck=tuple(font.isdecimal() and fonts.get(int(font), False) for _, font in reader.formats),
    )


def _shown(number: str, codes: dict[str, str]) -> Shown:
    if number in codes:
        return shown_by(codes[number])
    known = int(number) if number.isdecimal() else 0
    return "span" if known == _BUILT_IN_SPAN else "date" if known in _BUILT_IN_DATES else "number"
