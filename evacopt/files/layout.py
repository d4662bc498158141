"""What of a file belongs to a table: headings whatever their case, and rows that are none of it.

Such rows are empty ones, totals, and headings of this or another table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from evacopt.domain.columns import Coded, Mask
from evacopt.domain.fields import TABLES
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import NUMBERS
from evacopt.files.raw import RawTable, Spoilt, is_blank

ERROR = phrase("holds an error of a spreadsheet")
_TOTAL = phrase("is a row of totals and none of the table: remove it")
_SUMS = phrase("holds numbers alone, as a row of totals does, and nothing else that a row needs: remove it")
_ALONE = phrase(
    "has one cell filled and nothing that a row needs: remove it, or move it to a column called note"
)
_FORMULAS = phrase("holds nothing but what cannot be read, such as formulas without a value: remove the row")
_HEADING = phrase("is a heading again: a table has one")
_SECOND = phrase("begins another table: give it a sheet or a file of its own; nothing below it was read")

_FIELDS = {table.name: table.fields for table in TABLES}
_HEADINGS = frozenset(field.column for table in TABLES for field in table.fields)
_SUM_WORD = re.compile(
    "totals?|totale|totali|totaux|totaal|totalt|subtotals?|sums?|summen?|gesamt|gesamtsumme|zwischensumme|"
    "insgesamt|somme|suma|soma|razem|ukupno|celkem|spolu|összesen|toplam|yhteensä|итого|всего|сумма|σύνολο|"
    "المجموع|الإجمالي|合計|合计|总计|σ|∑"
)
"""What stands before a sum, in languages of those who fill in such tables."""

_ERRORS = ("#", "Err:", "Loading")
_ERROR = re.compile(
    r"#[\u00a1\u00bf]?[^\W\d_a-z][^\Wa-z]*(/0)?[!?]|#N/[AD]!?|#NV|#GETTING_DATA|#{3,}|Err:\d{3}|Loading\.\.\."
)
"""What Excel (in several languages), LibreOffice and Google Sheets show where they have no value."""

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\s*[+-]?[\d.,'\s]*\d\s*%?\s*")


def rows_of_table(table: RawTable) -> RawTable:
    """The table without its empty rows; totals and headings within it are torn rows, one finding each."""
    if table.native:  # a program says what it means
        return table
    table = without_error_texts(table).without_blank_rows()
    if not table.columns or not table.rows:
        return table
    table = _without_headings(table)
    odd = {row: (rule, "") for row, rule in (*_unfinished(table), *_totals(table))}
    return replace(table, torn={**odd, **table.torn}) if odd else table


def without_error_texts(table: RawTable) -> RawTable:
    """The table with what a spreadsheet writes for an error, `#N/A` in a CSV file, as spoilt cells."""

    def spoilt(cell: Any) -> Any:
        return (
            Spoilt(ERROR, value=cell, remedy=phrase("put the value itself there")) if is_error(cell) else cell
        )

    if not any(is_error(cell) for column in table.columns.values() for cell in column.values):
        return table
    return replace(table, columns={name: column.map(spoilt) for name, column in table.columns.items()})


def is_error(cell: Any) -> bool:
    """Whether a cell holds what a spreadsheet shows where it has no value, such as `#N/A`, as text."""
    return (
        isinstance(cell, str) and cell.lstrip().startswith(_ERRORS) and bool(_ERROR.fullmatch(cell.strip()))
    )


def may_hold_error(cells: Sequence[str]) -> bool:
    """Whether one of `cells` could be such; told of a row at once."""
    said = "".join(cells)
    return any(sign in said for sign in _ERRORS)


def is_total(text: str) -> bool:
    """Whether `text` is what people write before a sum: a word for it, alone or with few others."""
    words = re.findall(r"\w+|∑", text.casefold())
    return len(words) <= 4 and any(map(_SUM_WORD.fullmatch, words)) and not _DIGIT.search(text)


def _without_headings(table: RawTable) -> RawTable:
    """Rows that name columns are torn; from one that names those of another table on, nothing is read."""

    def may_be_heading(cell: Any) -> bool:
        return is_blank(cell) or (isinstance(cell, str) and cell.strip().casefold() in _HEADINGS)

    headings = np.ones(table.rows, dtype=np.bool_)
    filled = np.zeros(table.rows, dtype=np.int64)
    for column in sorted(table.columns.values(), key=lambda column: len(column.values)):
        if not headings.any():
            break
        headings &= rows_where(column, may_be_heading)
        filled += ~rows_where(column, is_blank)
    torn = dict(table.torn)
    for row in np.flatnonzero(headings & (filled >= 2)).tolist():
        cells = {name: str(column[row]).strip().casefold() for name, column in table.columns.items()}
        own = all(not cell or cell == name for name, cell in cells.items())
        torn[row] = (_HEADING if own else _SECOND, "")
        if not own:  # nothing below it is read
            return replace(table, torn=torn).take(np.arange(row + 1))
    return replace(table, torn=torn)


def _totals(table: RawTable) -> Iterator[tuple[int, str]]:
    """Rows that lack what is needed and hold a word for a sum, or numbers alone; and what to say of them."""
    fields = [field for field in _FIELDS.get(table.name, ()) if field.column in table.columns]
    lacking = np.zeros(table.rows, dtype=np.bool_)
    for field in fields:
        if field.required:
            lacking |= rows_where(
                table.columns[field.column], lambda cell: is_blank(cell) or isinstance(cell, Spoilt)
            )
    adds_up = {field: field.kind in NUMBERS and field.kind != "time" for field in fields}
    for row in np.flatnonzero(lacking).tolist():
        cells = [(field, table.columns[field.column][row]) for field in fields]
        filled = [(field, cell) for field, cell in cells if not is_blank(cell)]
        words = [
            (field, cell)
            for field, cell in filled
            if not (adds_up[field] and (isinstance(cell, Spoilt) or _NUMBER.fullmatch(str(cell))))
        ]
        if not words and any(adds_up[field] for field, _ in filled):
            yield row, _SUMS
        labels = [isinstance(cell, str) and is_total(cell) for _, cell in words]
        if any(labels) and all(
            label or not field.required for label, (field, _) in zip(labels, words, strict=True)
        ):
            yield row, _TOTAL


def _unfinished(table: RawTable) -> Iterator[tuple[int, str]]:
    """Rows that lack two things or more that every row needs: headings of sections, remarks, half a row."""
    needed = [field.column for field in _FIELDS.get(table.name, ()) if field.required]
    absent = {name: rows_where(table.columns[name], is_blank) for name in needed if name in table.columns}
    lacking = np.sum([*absent.values()], axis=0) if absent else np.zeros(table.rows)
    for row in np.flatnonzero(lacking > 1).tolist():
        cells = [column[row] for column in table.columns.values()]
        filled = [cell for cell in cells if not is_blank(cell)]
        if len(filled) == 1 and isinstance(filled[0], str):
            yield row, _ALONE
        elif any(isinstance(cell, str) for cell in filled):
            names = ", ".join(name for name in absent if absent[name][row])
            yield (
                row,
                phrase("lacks what every row needs: {names}; fill it in, or remove the row", names=names),
            )
        else:
            yield row, _FORMULAS


def rows_where(column: Coded[Any], test: Callable[[Any], bool]) -> Mask:
    """The rows whose cell passes `test`, which is asked once for each distinct cell."""
    passed = np.array([test(cell) for cell in column.values] or [False], dtype=np.bool_)
    return passed[column.codes]
