"""Names that must be unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.fields import TABLES

MUST_BE_UNIQUE = "must be unique"


def key_remarks(facts: Facts) -> Iterator[Remark]:
    """Each row whose key an earlier row has already, and sorties that stand for a listed flight's id."""
    for table in TABLES:
        if table.name == "groups":
            yield from _repeated("groups", "id", facts.instance.groups.id)
        elif table.key:
            keys = [getattr(row, table.key) for row in getattr(facts.instance, table.name)]
            yield from _repeated(table.name, table.key, keys)
    yield from _expanded(facts)


def _repeated(table: str, column: str, keys: Sequence[str]) -> Iterator[Remark]:
    if len(set(keys)) == len(keys):
        return
    counts = Counter(keys)
    seen: set[str] = set()
    for row, key in enumerate(keys):
        if key and key in seen:
            yield Remark(table, row, column, MUST_BE_UNIQUE, key, f"{counts[key]} rows have it")
        seen.add(key)


def _expanded(facts: Facts) -> Iterator[Remark]:
    listed = {flight.id for flight in facts.instance.flights}
    for table, row, flight in facts.flights:
        if table == "sorties" and flight.id in listed:
            remedy = f"the flight {flight.id} is listed and would also be one of its sorties"
            yield Remark("sorties", row, "id", MUST_BE_UNIQUE, facts.instance.sorties[row].id, remedy)
