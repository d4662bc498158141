"""The workbook: sheet `instance` with keys and values, and one sheet a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from evacopt.domain.fields import HEADER, POLICY
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.files.headings import is_note, match_headings
from evacopt.files.raw import TABLE_NAMES, Place, RawInstance, RawTable, code_texts, is_filled
from evacopt.files.workbook_guard import RefusedError, inspect

GUIDE = "guide"
"""The sheet that explains; like notes it is never read."""

_SHEETS = ("instance", *TABLE_NAMES)
_POLICY = "policy."
_KEYS = ("format", *(field.column for field in HEADER), *(f"{_POLICY}{field.column}" for field in POLICY))


def read_workbook(path: Path) -> RawInstance:
    """The raw instance in the workbook `path`."""
    try:
        dead = inspect(path)
        sheets = sheets_of(path)
    except RefusedError as error:
        everything = frozenset({*_SHEETS, "policy"})
        finding = Finding(rule=str(error), place=path.name)
        return RawInstance(where=path.name, tables={}, findings=(finding,), unreadable=everything)
    findings: list[Finding] = []
    tables: dict[str, RawTable] = {}
    for sheet, rows in sheets.items():
        name = sheet.strip().casefold()
        where = f"{path.name}, sheet {sheet}"
        findings += _dead_cells(dead.get(sheet, {}), where) if name in _SHEETS else []
        if name in tables:
            findings.append(Finding(rule="sheet is there twice", place=where))
        elif name == "instance":
            made, wrong = _header(rows, where)
            tables.update(made)
            findings += wrong
        elif name in TABLE_NAMES:
            tables[name], wrong = _table(rows, name, where)
            findings += wrong
        elif not is_note(name) and name != GUIDE:
            remedy = did_you_mean(name, _SHEETS) or "name it note... if it is a remark"
            findings.append(Finding(rule="is no table of an instance", place=where, remedy=remedy))
    return RawInstance(
        where=path.name,
        tables=tables,
        findings=tuple(findings),
        missing="add a sheet {}",
        header="sheet instance",
    )


def _dead_cells(cells: dict[str, str], where: str) -> list[Finding]:
    remedy = "put the value itself there"
    return [Finding(rule=rule, place=f"{where}, cell {cell}", remedy=remedy) for cell, rule in cells.items()]


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    """The cells of each sheet of a workbook that `inspect` has found safe to open.

    Raises
    ------
    RefusedError
        If it cannot be read.
    """
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
        return {
            sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        }
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise RefusedError(f"is no workbook that can be read: {error}") from None


def _table(rows: Sequence[Sequence[Any]], name: str, where: str) -> tuple[RawTable, list[Finding]]:
    first, header = _first_row(rows)
    body = rows[first + 1 :]
    indexes, findings = match_headings(
        header, name, f"{where}, row {first + 1}", lambda index: is_filled(row[index] for row in body)
    )

    def place(row: int | None, column: str) -> str:
        if row is None:
            return where
        if column not in indexes:
            return f"{where}, row {first + row + 2}"
        return f"{where}, cell {_letters(indexes[column])}{first + row + 2}"

    columns = {column: code_texts(cell_text(row[index]) for row in body) for column, index in indexes.items()}
    raw = RawTable(name=name, columns=columns, rows=len(body), place=place)
    return raw, findings


def _first_row(rows: Sequence[Sequence[Any]]) -> tuple[int, list[str]]:
    """The number and the texts of the first row that is not blank, blank columns at its end cut off."""
    for number, row in enumerate(rows):
        names = [cell_text(cell) for cell in row]
        while names and not names[-1].strip():
            names.pop()
        if names:
            return number, names
    return 0, []


def _header(rows: Sequence[Sequence[Any]], where: str) -> tuple[dict[str, RawTable], list[Finding]]:
    """Keys and values: the first two columns, under a row that says `key`, `value`."""
    cells: dict[str, str] = {}
    places: dict[str, str] = {}
    findings: list[Finding] = []
    for number, row in enumerate(rows):
        key, value = (*(cell_text(cell) for cell in row[:2]), "", "")[:2]
        key = key.strip().casefold()
        place = f"{where}, cell B{number + 1}"
        if not key or is_note(key) or (key, value.strip().casefold()) == ("key", "value"):
            continue
        if key not in _KEYS:
            findings.append(
                Finding(rule="is no key", column=key, place=place, remedy=did_you_mean(key, _KEYS))
            )
        elif key in cells:
            findings.append(Finding(rule="key is there twice", column=key, place=place))
        else:
            cells[key], places[key] = value, place
    own = {key: value for key, value in cells.items() if not key.startswith(_POLICY)}
    policy = {key.removeprefix(_POLICY): value for key, value in cells.items() if key.startswith(_POLICY)}

    def policy_place(row: int | None, column: str) -> str:
        return places.get(f"{_POLICY}{column}", where)

    tables = {
        "instance": _one_row("instance", own, lambda row, column: places.get(column, where)),
        "policy": _one_row("policy", policy, policy_place),
    }
    return tables, findings


def _one_row(name: str, cells: dict[str, str], place: Place) -> RawTable:
    columns = {key: code_texts([cell]) for key, cell in cells.items()}
    return RawTable(name=name, columns=columns, rows=1, place=place)


def cell_text(cell: Any) -> str:
    """A cell of a sheet as the text that CSV would hold: whole numbers without a point, dates as UTC."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%S}Z"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}T00:00Z"
    return str(cell)


def _letters(index: int) -> str:
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
