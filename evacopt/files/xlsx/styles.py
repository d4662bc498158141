"""Formats of cells, as far as they change what is read: dates, times of day, and what is struck out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from evacopt.files.xlsx.xml_walk import Attributes, Steps, is_true, named, walk

Shown = Literal["number", "date", "day", "span"]
"""How a number is shown: as it is, as a moment, as a day without a time, or as hours that have passed."""

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)})
_BUILT_IN_DAYS = frozenset({*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58})
_BUILT_IN_SPAN = 46
_BUILT_IN_OTHER = {9: "0%", 10: "0.00%", 11: "0.00E+00", 48: "##0.0E+0"}
_OTHERWISE = re.compile(r'E[+-]|%|^00+(-?0+)*$|"[^" ]+"', re.IGNORECASE)
"""Formats under which a number reads otherwise than it is: with exponents, per cent, zeros before, words."""

_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True)
class Styles:
    """By the number of a cell's style; a number beyond them is not in the workbook."""

    shown: tuple[Shown, ...] = ("number",)
    struck: tuple[bool, ...] = (False,)
    otherwise: tuple[str, ...] = ("",)
    """The number format, where a code of digits alone reads otherwise under it, such as `1` as `001`."""

    def told(self) -> dict[str, str]:
        """`day`, or the number format, by the number of a style under which a cell reads otherwise."""
        days = {str(style): "day" for style, shown in enumerate(self.shown) if shown == "day"}
        return days | {str(style): code for style, code in enumerate(self.otherwise) if code}


def shown_by(code: str) -> Shown:
    """How the number format `code` shows a number."""
    positive = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[0]
    if _SPAN.search(positive):
        return "span"
    bare = _ASIDE.sub("", positive).casefold()
    if bare == "general" or not any(letter in bare for letter in "ymdhs"):
        return "number"
    return "date" if "h" in bare or "s" in bare else "day"


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
        otherwise=tuple(_otherwise(number, reader.codes) for number, _ in reader.formats),
        struck=tuple(font.isdecimal() and fonts.get(int(font), False) for _, font in reader.formats),
    )


def _shown(number: str, codes: dict[str, str]) -> Shown:
    if number in codes:
        return shown_by(codes[number])
    known = int(number) if number.isdecimal() else 0
    if known in _BUILT_IN_DAYS:
        return "day"
    return "span" if known == _BUILT_IN_SPAN else "date" if known in _BUILT_IN_DATES else "number"


def _otherwise(number: str, codes: dict[str, str]) -> str:
    code = codes.get(number, _BUILT_IN_OTHER.get(int(number) if number.isdecimal() else 0, ""))
    return code if _shown(number, codes) == "number" and _OTHERWISE.search(code) else ""
