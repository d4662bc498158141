"""A table as CSV: text exactly as written, and the true line of every row.

The `csv` module of the standard library reads at the speed of polars here, takes nothing for a null, and
knows in which line a row begins, quoted line breaks or not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from pathlib import Path

from evacopt.domain.finding import Finding
from evacopt.domain.spreadsheet import unguarded
from evacopt.files.csv_text import NotCsvError, Rows, csv_rows
from evacopt.files.headings import columns_of, match_headings
from evacopt.files.raw import CodedBuilder, RawTable, is_filled

_BLOCK = 1_000
_BREAK = re.compile("\r\n|\r|\n")
_PARTED = re.compile(r"-?\d{1,3},\d{1,3}")
"""Two cells that could be one number with a comma within."""


@dataclass
class _Content:
    """The rows of a file as they come: columns, the line of each row, and rows of a wrong length."""

    width: int
    separator: str
    columns: list[CodedBuilder]
    lines: array[int] = field(default_factory=lambda: array("q"))
    torn: dict[int, tuple[str, str]] = field(default_factory=dict)

    def add(self, block: list[list[str]], lines: Sequence[int]) -> None:
        if set(map(len, block)) != {self.width}:
            for place, row in enumerate(block):
                if len(row) != self.width:
                    block[place] = self._mended(row, len(self.lines) + place)
        self.lines.extend(lines)
        for column, cells in zip(self.columns, zip(*block, strict=True), strict=True):
            column.extend(cells)

    def _mended(self, row: list[str], number: int) -> list[str]:
        if is_filled(row) and (len(row) < self.width or is_filled(row[self.width :])):
            got = str(len(row)) if len(row) < self.width else f"{len(row)}; {self._quoted(row)}"
            self.torn[number] = (f"must have {self.width} cells, as the header has", got)
        return row[: self.width] + [""] * (self.width - len(row))

    def _quoted(self, row: list[str]) -> str:
        """What to do about cells that were parted within: those that look so, or any."""
        sign = {",": "a comma", ";": "a semicolon", "\t": "a tab"}.get(self.separator, self.separator)
        parted = (self.separator.join(pair) for pair in pairwise(row) if _PARTED.fullmatch(",".join(pair)))
        number = next(parted, "")
        meant = f', such as "{number}"' if number else ""
        return f"a cell that holds {sign} stands in quotes{meant}"


def read_csv(path: Path, table: str, columns: Sequence[str] = ()) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in `path` and what is wrong with its form; None where it cannot be read at all.

    Parameters
    ----------
    columns
        What it may have, where `table` is none of an instance.
    """
    known = tuple(columns) or columns_of(table)
    try:
        with csv_rows(path, known) as rows:
            header = next((row for row in rows if is_filled(row)), None)
            if header is None:
                rule = "is empty: its first line must name the columns"
                return None, [Finding(rule=rule, table=table, place=path.name)]
            return _content(rows, header, path.name, table, known)
    except NotCsvError as error:
        return None, [
            Finding(rule=error.rule, table=table, place=error.place(path.name), remedy=error.remedy)
        ]
    except OSError as error:
        rule = f"cannot be read: {error.strerror}"
        return None, [Finding(rule=rule, table=table, place=path.name)]


def _content(
    rows: Rows,
    header: list[str],
    name: str,
    table: str,
    known: Sequence[str],
) -> tuple[RawTable, list[Finding]]:
    while header and not header[-1].strip():
        header.pop()
    where = f"{name}:{rows.line_num}"
    content = _Content(len(header), rows.dialect.delimiter, [CodedBuilder() for _ in header])
    for block, numbers in _blocks(rows):
        content.add(block, numbers)
    lines = content.lines
    columns = [column.column() for column in content.columns]
    indexes, findings = match_headings(
        header, table, where, lambda index: is_filled(columns[index].values), known=known
    )

    def place(row: int | None, column: str) -> str:
        return name if row is None else f"{name}:{lines[row]}"

    cells = {column: columns[index].map(unguarded) for column, index in indexes.items()}
    raw = RawTable(name=table, columns=cells, rows=len(lines), place=place, torn=content.torn)
    return raw, findings


def _blocks(rows: Rows) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
    """Rows that are not blank, a block at a time, with the line on which each begins."""
    done = rows.line_num
    while block := list(islice(rows, _BLOCK)):
        first, done = done + 1, rows.line_num
        lines: Sequence[int] = range(first, done + 1)
        if len(lines) != len(block):
            lines = _starts(block, first)
        if not all(block):
            kept = [(row, line) for row, line in zip(block, lines, strict=True) if row]
            block, lines = [row for row, _ in kept], [line for _, line in kept]
        if block:
            yield block, lines


def _starts(block: list[list[str]], first: int) -> list[int]:
    """Where each row begins, some having line breaks within quotes."""
    lengths = [1 + sum(len(_BREAK.findall(cell)) for cell in row) for row in block]
    return list(accumulate(lengths[:-1], initial=first))
