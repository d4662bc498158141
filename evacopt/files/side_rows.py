"""Rows of a table that is none of an instance, by a list of its columns: stories, what became known when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evacopt.domain.field import Field
from evacopt.domain.finding import Finding
from evacopt.domain.misread import MisreadError
from evacopt.domain.phrase import phrase
from evacopt.errors import InstanceError
from evacopt.files.grammar import reader, shown
from evacopt.files.raw import RawTable, is_blank
from evacopt.files.side_tables import read_side_table


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row: `cells` by the attribute of their field, `None` where blank; where they are in their file."""

    cells: dict[str, Any]
    place: str
    at: Callable[[str], str]


def read_side_rows(
    path: Path, table: str, fields: Sequence[Field], *, zone: ZoneInfo | None = None
) -> tuple[SideRow, ...]:
    """The rows of a CSV or Parquet file or a workbook with the columns of `fields`, blank rows aside.

    Raises
    ------
    InstanceError
        With every cell that is not as its field wants it, and every column that is needed and absent.
    """
    times = [field.column for field in fields if field.kind == "time"]
    raw = read_side_table(path, table, [field.column for field in fields], times, zoned=zone is not None)
    findings = [
        Finding(rule=rule, value=value, place=raw.place(row, "")) for row, (rule, value) in raw.torn.items()
    ]
    findings += [
        Finding(
            rule=phrase("column is needed and is not there"),
            column=field.column,
            place=raw.place(None, field.column),
        )
        for field in fields
        if field.required and field.column not in raw.columns
    ]
    rows = [dict.fromkeys(field.attribute for field in fields) for _ in range(raw.rows)]
    for field in fields:
        if field.column in raw.columns:
            findings += _taken(raw, field, rows, zone)
    if findings:
        raise InstanceError(findings)
    return tuple(
        SideRow(cells, raw.place(row, ""), partial(raw.place, row)) for row, cells in enumerate(rows)
    )


def _taken(raw: RawTable, field: Field, rows: list[dict[str, Any]], zone: ZoneInfo | None) -> list[Finding]:
    """Put the column into `rows`; what is wrong with its cells."""
    read, findings = reader(field, native=raw.native, zone=zone), list[Finding]()
    for row, cell in enumerate(raw.columns[field.column]):
        if row in raw.torn:
            continue
        place = raw.place(row, field.column)
        if is_blank(cell):
            if field.required:
                findings.append(Finding(rule=phrase("must not be blank"), column=field.column, place=place))
            continue
        try:
            rows[row][field.attribute] = read(cell)
        except MisreadError as error:
            value = shown(cell, native=raw.native)
            findings.append(
                Finding(rule=error.rule, value=value, remedy=error.remedy, column=field.column, place=place)
            )
    return findings
