"""Rows that stand in a table and are none of it: empty ones, totals, headings of this or another table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from evacopt.domain.columns import Coded, Mask
from evacopt.domain.fields import TABLES, Field
from evacopt.domain.limits import NUMBERS
from evacopt.files.raw import RawTable, Spoilt, is_blank

ERROR = "holds an error of a spreadsheet"
TOTAL = "is a row of totals and none of the table: remove it"
SUMS = "holds numbers alone, as a row of totals does, and nothing else that a row needs: remove it"
HEADING = "is a heading again: a table has one"
SECOND = "begins another table: give it a sheet or a file of its own; nothing below it was read"

_FIELDS = {table.name: table.fields for table in TABLES}
_HEADINGS = frozenset(chain.from_iterable((field.column for field in table.fields) for table in TABLES))
_WORD = re.compile(
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


def is_total(text: str) -> bool:
    """Whether `text` is what people write before a sum: a word for it, alone or with few others."""
    words = re.findall(r"\w+|∑", text.casefold())
    return len(words) <= 4 and any(map(_WORD.fullmatch, words)) and not _DIGIT.search(text)


def settled(table: RawTable) -> RawTable:
    """The table without its empty rows; totals and headings within it are torn rows, told of once each."""
    if table.native:  # a program says what it means
        return table
    table = without_error_texts(table).without_blank_rows()
    if not table.columns or not table.rows:
        return table
    table = _without_headings(table)
    torn = {row: (rule, "") for row, rule in _totals(table)}
    return replace(table, torn={**table.torn, **torn}) if torn else table


def without_error_texts(table: RawTable) -> RawTable:
    """The table with what a spreadsheet writes for an error, `#N/A` in a CSV file, as spoilt cells."""
    if not any(is_error(cell) for column in table.columns.values() for cell in column.values):
        return table
    columns = {name: column.map(_spoilt_error) for name, column in table.columns.items()}
    return replace(table, columns=columns)


def is_error(cell: Any) -> bool:
    """Whether a cell holds what a spreadsheet shows where it has no value, such as `#N/A`, as text."""
    return (
        isinstance(cell, str) and cell.lstrip().startswith(_ERRORS) and bool(_ERROR.fullmatch(cell.strip()))
    )


def _spoilt_error(cell: Any) -> Any:
    return Spoilt(ERROR, value=cell, remedy="put the value itself there") if is_error(cell) else cell


def _without_headings(table: RawTable) -> RawTable:
    """Rows that name columns are torn; from one that names those of another table on, nothing is read."""
    torn = dict(table.torn)
    for row in np.flatnonzero(_headings(table)).tolist():
        cells = {name: str(column[row]).strip().casefold() for name, column in table.columns.items()}
        own = all(not cell or cell == name for name, cell in cells.items())
        torn[row] = (HEADING if own else SECOND, "")
        if not own:
            return replace(table, torn=torn).take(np.arange(row + 1))
    return replace(table, torn=torn)


def _headings(table: RawTable) -> Mask:
    """Rows of at least two cells, all of which are names of columns."""
    found = np.ones(table.rows, dtype=np.bool_)
    filled = np.zeros(table.rows, dtype=np.int64)
    for column in sorted(table.columns.values(), key=lambda column: len(column.values)):
        if not found.any():
            break
        found &= _where(column, lambda cell: is_blank(cell) or _is_heading(cell))
        filled += ~_where(column, is_blank)
    return found & (filled >= 2)


def _is_heading(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in _HEADINGS


def _totals(table: RawTable) -> Iterator[tuple[int, str]]:
    """Rows that lack what is needed and hold a word for a sum, or numbers alone; and what to say of them."""
    fields = [field for field in _FIELDS.get(table.name, ()) if field.column in table.columns]
    lacking = np.zeros(table.rows, dtype=np.bool_)
    for field in fields:
        if field.required:
            lacking |= _where(table.columns[field.column], _lacks)
    for row in np.flatnonzero(lacking).tolist():
        filled = [(field, table.columns[field.column][row]) for field in fields]
        filled = [(field, cell) for field, cell in filled if not is_blank(cell)]
        words = [(field, cell) for field, cell in filled if not _may_be_sum(field, cell)]
        if not words and any(_may_hold_sum(field) for field, _ in filled):
            yield row, SUMS
        labels = [_is_label(cell) for _, cell in words]
        if any(labels) and all(
            label or not field.required for label, (field, _) in zip(labels, words, strict=True)
        ):
            yield row, TOTAL


def _lacks(cell: Any) -> bool:
    return is_blank(cell) or isinstance(cell, Spoilt)


def _is_label(cell: Any) -> bool:
    return isinstance(cell, str) and is_total(cell)


def _may_hold_sum(field: Field) -> bool:
    return field.kind in NUMBERS and field.kind != "time"


def _may_be_sum(field: Field, cell: Any) -> bool:
    return _may_hold_sum(field) and (isinstance(cell, Spoilt) or bool(_NUMBER.fullmatch(str(cell))))


def _where(column: Coded[Any], test: Callable[[Any], bool]) -> Mask:
    """The rows whose cell passes `test`, which is asked once for each distinct cell."""
    passed = np.array([test(cell) for cell in column.values] or [False], dtype=np.bool_)
    return passed[column.codes]
