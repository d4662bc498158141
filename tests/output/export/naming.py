"""Files of names for tests: every name is a canary that can be found again anywhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.output.export.names import COLUMNS
from evacopt.output.export.roll import Roll

CANARY = "Kanarienvogel"
CONTACT = "Rufkanari"


def codes_of(instance: Instance, plan: Plan) -> list[str]:
    """The code of everybody in the instance."""
    roll = Roll.of(instance, plan)
    return [person.code(party.code) for party in roll.parties for person in roll.people(party)]


def rows_of(codes: Iterable[str]) -> list[list[str]]:
    """A heading and a row for each of `codes`, with a canary in every cell that names hold."""
    rows = [list(COLUMNS)]
    for number, code in enumerate(codes):
        cells = [f"{CANARY}-{column}-{number}" for column in COLUMNS]
        cells[0], cells[-2], cells[-1] = code, f"{CONTACT}-{number}", ""
        rows.append(cells)
    return rows


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, separator: str = ",") -> Path:
    """`rows` as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def write_book(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """`rows` as a workbook with one sheet, as a spreadsheet would store them."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return path
