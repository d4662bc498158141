"""The folder: `instance.toml` and one CSV or Parquet file a table, read and written."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.fields import TABLES, Field, Kind, Table
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.rows import frames
from evacopt.domain.spreadsheet import guarded
from evacopt.domain.written import written
from evacopt.errors import OutputError
from evacopt.files.atomic import Draft, output_errors
from evacopt.files.cells import says_something, stored_column
from evacopt.files.csv_table import read_csv
from evacopt.files.header import HEADER_FILE, header_text, read_header
from evacopt.files.parquet_table import read_parquet
from evacopt.files.raw import RawInstance, RawTable
from evacopt.files.strangers import TABLE_FILES, strangers

_READERS = {".csv": read_csv, ".parquet": read_parquet}
_FREE: frozenset[Kind] = frozenset({"text", "code", "codes", "itinerary"})
"""Kinds of column that can hold any sign; -3.5 degrees stay what they are."""


def read_folder(path: Path) -> RawInstance:
    """The raw instance in the folder `path`."""
    names = {entry.name for entry in path.iterdir() if not entry.is_dir()}
    findings, meant = strangers(path)
    tables: dict[str, RawTable] = {}
    unreadable = {"instance", "policy"} if "instance" in meant else set(meant)
    if HEADER_FILE in names:
        header, wrong = read_header(path / HEADER_FILE)
        tables.update(header)
        findings += wrong
        unreadable.update({"instance", "policy"} - header.keys())
    for table in TABLES:
        files = [f"{table.name}{ending}" for ending in _READERS if f"{table.name}{ending}" in names]
        if len(files) > 1:
            rule = f"must not stand beside {files[1]}: one table, one file"
            findings.append(Finding(rule=rule, table=table.name, place=files[0]))
        if files:
            raw, wrong = _READERS[Path(files[0]).suffix](path / files[0], table.name)
            findings += wrong
            if raw is None:
                unreadable.add(table.name)
            else:
                tables[table.name] = raw
    return RawInstance(
        where=path.name or str(path),
        tables=tables,
        findings=tuple(findings),
        unreadable=frozenset(unreadable),
        missing="add {}.csv or {}.parquet",
    )


def write_folder(instance: Instance, path: Path, *, force: bool, parquet: bool) -> None:
    """Write `instance` into the folder `path`, made if it is not there.

    All files are made complete first. A new folder is then put in place at once. In one that exists the
    header goes first and comes last, so that tables old and new are never read together. In between they are
    put in place one by one, and those that `instance` does not have are removed. Other files stay.

    Raises
    ------
    OutputError
        If it holds an instance already and `force` is not set, or cannot be written.
    """
    if path.exists() and not path.is_dir():
        raise OutputError(f"{path} is a file; give a folder, or a name ending in .xlsx or .json")
    old = [name for name in (*TABLE_FILES, HEADER_FILE) if (path / name).exists()]
    if old and not force:
        raise OutputError(f"{path} holds an instance already; use force to replace it")
    ending, write = (".parquet", _write_parquet) if parquet else (".csv", _write_csv)
    with output_errors(path), Draft(path) as draft:
        for table in TABLES:
            if table.required or len(getattr(instance, table.name)):
                draft.add(f"{table.name}{ending}", partial(write, instance, table))
        draft.add(HEADER_FILE, header_text(instance).encode())
        _put(draft.gather(), path, old)


def _put(staging: Path, path: Path, old: list[str]) -> None:
    if not path.exists():
        staging.rename(path)
        return
    (path / HEADER_FILE).unlink(missing_ok=True)
    new = sorted(entry.name for entry in staging.iterdir() if entry.name != HEADER_FILE)
    for name in new:
        (staging / name).replace(path / name)
    for name in old:
        if name not in (*new, HEADER_FILE):
            (path / name).unlink()
    (staging / HEADER_FILE).replace(path / HEADER_FILE)


def _columns(instance: Instance, table: Table) -> Iterator[tuple[Field, Coded[Any], Coded[str]]]:
    """The columns that say something: stored values, and the cells as text."""
    for field in table.fields:
        stored = stored_column(instance, table, field)
        if says_something(table, field, stored):
            yield field, stored, stored.map(partial(written, field))


def _write_csv(instance: Instance, table: Table, file: Path) -> None:
    """Cells that a spreadsheet would run are marked as text; reading undoes it exactly."""
    names, columns = [], []
    for field, _, text in _columns(instance, table):
        names.append(field.column)
        columns.append(text.map(guarded) if field.kind in _FREE else text)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(zip(*columns, strict=True))


def _write_parquet(instance: Instance, table: Table, file: Path) -> None:
    content = BytesIO()  # polars has its own errors for a full disk
    frames().DataFrame([_series(*column) for column in _columns(instance, table)]).write_parquet(content)
    file.write_bytes(content.getbuffer())


def _series(field: Field, stored: Coded[Any], text: Coded[str]) -> Any:
    """Integers and times as such, everything else as the text that CSV has."""
    polars = frames()

    codes = polars.Series(stored.codes.astype(np.uint32))
    if field.kind in ("integer", "minutes"):
        return polars.Series(field.column, stored.values, dtype=polars.Int64).gather(codes)
    if field.kind == "time":
        moments = [None if value is None else value * 60_000_000 for value in stored.values]
        series = polars.Series(field.column, moments, dtype=polars.Int64)
        return series.cast(polars.Datetime("us", "UTC")).gather(codes)
    cells = [value or None for value in text.values]
    return polars.Series(field.column, cells, dtype=polars.String).gather(codes)
