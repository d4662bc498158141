"""One cell on its own, as a person types it."""

from __future__ import annotations

from typing import Any

from evacopt.domain.checks.values import DEFAULTS
from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.errors import UsageError
from evacopt.files.grammar import MisreadError, reader, shown

_KINDS = {"instance": (Instance, HEADER), "policy": (Policy, POLICY)} | {
    table.name: (table.record, table.fields) for table in TABLES
}


def read_cell(table: str, column: str, text: str) -> Any:
    """The stored value of `text` in `column` of `table`, both of which exist; blank text is a blank cell.

    Raises
    ------
    UsageError
        If the cell cannot hold it.
    """
    kind, fields = _KINDS[table]
    (field,) = (field for field in fields if field.column == column)
    defaults = DEFAULTS[kind]
    try:
        if text.strip():
            return reader(field, native=False, may_be_empty=defaults.get(field.attribute) == ())(text)
        if field.required:
            raise MisreadError("must not be blank")
        return defaults[field.attribute]
    except MisreadError as error:
        remedy = f"; {error.remedy}" if error.remedy else ""
        message = f"{table}.{column}: {error.rule}, got {shown(text, native=False)}{remedy}"
        raise UsageError(message) from None
