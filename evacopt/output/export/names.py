"""The file of names, joined by code at the moment of writing and held nowhere else.

Whatever is wrong with it is told by row and by codes that the instance knows. No cell of the file is ever
quoted: a heading may be a name where the first row is missing, and so may a code where columns are mixed up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evacopt.domain.finding import Finding
from evacopt.domain.spreadsheet import unguarded
from evacopt.errors import DataWarning, EvacoptError, NamesError
from evacopt.files.csv_table import SAVE_AS, csv_rows
from evacopt.files.encoding import FormError
from evacopt.files.layout import ERROR, is_error
from evacopt.output.export.manifest import FROM_NAMES, Names

if TYPE_CHECKING:
    from evacopt.files.xlsx import Sheet

CODE = "code"
NATIONALITY = "nationality"
COLUMNS = (CODE, *FROM_NAMES, "contact", NATIONALITY)
"""What the file may hold; all but the code may be absent."""

_WHERE = "names file"
_MOST = 20


@contextmanager
def withheld(*, names: bool = True) -> Iterator[None]:
    """While `names` are in hand: an error that nobody foresaw must not say what was in hand."""
    try:
        yield
    except (EvacoptError, DataWarning, OSError, MemoryError):
        raise
    except Exception as error:
        if not names:
            raise
        kind = type(error).__name__
        raise RuntimeError(f"{kind} while names were in hand; what it said is withheld") from None


def read_names(path: Path, *, needed: Collection[str], people: Mapping[str, str]) -> Names:
    """The names in `path`, a CSV file or a workbook with one sheet, by person code.

    Parameters
    ----------
    needed : codes that must be there
    people : dict
        The nationality of everybody in the instance, by code; who is not needed may be there.

    Raises
    ------
    NamesError
        If it cannot be read, has columns that mean nothing, or does not hold each code once.
    """
    with withheld():
        rows = _workbook_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
        first = next((number for number, row in enumerate(rows) if _filled(row)), len(rows))
        if first == len(rows):
            raise NamesError([_finding("is empty: its first row must name the columns", CODE)])
        columns = _columns(rows[first], first + 1)
        body = [(number, row) for number, row in enumerate(rows[first + 1 :], first + 2) if _filled(row)]
        return _joined(columns, body, needed, people)


def _finding(rule: str, column: str = "", *, row: int | None = None, subject: str = "") -> Finding:
    place = _WHERE if row is None else f"{_WHERE}, row {row}"
    return Finding(rule=rule, column=column, place=place, subject=subject)


def _joined(
    columns: Mapping[str, int],
    body: Sequence[tuple[int, list[str]]],
    needed: Collection[str],
    people: Mapping[str, str],
) -> Names:
    rows: dict[str, dict[str, str]] = {}
    findings: list[Finding] = []
    for number, cells in body:
        row = {column: cells[place] if place < len(cells) else "" for column, place in columns.items()}
        wrong = [column for column, cell in row.items() if is_error(cell)]
        findings += [_finding(ERROR, column, row=number) for column in wrong]
        code = row.pop(CODE).strip()
        code = code if code in people else unguarded(code)  # as exports write it
        row = {column: " ".join(unguarded(cell).split()) for column, cell in row.items()}
        if code not in people:
            findings.append(_finding("is the code of nobody in the instance", CODE, row=number))
        elif code in rows:
            findings.append(_finding("is there twice", CODE, row=number, subject=f"person {code}"))
        elif row.get(NATIONALITY) and row[NATIONALITY] != people[code]:
            rule = f"must be {people[code]}, as the instance says"
            findings.append(_finding(rule, NATIONALITY, row=number, subject=f"person {code}"))
        if code in people:
            rows.setdefault(code, row)
    missing = [code for code in needed if code not in rows]
    findings += [_finding("is missing", CODE, subject=f"person {code}") for code in missing]
    if findings:
        raise NamesError(_shortened(findings))
    return rows


def _shortened(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= _MOST:
        return findings
    return [*findings[:_MOST], _finding(f"has {len(findings) - _MOST} more faults of these kinds")]


def _columns(heading: Sequence[str], row: int) -> dict[str, int]:
    """The place of each column that the heading names."""
    places: dict[str, int] = {}
    findings: list[Finding] = []
    for place, cell in enumerate(heading):
        name = "_".join(cell.replace("_", " ").casefold().split())
        if name in places:
            findings.append(_finding("is there twice", name, row=row))
        elif name in COLUMNS:
            places[name] = place
        elif name and not name.startswith("note"):
            rule = f"column {place + 1} has a heading that is no note and none of {', '.join(COLUMNS)}"
            findings.append(_finding(rule, row=row))
    if CODE not in places:
        findings.append(_finding("is missing: no column has this heading", CODE, row=row))
    if findings:
        raise NamesError(_shortened(findings))
    return places


def _filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _csv_rows(path: Path) -> list[list[str]]:
    """Every row, a list of its number being its place in the file."""
    known = {name.replace("_", sign) for name in COLUMNS for sign in "_ "}
    try:
        with csv_rows(path, known) as rows:
            return list(rows)
    except FormError as error:
        rule = f"{error.rule}: {error.remedy}" if error.remedy else "is no CSV that can be read"
        rule += ", or as .xlsx" if error.remedy == SAVE_AS else ""
        raise NamesError([_finding(rule, row=error.line or None)]) from None
    except OSError as error:
        raise NamesError([_finding(f"cannot be read: {error.strerror}")]) from None


def _workbook_rows(path: Path) -> list[list[str]]:
    """The rows of the one sheet; what cannot be read, or may be meant otherwise, is told by its row alone."""
    from evacopt.files.raw import Spoilt, is_filled
    from evacopt.files.sheet_table import cell_text
    from evacopt.files.xlsx import RefusedError, read_sheets

    try:
        sheets = [sheet for sheet in read_sheets(path) if any(map(is_filled, sheet.rows))]
    except RefusedError:
        raise NamesError([_finding("is no workbook that can be read")]) from None
    if len(sheets) != 1:
        raise NamesError([_finding(f"must have one sheet that is not empty, and has {len(sheets)}")])
    (sheet,) = sheets
    findings = [
        _finding(cell.rule, row=number)
        for number, row in enumerate(sheet.rows, 1)
        for cell in row
        if isinstance(cell, Spoilt)
    ]
    findings += [_finding("has merged cells: undo the merge", row=area.top + 1) for area in sheet.merged]
    if findings:
        raise NamesError(_shortened(findings))
    _warn_of_hidden(sheet)
    return [
        [f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell_text(cell) for cell in row]
        for row in sheet.rows
    ]


def _warn_of_hidden(sheet: Sheet) -> None:
    """Rows that a person does not see, or sees struck out, are read all the same: that is said."""
    from evacopt.files.instance_file import warn_of

    struck = {row for row, _ in sheet.struck}
    filled = {number for number, row in enumerate(sheet.rows) if row}
    remarks = [("is hidden, and is read all the same", row) for row in sorted(sheet.hidden_rows & filled)]
    remarks += [("holds something struck out, and is read all the same", row) for row in sorted(struck)]
    shown = {row for (row, _), how in sheet.otherwise.items() if how != "day"}
    remarks += [("shows a number in a format, and is read without it", row) for row in sorted(shown)]
    warnings = [replace(_finding(rule, row=row + 1), severity="warning") for rule, row in remarks]
    warn_of(_shortened(warnings))
