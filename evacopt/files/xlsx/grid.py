"""Where cells are: rows, columns and areas, and what is known of a sheet and of what sheets share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evacopt.domain.phrase import phrase
from evacopt.files.xlsx.values import Styles, Value
from evacopt.files.xlsx.xml_walk import RefusedError

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Area:
    """Cells from one corner to the other, both included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, reference: str) -> Area:
        """The area that `B2:C5` or `B2` names."""
        first, _, last = reference.strip().partition(":")
        (top, left), (bottom, right) = place_of(first), place_of(last or first)
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


@dataclass
class Sheet:
    """What is in a sheet.

    Attributes
    ----------
    rows : list of rows, each up to its last cell that holds something
    struck : set of (row, column), cells with something struck out
    otherwise : dict, by (row, column): `day` for a moment of which a person sees the day alone, or the
        format under which a number reads otherwise than it is
    merged : list of Area
    hidden_rows : set of int
    hidden_columns : list of (first, last)
    filtered : bool, whether a filter is set
    formula : (row, column) of the first cell with a formula, if any
    tables : list of (Area, int), those that Excel knows by name, and their rows of totals
    stale : str, why values of formulas may be out of date; blank if they are not
    """

    name: str = ""
    hidden: str = ""
    rows: list[Sequence[Value]] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)
    otherwise: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    filtered: bool = False
    formula: tuple[int, int] | None = None
    tables: list[tuple[Area, int]] = field(default_factory=list)
    stale: str = ""


@dataclass(frozen=True)
class Shared:
    """What the cells of all sheets refer to."""

    texts: Sequence[str] = ()
    struck: frozenset[int] = frozenset()
    styles: Styles = field(default_factory=Styles)
    since_1904: bool = False
    uncalculated: bool = False
    """Whether the workbook asks to be calculated when opened: no spreadsheet has saved it since."""


class _Columns(dict[str, int]):
    """Numbers of columns by their letters, as they are asked for; -1 for what is no column."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64 if "A" <= letter <= "Z" else LAST_COLUMN + 1
        self[letters] = number = number - 1 if 0 < number <= LAST_COLUMN else -1
        return number


COLUMNS = _Columns()
"""The number of a column by its letters."""


def whole(text: str, most: int) -> int:
    """The number of a row or a column, from 1 to `most`."""
    number = int(text) if text.strip().isdecimal() and len(text) <= 9 else 0
    if not 1 <= number <= most:
        raise RefusedError(
            phrase("names a row or a column that there is not, {text!r}: it is not opened", text=text[:20])
        )
    return number


def place_of(reference: str) -> tuple[int, int]:
    """Row and column, from 0, of `B2`."""
    match = _REFERENCE.fullmatch(reference.strip())
    column = COLUMNS[match[1]] if match else -1
    if match is None or column < 0 or int(match[2]) > LAST_ROW:
        raise RefusedError(
            phrase(
                "names a cell that there is not, {reference!r}: it is not opened", reference=reference[:20]
            )
        )
    return int(match[2]) - 1, column
