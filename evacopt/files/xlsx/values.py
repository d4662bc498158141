"""What a cell holds, from its type, its format and its text.

Formats count as far as they change what is read: dates, times of day, and what is struck out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal, TypeAlias

from evacopt.domain.phrase import phrase
from evacopt.files.raw import Spoilt
from evacopt.files.xlsx.texts import plain
from evacopt.files.xlsx.xml_walk import Attributes, Steps, is_true, named, walk

Value: TypeAlias = str | datetime | Spoilt
"""A text (numbers as CSV would hold them, blank as `""`), a moment without offset, or what cannot be read."""

PUT_VALUE = phrase("put the value itself there")
UNCALCULATED = phrase("holds a formula without a calculated value")

Shown = Literal["number", "date", "day", "span"]
"""How a number is shown: as it is, as a moment, as a day without a time, or as hours that have passed."""

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)})
_BUILT_IN_DAYS = frozenset({*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58})
_BUILT_IN_SPAN = 46
_BUILT_IN_OTHER = {9: "0%", 10: "0.00%", 11: "0.00E+00", 48: "##0.0E+0"}
_OTHERWISE = re.compile(r'E[+-]|%|^00+(-?0+)*$|"[^" ]+"|\.000|[0#],+($|[^0#,])', re.IGNORECASE)
"""Formats under which a number reads otherwise than it is.

With exponents, per cent, zeros before, words, three decimals that look like thousands, or thousands alone.
"""

_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_AS_TEXT = phrase("format the cell as text and write it again")
_MOST_DIGITS = 1e15
"""From here on not every whole number is one of Excel's 15 digits."""

_LAST_DAY = 2_958_466
_LEAP_DAY = 60
"""29 February 1900, which Excel counts and which never was."""


@dataclass(frozen=True)
class Styles:
    """By the number of a cell's style; a number beyond them is not in the workbook."""

    shown: tuple[Shown, ...] = ("number",)
    struck: tuple[bool, ...] = (False,)
    otherwise: tuple[str, ...] = ("",)
    """The number format, where a code of digits alone reads otherwise under it, such as `1` as `001`."""

    def read_otherwise(self) -> dict[str, str]:
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


class _Styles(Steps):
    """Fonts, number formats and the formats of cells, each within its own section."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.fonts: list[bool] = []
        self.formats: list[tuple[str, str]] = []
        sections: dict[str, dict[str, Callable[[Attributes], None]]] = {
            "numFmts": {
                "numFmt": lambda it: self.codes.update({it.get("numFmtId", ""): it.get("formatCode", "")})
            },
            "fonts": {"font": lambda _: self.fonts.append(False), "strike": self._strike},
            "cellXfs": {
                "xf": lambda it: self.formats.append((it.get("numFmtId", "0"), it.get("fontId", "0")))
            },
        }
        self._outside = named({name: self._entering(named(steps)) for name, steps in sections.items()})
        self.opening = self._outside
        self.closing = named(dict.fromkeys(sections, self._leave))

    def _entering(self, steps: dict[str, Callable[[Attributes], None]]) -> Callable[[Attributes], None]:
        def enter(_: Attributes) -> None:
            self.opening = steps

        return enter

    def _leave(self) -> None:
        self.opening = self._outside

    def _strike(self, attributes: Attributes) -> None:
        self.fonts[-1] = is_true(attributes, "val", "1")


def read_styles(chunks: Iterable[bytes]) -> Styles:
    """The formats of cells in the styles part."""
    styles = _Styles()
    walk(chunks, "styleSheet", styles)
    fonts = dict(enumerate(styles.fonts))
    return Styles(
        shown=tuple(_shown(number, styles.codes) for number, _ in styles.formats),
        otherwise=tuple(_otherwise(number, styles.codes) for number, _ in styles.formats),
        struck=tuple(font.isdecimal() and fonts.get(int(font), False) for _, font in styles.formats),
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


def value_of(kind: str, text: str | None, shown: Shown | None, *, formula: bool, since_1904: bool) -> Value:
    """The value of a cell other than one of shared or inline text.

    Parameters
    ----------
    kind : the cell's type, such as `n` or `str`
    text : what its element for the value holds, None where there is none
    shown : how its format shows numbers, None if the format is not in the workbook
    formula : whether it holds one
    """
    if kind == "e":
        return Spoilt(phrase("holds an error of Excel"), remedy=PUT_VALUE)
    if text is None or (kind != "str" and not text.strip()):
        return Spoilt(UNCALCULATED, remedy=PUT_VALUE) if formula else ""
    if kind == "n" and _NUMBER.fullmatch(text.strip()):
        return _number(float(text), shown, since_1904=since_1904)
    if kind == "b":
        words = {"0": "false", "1": "true", "false": "false", "true": "true"}
        return words.get(text.strip()) or _strange(kind)
    readers: dict[str, Callable[[str], Value]] = {"str": plain, "d": _written_date}
    return readers[kind](text) if kind in readers else _strange(kind)


def number_text(number: float) -> str:
    """A number as CSV would hold it: whole ones without a point."""
    return str(int(number)) if number.is_integer() and abs(number) < _MOST_DIGITS else repr(number)


def _strange(kind: str) -> Spoilt:
    return Spoilt(
        phrase("holds a value that cannot be read (of type {kind})", kind=kind[:20]), remedy=PUT_VALUE
    )


def _number(number: float, shown: Shown | None, *, since_1904: bool) -> Value:
    if abs(number) >= _MOST_DIGITS:
        return Spoilt(phrase("holds a number of more digits than a spreadsheet keeps"), remedy=_AS_TEXT)
    if shown == "number":
        return number_text(number)
    if shown is None:
        return Spoilt(
            phrase("has a format that is not in the workbook: a number or a date?"), remedy=PUT_VALUE
        )
    return _span(number) if shown == "span" or 0 <= number < 1 else _moment(number, since_1904=since_1904)


def _moment(number: float, *, since_1904: bool) -> Value:
    if not 0 <= number < _LAST_DAY or (int(number) == _LEAP_DAY and not since_1904):
        return Spoilt(phrase("holds a day that is none"), value=number_text(number), remedy=PUT_VALUE)
    begin = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if number < _LEAP_DAY else 30)
    try:
        return begin + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return Spoilt(phrase("holds a day that is none"), value=number_text(number), remedy=PUT_VALUE)


def _span(days: float) -> Value:
    """Hours that have passed, or a time of day, `36:00:00`: no column holds such, and findings show it."""
    if abs(days) > _LAST_DAY:
        return _strange("n")
    minutes, seconds = divmod(round(abs(days) * 86_400), 60)
    return f"{'-' if days < 0 else ''}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _written_date(text: str) -> Value:
    """A date as Strict workbooks write it."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            return time.fromisoformat(text).isoformat()
        except ValueError:
            return Spoilt(phrase("holds a day that is none"), value=text[:40], remedy=PUT_VALUE)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
