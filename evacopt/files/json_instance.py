"""The JSON container: the keys of `instance.toml`, then each table as a list of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evacopt.domain.checks.values import DEFAULTS
from evacopt.domain.field import Table
from evacopt.domain.fields import FORMAT, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.files.cells import TableRows, native, stored_column
from evacopt.files.encoding import FormError
from evacopt.files.grammar import shown
from evacopt.files.header import header_cells, header_tables
from evacopt.files.headings import columns_of, is_note, unknown_column
from evacopt.files.json_file import keys_twice, parse_json
from evacopt.files.raw import TABLE_NAMES, RawInstance, RawTable, code_values


def read_json(path: Path) -> RawInstance:
    """The raw instance in the JSON file `path`."""
    return raw_json(path.read_bytes(), path.name)


def raw_json(data: bytes, where: str) -> RawInstance:
    """The raw instance in the bytes of a JSON file; `where` is its name in what is found."""
    try:
        content = parse_json(data)
    except FormError as error:
        return RawInstance.refused(where, error.finding(where))
    if not isinstance(content, dict):
        return RawInstance.refused(where, Finding(rule=phrase("must be one object"), place=where))
    findings = [*_twice(content, where), *_twice(content.get("policy"), "policy")]
    keys = {key: value for key, value in content.items() if key not in TABLE_NAMES}
    tables, wrong = header_tables(keys, where, "policy", TABLE_NAMES)
    findings += wrong
    unreadable: set[str] = set()
    for name in TABLE_NAMES:
        if isinstance(content.get(name), list):
            tables[name], wrong = _table(name, content[name])
            findings += wrong
        elif content.get(name) is not None:
            unreadable.add(name)
            findings.append(Finding(rule=phrase("must be a list of objects"), table=name, place=name))
    return RawInstance(
        where=where,
        tables=tables,
        findings=tuple(findings),
        unreadable=frozenset(unreadable),
        missing=phrase('add "{table}": [...]'),
    )


def json_lines(instance: Instance) -> Iterator[str]:
    """The JSON text of `instance`, row by row; cells at their default are left out."""
    keys, policy = header_cells(instance)
    yield "{\n"
    for key, value in {"format": FORMAT, **keys, "policy": policy}.items():
        yield f" {_text(key)}: {_text(value)},\n"
    tables = [table for table in TABLES if table.required or len(getattr(instance, table.name))]
    for table in tables:
        yield f" {_text(table.name)}: ["
        for number, row in enumerate(_rows(getattr(instance, table.name), table)):
            yield f"{',' if number else ''}\n  {_text(row)}"
        yield "\n ],\n" if table is not tables[-1] else "\n ]\n"
    yield "}\n"


def _table(name: str, rows: list[Any]) -> tuple[RawTable, list[Finding]]:
    known = frozenset(columns_of(name))
    findings: list[Finding] = []
    torn: dict[int, tuple[str, str]] = {}
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            torn[number] = (phrase("must be an object"), shown(row, native=True))
            rows[number] = {}
        elif not known.issuperset(row) or keys_twice(row):
            place = f"{name}[{number}]"
            odd = [key for key in row if key not in known and not is_note(key)]
            findings += [unknown_column(key, name, place, row=number) for key in odd]
            findings += _twice(row, place)
    used = [column for column in columns_of(name) if any(column in row for row in rows)]
    columns = {column: code_values(row.get(column) for row in rows) for column in used}
    raw = RawTable(
        name=name,
        columns=columns,
        rows=len(rows),
        place=lambda row, column: name if row is None else f"{name}[{row}]",
        torn=torn,
        native=True,
    )
    return raw, findings


def _twice(content: Any, place: str) -> list[Finding]:
    return [
        Finding(rule=phrase("key is there twice"), column=key, place=place) for key in keys_twice(content)
    ]


def _rows(rows: TableRows, table: Table) -> Iterator[dict[str, Any]]:
    defaults = DEFAULTS[table.record]
    columns = []
    for field in table.fields:
        default = object() if field.required else defaults[field.attribute]
        stored = stored_column(rows, field)
        cells = [None if value == default else native(field, value) for value in stored.values]
        columns.append([cells[code] for code in stored.codes.tolist()])
    names = [field.column for field in table.fields]
    for row in zip(*columns, strict=True):
        yield {name: cell for name, cell in zip(names, row, strict=True) if cell is not None}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
