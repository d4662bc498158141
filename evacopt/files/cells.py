"""Stored values as the cells that files hold: text for tables, JSON values for JSON and TOML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from evacopt.domain.checks.values import DEFAULTS
from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.field import Field, Table
from evacopt.domain.group import Groups
from evacopt.domain.stored import written

TableRows: TypeAlias = Groups | Sequence[object]
"""What a table of an instance holds."""

_NUMBERS = frozenset({"hours", "degrees", "probability", "ratio"})


def native(field: Field, value: Any) -> Any:
    """The JSON value that says `value`, a stored value of `field`."""
    if value is None:
        return None
    if field.kind in _NUMBERS:
        text = written(field, value)
        return float(text) if "." in text else int(text)
    if field.kind in ("members", "weights", "amounts"):
        return {str(key): number for key, number in value}
    if field.kind in ("time", "clock"):
        return written(field, value)
    if isinstance(value, tuple):
        return value[0] if field.column == "accepts" and value in (("all",), ("own",)) else list(value)
    return value


def text_column(rows: TableRows, field: Field) -> Coded[str]:
    """The cells of one column as text."""
    return stored_column(rows, field).map(partial(written, field))


def stored_column(rows: TableRows, field: Field) -> Coded[Any]:
    """The stored values of one column, None where an integer is blank."""
    if not isinstance(rows, Groups):
        return Coded.of(getattr(row, field.attribute) for row in rows)
    column = getattr(rows, field.attribute)
    if isinstance(column, np.ndarray):
        values, codes = np.unique(column, return_inverse=True)
        listed = [None if value == BLANK else value for value in values.tolist()]
        return Coded(codes.astype(np.int64).reshape(-1), tuple(listed))
    return column if isinstance(column, Coded) else Coded.of(column)


def filled_columns(rows: TableRows, table: Table) -> Iterator[tuple[Field, Coded[Any], Coded[str]]]:
    """The columns that a file needs, required or not everywhere at their default: as stored, and as text."""
    for field in table.fields:
        stored = stored_column(rows, field)
        default = DEFAULTS[table.record].get(field.attribute)
        if field.required or any(value != default for value in stored.normal().values):
            yield field, stored, stored.map(partial(written, field))
