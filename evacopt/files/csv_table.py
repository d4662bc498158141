"""A table as CSV, whoever wrote it: text exactly as written, and the true line of every row.

The `csv` module of the standard library reads at the speed of polars here, takes nothing for a null, and
knows in which line a row begins, quoted line breaks or not. Commas, semicolons and tabs part cells: the one
under which the heading names most columns, or the one that a first line `sep=;`, as spreadsheets write it,
names. Other encodings are refused by name.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from evacopt.domain.field import Kind, Table
from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase
from evacopt.domain.spreadsheet import guarded, unguarded
from evacopt.files.cells import TableRows, filled_columns
from evacopt.files.encoding import SNIFFED, FormError, not_utf8, other_signature
from evacopt.files.headings import columns_of, match_headings, plain_heading, spoilt_where_filled
from evacopt.files.raw import CodedBuilder, RawTable, is_filled

if TYPE_CHECKING:
    from _csv import Reader  # what `csv.reader` gives

SAVE_AS = phrase("save it as CSV UTF-8")
_BLOCK = 1_000
_MOST_TITLES = 20
_BREAK = re.compile("\r\n|\r|\n")
_SIGNS = re.compile('[",;\t]')
_SEPARATORS = {",": phrase("a comma"), ";": phrase("a semicolon"), "\t": phrase("a tab")}
_REFUSED = ("|", ":", "^", "~")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t]*', re.IGNORECASE)
_PARTED = re.compile(r"-?\d{1,3},\d{1,3}")
"""Two cells that could be one number with a comma within."""

_FREE: frozenset[Kind] = frozenset({"text", "code", "codes", "itinerary"})
"""Kinds of column that can hold any sign; -3.5 degrees stay what they are."""


@contextmanager
def csv_rows(path: Path, known: Collection[str]) -> Iterator[Reader]:
    """The rows in `path`, the heading first, read as they are asked for.

    `known` names, in small letters, that the heading may have show what the separator is.

    Raises
    ------
    FormError
        Within the `with` statement too, where a row cannot be read.
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as file:
        data = file if file.seekable() else BytesIO(file.read())
        other = other_signature(data.read(SNIFFED), SAVE_AS)
        data.seek(0)
        if other is not None:
            raise other
        text = TextIOWrapper(data, encoding="utf-8-sig", newline="")
        rows: Reader | None = None
        try:
            rows = _reader(text, known)
            yield rows
        except UnicodeDecodeError:
            data.seek(0)
            raise not_utf8(data.read(), SAVE_AS) from None
        except csv.Error as error:
            line = rows.line_num if rows else 1
            raise FormError(
                phrase("is no CSV that can be read: {error}", error=str(error)), line=line
            ) from None


def _reader(text: TextIO, known: Collection[str]) -> Reader:
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    given = _SEPARATOR_LINE.fullmatch(first.rstrip("\r\n"))
    if given is not None:
        if given[1].isalnum() or given[1] in '" .':
            rule = phrase("names a separator that cannot part cells")
            raise FormError(rule, phrase("write sep=; or leave the line out"), line=1)
        rows = csv.reader(text, delimiter=given[1], strict=True)
        next(row for row in rows if row)  # the line that names the separator
        return rows
    _refuse_titles(text, known)
    named = {sign: _columns_named(first, sign, known) for sign in (*_SEPARATORS, *_REFUSED)}
    parted = first if any(named.values()) else _first_parted(text, first)
    best = max(_SEPARATORS, key=lambda sign: (named[sign], parted.count(sign)))
    for other in _REFUSED:
        if named[other] > max(named[best], 1):
            remedy = phrase("part them by commas, semicolons or tabs")
            raise FormError(phrase("parts its columns by {other}", other=other), remedy, line=1)
    return csv.reader(text, delimiter=best, strict=True)


def _refuse_titles(text: TextIO, known: Collection[str]) -> None:
    """Refuse a file whose first line names no column while one soon after names several."""
    title = 0
    for number, line in enumerate(islice(text, _MOST_TITLES), 1):
        named = max(_columns_named(line, separator, known) for separator in _SEPARATORS)
        if title and named > 1:
            remedy = phrase("remove it: the first line must name the columns")
            raise FormError(
                phrase("stands above the heading, which is in line {number}", number=number),
                remedy,
                line=title,
            )
        if named:
            break
        title = title or number * is_filled(_SIGNS.split(line))
    text.seek(0)


def _first_parted(text: TextIO, first: str) -> str:
    """The first line that a separator parts, as a title above the heading is not; `first` where none is."""
    lines = islice(text, _MOST_TITLES)
    found = next((line for line in lines if any(sign in line for sign in _SEPARATORS)), first)
    text.seek(0)
    return found


def _columns_named(line: str, separator: str, known: Collection[str]) -> int:
    """How many columns `line` names where `separator` parts its cells."""
    return len({plain_heading(name.strip(' "\r\n')) for name in line.split(separator)}.intersection(known))


def read_csv(path: Path, table: str, columns: Sequence[str] = ()) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in `path` and what is wrong with its form; None where it cannot be read at all.

    `columns` are those that it may have, where `table` is none of an instance.
    """
    known = tuple(columns) or columns_of(table)
    try:
        with csv_rows(path, known) as rows:
            header = next((row for row in rows if is_filled(row)), None)
            if header is None:
                rule = phrase("is empty: its first line must name the columns")
                return None, [Finding(rule=rule, table=table, place=path.name)]
            return _table(rows, header, path.name, table, known)
    except FormError as error:
        return None, [error.finding(path.name, table)]
    except OSError as error:
        rule = phrase("cannot be read: {strerror}", strerror=error.strerror)
        return None, [Finding(rule=rule, table=table, place=path.name)]


def _table(
    rows: Reader, header: list[str], name: str, table: str, known: Sequence[str]
) -> tuple[RawTable | None, list[Finding]]:
    while header and not header[-1].strip():
        header.pop()
    where, separator, width = f"{name}:{rows.line_num}", rows.dialect.delimiter, len(header)
    builders = [CodedBuilder() for _ in header]
    lines = array("q")
    torn: dict[int, tuple[str, str]] = {}
    for block, numbers in _blocks(rows):
        if set(map(len, block)) != {width}:
            for place, row in enumerate(block):
                if is_filled(row) and (len(row) < width or is_filled(row[width:])):
                    rule = phrase("must have {width} cells, as the header has", width=width)
                    torn[len(lines) + place] = (rule, _cells_there(row, width, separator))
                block[place] = row[:width] + [""] * (width - len(row))
        lines.extend(numbers)
        for builder, cells in zip(builders, zip(*block, strict=True), strict=True):
            builder.extend(cells)
    columns = [builder.column() for builder in builders]
    named = match_headings(
        header, table, lambda _: where, lambda index: is_filled(columns[index].values), known=known
    )
    if named.nameless:
        return None, named.findings

    def place_of(row: int | None, column: str) -> str:
        return name if row is None else f"{name}:{lines[row]}"

    read = {column: columns[index].map(unguarded) for column, index in named.indexes.items()}
    nearly = {column: spoilt_where_filled(columns[index]) for column, index in named.nearly.items()}
    raw = RawTable(name=table, columns=read | nearly, rows=len(lines), place=place_of, torn=torn)
    return raw, named.findings


def _cells_there(row: list[str], width: int, separator: str) -> str:
    """How many cells a row has, and what to do about those that were parted within: that look so, or any."""
    if len(row) < width:
        return str(len(row))
    parted = (separator.join(pair) for pair in pairwise(row) if _PARTED.fullmatch(",".join(pair)))
    number = next(parted, "")
    such = phrase(', such as "{number}"', number=number) if number else ""
    return phrase(
        "{row}; a cell that holds {separator} stands in quotes{such}",
        row=len(row),
        separator=_SEPARATORS.get(separator, separator),
        such=such,
    )


def _blocks(rows: Reader) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
    """Rows that are not blank, a block at a time, with the line on which each begins."""
    done = rows.line_num
    while block := list(islice(rows, _BLOCK)):
        first, done = done + 1, rows.line_num
        lines: Sequence[int] = range(first, done + 1)
        if len(lines) != len(block):  # some rows have line breaks within quotes
            lengths = [1 + sum(len(_BREAK.findall(cell)) for cell in row) for row in block]
            lines = list(accumulate(lengths[:-1], initial=first))
        if not all(block):
            kept = [(row, line) for row, line in zip(block, lines, strict=True) if row]
            block, lines = [row for row, _ in kept], [line for _, line in kept]
        if block:
            yield block, lines


def write_csv(rows: TableRows, table: Table, file: Path) -> None:
    """Write a table; cells that a spreadsheet would run are marked as text, and reading undoes it exactly."""
    names, columns = [], []
    for field, _, text in filled_columns(rows, table):
        names.append(field.column)
        columns.append(text.map(guarded) if field.kind in _FREE else text)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(zip(*columns, strict=True))
