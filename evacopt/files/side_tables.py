"""Tables that come on their own during the night: more groups, and people who did not come."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from evacopt.domain.checks.references import MUST_BE_UNIQUE
from evacopt.domain.columns import Coded
from evacopt.domain.finding import Finding
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.pin import Pin
from evacopt.domain.zones import zone_called
from evacopt.errors import InstanceError
from evacopt.files.csv_table import read_csv
from evacopt.files.decode import decode
from evacopt.files.instance_file import warn_of
from evacopt.files.layout import rows_of_table
from evacopt.files.parquet_table import read_parquet
from evacopt.files.raw import EVERY_TABLE, RawInstance, RawTable, Spoilt
from evacopt.files.workbook_read import read_sheet


def read_groups(path: str | os.PathLike[str], *, timezone: str = "") -> Groups:
    """The groups in a CSV or Parquet file, or a workbook, with the columns of the table `groups`.

    Parameters
    ----------
    timezone
        The zone of date cells and of times that say no offset, as an instance names it. Without it there
        must be an offset, and date cells are UTC.

    Raises
    ------
    InstanceError
        With every cell that is not as it must be. Whether places and codes are known is for the instance.
    """
    zone = zone_called(timezone)
    raw = read_side_table(Path(path), "groups", zoned=zone is not None)
    groups = _decoded(raw, zone).groups
    often, seen, findings = Counter(groups.id), set[str](), list[Finding]()
    for row, code in enumerate(groups.id):
        if code in seen:
            place, remedy = raw.place(row, "id"), phrase("{often} rows have it", often=often[code])
            findings.append(Finding(rule=MUST_BE_UNIQUE, column="id", value=code, remedy=remedy, place=place))
        seen.add(code)
    if findings:
        raise InstanceError(findings)
    return groups


def read_no_shows(path: str | os.PathLike[str]) -> tuple[tuple[str, int, str], ...]:
    """Rows of (group, parties, flight) in a CSV or Parquet file or a workbook; the flight may be blank.

    Raises
    ------
    InstanceError
        With every cell that is not as it must be.
    """
    raw = read_side_table(Path(path), "pins")
    strange = sorted(raw.columns.keys() - {"group", "parties", "flight"})
    if strange:
        rule = phrase("is no column of no-shows: they are group, parties and flight")
        raise InstanceError([Finding(rule=rule, place=str(path), column=name) for name in strange])
    kind = Coded.constant("at_most", raw.rows)
    pins: tuple[Pin, ...] = _decoded(replace(raw, columns={**raw.columns, "kind": kind})).pins
    return tuple((pin.group, pin.parties, pin.flight) for pin in pins)


def read_side_table(
    path: Path, table: str, columns: Sequence[str] = (), times: Collection[str] = (), *, zoned: bool = False
) -> RawTable:
    """The raw table in a CSV or Parquet file or a workbook; `columns` if it is none of an instance.

    Date cells of a workbook stand in `times` only, and are without an offset where it is `zoned`.

    Raises InstanceError if it cannot be read, or its heading is not as it must be.
    """
    if path.suffix.lower() == ".xlsx":
        raw, findings = read_sheet(path, table, columns, times, zoned=zoned)
    else:
        read = read_parquet if path.suffix.lower() == ".parquet" else read_csv
        raw, findings = read(path, table, columns)
    if raw is None or any(finding.severity == "error" for finding in findings):
        raise InstanceError(findings)
    warn_of(findings)
    raw = rows_of_table(raw)
    spoilt = [
        Finding(rule=cell.rule, value=cell.value, remedy=cell.remedy, place=raw.place(row, column))
        for column, cells in raw.columns.items()
        if columns and any(isinstance(cell, Spoilt) for cell in cells.values)  # no decoder looks at them
        for row, cell in enumerate(cells)
        if isinstance(cell, Spoilt) and cell.rule
    ]
    if spoilt:
        raise InstanceError(spoilt)
    return raw


def _decoded(raw: RawTable, zone: ZoneInfo | None = None) -> Instance:
    """An instance of which only the table `raw` is there."""
    tables = {raw.name: raw}
    whole = RawInstance(where="", tables=tables, unreadable=EVERY_TABLE - {raw.name})
    instance, findings, _ = decode(whole, zone)
    if findings:
        raise InstanceError(
            [one if one.place else replace(one, place=raw.place(one.row, one.column)) for one in findings]
        )
    return instance
