"""What a row is about, in words."""

from __future__ import annotations

from evacopt.domain.fields import TABLES
from evacopt.domain.instance import Instance

_TABLE = {table.name: table for table in TABLES}


def subject_of(instance: Instance, table: str, row: int | None) -> str:
    """`flight AF-02`, `pin of FRA-2a`, `admission of FRA`; blank for a whole table or a nameless row."""
    if row is None or table not in _TABLE:
        return ""
    if table == "groups":
        name = instance.groups.id[row]
        return f"group {name}" if name else ""
    record = getattr(instance, table)[row]
    if not _TABLE[table].key:
        name = record.nationality if table == "admissions" else record.group
        return f"{_TABLE[table].subject} of {name}" if name else ""
    name = getattr(record, _TABLE[table].key)
    return f"{_TABLE[table].subject} {name}" if name else ""
