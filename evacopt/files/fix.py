"""A copy of an instance in which is mended what is certain, and a list of what was changed where."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evacopt.domain.field import Field
from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase, why
from evacopt.domain.spreadsheet import guarded
from evacopt.domain.stored import NUMBERS
from evacopt.errors import InstanceError, UsageError
from evacopt.files.atomic import new_folder, write_whole
from evacopt.files.csv_table import csv_rows
from evacopt.files.grammar import shown
from evacopt.files.headings import columns_of, plain_heading
from evacopt.files.instance_file import raw_instance
from evacopt.files.layout import rows_of_table
from evacopt.files.mend import mended
from evacopt.files.raw import RawInstance, RawTable
from evacopt.files.xlsx import RefusedError
from evacopt.files.xlsx.grid import place_of
from evacopt.files.xlsx.patch import Place, patched

_IN_CSV = re.compile(r"(.+\.csv):(\d+)")
_BEGINS = re.compile(rb"(\xef\xbb\xbf)?(sep=.\r?\n)?", re.IGNORECASE)
"""A byte-order mark, and the line in which spreadsheets name a separator."""

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?", re.ASCII)
_IN_SHEET = re.compile(r".+, sheet (.+), cell ([A-Z]+\d+)", re.DOTALL)
_FIELDS = {"instance": HEADER, "policy": POLICY, **{table.name: table.fields for table in TABLES}}


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was written otherwise than it must be, and means one thing alone."""

    field: Field
    table: str
    place: str
    before: str
    now: str

    @property
    def finding(self) -> Finding:
        """The change as a line."""
        before, now = (shown(cell, native=False) for cell in (self.before, self.now))
        rule, column = phrase('was "{before}", is now "{now}"', before=before, now=now), self.field.column
        return Finding(rule=rule, table=self.table, column=column, place=self.place, severity="warning")


def fix(path: Path, target: Path) -> list[Change]:
    """Write the folder or workbook `path` as `target`, with what is certain mended; what was changed.

    All else is kept as it is: other cells, notes, formats, formulas, sheets and files that are no tables.

    Raises
    ------
    UsageError
        If `path` is neither, or `target` of another kind.
    OutputError
        If `target` is there already, or cannot be written.
    InstanceError
        If nothing of `path` can be read.
    """
    if path.is_dir() != (target.suffix.lower() not in (".xlsx", ".json", ".csv")):
        raise UsageError(
            phrase("{path} and {target} must both be folders, or both workbooks", path=path, target=target)
        )
    if not path.is_dir() and path.suffix.lower() != ".xlsx":
        raise UsageError(
            phrase(
                "{path} is neither a folder of CSV tables nor a workbook: only those are mended", path=path
            )
        )
    raw = raw_instance(path)
    if not raw.tables:
        raise InstanceError(raw.findings)
    changes = list(_changes(raw))
    if path.is_dir():
        _write_folder(path, target, changes)
        return changes
    try:
        book, done = patched(path, _by_sheet(changes))
    except RefusedError as error:
        raise InstanceError([Finding(rule=why(error), place=path.name)]) from None
    write_whole(target, book, force=False)
    return [change for change in changes if _cell_of(change) in done]


def _changes(raw: RawInstance) -> Iterator[Change]:
    """Every cell that is certain and written otherwise, table by table."""
    blocs = raw.tables.get("blocs")
    names = set(blocs.columns["bloc"].values) if blocs and "bloc" in blocs.columns else set()
    for name, table in raw.tables.items():
        rows = rows_of_table(table) if name not in ("instance", "policy") else table
        for field in _FIELDS[name]:
            if field.column in rows.columns:
                yield from _changes_of(rows, field, {text for text in names if isinstance(text, str)})


def _changes_of(table: RawTable, field: Field, blocs: set[str]) -> Iterator[Change]:
    column = table.columns[field.column]
    now = [mended(field, cell, blocs) if isinstance(cell, str) else cell for cell in column.values]
    differs = [number for number, cell in enumerate(column.values) if now[number] != cell]
    if not differs:
        return
    for row, code in enumerate(column.codes.tolist()):
        if now[code] != column.values[code]:
            place = table.place(row, field.column)
            if _IN_CSV.fullmatch(place) or _IN_SHEET.fullmatch(place):
                yield Change(field, table.name, place, column.values[code], now[code])


def _cell_of(change: Change) -> tuple[str, Place]:
    """Sheet and cell of a change in a workbook; all places of one are such."""
    match = _IN_SHEET.fullmatch(change.place)
    assert match is not None
    return match[1], place_of(match[2])


def _by_sheet(changes: Sequence[Change]) -> dict[str, dict[Place, str | float]]:
    """The new values of a workbook's cells; numbers as numbers, but not where the format shows a clock."""
    sheets: dict[str, dict[Place, str | float]] = {}
    for change in changes:
        sheet, place = _cell_of(change)
        value: str | float = change.now
        clock = ":" in change.before
        if not clock and change.field.kind in NUMBERS - {"time", "clock"} and _NUMBER.fullmatch(change.now):
            value = float(change.now) if "." in change.now else int(change.now)
        sheets.setdefault(sheet, {})[place] = value
    return sheets


def _write_folder(path: Path, target: Path, changes: Sequence[Change]) -> None:
    lines: dict[str, dict[int, dict[str, str]]] = {}
    for change in changes:
        match = _IN_CSV.fullmatch(change.place)
        if match:
            cells = lines.setdefault(match[1], {}).setdefault(int(match[2]), {})
            cells[change.field.column] = change.now
    with new_folder(target) as draft:
        for file in sorted(entry for entry in path.iterdir() if entry.is_file()):
            new = lines.get(file.name)
            draft.add(file.name, _mended_csv(file, new) if new else file.read_bytes())


def _mended_csv(path: Path, lines: Mapping[int, Mapping[str, str]]) -> bytes:
    """The table with the cells of `lines` anew, in its own separator."""
    made = io.StringIO(newline="")
    with csv_rows(path, columns_of(path.stem)) as rows:
        writer = csv.writer(made, delimiter=rows.dialect.delimiter, lineterminator="\n")
        columns: dict[str, int] = {}
        first = rows.line_num + 1
        for row in rows:
            columns = columns or {plain_heading(name): at for at, name in enumerate(row) if name.strip()}
            for column, text in lines.get(first, {}).items():
                row[columns[column]] = guarded(text)
            writer.writerow(row)
            first = rows.line_num + 1
    begin = _BEGINS.match(path.read_bytes())
    return (begin[0] if begin else b"") + made.getvalue().encode()
