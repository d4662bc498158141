"""What a person does not see in a sheet, or sees struck out, and what is read all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from evacopt.domain.fields import TABLES, Kind
from evacopt.domain.finding import Finding
from evacopt.files.raw import is_blank
from evacopt.files.xlsx import Sheet, letters_of

_MOST_NAMED = 8
_WRITTEN: frozenset[Kind] = frozenset(
    {"text", "code", "nationality", "choice", "choices", "codes", "itinerary"}
)
_KINDS: Mapping[str, Mapping[str, Kind]] = {
    **{table.name: {field.column: field.kind for field in table.fields} for table in TABLES},
    "instance": {"value": "time"},
}
_HIDDEN = "show it, and remove it if it is not meant"
_HIDDEN_ROWS = "show them, and remove those that are not meant"
_STRUCK = "remove it if it is not meant"
_STRUCK_MANY = "remove those that are not meant"


def remarks(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str], where: str, table: str
) -> list[Finding]:
    """A warning for the sheet, its hidden and struck-out rows and cells, hidden columns and stale formulas.

    Parameters
    ----------
    rows : the rows, from 0, of which something is read
    columns : dict of str
        What is read, by where it stands.
    """
    said: list[tuple[str, str, str]] = []
    if sheet.hidden and rows:
        said.append((where, f"is {sheet.hidden}, and is read all the same", _HIDDEN))
    hidden = sorted(sheet.hidden_rows.intersection(rows))
    if hidden:
        how = "hidden by a filter" if sheet.filtered else "hidden"
        rule = f"{_are(hidden)} {how}, and {_are(hidden)} read all the same"
        said.append((f"{where}, {_rows(hidden)}", rule, _HIDDEN_ROWS if len(hidden) > 1 else _HIDDEN))
    for column in _hidden_columns(sheet, rows, columns):
        rule = f"({columns[column]}) is hidden, and is read all the same"
        said.append((f"{where}, column {letters_of(column)}", rule, _HIDDEN))
    said += _struck(sheet, rows, columns, where)
    said += _read_otherwise(sheet, rows, columns, where, table)
    if sheet.formula and sheet.stale:
        row, column = sheet.formula
        rule = f"holds a formula whose value may be out of date: {sheet.stale}"
        remedy = "open and save it in a spreadsheet"
        said.append((f"{where}, cell {letters_of(column)}{row + 1}", rule, remedy))
    return [
        Finding(rule=rule, table=table, place=place, remedy=remedy, severity="warning")
        for place, rule, remedy in said
    ]


def _hidden_columns(sheet: Sheet, rows: Collection[int], columns: Iterable[int]) -> list[int]:
    """Hidden columns of which something is read."""
    hidden = [
        column for column in columns if any(first <= column <= last for first, last in sheet.hidden_columns)
    ]
    return [
        column
        for column in hidden
        if any(column < len(sheet.rows[row]) and not is_blank(sheet.rows[row][column]) for row in rows)
    ]


def _struck(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str], where: str
) -> list[tuple[str, str, str]]:
    known = set(rows)
    struck = sorted(cell for cell in sheet.struck if cell[0] in known and cell[1] in columns)
    whole, cells = [], []
    for row, found in groupby(struck, key=lambda cell: cell[0]):
        here = {column for _, column in found}
        filled = {column for column in columns if column < len(sheet.rows[row])}
        filled = {column for column in filled if not is_blank(sheet.rows[row][column])}
        if here >= filled:
            whole.append(row)
        else:
            cells += [f"{letters_of(column)}{row + 1}" for column in sorted(here)]
    said = []
    if whole:
        rule = f"{_are(whole)} struck out, and {_are(whole)} read all the same"
        said.append((f"{where}, {_rows(whole)}", rule, _STRUCK_MANY if len(whole) > 1 else _STRUCK))
    if cells:
        named = _named(cells)
        rule = f"{_are(cells)} struck out, and {_are(cells)} read all the same"
        said.append(
            (
                f"{where}, cell{'s' * (len(cells) > 1)} {named}",
                rule,
                _STRUCK_MANY if len(cells) > 1 else _STRUCK,
            )
        )
    return said


def _read_otherwise(
    sheet: Sheet, rows: Collection[int], columns: Mapping[int, str], where: str, table: str
) -> list[tuple[str, str, str]]:
    """Times of which a person sees the day alone, and codes that a number format shows otherwise."""
    known = set(rows)
    kinds = _KINDS.get(table, {})
    days, codes = list[tuple[int, int]](), list[tuple[int, int]]()
    for (row, column), how in sorted(sheet.otherwise.items()):
        kind = kinds.get(columns.get(column, "")) if row in known else None
        if how == "day" and kind == "time":
            days.append((row, column))
        elif how != "day" and kind in _WRITTEN:
            codes.append((row, column))
    said = []
    if days:
        rule = _first_read(days, "shows a day", "show days", " without a time", _at(sheet, days[0]))
        said.append((_cells(days, where), rule, "write the time too if another is meant"))
    if codes:
        form = f" in the format {sheet.otherwise[codes[0]]}"
        rule = _first_read(codes, "shows a number", "show numbers", form, _at(sheet, codes[0]))
        said.append((_cells(codes, where), rule, "format such cells as text and write the code again"))
    return said


def _first_read(cells: Sequence[object], one: str, many: str, how: str, value: str) -> str:
    """`shows a day without a time, and is read as 2023-08-02T00:00Z`; of many the first is told."""
    single = len(cells) == 1
    return f"{one if single else many}{how}, {'and is' if single else 'the first is'} read as {value}"


def _at(sheet: Sheet, cell: tuple[int, int]) -> str:
    value = sheet.rows[cell[0]][cell[1]]
    return f"{value:%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else str(value)


def _cells(cells: Sequence[tuple[int, int]], where: str) -> str:
    names = [f"{letters_of(column)}{row + 1}" for row, column in cells]
    return f"{where}, cell{'s' * (len(names) > 1)} {_named(names)}"


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + _more(len(names) - _MOST_NAMED)


def _rows(rows: Sequence[int]) -> str:
    """`row 2`, `rows 2, 4 to 6 and 2 more`; rows count from 0 here and from 1 there."""
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    texts = [f"{first + 1}" if first == last else f"{first + 1} to {last + 1}" for first, last in spans]
    left = sum(last - first + 1 for first, last in spans[_MOST_NAMED:])
    return f"row{'s' * (len(rows) > 1)} " + ", ".join(texts[:_MOST_NAMED]) + _more(left)


def _more(left: int) -> str:
    return f" and {left:,} more" if left > 0 else ""


def _are(things: Sequence[object]) -> str:
    return "is" if len(things) == 1 else "are"
