"""The workbook: sheet `instance` with keys and values, and one sheet a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.files.headings import is_note
from evacopt.files.raw import (
    HEADER_TABLES,
    TABLE_NAMES,
    Place,
    RawInstance,
    RawTable,
    Spoilt,
    code_texts,
    is_blank,
    is_filled,
)
from evacopt.files.sheet_remarks import remarks
from evacopt.files.sheet_table import cell_of, cell_text, table_of
from evacopt.files.xlsx import RefusedError, Sheet, Value, letters_of, read_sheets

GUIDE = "guide"
"""The sheet that explains; like notes it is never read."""

_SHEETS = ("instance", *TABLE_NAMES)
_OPTIONAL = frozenset(table.name for table in TABLES if not table.required)
_WORD = re.compile(r"[^\W\d_]+")
_POLICY = "policy."
_TIMES = frozenset(field.column for field in HEADER if field.kind == "time")
_KEYS = ("format", *(field.column for field in HEADER), *(f"{_POLICY}{field.column}" for field in POLICY))


def read_workbook(path: Path) -> RawInstance:
    """The raw instance in the workbook `path`."""
    try:
        return _read(path)
    except RefusedError as error:
        everything = frozenset((*HEADER_TABLES, *TABLE_NAMES))
        finding = Finding(rule=str(error), place=path.name)
        return RawInstance(where=path.name, tables={}, findings=(finding,), unreadable=everything)


def _note_sheets(sheets: Sequence[Sheet], path: Path) -> list[Finding]:
    """Notes with the name of a table in theirs: `note flights`."""
    return [
        Finding(
            rule="is a note and is not read",
            place=f"{path.name}, sheet {sheet.name}",
            remedy="name it as the table if it is meant to be read",
            severity="warning",
        )
        for sheet in sheets
        if is_note(sheet.name)
        and _is_filled(sheet)
        and any(name in sheet.name.casefold() for name in _SHEETS)
    ]


def read_sheet(path: Path, table: str, columns: Sequence[str] = ()) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in the sheet called `table`, or in the only one that is filled; see `read_csv`."""
    try:
        sheets = [sheet for sheet in read_sheets(path, lambda name: not _is_aside(name)) if _is_filled(sheet)]
        named = [sheet for sheet in sheets if sheet.name.strip().casefold() == table] or sheets
        if len(named) != 1:
            rule = f"must have one sheet that is not empty, or one called {table}, and has {len(named)}"
            return None, [Finding(rule=rule, table=table, place=path.name)]
        return table_of(named[0], table, f"{path.name}, sheet {named[0].name}", columns)
    except RefusedError as error:
        return None, [Finding(rule=str(error), table=table, place=path.name)]


def _read(path: Path) -> RawInstance:
    tables: dict[str, RawTable] = {}
    names: set[str] = set()
    sheets = read_sheets(path, lambda name: name.strip().casefold() != GUIDE)
    findings = _note_sheets(sheets, path)
    for sheet in (sheet for sheet in sheets if not is_note(sheet.name)):
        name = sheet.name.strip().casefold()
        where = f"{path.name}, sheet {sheet.name}"
        if name in names:
            findings.append(Finding(rule="sheet is there twice", place=where))
        elif name == "instance":
            made, wrong = _header(sheet, where)
            tables.update(made)
            findings += wrong
        elif name in _OPTIONAL and not _is_filled(sheet):
            continue
        elif name in TABLE_NAMES:
            tables[name], wrong = table_of(sheet, name, where)
            findings += wrong
        elif _is_filled(sheet):
            remedy = _sheet_meant(name) or "name it note... if it is a remark"
            findings.append(Finding(rule="is no table of an instance", place=where, remedy=remedy))
        names.update({name} & set(_SHEETS))
    return RawInstance(
        where=path.name,
        tables=tables,
        findings=tuple(findings),
        missing="add a sheet {}",
        header="sheet instance",
    )


def _sheet_meant(name: str) -> str:
    """The sheet that `name` was probably meant for; Numbers exports `groups - Table 1`."""
    words = _WORD.findall(name)
    return did_you_mean(name, _SHEETS) or next(
        (f"did you mean {sheet}?" for sheet in _SHEETS if sheet in words), ""
    )


def _is_aside(name: str) -> bool:
    return is_note(name) or name.strip().casefold() == GUIDE


def _is_filled(sheet: Sheet) -> bool:
    return any(map(is_filled, sheet.rows))


def _header(sheet: Sheet, where: str) -> tuple[dict[str, RawTable], list[Finding]]:
    """Keys and values: the first two columns, under a row that says `key`, `value`."""
    cells: dict[str, str | Spoilt] = {}
    places: dict[str, str] = {}
    findings = _merges(sheet, where)
    asides: set[int] = set()
    for number, row in enumerate(sheet.rows):
        key, value = ([*row[:2], "", ""])[:2]
        key = cell_text(key).strip().casefold()
        place = f"{where}, cell B{number + 1}"
        if (key, cell_text(value).strip().casefold()) == ("key", "value"):
            asides = {index for index, cell in enumerate(row) if is_note(cell_text(cell))}
        elif is_blank(key) and not is_blank(value):
            findings.append(Finding(rule="has no key beside it", table="instance", place=place))
        elif is_blank(key) or is_note(key):
            continue
        elif key not in _KEYS:
            findings.append(
                Finding(rule="is no key", column=key, place=place, remedy=did_you_mean(key, _KEYS))
            )
        elif key in cells:
            findings.append(Finding(rule="key is there twice", column=key, place=place))
        else:
            cells[key], places[key] = cell_of(value, time=key in _TIMES), place
    findings += _unread_columns(sheet.rows, asides, where)
    read = [number for number, row in enumerate(sheet.rows) if is_filled(row[:2])]
    findings += remarks(sheet, read, {0: "key", 1: "value"}, where, "instance")
    return _header_tables(cells, places, where), findings


def _header_tables(cells: dict[str, str | Spoilt], places: dict[str, str], where: str) -> dict[str, RawTable]:
    own = {key: value for key, value in cells.items() if not key.startswith(_POLICY)}
    policy = {key.removeprefix(_POLICY): value for key, value in cells.items() if key.startswith(_POLICY)}

    def policy_place(row: int | None, column: str) -> str:
        return places.get(f"{_POLICY}{column}", where)

    return {
        "instance": _one_row("instance", own, lambda row, column: places.get(column, where)),
        "policy": _one_row("policy", policy, policy_place),
    }


def _merges(sheet: Sheet, where: str) -> list[Finding]:
    """Merged cells that put one text beside several keys, or over a key and its value."""
    wrong = [
        area
        for area in sheet.merged
        if area.left <= 1 and (area.bottom > area.top or (area.left == 0 and area.right > 0))
    ]
    return [
        Finding(
            rule="is merged with others",
            table="instance",
            place=f"{where}, cell {letters_of(area.left)}{area.top + 1}",
            remedy="undo the merge and write every key and value into cells of their own",
        )
        for area in wrong
        if any(is_filled(row[:2]) for row in sheet.rows[area.top : area.bottom + 1])
    ]


def _unread_columns(rows: Sequence[Sequence[Value]], asides: set[int], where: str) -> list[Finding]:
    """Columns beyond key and value that hold something and are no notes."""
    filled = {index for row in rows for index in range(2, len(row)) if not is_blank(row[index])}
    return [
        Finding(
            rule="is not read: a key has one value",
            table="instance",
            place=f"{where}, column {letters_of(index)}",
            remedy="name it note if it is a remark",
            severity="warning",
        )
        for index in sorted(filled - asides)
    ]


def _one_row(name: str, cells: dict[str, str | Spoilt], place: Place) -> RawTable:
    columns = {key: code_texts([cell]) for key, cell in cells.items()}
    return RawTable(name=name, columns=columns, rows=1, place=place)
