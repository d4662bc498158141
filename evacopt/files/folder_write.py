"""Writing the folder container."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.fields import TABLES, Field, Kind, Table
from evacopt.domain.instance import Instance
from evacopt.domain.rows import frames
from evacopt.domain.spreadsheet import guarded
from evacopt.errors import OutputError
from evacopt.files.atomic import Draft, output_errors, sync
from evacopt.files.cells import says_something, stored_column, text_column
from evacopt.files.strangers import TABLE_FILES
from evacopt.files.toml_header import HEADER_FILE, written_header

_FREE: frozenset[Kind] = frozenset({"text", "code", "codes", "itinerary"})
"""Kinds of column that can hold any sign; -3.5 degrees stay what they are."""


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
    old = _instance_files(path)
    if old and not force:
        raise OutputError(f"{path} holds an instance already; use force to replace it")
    with output_errors(path), Draft(path) as draft:
        for name, write in _writers(instance, parquet=parquet):
            file = draft.file(name)
            write(file)
            sync(file)
        _put(draft.gather(), path, old)


def _instance_files(path: Path) -> list[str]:
    return [name for name in (*TABLE_FILES, HEADER_FILE) if (path / name).exists()]


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


def _writers(instance: Instance, *, parquet: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """The name of each file, and what fills it."""
    for table in TABLES:
        if table.required or len(getattr(instance, table.name)):
            name = f"{table.name}{'.parquet' if parquet else '.csv'}"
            yield name, partial(_write_parquet if parquet else _write_csv, instance, table)
    header = written_header(instance)
    yield HEADER_FILE, lambda file: _write_text(header, file)


def _write_text(text: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _columns(instance: Instance, table: Table) -> Iterator[tuple[Field, Coded[Any]]]:
    for field in table.fields:
        stored = stored_column(instance, table, field)
        if says_something(table, field, stored):
            yield field, stored


def _write_csv(instance: Instance, table: Table, file: Path) -> None:
    fields = [field for field, _ in _columns(instance, table)]
    cells = [_csv_column(instance, table, field) for field in fields]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([field.column for field in fields])
        writer.writerows(zip(*cells, strict=True))


def _csv_column(instance: Instance, table: Table, field: Field) -> Coded[str]:
    """The cells of a column, those that a spreadsheet would run marked as text; reading undoes it exactly."""
    column = text_column(instance, table, field)
    return column.map(guarded) if field.kind in _FREE else column


def _write_parquet(instance: Instance, table: Table, file: Path) -> None:
    polars = frames()

    frame = polars.DataFrame(
        [
            _series(field, stored, text_column(instance, table, field))
            for field, stored in _columns(instance, table)
        ]
    )
    content = BytesIO()  # polars has its own errors for a full disk
    frame.write_parquet(content)
    file.write_bytes(content.getbuffer())


def _series(field: Field, stored: Coded[Any], text: Coded[str]) -> Any:
    """Integers and times as such, everything else as the text that CSV has."""
    polars = frames()

    codes = polars.Series(stored.codes.astype(np.uint32))
    if field.kind in ("integer", "minutes"):
        return polars.Series(field.column, stored.values, dtype=polars.Int64).gather(codes)
    if field.kind == "time":
        moments = [None if value is None else value * 60_000_000 for value in stored.values]
        made = polars.Series(field.column, moments, dtype=polars.Int64)
        return made.cast(polars.Datetime("us", "UTC")).gather(codes)
    cells = [value or None for value in text.values]
    return polars.Series(field.column, cells, dtype=polars.String).gather(codes)
