"""What may be shown to those who mend solvers: a small instance with a property, without a real code in it.

Rows are left out as long as the property stays: first large parts of a table, then smaller ones (delta
debugging; Zeller and Hildebrandt, 2002).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import product
from string import ascii_uppercase
from typing import Any

import numpy as np

from evacopt.domain.checks import errors_of
from evacopt.domain.columns import Coded, int_column
from evacopt.domain.field import Field, Table
from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.events.rows import change_flights

Property = Callable[[Instance], bool]
_WORDS = frozenset({"all", "own", ""})
_KINDS = frozenset({"code", "codes", "nationality", "members", "itinerary", "amounts"})
_BLANKED = frozenset({"name", "iata", "icao", "timezone", "unit"})
_CODED = frozenset({"aircraft"})
"""Free text that other tables name."""


def shrunken(instance: Instance, keeps: Property, *, seconds: float) -> Instance:
    """An instance with fewer rows, and fewer parties in a row, of which `keeps` is still true.

    Parameters
    ----------
    keeps : true of `instance`; only asked of instances without errors
    seconds : when to stop
    """
    ends = time.monotonic() + seconds
    shrinking = True
    while shrinking and time.monotonic() < ends:
        shrinking = False
        for smaller in _smaller(instance):
            if time.monotonic() > ends:
                break
            if not errors_of(smaller) and keeps(smaller):
                instance, shrinking = smaller, True
                break
    return instance


def _smaller(instance: Instance) -> Iterator[Instance]:
    """Instances with a part of one table left out, large parts first, or a column that may be blank.

    Then with one party a group.
    """
    for table in reversed(TABLES):
        rows = getattr(instance, table.name)
        part = len(rows)
        while part:
            for first in range(0, len(rows), part):
                yield replace(instance, **{table.name: _without(rows, first, first + part)})
            part //= 2
        yield from _blanked(instance, table)
    if (instance.groups.count > 1).any():
        yield replace(instance, groups=replace(instance.groups, count=np.ones_like(instance.groups.count)))
    for row in np.flatnonzero(instance.groups.count > 1).tolist():
        count = instance.groups.count.copy()
        count[row] //= 2
        yield replace(instance, groups=replace(instance.groups, count=count))


def _blanked(instance: Instance, table: Table) -> Iterator[Instance]:
    """Instances that say nothing in one of the younger columns of `table`, where any row does."""
    rows = getattr(instance, table.name)
    for name in (field.attribute for field in table.fields if field.younger):
        column = getattr(rows, name) if isinstance(rows, Groups) else [getattr(row, name) for row in rows]
        usual: Any = next(one.default for one in fields(table.record) if one.name == name)
        same: Any = [usual] * len(rows)
        if isinstance(rows, Groups):
            same = Coded.of(same) if isinstance(column, Coded) else int_column(same)
        if list(column) == list(same):
            continue
        if isinstance(rows, Groups):
            nothing: Any = {name: same}
            blank: Any = replace(rows, **nothing)
        else:
            blank = tuple(replace(row, **{name: usual}) for row in rows)
        yield replace(instance, **{table.name: blank})


def _without(rows: Any, first: int, stop: int) -> Any:
    if isinstance(rows, Groups):
        return rows.take(np.append(np.arange(first), np.arange(min(stop, len(rows)), len(rows))))
    return rows[:first] + rows[stop:]


def anonymous(instance: Instance) -> Instance:
    """`instance` with every code replaced, names, airports and places left out; the numbers stay.

    Three-letter codes become others from AAA on, so that nationalities stay nationalities; ids become X1, X2
    and so on. Sorties become the flights that they stand for.
    """
    codes = _Codes()
    instance = change_flights(instance, instance.series, lambda flight: flight)
    tables: dict[str, Any] = {}
    for table in TABLES:
        rows = getattr(instance, table.name)
        if isinstance(rows, Groups):
            columns = {f.attribute: _column(codes, f, getattr(rows, f.attribute)) for f in table.fields}
            tables[table.name] = replace(rows, **columns)
        else:
            tables[table.name] = tuple(
                replace(row, **{f.attribute: codes.of(f, getattr(row, f.attribute)) for f in table.fields})
                for row in rows
            )
    goals = {rule.id: other.id for rule, other in zip(instance.rules, tables["rules"], strict=True)}
    objectives = tuple(goals.get(goal, goal) for goal in instance.policy.objectives)
    tables["policy"] = replace(instance.policy, objectives=objectives)
    return replace(instance, name="anonymous", title="", source="", license="", timezone="", **tables)


def _column(codes: _Codes, field: Field, column: Any) -> Any:
    if isinstance(column, Coded):
        return column.map(lambda value: codes.of(field, value))
    if isinstance(column, tuple):
        return tuple(codes.of(field, value) for value in column)
    return column


class _Codes:
    """New codes for old ones, the same each time."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}
        self._countries: Iterator[str] = ("".join(letters) for letters in product(ascii_uppercase, repeat=3))

    def of(self, field: Field, value: Any) -> Any:
        """The value of a column with its codes replaced."""
        if field.column in _BLANKED:
            return ""
        if field.kind == "degrees":
            return None
        if field.kind not in _KINDS and field.column not in _CODED:
            return value
        if isinstance(value, str):
            return self._code(value)
        new = tuple(
            (self._code(item[0]), item[1]) if isinstance(item, tuple) else self._code(item) for item in value
        )
        return tuple(sorted(new)) if field.kind in ("members", "amounts") else new

    def _code(self, old: str) -> str:
        if old in _WORDS:
            return old
        if old not in self._new:
            country = len(old) == 3 and old.isalpha() and old.isupper()
            self._new[old] = next(self._countries) if country else f"X{len(self._new) + 1}"
        return self._new[old]
