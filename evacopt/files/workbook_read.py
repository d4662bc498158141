"""The workbook: sheet `instance` with keys and values, and one sheet a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean, nearest, suggested
from evacopt.domain.phrase import phrase, why
from evacopt.files.headings import is_note
from evacopt.files.other_words import word_meant
from evacopt.files.raw import TABLE_NAMES, RawInstance, RawTable, Spoilt, code_texts, is_blank, is_filled
from evacopt.files.sheet_examples import take_examples
from evacopt.files.sheet_remarks import remarks
from evacopt.files.sheet_table import cell_of, cell_text, on_the_clock, table_of
from evacopt.files.whereabouts import in_cell, in_column, in_sheet
from evacopt.files.xlsx import RefusedError, Sheet, Value, read_sheets

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
        sheets = read_sheets(path, lambda name: _table_name(name) != GUIDE)
        return _instance_of(sheets, path)
    except RefusedError as error:
        return RawInstance.refused(path.name, Finding(rule=why(error), place=path.name))


def read_sheet(
    path: Path, table: str, columns: Sequence[str] = (), times: Collection[str] = (), *, zoned: bool = False
) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in the sheet called `table`, or in the only one that is filled; see `read_csv`.

    Date cells are in UTC, or, where it is `zoned`, without an offset.
    """
    try:
        sheets = read_sheets(path, lambda name: not is_note(name) and _table_name(name) != GUIDE)
        filled = [sheet for sheet in sheets if _is_filled(sheet)]
        named = [sheet for sheet in filled if _table_name(sheet.name) == table] or filled
        if len(named) != 1:
            rule = phrase(
                "must have one sheet that is not empty, or one called {table}, and has {named}",
                table=table,
                named=len(named),
            )
            return None, [Finding(rule=rule, table=table, place=path.name)]
        if zoned:
            _put_on_the_clock(named[0])
        return table_of(named[0], table, in_sheet(path.name, named[0].name), columns, times)
    except RefusedError as error:
        return None, [Finding(rule=why(error), table=table, place=path.name)]


def _table_name(sheet: str) -> str:
    return sheet.strip().casefold()


def _is_filled(sheet: Sheet) -> bool:
    return any(map(is_filled, sheet.rows))


def _instance_of(sheets: Sequence[Sheet], path: Path) -> RawInstance:
    tables: dict[str, RawTable] = {}
    names: set[str] = set()
    meant: set[str] = set()
    findings = _note_sheets(sheets, path)
    if _is_untouched(sheets, path, findings):
        remedy = phrase(
            "fill in the sheets instance, locations, groups and flights; the sheet guide says how"
        )
        rule = phrase("holds nothing but headings and examples, which are not read")
        return RawInstance.refused(path.name, Finding(rule=rule, place=path.name, remedy=remedy))
    if any(map(_names_zone, sheets)):
        for sheet in sheets:
            _put_on_the_clock(sheet)
    for sheet in (sheet for sheet in sheets if not is_note(sheet.name)):
        name = _table_name(sheet.name)
        where = in_sheet(path.name, sheet.name)
        if name in names:
            findings.append(Finding(rule=phrase("sheet is there twice"), place=where))
        elif name == "instance":
            header, wrong = _Header(sheet, where).tables()
            tables.update(header)
            findings += wrong
        elif name in _OPTIONAL and not _is_filled(sheet):
            continue
        elif name in TABLE_NAMES:
            table, wrong = table_of(sheet, name, where)
            tables |= {name: table} if table else {}
            findings += wrong
        elif _is_filled(sheet):
            near = _sheet_meant(name)
            remedy = suggested(near) or phrase("name it note... if it is a remark")
            findings.append(Finding(rule=phrase("is no table of an instance"), place=where, remedy=remedy))
            meant |= {near, "policy"} if near == "instance" else {near}
        names.update({name} & set(_SHEETS))
    return RawInstance(
        where=path.name,
        tables=tables,
        findings=tuple(findings),
        unreadable=frozenset((meant | names) - tables.keys()),
        missing=phrase("add a sheet {table}"),
        header=phrase("sheet instance"),
    )


def _put_on_the_clock(sheet: Sheet) -> None:
    sheet.rows[:] = [[on_the_clock(cell) for cell in row] for row in sheet.rows]


def _sheet_meant(name: str) -> str:
    """The sheet that is probably meant by `name`: by its letters, or in another language; Numbers exports
    `groups - Table 1`.
    """
    words = _WORD.findall(name)
    return (
        word_meant("sheets", name, _SHEETS)
        or nearest(name, _SHEETS)
        or next((sheet for sheet in _SHEETS if sheet in words), "")
    )


def _names_zone(sheet: Sheet) -> bool:
    """Whether it is the sheet `instance`, and says in which zone times are written."""
    return _table_name(sheet.name) == "instance" and any(
        [cell_text(cell).strip().casefold() for cell in row[:1]] == ["timezone"] and is_filled(row[1:2])
        for row in sheet.rows
    )


def _is_untouched(sheets: Sequence[Sheet], path: Path, findings: list[Finding]) -> bool:
    """Take the examples out of all sheets, and say whether no table held anything else.

    What is wrong with them is added to `findings`.
    """
    taken = rows = False
    for sheet in sheets:
        name = _table_name(sheet.name)
        if name in TABLE_NAMES:
            found = take_examples(sheet, name, in_sheet(path.name, sheet.name))
            findings += found.findings
            taken |= found.taken
            rows |= sum(map(is_filled, sheet.rows)) > 1
    return taken and not rows


def _note_sheets(sheets: Sequence[Sheet], path: Path) -> list[Finding]:
    """A warning of each note with the name of a table in its own: `note flights`."""
    return [
        Finding(
            rule=phrase("is a note and is not read"),
            place=in_sheet(path.name, sheet.name),
            remedy=phrase("name it as the table if it is meant to be read"),
            severity="warning",
        )
        for sheet in sheets
        if is_note(sheet.name)
        and _is_filled(sheet)
        and any(name in sheet.name.casefold() for name in _SHEETS)
    ]


class _Header:
    """The sheet `instance`: keys and values in two columns, under a row that says `key`, `value`."""

    def __init__(self, sheet: Sheet, where: str) -> None:
        self._sheet, self._where = sheet, where
        self._cells: dict[str, str | Spoilt] = {}
        self._places: dict[str, str] = {}
        self._findings: list[Finding] = []

    def tables(self) -> tuple[dict[str, RawTable], list[Finding]]:
        """The raw tables `instance` and `policy`, and what is to be said of the sheet's form."""
        rows = self._sheet.rows
        self._check_merges()
        asides: set[int] = set()
        for number, row in enumerate(rows):
            key, value = ([*row[:2], "", ""])[:2]
            key = cell_text(key).strip().casefold()
            if (key, cell_text(value).strip().casefold()) == ("key", "value"):
                asides = {index for index, cell in enumerate(row) if is_note(cell_text(cell))}
            else:
                self._read(key, value, number + 1)
        filled = {index for row in rows for index in range(2, len(row)) if not is_blank(row[index])}
        rule, remedy = phrase("is not read: a key has one value"), phrase("name it note if it is a remark")
        for index in sorted(filled - asides):
            place = in_column(self._where, index)
            self._findings.append(
                Finding(rule=rule, table="instance", place=place, remedy=remedy, severity="warning")
            )
        read = [number for number, row in enumerate(rows) if is_filled(row[:2])]
        self._findings += remarks(self._sheet, read, {0: "key", 1: "value"}, self._where, "instance")
        header = {"instance": self._table("instance", ""), "policy": self._table("policy", _POLICY)}
        return header, self._findings

    def _check_merges(self) -> None:
        """Merged cells that put one text beside several keys, or over a key and its value."""
        for area in self._sheet.merged:
            mixed = area.left <= 1 and (area.bottom > area.top or (area.left == 0 and area.right > 0))
            if mixed and any(is_filled(row[:2]) for row in self._sheet.rows[area.top : area.bottom + 1]):
                place = in_cell(self._where, area.top, area.left)
                remedy = phrase("undo the merge and write every key and value into cells of their own")
                self._findings.append(
                    Finding(
                        rule=phrase("is merged with others"), table="instance", place=place, remedy=remedy
                    )
                )

    def _read(self, key: str, value: Value, number: int) -> None:
        place, beside = (in_cell(self._where, number - 1, column) for column in (1, 0))
        if is_blank(key) and not is_blank(value):
            self._findings.append(Finding(rule=phrase("has no key beside it"), table="instance", place=place))
        elif is_blank(key) or is_note(key):
            return
        elif key not in _KEYS:
            remedy = did_you_mean(key, _KEYS)
            self._findings.append(Finding(rule=phrase("is no key"), column=key, place=beside, remedy=remedy))
        elif key in self._cells:
            twice = Finding(
                rule=phrase("key is there twice"),
                column=key,
                place=beside,
                remedy=phrase("remove one of them"),
            )
            self._findings.append(twice)
        else:
            self._cells[key], self._places[key] = cell_of(value, time=key in _TIMES), place

    def _table(self, name: str, prefix: str) -> RawTable:
        own = {key: cell for key, cell in self._cells.items() if key.startswith(_POLICY) == bool(prefix)}
        columns = {key.removeprefix(prefix): code_texts([cell]) for key, cell in own.items()}

        def place(row: int | None, column: str) -> str:
            return self._places.get(f"{prefix}{column}", self._where)

        return RawTable(name=name, columns=columns, rows=1, place=place)
