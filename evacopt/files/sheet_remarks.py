"""What a person does not see in a sheet, or sees struck out, and what is read all the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from evacopt.domain.field import Kind
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.files.raw import is_blank
from evacopt.files.whereabouts import letters_of
from evacopt.files.xlsx import Sheet

_MOST_NAMED = 8
_WRITTEN: frozenset[Kind] = frozenset(
    {"text", "code", "nationality", "choice", "choices", "codes", "itinerary"}
)
_KINDS: Mapping[str, Mapping[str, Kind]] = {
    **{table.name: {field.column: field.kind for field in table.fields} for table in TABLES},
    "instance": {"value": "time"},
}
_WHOLE: frozenset[Kind] = frozenset({"integer", "minutes"})
_ANOTHER_NUMBER = re.compile(r"%|\.0{3}|[0#]+,+(?=$|[^0#,])")
"""Formats under which a whole number reads as another one: 1 as 100%, 1 as 1.000, 80000 as 80."""

_HIDDEN = (
    phrase("show it, and remove it if it is not meant"),
    phrase("show them, and remove those that are not meant"),
)
_STRUCK = (phrase("remove it if it is not meant"), phrase("remove those that are not meant"))
_Cells = Sequence[tuple[int, int]]


def remarks(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str], where: str, table: str
) -> list[Finding]:
    """A warning for the sheet, its hidden and struck-out rows and cells, hidden columns and stale formulas.

    `rows`, from 0, are those of which something is read; `columns` what is read, by where it stands.
    """
    seen = (
        *_hidden(sheet, rows, columns),
        *_struck(sheet, rows, columns),
        *_read_otherwise(sheet, rows, columns, table),
    )
    return [
        Finding(rule=rule, table=table, place=joined("", (where, place)), remedy=remedy, severity="warning")
        for place, rule, remedy in seen
    ]


def _hidden(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str]
) -> Iterator[tuple[str, str, str]]:
    if sheet.hidden and rows:
        yield "", _read_all_the_same(sheet.hidden, (sheet,)), _HIDDEN[0]
    hidden = sorted(sheet.hidden_rows.intersection(rows))
    if hidden:
        how = phrase("hidden by a filter") if sheet.filtered else phrase("hidden")
        yield _rows(hidden), _read_all_the_same(how, hidden), _HIDDEN[len(hidden) > 1]
    for column, name in columns.items():
        concealed = any(first <= column <= last for first, last in sheet.hidden_columns)
        if concealed and any(_is_filled(sheet, row, column) for row in rows):
            rule = phrase("({name}) is hidden, and is read all the same", name=name)
            yield phrase(", column {column}", column=letters_of(column)), rule, _HIDDEN[0]


def _struck(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str]
) -> Iterator[tuple[str, str, str]]:
    known = set(rows)
    struck = sorted(cell for cell in sheet.struck if cell[0] in known and cell[1] in columns)
    whole: list[int] = []
    single: list[tuple[int, int]] = []
    for row, group in groupby(struck, key=lambda cell: cell[0]):
        cells = list(group)
        filled = {column for column in columns if _is_filled(sheet, row, column)}
        if filled <= {column for _, column in cells}:
            whole.append(row)
        else:
            single += cells
    if whole:
        yield _rows(whole), _read_all_the_same(phrase("struck out"), whole), _STRUCK[len(whole) > 1]
    if single:
        yield _cells(single), _read_all_the_same(phrase("struck out"), single), _STRUCK[len(single) > 1]


def _read_otherwise(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str], table: str
) -> Iterator[tuple[str, str, str]]:
    """Times of which a person sees the day alone, codes that a number format shows otherwise, old values."""
    known = set(rows)
    kinds = _KINDS.get(table, {})
    days, codes = list[tuple[int, int]](), list[tuple[int, int]]()
    for (row, column), how in sorted(sheet.otherwise.items()):
        kind = kinds.get(columns.get(column, "")) if row in known else None
        if how == "day" and kind == "time":
            days.append((row, column))
        elif how != "day" and (kind in _WRITTEN or (kind in _WHOLE and _ANOTHER_NUMBER.search(how))):
            codes.append((row, column))
    if days:
        rule = plural(
            "shows a day without a time, and is read as {text}",
            "show days without a time, the first is read as {text}",
            len(days),
            text=_first_read(sheet, days),
        )
        yield _cells(days), rule, phrase("write the time too if another is meant")
    if codes:
        rule = plural(
            "shows a number in the format {format}, and is read as {text}",
            "show numbers in the format {format}, the first is read as {text}",
            len(codes),
            format=sheet.otherwise[codes[0]],
            text=_first_read(sheet, codes),
        )
        number = kinds.get(columns.get(codes[0][1], "")) in _WHOLE
        yield (
            _cells(codes),
            rule,
            phrase("format such cells as plain numbers and write them again")
            if number
            else phrase("format such cells as text and write the code again"),
        )
    if sheet.formula and sheet.stale:
        rule = phrase("holds a formula whose value may be out of date: {stale}", stale=sheet.stale)
        yield _cells([sheet.formula]), rule, phrase("open and save it in a spreadsheet")


def _is_filled(sheet: Sheet, row: int, column: int) -> bool:
    cells = sheet.rows[row]
    return column < len(cells) and not is_blank(cells[column])


def _read_all_the_same(how: str, things: Sequence[object]) -> str:
    return plural(
        "is {how}, and is read all the same", "are {how}, and are read all the same", len(things), how=how
    )


def _first_read(sheet: Sheet, cells: _Cells) -> str:
    """What the first of `cells` is read as."""
    row, column = cells[0]
    value = sheet.rows[row][column]
    return f"{value:%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else str(value)


def _cells(cells: _Cells) -> str:
    names = [f"{letters_of(column)}{row + 1}" for row, column in cells]
    return plural(", cell {names}", ", cells {names}", len(cells), names=first_names(names, _MOST_NAMED))


def _rows(rows: Sequence[int]) -> str:
    """`row 2`, `rows 2, 4 to 6 and 2 more`; rows count from 0 here and from 1 there."""
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    texts = [
        str(first + 1)
        if first == last
        else phrase("{first} to {last}", first=str(first + 1), last=str(last + 1))
        for first, last in spans
    ]
    left = sum(last - first + 1 for first, last in spans[_MOST_NAMED:])
    names = joined(", ", texts[:_MOST_NAMED])
    if left:
        names = phrase("{names} and {more:,} more", names=names, more=left)
    return plural(", row {names}", ", rows {names}", len(rows), names=names)
