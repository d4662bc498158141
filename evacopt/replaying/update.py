"""From what was known to what is known now, for an instance in which people have flown since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evacopt.domain.columns import int_column
from evacopt.domain.field import Field, Table
from evacopt.domain.fields import FLIGHTS, GROUPS, HEADER, POLICY, TABLES
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.events.rows import change_flights

_APART = ("groups", "flights", "sorties", "windows", "splits", "pending")
"""Tables that are not changed row by row: what has flown has changed them, or nothing depends on them."""


@dataclass(frozen=True, slots=True)
class Update:
    """What differs from `before` to `after` is made to differ; an event.

    `parts` names the groups that each group was split into by planning again, those at home last.
    """

    before: Instance
    after: Instance
    parts: Mapping[str, tuple[str, ...]]

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it."""
        old, new = self.before, self.after
        policy = replace(instance.policy, **_cells(POLICY, old.policy, new.policy))
        cells: dict[str, Any] = _cells(HEADER, old, new) | {"policy": policy}
        if old.windows != new.windows:  # replanning opens them for what has left
            cells["windows"] = new.windows
        for table in TABLES:
            rows, then = getattr(new, table.name), getattr(old, table.name)
            if table.name not in _APART and rows != then:
                cells[table.name] = _rows(table, getattr(instance, table.name), then, rows)
        instance = self._flights(replace(instance, **cells), since)
        return replace(instance, groups=self._groups(instance.groups))

    def _flights(self, instance: Instance, since: int | None) -> Instance:
        """With flights that are new, other than they were, or not flown after all."""
        old, new = self.before.flight, self.after.flight
        rows = {row.id for row in self.after.sorties}
        kept = set(rows & {row.id for row in self.before.sorties})
        gone = [code for code in old if code not in new]
        other = [code for code, flight in new.items() if code in old and old[code] != flight]
        change = {code: _cells(FLIGHTS.fields, old[code], new[code]) for code in other}
        change |= {code: {"status": "cancelled"} for code in gone}
        again = [code for code in new if code not in old and code in instance.flight]
        change |= {
            code: {one.attribute: getattr(new[code], one.attribute) for one in FLIGHTS.fields}
            for code in again
        }

        def changed(flight: Flight) -> Flight:
            return replace(flight, **change[flight.id])

        here = [code for code in change if code in instance.flight]
        instance = change_flights(instance, here, changed)
        added = [row for row in self.after.flights if row.id not in old and row.id not in instance.flight]
        more = [row for row in self.after.sorties if row.id not in kept]
        more = [row for row in more if not any(one.id in instance.flight for one in row.flights())]
        return replace(instance, flights=(*instance.flights, *added), sorties=(*instance.sorties, *more))

    def _groups(self, groups: Groups) -> Groups:
        """With groups that are new, have gone, or are other than they were."""
        old, new = self.before.groups, self.after.groups
        for code in new.id:
            if code in old.row and (then := old[old.row[code]]) != (now := new[new.row[code]]):
                groups = self._changed(groups, code, _cells(GROUPS.fields, then, now), now.count - then.count)
        lost = {part for code in old.id if code not in new.row for part in self.parts.get(code, (code,))}
        stay = [row for row, code in enumerate(groups.id) if code not in lost and int(groups.count[row]) > 0]
        fresh = [row for row, code in enumerate(new.id) if code not in old.row]
        kept = groups if len(stay) == len(groups) else groups.take(int_column(stay))
        return Groups.joined((kept, new.take(int_column(fresh)))) if fresh else kept

    def _changed(self, groups: Groups, code: str, cells: dict[str, Any], more: int) -> Groups:
        """With other cells in all parts of a group, and `more` parties of it at home."""
        parts = [part for part in self.parts.get(code, (code,)) if part in groups.row]
        for part in parts:
            row = groups.row[part]
            count = int(groups.count[row]) + (more if part == parts[-1] else 0)
            groups = groups.with_cells(row, **{**cells, "count": count})
        return groups

    def __str__(self) -> str:
        return phrase("what became known")


def _cells(table: Sequence[Field], old: object, new: object) -> dict[str, Any]:
    """The cells of `new` that `old` has otherwise."""
    names = [field.attribute for field in table]
    return {name: getattr(new, name) for name in names if getattr(new, name) != getattr(old, name)}


def _rows(table: Table, rows: Sequence[Any], old: Sequence[Any], new: Sequence[Any]) -> tuple[Any, ...]:
    """`rows` with what differs from `old` to `new`; those with a key keep their place."""
    if not table.key:
        gone, come = Counter(old), Counter(new)
        left = list(rows)
        for row in (gone - come).elements():
            if row in left:
                left.remove(row)
        return (*left, *(come - gone).elements())
    then, now = ({getattr(row, table.key): row for row in listed} for listed in (old, new))
    kept = (row for row in rows if (key := getattr(row, table.key)) not in then or key in now)
    here = {getattr(row, table.key): row for row in kept}
    changed = {
        key: replace(row, **_cells(table.fields, then[key], now[key])) if key in then and key in now else row
        for key, row in here.items()
    }
    return (*changed.values(), *(row for key, row in now.items() if key not in here))
