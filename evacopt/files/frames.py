"""Data frames of polars and pandas as the tables of an instance."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from evacopt.domain.clock import moment
from evacopt.domain.field import Table
from evacopt.domain.fields import FORMAT, HEADER, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.policy import Policy
from evacopt.domain.rows import frames
from evacopt.domain.stored import written
from evacopt.errors import InstanceError, UsageError
from evacopt.files.cells import stored_column
from evacopt.files.header import header_cells, header_tables, policy_cells
from evacopt.files.instance_file import checked, warn_of
from evacopt.files.parquet_table import series_of, table_of_frame
from evacopt.files.raw import TABLE_NAMES, RawInstance, RawTable

_TEXTS = frozenset(field.column for field in HEADER if field.kind == "text" and not field.required)
_DECIMALS = frozenset(("hours", "degrees", "probability", "ratio"))
_WHERE = "the arguments"


def instance_of(keys: Mapping[str, Any], tables: Mapping[str, Any]) -> Instance:
    """See `evacopt.Instance.from_frames`."""
    texts = {name: text for name, text in tables.items() if name in _TEXTS}
    header = {"format": FORMAT, **keys, **texts}
    for name in ("begins", "ends"):
        if type(header[name]) is int:
            header[name] = moment(header[name])
    header["policy"] = _policy(keys["policy"])
    return _read(header, {name: table for name, table in tables.items() if name not in _TEXTS})


def with_tables(instance: Instance, tables: Mapping[str, Any]) -> Instance:
    """See `evacopt.Instance.with_frames`."""
    keys, policy = header_cells(instance)
    return _read({"format": FORMAT, **keys, "policy": _policy(policy)}, {**frames_of(instance), **tables})


def frames_of(instance: Instance, library: str = "polars") -> dict[str, Any]:
    """See `evacopt.Instance.to_frames`."""
    if library not in ("polars", "pandas"):
        raise UsageError(f"library must be 'polars' or 'pandas', got {library!r}"[:300])
    made = {
        table.name: _frame(instance, table)
        for table in TABLES
        if table.required or len(getattr(instance, table.name))
    }
    return made if library == "polars" else {name: frame.to_pandas() for name, frame in made.items()}


def _frame(instance: Instance, table: Table) -> Any:
    polars, rows = frames(), getattr(instance, table.name)
    columns = []
    for field in table.fields:
        stored = stored_column(rows, field)
        series = series_of(field, stored, stored.map(partial(written, field)))
        columns.append(series.cast(polars.Float64) if field.kind in _DECIMALS else series)
    return polars.DataFrame(columns)


def _read(header: Mapping[str, Any], tables: Mapping[str, Any]) -> Instance:
    raw, findings = header_tables(header, _WHERE, "policy")
    for name, given in tables.items():
        if name not in TABLE_NAMES:
            remedy = did_you_mean(name, TABLE_NAMES) or f"these are: {', '.join(TABLE_NAMES)}"
            raise UsageError(f"{name} is no table of an instance; {remedy}")
        table, wrong = _table(name, given)
        raw |= {name: table} if table else {}
        findings += wrong
    whole = RawInstance(
        where=_WHERE,
        tables=raw,
        findings=tuple(findings),
        unreadable=frozenset(tables.keys() - raw.keys()),
        missing=phrase("pass {table}=df"),
        header=_WHERE,
    )
    instance, told = checked(whole)
    if instance is None:
        raise InstanceError(told)
    warn_of(told)
    return instance


def _policy(given: Any) -> Any:
    """The keys of a policy, decimals as they are written, which is how readers have them."""
    keys = policy_cells(given) if isinstance(given, Policy) else given or {}
    if not isinstance(keys, Mapping):
        raise UsageError(f"policy must be a Policy or the keys of one, got {given!r}"[:300])
    return {key: Decimal(repr(cell)) if isinstance(cell, float) else cell for key, cell in keys.items()}


def _table(name: str, given: Any) -> tuple[RawTable | None, list[Finding]]:
    def place(row: int | None, column: str) -> str:
        return name if row is None else f"{name}[{row}]"

    return table_of_frame(_polars(name, given), name, name, place)


def _polars(name: str, given: Any) -> Any:
    """`given` as a frame of polars; pandas is not imported, for who has such a frame has it already."""
    polars, pandas = frames(), sys.modules.get("pandas")
    if isinstance(given, polars.DataFrame):
        return given
    if pandas is None or not isinstance(given, pandas.DataFrame):
        raise UsageError(f"{name} must be a DataFrame of polars or pandas, got {given!r}"[:300])
    columns = {}
    for column in given.columns:
        try:
            columns[str(column)] = polars.from_pandas(given[column])
        except Exception as error:  # of pyarrow, which gives no class of its own to all of them
            reason = (str(error).splitlines() or [""])[0]
            raise UsageError(f"{name}.{column} holds values of several types: {reason}"[:300]) from None
    return polars.DataFrame(columns)
