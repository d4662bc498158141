"""A table as Parquet: columns of text or of their own type, turned into the cells that CSV would have."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.field import Field, Table
from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase
from evacopt.domain.rows import frames
from evacopt.files.cells import TableRows, filled_columns
from evacopt.files.headings import match_headings, spoilt_where_filled
from evacopt.files.raw import Place, RawTable, code_texts, code_values
from evacopt.files.whereabouts import in_row
from evacopt.files.xlsx.values import number_text


def read_parquet(path: Path, table: str, known: Sequence[str] = ()) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in `path` and what is wrong with its form; see `read_csv`."""
    polars = frames()
    try:
        frame = polars.read_parquet(path, use_statistics=False)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["broken"])[0]
        rule = phrase("is no Parquet file that can be read: {reason}", reason=reason)
        return None, [Finding(rule=rule, table=table, place=path.name)]

    def place(row: int | None, column: str) -> str:
        return path.name if row is None else in_row(path.name, row)

    return table_of_frame(frame, table, path.name, place, known=known)


def table_of_frame(
    frame: Any, table: str, where: str, place: Place, *, known: Sequence[str] = ()
) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in a frame of polars and what is wrong with its form; `where` is for the whole of it."""
    named = match_headings(frame.columns, table, lambda _: where, lambda index: True, known=known)
    if named.nameless:
        return None, named.findings
    findings = named.findings
    columns: dict[str, Coded[Any]] = {}
    for column, index in (named.indexes | named.nearly).items():
        cells = _cells(frame.to_series(index))
        if cells is None:
            rule = phrase("has the type {dtypes}, which no cell can have", dtypes=frame.dtypes[index])
            findings.append(Finding(rule=rule, table=table, column=column, place=where))
        else:
            columns[column] = cells if column in named.indexes else spoilt_where_filled(cells)
    return RawTable(name=table, columns=columns, rows=frame.height, place=place), findings


def _cells(series: Any) -> Coded[Any] | None:
    polars = frames()
    dtype = series.dtype
    if isinstance(dtype, polars.List | polars.Array | polars.Struct):
        return code_values(_native(value) for value in series.to_list())
    if isinstance(dtype, polars.Datetime):
        if dtype.time_zone:
            series = series.dt.convert_time_zone("UTC")
        series = series.dt.to_string("%Y-%m-%dT%H:%M:%S%.f" + ("Z" if dtype.time_zone else ""))
    elif dtype.is_float():
        return code_texts("" if value is None else number_text(value) for value in series.to_list())
    elif dtype in (polars.Binary, polars.Object, polars.Duration):
        return None
    return code_texts(series.cast(polars.String).fill_null("").to_list())


def _native(value: Any) -> Any:
    """Lists as lists; structs as objects without the keys that are null in this row."""
    if isinstance(value, dict):
        return {key: number for key, number in value.items() if number is not None}
    return list(value) if value is not None else None


def write_parquet(rows: TableRows, table: Table, file: Path) -> None:
    """Write the rows of a table: integers and times as such, everything else as the text that CSV has."""
    content = BytesIO()  # polars has its own errors for a full disk
    series = [series_of(*column) for column in filled_columns(rows, table)]
    frames().DataFrame(series).write_parquet(content)
    file.write_bytes(content.getbuffer())


def series_of(field: Field, stored: Coded[Any], text: Coded[str]) -> Any:
    """A column as polars has it: integers and times as such, everything else as text, null where blank."""
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
