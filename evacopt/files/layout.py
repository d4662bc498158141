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
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.stored import NUMBERS
from evacopt.files.raw import RawTable, Spoilt, is_blank

ERROR = "holds an error of a spreadsheet"
_TOTAL = "is a row of totals and none of the table: remove it"
_SUMS = "holds numbers alone, as a row of totals does, and nothing else that a row needs: remove it"
_HEADING = "is a heading again: a table has one"
_SECOND = "begins another table: give it a sheet or a file of its own; nothing below it was read"

_SEPARATOR = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[,;\t|]")
_FIELDS = {table.name: table.fields for table in TABLES}
_COLUMNS = {table.name: tuple(field.column for field in table.fields) for table in TABLES}
_HEADINGS = frozenset().union(*_COLUMNS.values())
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


def is_note(name: str) -> bool:
    """Whether a column, key or sheet is a remark that nobody reads."""
    return name.strip().casefold().startswith("note")


def columns_of(table: str) -> tuple[str, ...]:
    """The columns that `table` may have."""
    return _COLUMNS[table]


def match_headings(
    names: Sequence[str],
    table: str,
    place: str,
    filled: Callable[[int], bool],
    *,
    known: Sequence[str] = (),
) -> tuple[dict[str, int], list[Finding]]:
    """The index of each column of `table` among `names`; a finding for each unknown, blank or there twice.

    Parameters
    ----------
    filled
        Whether the column of an index holds anything: one without name and content is no column.
    known
        What there may be, where `table` is none of an instance.
    """
    known = known or _COLUMNS[table]
    indexes: dict[str, int] = {}
    findings: list[Finding] = []
    for index, name in enumerate(names):
        column = name.strip().casefold()
        if column in known and column not in indexes:
            indexes[column] = index
        elif column in known:
            findings.append(Finding(rule="column is there twice", table=table, column=column, place=place))
        elif not column and filled(index):
            rule = f"column {index + 1} has no name"
            findings.append(Finding(rule=rule, table=table, place=place, remedy="name it or remove it"))
        elif is_note(column) and filled(index):
            findings += _note_findings(name.strip(), known, table, place)
        elif column and not is_note(column):
            findings.append(unknown_column(name.strip(), table, place, known=known))
    return indexes, findings


def _note_findings(name: str, known: Sequence[str], table: str, place: str) -> list[Finding]:
    """A warning where a note has the name of a column in its own: `note priority`."""
    column = "_".join(filter(None, _SEPARATOR.split(name.casefold())[1:]))
    if column not in known:
        return []
    remedy = f"name it {column} if it is meant to be read"
    rule = "is a note and is not read"
    return [Finding(rule=rule, table=table, column=name, place=place, remedy=remedy, severity="warning")]


def unknown_column(
    name: str, table: str, place: str, *, row: int | None = None, known: Sequence[str] = ()
) -> Finding:
    """A column that `table` does not have."""
    names = known or _COLUMNS[table]
    if sum(part.strip().casefold() in names for part in _PARTS.split(name)) > 1:
        remedy = "one cell holds several columns: part them into cells of their own"
    else:
        remedy = did_you_mean(name, names) or "name it note... if it is a remark"
    shown = name if name.isprintable() else repr(name)
    rule = f"is no column of {table}"
    return Finding(rule=rule, table=table, row=row, column=shown, place=place, remedy=remedy)


def rows_of_table(table: RawTable) -> RawTable:
    """The table without its empty rows; totals and headings within it are torn rows, one finding each."""
    if table.native:  # a program says what it means
        return table
    table = without_error_texts(table).without_blank_rows()
    if not table.columns or not table.rows:
        return table
    table = _without_headings(table)
    totals = {row: (rule, "") for row, rule in _totals(table)}
    return replace(table, torn={**table.torn, **totals}) if totals else table


def without_error_texts(table: RawTable) -> RawTable:
    """The table with what a spreadsheet writes for an error, `#N/A` in a CSV file, as spoilt cells."""

    def spoilt(cell: Any) -> Any:
        return Spoilt(ERROR, value=cell, remedy="put the value itself there") if is_error(cell) else cell

    if not any(is_error(cell) for column in table.columns.values() for cell in column.values):
        return table
    return replace(table, columns={name: column.map(spoilt) for name, column in table.columns.items()})


def is_error(cell: Any) -> bool:
    """Whether a cell holds what a spreadsheet shows where it has no value, such as `#N/A`, as text."""
    return (
        isinstance(cell, str) and cell.lstrip().startswith(_ERRORS) and bool(_ERROR.fullmatch(cell.strip()))
    )


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


def rows_where(column: Coded[Any], test: Callable[[Any], bool]) -> Mask:
    """The rows whose cell passes `test`, which is asked once for each distinct cell."""
    passed = np.array([test(cell) for cell in column.values] or [False], dtype=np.bool_)
    return passed[column.codes]
