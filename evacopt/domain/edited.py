"""An instance with other rows: what an analyst asks before solving again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Self, TypeAlias

import numpy as np

from evacopt.domain.clock import minutes_of, parse_time
from evacopt.domain.field import Field, Table
from evacopt.domain.fields import (
    CREWS,
    FLEETS,
    FLIGHTS,
    GROUPS,
    LOCATIONS,
    POLICY,
    RULES,
    SHARES,
    SORTIES,
    TABLES,
)
from evacopt.domain.flight import Crew, Fleet, Flight, Sortie
from evacopt.domain.group import Group, Groups
from evacopt.domain.location import Location
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.pin import Pin
from evacopt.domain.rule import LinearKind, LinearRule, Term
from evacopt.domain.share import Share
from evacopt.errors import UsageError

Terms: TypeAlias = Mapping[tuple[str, str] | str, int]
"""Coefficients by what is counted: `(group, flight)`, or a flight by itself for its sorties."""


class Edited:
    """Instances made of an instance, which itself stays as it is.

    A row is named by its id and gets other cells, `inst.with_flight("ES1", seats=80)`, or is given whole,
    `inst.with_flight(Flight(...))`, and then replaces the one of its id or is added. Cells are the attributes
    of the record in its units; times may be ISO 8601 text or aware datetimes as well, lists Python lists, and
    members and amounts dicts. Whether the instance keeps every rule of the data is checked where it is solved
    or written.

    Each raises UsageError where there is no row of that id, or no such attribute.
    """

    def with_pins(self, pins: Iterable[Pin]) -> Self:
        """The same with other pins; what has been worked out of the tables, which know no pins, is kept."""
        other, known = self._replaced("pins", tuple(pins)), dict(vars(self))
        vars(other).update({key: known[key] for key in known.keys() - {*vars(other), "sha256"}})
        return other

    def with_location(self, location: Location | str, **cells: Any) -> Self:
        """With another or a changed place."""
        return self._with(LOCATIONS, location, cells)

    def with_group(self, group: Group | str, **cells: Any) -> Self:
        """With another or a changed group: `inst.with_group("G1", count=3, ready="2023-08-01T06:00Z")`."""
        return self._with(GROUPS, group, cells)

    def with_flight(self, flight: Flight | str, **cells: Any) -> Self:
        """With another or a changed flight; those of sorties change with `with_sortie`."""
        return self._with(FLIGHTS, flight, cells)

    def with_sortie(self, sortie: Sortie | str, **cells: Any) -> Self:
        """With another or a changed row of sorties."""
        return self._with(SORTIES, sortie, cells)

    def with_share(self, share: Share | str, **cells: Any) -> Self:
        """With another or a changed share."""
        return self._with(SHARES, share, cells)

    def with_fleet(self, fleet: Fleet | str, **cells: Any) -> Self:
        """With another or a changed fleet."""
        return self._with(FLEETS, fleet, cells)

    def with_crew(self, crew: Crew | str, **cells: Any) -> Self:
        """With other or changed crews."""
        return self._with(CREWS, crew, cells)

    def with_pin(self, pin: Pin) -> Self:
        """With one more pin."""
        return self._replaced("pins", (*self._rows("pins"), pin))

    def with_rows(self, *rows: object) -> Self:
        """With more rows of any tables: `inst.with_rows(Resource(id="stands", count=3), Use(...))`.

        Each goes to the table of its record, behind the others; one whose id is there already replaces that.
        """
        changed = self
        for row in rows:
            table = _table_of(row)
            if table.key:
                changed = changed._with(table, row, {})
            else:
                changed = changed._replaced(table.name, (*changed._rows(table.name), row))
        return changed

    def without_rows(self, *rows: object) -> Self:
        """Without these rows, as they stand there: `inst.without_rows(*inst.windows)`."""
        changed = self
        for row in rows:
            table = _table_of(row)
            kept = [one for one in changed._rows(table.name) if one != row]
            if len(kept) == len(changed._rows(table.name)):
                raise UsageError(f"there is no such {table.subject}: {row!r}"[:300])
            whole: Any = Groups.of(kept) if table is GROUPS else tuple(kept)
            changed = changed._replaced(table.name, whole)
        return changed

    def with_rule(
        self,
        code: str,
        terms: Terms,
        *,
        at_most: int | None = None,
        at_least: int | None = None,
        exactly: int | None = None,
    ) -> Self:
        """With a linear rule that no table says; it replaces the one of that name.

        `inst.with_rule("staff", {("GBR-1", "F3"): 1, ("GBR-2", "F3"): 1}, at_most=40)`

        Parameters
        ----------
        code : the name of the rule
        terms : coefficients, in whole numbers, of what is counted: under `(group, flight)` people of a group
            who travel with a flight, alone or on the way, lap infants too; under `(group, "")` all of it who
            travel; under a flight by itself how often it is flown
        at_most, at_least, exactly : what the sum is held to, one of them
        """
        limits: dict[LinearKind, int | None] = {"at_most": at_most, "at_least": at_least, "exactly": exactly}
        given = [(kind, _plain(limit)) for kind, limit in limits.items() if limit is not None]
        if len(given) != 1:
            raise UsageError(f"rule {code!r} needs one of {', '.join(limits)}, got {len(given)}"[:300])
        kind, limit = given[0]
        changed = self._with_linear(LinearRule(id=code, kind=kind, limit=limit), terms)
        goals = self._rows("policy").objectives
        return changed.with_policy(objectives=tuple(goal for goal in goals if goal != code))

    def with_goal(
        self,
        code: str,
        terms: Terms,
        *,
        maximise: bool = False,
        before: str | None = None,
        after: str | None = None,
    ) -> Self:
        """With a linear goal that no table says; it replaces the one of that name.

        `inst.with_goal("staff", {("GBR-1", "F3"): 1}, before="cost")`

        Its value is never below 0: a coefficient below 0, and every one above 0 where it is to be maximised,
        counts what is missing from the most there could be.

        Parameters
        ----------
        code : the name of the goal
        terms : as of `with_rule`
        maximise : whether the sum is to be as large as can be, not as small
        before, after : a goal of the policy before or after which it comes; after all others else
        """
        goals = [goal for goal in self._rows("policy").objectives if goal != code]
        beside = before if after is None else after
        if (before is not None and after is not None) or (beside is not None and beside not in goals):
            one = f"goal {code!r} comes before or after one of {', '.join(goals)}"
            raise UsageError(f"{one}, got before={before!r} and after={after!r}"[:300])
        place = len(goals) if beside is None else goals.index(beside) + (after is not None)
        kind: LinearKind = "maximise" if maximise else "minimise"
        with_it = self._with_linear(LinearRule(id=code, kind=kind), terms)
        return with_it.with_policy(objectives=(*goals[:place], code, *goals[place:]))

    def without_rule(self, *ids: str) -> Self:
        """Without these linear rules and goals, what they count, and their places among the goals."""
        kept = self._without(RULES, ids)
        terms = tuple(term for term in self._rows("terms") if term.rule not in ids)
        goals = tuple(goal for goal in self._rows("policy").objectives if goal not in ids)
        return kept._replaced("terms", terms).with_policy(objectives=goals)

    def _with_linear(self, rule: LinearRule, terms: Terms) -> Self:
        """With a linear rule or goal in the place of any of its id, its terms last."""
        if not isinstance(terms, Mapping):
            raise UsageError(f"the terms of {rule.id!r} are a dict of coefficients, got {terms!r}"[:300])
        others = tuple(term for term in self._rows("terms") if term.rule != rule.id)
        listed = tuple(_term(rule.id, key, coefficient) for key, coefficient in terms.items())
        return self._with(RULES, rule, {})._replaced("terms", (*others, *listed))

    def with_policy(self, **cells: Any) -> Self:
        """With another policy: `inst.with_policy(objectives=("unserved", "cost"), max_legs=1)`."""
        return self._replaced("policy", replace(self._rows("policy"), **_stored("policy", POLICY, cells)))

    def without_group(self, *ids: str) -> Self:
        """Without these groups; pins that name one must go as well."""
        return self._without(GROUPS, ids)

    def without_flight(self, *ids: str) -> Self:
        """Without these flights; shares and pins that name one must go as well."""
        return self._without(FLIGHTS, ids)

    def without_sortie(self, *ids: str) -> Self:
        """Without these rows of sorties."""
        return self._without(SORTIES, ids)

    def without_share(self, *ids: str) -> Self:
        """Without these shares."""
        return self._without(SHARES, ids)

    def _rows(self, table: str) -> Any:
        return getattr(self, table)

    def _replaced(self, table: str, rows: object) -> Self:
        instance: Any = self
        changed: Self = replace(instance, **{table: rows})
        return changed

    def _numbers(self, table: Table) -> dict[str, int]:
        """The row of each id."""
        rows = self._rows(table.name)
        if isinstance(rows, Groups):
            return rows.row
        return {getattr(row, table.key): number for number, row in enumerate(rows)}

    def _with(self, table: Table, given: Any, cells: Mapping[str, Any]) -> Self:
        numbers, whole = self._numbers(table), isinstance(given, table.record)
        number = numbers.get(getattr(given, table.key) if whole else _known(table, given, numbers))
        rows = self._rows(table.name)
        row = replace(given if whole else rows[number], **_stored(table.subject, table.fields, cells))
        if isinstance(rows, Groups):
            return self._replaced(table.name, rows.with_row(row, number))
        at = len(rows) if number is None else number
        return self._replaced(table.name, (*rows[:at], row, *rows[at + 1 :]))

    def _without(self, table: Table, ids: tuple[str, ...]) -> Self:
        numbers, rows = self._numbers(table), self._rows(table.name)
        gone = {numbers[_known(table, code, numbers)] for code in ids}
        kept = [number for number in range(len(rows)) if number not in gone]
        if isinstance(rows, Groups):
            return self._replaced(table.name, rows.take(np.array(kept, dtype=np.int64)))
        return self._replaced(table.name, tuple(rows[number] for number in kept))


def _table_of(row: object) -> Table:
    """The table whose record `row` is."""
    for table in TABLES:
        if type(row) is table.record:
            return table
    names = ", ".join(table.record.__name__ for table in TABLES if not table.added)
    raise UsageError(f"a row is one of {names}, got {row!r}"[:300])


def _term(rule: str, key: object, coefficient: int) -> Term:
    number = _plain(coefficient)
    if isinstance(key, str):
        return Term(rule=rule, coefficient=number, flight=str(key))
    if isinstance(key, tuple) and len(key) == 2 and all(isinstance(part, str) for part in key):
        return Term(rule=rule, coefficient=number, group=str(key[0]), flight=str(key[1]))
    raise UsageError(f"a term of {rule!r} is (group, flight) or a flight, got {key!r}"[:300])


def _plain(value: Any) -> Any:
    """A number or text of numpy, as columns of data frames hold them, as one of Python."""
    return value.item() if isinstance(value, np.generic) else value


def _known(table: Table, code: object, known: Mapping[str, int]) -> str:
    if not isinstance(code, str) or code not in known:
        remedy = did_you_mean(str(code), known) or f"a new one is given whole, {table.record.__name__}(...)"
        raise UsageError(f"no {table.subject} is called {code!r}; {remedy}"[:300])
    return code


def _stored(subject: str, fields: tuple[Field, ...], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells as the domain stores them."""
    by_attribute = {field.attribute: field for field in fields}
    stored = {}
    for name, value in cells.items():
        if name not in by_attribute:
            raise UsageError(f"a {subject} has no {name}; {did_you_mean(name, by_attribute)}".rstrip("; "))
        stored[name] = _value(name, by_attribute[name], value)
    return stored


def _value(name: str, field: Field, given: Any) -> Any:
    value = _plain(given)
    if isinstance(value, Mapping):
        return tuple(sorted(value.items()))
    if field.kind != "time":
        return tuple(value) if isinstance(value, list) else value
    try:
        if isinstance(value, datetime):
            return minutes_of(value)
        return parse_time(value.strip()) if isinstance(value, str) else value
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{name} {value!r} {error}"[:300]) from None
