"""The rows of a CSV file as text, whoever wrote it: what every reader of CSV here begins with.

Commas, semicolons and tabs part cells: the one under which the heading names most columns, or the one that a
first line `sep=;`, as spreadsheets write it, names. Other encodings are refused by name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Protocol, TextIO

from evacopt.files.encoding import SNIFFED, not_utf8, other_signature
from evacopt.files.raw import is_filled

SAVE_AS = "save it as CSV UTF-8"
_MOST_TITLES = 20
_SIGNS = re.compile('[",;\t]')
_SEPARATORS = (",", ";", "\t")
_REFUSED = ("|", ":", "^", "~")
_NAMED = re.compile(r'"?sep=(.)"?[,;\t]*', re.IGNORECASE)


class Dialect(Protocol):
    """The part of `csv.Dialect` that readers of it have in common."""

    @property
    def delimiter(self) -> str:
        """The sign between two cells."""


class Rows(Protocol):
    """What `csv.reader` gives: rows, and the number of the line it has read last."""

    @property
    def line_num(self) -> int:
        """The line read last, from 1."""

    @property
    def dialect(self) -> Dialect:
        """By what cells are parted."""

    def __iter__(self) -> Iterator[list[str]]: ...


class NotCsvError(ValueError):
    """A file that cannot be read as CSV: phrases for a finding, and the line, 0 for the whole file."""

    def __init__(self, rule: str, remedy: str = "", *, line: int = 0) -> None:
        super().__init__(rule)
        self.rule, self.remedy, self.line = rule, remedy, line

    def place(self, where: str) -> str:
        """`where` with the line."""
        return f"{where}:{self.line}" if self.line else where


@contextmanager
def csv_rows(path: Path, known: Collection[str]) -> Iterator[Rows]:
    """The rows in `path`, the heading first, read as they are asked for.

    Parameters
    ----------
    known
        Names that the heading may have, in small letters: the separator is told by them.

    Raises
    ------
    NotCsvError
        Within the `with` statement too, where a row cannot be read.
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as file:
        data = file if file.seekable() else BytesIO(file.read())
        strange = other_signature(data.read(SNIFFED))
        data.seek(0)
        if strange is not None:
            raise NotCsvError(strange.rule, SAVE_AS)
        text = TextIOWrapper(data, encoding="utf-8-sig", newline="")
        rows: Rows | None = None
        try:
            rows = _reader(text, known)
            yield rows
        except UnicodeDecodeError:
            data.seek(0)
            told = not_utf8(data.read())
            raise NotCsvError(told.rule, SAVE_AS, line=told.line) from None
        except csv.Error as error:
            line = rows.line_num if rows else 1
            raise NotCsvError(f"is no CSV that can be read: {error}", line=line) from None


def _reader(text: TextIO, known: Collection[str]) -> Rows:
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    named = _NAMED.fullmatch(first.rstrip("\r\n"))
    if named is None:
        _refuse_titles(text, known)
        return csv.reader(text, delimiter=_separator(first, known), strict=True)
    if named[1].isalnum() or named[1] in '" .':
        raise NotCsvError(
            "names a separator that cannot part cells", "write sep=; or leave the line out", line=1
        )
    rows = csv.reader(text, delimiter=named[1], strict=True)
    next(row for row in rows if row)  # the line that names the separator
    return rows


def _refuse_titles(text: TextIO, known: Collection[str]) -> None:
    """Refuse a file whose first line names no column while one soon after names several."""
    title = 0
    for line, said in enumerate(islice(text, _MOST_TITLES), 1):
        named = _most_named(said, known)
        if title and named > 1:
            remedy = "remove it: the first line must name the columns"
            raise NotCsvError(f"stands above the heading, which is in line {line}", remedy, line=title)
        if named:
            break
        title = title or line * is_filled(_SIGNS.split(said))
    text.seek(0)


def _most_named(line: str, known: Collection[str]) -> int:
    """How many columns `line` names under the separator under which it names most."""
    return max(len(_names(line, separator).intersection(known)) for separator in _SEPARATORS)


def _names(line: str, separator: str) -> set[str]:
    return {name.strip(' "\r\n').casefold() for name in line.split(separator)}


def _separator(heading: str, known: Collection[str]) -> str:
    """The separator under which `heading` names most columns."""

    def fitness(separator: str) -> tuple[int, int]:
        return len(_names(heading, separator).intersection(known)), heading.count(separator)

    best = max(_SEPARATORS, key=fitness)
    for other in _REFUSED:
        if fitness(other)[0] > max(fitness(best)[0], 1):
            remedy = "part them by commas, semicolons or tabs"
            raise NotCsvError(f"parts its columns by {other}", remedy, line=1)
    return best
