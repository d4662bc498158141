"""The one decoder: raw tables of any container become an instance and findings, by the table of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from evacopt.domain.checks import Unread
from evacopt.domain.checks.remark import Cell
from evacopt.domain.checks.values import DEFAULTS, MUST_NOT_BE_BLANK
from evacopt.domain.clock import NO_OFFSET
from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.field import Field
from evacopt.domain.fields import FORMAT, GROUPS, HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.misread import MisreadError
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Policy
from evacopt.domain.stored import NUMBERS, plain_codes
from evacopt.domain.zones import zone_called
from evacopt.files.grammar import reader, shown
from evacopt.files.raw import HEADER_TABLES, RawInstance, RawTable, Spoilt, is_blank
from evacopt.files.whereabouts import names_a_cell


def decode(raw: RawInstance, zone: ZoneInfo | None = None) -> tuple[Instance, list[Finding], Unread]:
    """The instance that `raw` says, everything wrong with its cells, and which cells hold placeholders.

    Times that say no offset are read on the clocks of `zone`, by default of the one that `raw` names.
    The instance is whole only where there are no findings; otherwise it serves to find what else is wrong.
    """
    decoding = _Decoding(raw, zone or zone_of(raw))
    if "instance" in raw.tables:
        decoding.check_format(raw.tables["instance"])
    else:
        decoding.absent_table("instance")
    header = decoding.columns("instance", HEADER, Instance)
    policy = decoding.columns("policy", POLICY, Policy)
    tables: dict[str, Any] = {}
    for table in TABLES:
        if table.name not in raw.tables and table.required:
            decoding.absent_table(table.name)
        for row, (rule, value) in raw.tables[table.name].torn.items() if table.name in raw.tables else ():
            decoding.findings.append(Finding(rule=rule, table=table.name, row=row, value=value))
        columns = decoding.columns(table.name, table.fields, table.record)
        if table is GROUPS:
            tables["groups"] = _groups(columns)
        else:
            rows = zip(*columns.values(), strict=True)
            tables[table.name] = tuple(table.record(**dict(zip(columns, row, strict=True))) for row in rows)
    keys = {name: column[0] for name, column in header.items()}
    keys["policy"] = Policy(**{name: column[0] for name, column in policy.items()})
    return Instance(**keys, **tables), decoding.findings, decoding.unread


def zone_of(raw: RawInstance) -> ZoneInfo | None:
    """The zone that the instance names for its times; None where it names none that there is."""
    return zone_called(_zone_named(raw))


def _zone_named(raw: RawInstance) -> str:
    """What stands for the zone of times."""
    header = raw.tables.get("instance")
    cell = header.columns["timezone"][0] if header and "timezone" in header.columns else None
    return cell.strip() if isinstance(cell, str) else ""


@dataclass
class _Decoding:
    """Turns columns of cells into stored values; notes what is wrong, and which cells hold placeholders."""

    raw: RawInstance
    zone: ZoneInfo | None
    findings: list[Finding] = field(default_factory=list)
    _cells: set[Cell] = field(default_factory=set)
    _columns: set[tuple[str, str]] = field(default_factory=set)
    _tables: set[str] = field(default_factory=set)

    @cached_property
    def _names_no_zone(self) -> bool:
        """Whether the instance names a zone for its times that there is not."""
        return self.zone is None and bool(_zone_named(self.raw))

    @property
    def unread(self) -> Unread:
        """What later checks must not speak of."""
        torn = {(table.name, row) for table in self.raw.tables.values() for row in table.torn}
        return Unread(
            cells=frozenset(self._cells),
            rows=frozenset(torn),
            columns=frozenset(self._columns),
            tables=frozenset(self._tables | self.raw.unreadable),
        )

    def check_format(self, table: RawTable) -> None:
        """The key `format` must be ours."""
        cell = table.columns["format"][0] if "format" in table.columns else None
        if cell != FORMAT:
            value = "" if is_blank(cell) else shown(cell, native=table.native)
            self.findings.append(
                Finding(
                    rule=phrase("must be {what}", what=FORMAT),
                    table="instance",
                    column="format",
                    value=value,
                )
            )

    def absent_table(self, table: str) -> None:
        """A table that is needed is not there, or could not be read."""
        self._tables.add(table)
        if table not in self.raw.unreadable:
            header = table in HEADER_TABLES
            rule = (
                phrase("has no {header}", header=self.raw.header)
                if header
                else phrase("has no table {table}", table=table)
            )
            remedy = "" if header else phrase(self.raw.missing, table=table)
            self.findings.append(Finding(rule=rule, place=self.raw.where, remedy=remedy))

    def columns(self, name: str, fields: tuple[Field, ...], record: type[Any]) -> dict[str, Coded[Any]]:
        """The stored values of each field of the table `name`, by the attribute of its record."""
        table, defaults = self.raw.tables.get(name), DEFAULTS[record]
        return {one.attribute: self._column(name, table, one, defaults) for one in fields}

    def _column(
        self, name: str, table: RawTable | None, one: Field, defaults: Mapping[str, Any]
    ) -> Coded[Any]:
        if table is None or one.column not in table.columns:
            if table is not None and one.required and (table.rows > len(table.torn) or not table.native):
                self._columns.add((name, one.column))
                rule = (
                    phrase("is needed and is not there")
                    if name in HEADER_TABLES
                    else phrase("column is needed and is not there")
                )
                self.findings.append(Finding(rule=rule, table=name, column=one.column))
            rows = table.rows if table else int(name in HEADER_TABLES)
            return Coded.constant(_placeholder(one, defaults), rows)
        cells = table.columns[one.column]
        if one.kind == "code" and set(map(type, cells.values)) <= {str} and plain_codes(cells.values):
            return cells
        values, errors = _values(one, cells.values, defaults, native=table.native, zone=self.zone)
        if errors:
            bad = np.zeros(len(values), dtype=np.bool_)
            bad[list(errors)] = True
            for row in np.flatnonzero(bad[cells.codes]).tolist():
                if row not in table.torn:
                    code = int(cells.codes[row])
                    self._refuse(table, row, one.column, cells.values[code], errors[code])
        return Coded(cells.codes, tuple(values))

    def _refuse(self, table: RawTable, row: int, column: str, cell: Any, error: MisreadError) -> None:
        """One cell could not be read, or was spoilt before it came here."""
        number = None if table.name in HEADER_TABLES else row
        self._cells.add((table.name, number, column))
        if error.rule == NO_OFFSET and self._names_no_zone:
            return  # the zone that there is not is told of, once
        finding = Finding(rule=error.rule, table=table.name, column=column, remedy=error.remedy)
        if not isinstance(cell, Spoilt):
            value = "" if is_blank(cell) else shown(cell, native=table.native)
            self.findings.append(replace(finding, row=number, value=value))
        elif cell.rule:
            place = table.place(row, column)
            column = "" if names_a_cell(place) else column  # the cell of a sheet says it
            self.findings.append(replace(finding, column=column, value=cell.value, place=place))


def _values(
    one: Field,
    cells: tuple[Any, ...],
    defaults: Mapping[str, Any],
    *,
    native: bool,
    zone: ZoneInfo | None,
) -> tuple[list[Any], dict[int, MisreadError]]:
    """The stored value of each distinct cell, and what is wrong with those that have a placeholder."""
    read = reader(one, native=native, may_be_empty=defaults.get(one.attribute) == (), zone=zone)
    values: list[Any] = []
    errors: dict[int, MisreadError] = {}
    for code, cell in enumerate(cells):
        try:
            if isinstance(cell, Spoilt):
                raise MisreadError(cell.rule, cell.remedy)
            if not is_blank(cell):
                values.append(read(cell))
            elif one.required:
                raise MisreadError(MUST_NOT_BE_BLANK)
            else:
                values.append(defaults[one.attribute])
        except MisreadError as error:
            errors[code] = error
            values.append(_placeholder(one, defaults))
    return values, errors


def _placeholder(one: Field, defaults: Mapping[str, Any]) -> Any:
    """What stands for a cell that could not be read: the default, or the smallest value of its kind."""
    if not one.required:
        return defaults[one.attribute]
    if one.kind in NUMBERS:
        return one.low
    if one.kind == "choice":
        return one.choices[0]
    return () if one.kind in ("codes", "choices", "itinerary") else ""


def _groups(columns: Mapping[str, Coded[Any]]) -> Groups:
    stored: dict[str, Any] = {}
    for one in GROUPS.fields:
        column = columns[one.attribute]
        if one.attribute == "id":
            stored["id"] = tuple(column)
        elif one.kind in NUMBERS:
            stored[one.attribute] = column.ints(lambda value: BLANK if value is None else value)
        else:
            distinct = len(set(column.values)) == len(column.values)
            stored[one.attribute] = column if distinct else column.normal()
    return Groups(**stored)
