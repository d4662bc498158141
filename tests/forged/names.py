"""The same instance with other codes: such that rows, columns and people could take one thing for another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.columns import Coded
from evacopt.domain.field import Field
from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance

CODES = {
    "groups": (
        "sorties X",
        "sorties X on X",
        "empty O",
        "G",
        "G on X",
        "at least G",
        "home G",
        "all out P",
        "G #1",
        "\uff27",
        "kept 0",
        "sorties F on G",
        "parties G",
        '"G"',
        "\u0393",
    ),
    "flights": (
        "F",
        "X on F",
        "X on X on F",
        "order 0",
        "F S",
        "F on G",
        "\uff26",
        '"F"',
        "F #1",
        "seats F",
        "\u00e9 F",
        "e\u0301 F",
        "F\\nF",
        "sorties F",
        "F\u00a0on F",
        "travel",
        "['F']",
    ),
    "locations": ("O", "P on F", "X", "O at X", "H on F", "\u00e9", "e\u0301", "O at 2023-08-01T08:00Z"),
    "shares": ("S", "S,T", "T", "S T", "at least S", "S at T", "fleet A", "S #1"),
    "crews": ("1", "2", "1+2", "1 2", "2+1", "1 at 2"),
    "fleets": ("A", "B", "A at X", "A+B"),
    "slots": ("S", "S at X", "F"),
    "resources": ("R", "F", "R at 2023-08-01T08:00Z", "R+S"),
}
"""Codes by table, each allowed by the rules of data."""
_KINDS = frozenset({"code", "codes", "itinerary"})


def renamed(instance: Instance, rng: Random) -> Instance:
    """`instance` with codes drawn from `CODES`; sorties become the flights that they stand for."""
    instance = replace(instance, flights=instance.schedule, sorties=())
    new = dict(_new_codes(instance, rng))
    tables: dict[str, Any] = {}
    for table in TABLES:
        rows = getattr(instance, table.name)
        if isinstance(rows, Groups):
            columns = {f.attribute: _column(f, getattr(rows, f.attribute), new) for f in table.fields}
            tables[table.name] = replace(rows, **columns)
        else:
            tables[table.name] = tuple(
                replace(row, **{f.attribute: _value(f, getattr(row, f.attribute), new) for f in table.fields})
                for row in rows
            )
    return replace(instance, **tables)


def _new_codes(instance: Instance, rng: Random) -> Iterator[tuple[str, str]]:
    """Each code of a table with another, mostly of the first of the list: these clash with one another."""
    for table, codes in CODES.items():
        rows = getattr(instance, table)
        old = list(rows.id) if isinstance(rows, Groups) else [row.id for row in rows]
        names = [*codes, *(f"{code} {number}" for number in range(len(old)) for code in codes)]
        some = names[: len(old) + rng.choice((0, 1, 1, len(codes)))]
        yield from zip(old, rng.sample(some, len(old)), strict=True)


def _column(field: Field, column: Any, new: dict[str, str]) -> Any:
    if isinstance(column, Coded):
        return column.map(lambda value: _value(field, value, new))
    if isinstance(column, tuple):
        return tuple(_value(field, value, new) for value in column)
    return column


def _value(field: Field, value: Any, new: dict[str, str]) -> Any:
    if field.kind not in _KINDS:
        return value
    return new.get(value, value) if isinstance(value, str) else tuple(new.get(code, code) for code in value)
