"""The one decoder: raw tables of any container become an instance and findings, by the table of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evacopt.domain.checks import Unread
from evacopt.domain.checks.remark import Cell
from evacopt.domain.checks.values import DEFAULTS, MUST_NOT_BE_BLANK
from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.fields import FORMAT, GROUPS, HEADER, POLICY, TABLES, Field, Table
from evacopt.domain.finding import Finding
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.limits import NUMBERS, plain_codes
from evacopt.domain.policy import Policy
from evacopt.files.grammar import MisreadError, reader, shown
from evacopt.files.raw import HEADER_TABLES, RawInstance, RawTable, Spoilt, is_blank

_FORMAT = Field(column="format", attribute="format", kind="text", required=True)


@dataclass
class _Notes:
    """What is found while decoding, and which cells hold placeholders from then on."""

    raw: RawInstance
    findings: list[Finding] = field(default_factory=list)
    cells: set[Cell] = field(default_factory=set)
    columns: set[tuple[str, str]] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)

    def refuse(self, table: str, row: int, column: str, error: MisreadError, value: str) -> None:
        """One cell could not be read."""
        number = None if table in HEADER_TABLES else row
        self.cells.add((table, number, column))
        self.findings.append(
            Finding(rule=error.rule, table=table, row=number, column=column, value=value, remedy=error.remedy)
        )

    def spoil(self, table: str, row: int, column: str, cell: Spoilt) -> None:
        """One cell was spoilt before it came here."""
        number = None if table in HEADER_TABLES else row
        self.cells.add((table, number, column))
        if cell.rule:
            place = self.raw.tables[table].place(row, column)
            told = "" if ", cell " in place else column  # a sheet's cell has told it already
            self.findings.append(
                Finding(
                    rule=cell.rule,
                    table=table,
                    column=told,
                    value=cell.value,
                    remedy=cell.remedy,
                    place=place,
                )
            )

    def absent_column(self, table: str, column: str) -> None:
        """A column that is needed is not there."""
        self.columns.add((table, column))
        rule = "is needed and is not there" if table in HEADER_TABLES else "column is needed and is not there"
        self.findings.append(Finding(rule=rule, table=table, column=column))

    def absent_table(self, table: str) -> None:
        """A table that is needed is not there, or could not be read."""
        self.tables.add(table)
        if table not in self.raw.unreadable:
            header = table in HEADER_TABLES
            rule = f"has no {self.raw.header}" if header else f"has no table {table}"
            remedy = "" if header else self.raw.missing.replace("{}", table)
            self.findings.append(Finding(rule=rule, place=self.raw.where, remedy=remedy))

    def torn_rows(self, table: str) -> None:
        """Rows that have not the shape of the others."""
        torn = self.raw.tables[table].torn if table in self.raw.tables else {}
        for row, (rule, value) in torn.items():
            self.findings.append(Finding(rule=rule, table=table, row=row, value=value))

    @property
    def unread(self) -> Unread:
        """What later checks must not speak of."""
        torn = {(table.name, row) for table in self.raw.tables.values() for row in table.torn}
        return Unread(
            cells=frozenset(self.cells),
            rows=frozenset(torn),
            columns=frozenset(self.columns),
            tables=frozenset(self.tables | self.raw.unreadable),
        )


def decode(raw: RawInstance) -> tuple[Instance, list[Finding], Unread]:
    """The instance that `raw` says, everything wrong with its cells, and which cells hold placeholders.

    The instance is whole only where there are no findings; otherwise it serves to find what else is wrong.
    """
    notes = _Notes(raw)
    header = _header(notes)
    policy = _record(notes, "policy", POLICY, Policy)
    tables: dict[str, Any] = {}
    for table in TABLES:
        if table.name not in raw.tables and table.required:
            notes.absent_table(table.name)
        notes.torn_rows(table.name)
        columns = _columns(notes, table)
        tables[table.name] = _groups(columns) if table is GROUPS else _records(table, columns)
    instance = Instance(**header, policy=Policy(**policy), **tables)
    return instance, notes.findings, notes.unread


def _header(notes: _Notes) -> dict[str, Any]:
    if "instance" not in notes.raw.tables:
        notes.absent_table("instance")
    else:
        _check_format(notes, notes.raw.tables["instance"])
    return _record(notes, "instance", HEADER, Instance)


def _check_format(notes: _Notes, table: RawTable) -> None:
    cell = table.columns["format"][0] if "format" in table.columns else None
    if cell != FORMAT:
        rule = f"must be {FORMAT}"
        value = "" if is_blank(cell) else shown(cell, native=table.native)
        notes.findings.append(Finding(rule=rule, table="instance", column="format", value=value))


def _record(notes: _Notes, name: str, fields: tuple[Field, ...], kind: type[Any]) -> dict[str, Any]:
    table = notes.raw.tables.get(name)
    return {
        one.attribute: _column(notes, name, table, one, kind)[0]
        if table
        else _placeholder(one, DEFAULTS[kind])
        for one in fields
    }


def _columns(notes: _Notes, table: Table) -> dict[str, Coded[Any]]:
    raw = notes.raw.tables.get(table.name)
    return {one.attribute: _column(notes, table.name, raw, one, table.record) for one in table.fields}


def _column(notes: _Notes, name: str, table: RawTable | None, one: Field, kind: type[Any]) -> Coded[Any]:
    rows = table.rows if table else 0
    if table is None or one.column not in table.columns:
        if table is not None and one.required and (table.rows > len(table.torn) or not table.native):
            notes.absent_column(name, one.column)
        return Coded.constant(_placeholder(one, DEFAULTS[kind]), rows)
    cells = table.columns[one.column]
    if one.kind == "code" and _are_plain(cells.values):
        return cells
    values, errors = _values(one, cells.values, DEFAULTS[kind], native=table.native)
    if errors:
        bad = np.zeros(len(values), dtype=np.bool_)
        bad[list(errors)] = True
        for row in np.flatnonzero(bad[cells.codes]).tolist():
            if row not in table.torn:
                code = int(cells.codes[row])
                cell = cells.values[code]
                if isinstance(cell, Spoilt):
                    notes.spoil(name, row, one.column, cell)
                    continue
                value = "" if is_blank(cell) else shown(cell, native=table.native)
                notes.refuse(name, row, one.column, errors[code], value)
    return Coded(cells.codes, tuple(values))


def _are_plain(cells: tuple[Any, ...]) -> bool:
    return set(map(type, cells)) <= {str} and plain_codes(cells)


def _values(
    one: Field, cells: tuple[Any, ...], defaults: Mapping[str, Any], *, native: bool
) -> tuple[list[Any], dict[int, MisreadError]]:
    read = reader(one, native=native, may_be_empty=defaults.get(one.attribute) == ())
    values, errors = [], {}
    for code, cell in enumerate(cells):
        try:
            if isinstance(cell, Spoilt):
                raise MisreadError(cell.rule)
            value = _blank(one, defaults) if is_blank(cell) else read(cell)
            values.append(value)
        except MisreadError as error:
            errors[code] = error
            values.append(_placeholder(one, defaults))
    return values, errors


def _blank(one: Field, defaults: Mapping[str, Any]) -> Any:
    if one.required:
        raise MisreadError(MUST_NOT_BE_BLANK)
    return defaults[one.attribute]


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
    made: dict[str, Any] = {}
    for one in GROUPS.fields:
        column = columns[one.attribute]
        if one.attribute == "id":
            made["id"] = tuple(column)
        elif one.kind in NUMBERS:
            made[one.attribute] = column.ints(_integer_or_blank)
        else:
            distinct = len(set(column.values)) == len(column.values)
            made[one.attribute] = column if distinct else column.normal()
    return Groups(**made)


def _integer_or_blank(value: int | None) -> int:
    return BLANK if value is None else value


def _records(table: Table, columns: Mapping[str, Coded[Any]]) -> tuple[Any, ...]:
    return tuple(table.record(**dict(values)) for values in _rows(columns))


def _rows(columns: Mapping[str, Coded[Any]]) -> Iterator[Iterator[tuple[str, Any]]]:
    names = tuple(columns)
    for values in zip(*columns.values(), strict=True):
        yield zip(names, values, strict=True)
