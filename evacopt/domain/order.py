"""How findings about tables are told: in which order, and of which row in words."""

from __future__ import annotations

from collections.abc import Iterable

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance

_TABLE_NUMBER = {
    name: place for place, name in enumerate(("", "instance", "policy", *(t.name for t in TABLES)))
}
_COLUMN_NUMBER = {
    (name, field.column): place
    for name, fields in (("instance", HEADER), ("policy", POLICY), *((t.name, t.fields) for t in TABLES))
    for place, field in enumerate(fields)
}


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """`findings`, errors first, each once."""
    return sorted(dict.fromkeys(findings), key=_rank)


def _rank(finding: Finding) -> tuple[bool, int, int, int]:
    return (
        finding.severity != "error",
        _TABLE_NUMBER.get(finding.table, len(_TABLE_NUMBER)),
        -1 if finding.row is None else finding.row,
        _COLUMN_NUMBER.get((finding.table, finding.column), -1),
    )


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
