"""The order in which findings are told: the header, then table by table, row by row, column by column."""

from __future__ import annotations

from collections.abc import Iterable

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding

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
