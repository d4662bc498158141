"""Any key of the header or the policy, and any cell of a table, set to another value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.fields import HEADER, POLICY, TABLES, Field
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.written import written
from evacopt.errors import UsageError
from evacopt.events.flights import change_flights

_KEYED = {table.name: table for table in TABLES if table.key}
_HEADS = {"instance": HEADER, "policy": POLICY}


@dataclass(frozen=True, slots=True)
class SetCell:
    """`column` of the row `key` of `table` holds `value`, as the domain stores it.

    For the tables `instance` and `policy` the `key` is blank. The flights of a row of sorties may be named
    one by one, as flights.
    """

    table: str
    key: str
    column: str
    value: Any

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `evacopt.events.events.Event`."""
        attribute = field_of(self.table, self.column).attribute
        if self.table == "instance":
            return replace(instance, **{attribute: self.value})
        if self.table == "policy":
            return replace(instance, policy=replace(instance.policy, **{attribute: self.value}))
        if self.table == "groups":
            return replace(instance, groups=self._groups(instance.groups, attribute))
        if self.table == "flights" and self.key in instance.flight:
            return change_flights(
                instance, [self.key], lambda flight: replace(flight, **{attribute: self.value})
            )
        made: Any = {self.table: self._rows(instance, attribute)}
        return replace(instance, **made)

    def _rows(self, instance: Instance, attribute: str) -> tuple[Any, ...]:
        rows, key = getattr(instance, self.table), _KEYED[self.table].key
        keys = [getattr(row, key) for row in rows]
        place = keys.index(self._known(keys))
        return (*rows[:place], replace(rows[place], **{attribute: self.value}), *rows[place + 1 :])

    def _groups(self, groups: Groups, attribute: str) -> Groups:
        row = groups.row[self._known(groups.id)]
        column = getattr(groups, attribute)
        if attribute == "id":
            made: Any = (*column[:row], self.value, *column[row + 1 :])
        elif isinstance(column, Coded):
            made = Coded.of(self.value if place == row else old for place, old in enumerate(column))
        else:
            made = np.array(column)
            made[row] = BLANK if self.value is None else self.value
        kept = {field.name: getattr(groups, field.name) for field in fields(Groups)}
        return Groups(**{**kept, attribute: made})

    def _known(self, keys: Iterable[str]) -> str:
        known = set(keys)
        if self.key in known:
            return self.key
        remedy = did_you_mean(self.key, known) or f"`evacopt show` lists its {self.table}"
        raise UsageError(f"{self.table} has no row {self.key}; {remedy}")

    def __str__(self) -> str:
        where = ".".join(filter(None, (self.table, self.key, self.column)))
        return f"set {where}={written(field_of(self.table, self.column), self.value)}"


def field_of(table: str, column: str) -> Field:
    """The field that `table` calls `column`.

    Raises
    ------
    UsageError
        If there is no such table or column, or its rows have no key to name them by.
    """
    columns = _HEADS.get(table) or (_KEYED[table].fields if table in _KEYED else None)
    if columns is None:
        names = [*_HEADS, *_KEYED]
        remedy = did_you_mean(table, names) or f"these can be set: {', '.join(names)}"
        if table in {one.name for one in TABLES}:
            remedy = "its rows have no id; change the file and replan with it"
        raise UsageError(f"no cell of {table} can be set; {remedy}")
    for field in columns:
        if field.column == column:
            return field
    known = [field.column for field in columns]
    remedy = did_you_mean(column, known) or f"it has {', '.join(known)}"
    raise UsageError(f"{table} has no column {column}; {remedy}")
