"""The hash of an instance's content: the same whatever file it came from.

SHA-256 over, for the header, the policy and each table in the order of `evacopt.domain.fields`: the name of
the table, its number of rows, then column by column the name and the values: integers as 64-bit little-endian
with the smallest one for a blank, everything else as a JSON array of text with each distinct value once,
followed by the numbers of the values. Rows count in their order; titles, sources and licences count too.
A table that only replanning adds is left out where it has no rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.fields import FORMAT, HEADER, POLICY, TABLES, Field

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance


def digest(instance: Instance) -> str:
    """SHA-256 of the content of `instance`, in hexadecimal."""
    sha = hashlib.sha256(FORMAT.encode())
    _add_rows(sha, "instance", HEADER, [instance])
    _add_rows(sha, "policy", POLICY, [instance.policy])
    for table in TABLES:
        rows = getattr(instance, table.name)
        if table.added and not rows:
            continue
        if table.name == "groups":
            _add_table(sha, table.name, len(rows), ((f, getattr(rows, f.attribute)) for f in table.fields))
        else:
            _add_rows(sha, table.name, table.fields, rows)
    return sha.hexdigest()


def _add_rows(sha: Any, name: str, fields: Iterable[Field], rows: Any) -> None:
    columns = ((field, [getattr(row, field.attribute) for row in rows]) for field in fields)
    _add_table(sha, name, len(rows), columns)


def _add_table(sha: Any, name: str, rows: int, columns: Iterable[tuple[Field, Any]]) -> None:
    sha.update(f"\n{name} {rows}\n".encode())
    for field, column in columns:
        sha.update(f"{field.column}\n".encode())
        if isinstance(column, np.ndarray):
            sha.update(column.astype("<i8").tobytes())
        elif isinstance(column, tuple):
            sha.update(json.dumps(column).encode())
        elif isinstance(column, list) and all(value is None or type(value) is int for value in column):
            ints = [BLANK if value is None else value for value in column]
            sha.update(np.array(ints, dtype="<i8").tobytes())
        else:
            coded = (column if isinstance(column, Coded) else Coded.of(column)).normal()
            sha.update(json.dumps(coded.values).encode())
            sha.update(coded.codes.astype("<i8").tobytes())
