"""A list of persons as its file has it: headings and rows of text, each cell with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evacopt.domain.finding import Finding, Severity
from evacopt.domain.phrase import phrase, why
from evacopt.domain.spreadsheet import unguarded
from evacopt.errors import InvalidInput
from evacopt.files.csv_table import csv_rows
from evacopt.files.encoding import FormError, unreadable
from evacopt.files.layout import is_error, is_total, may_hold_error
from evacopt.files.raw import Spoilt, is_blank, is_filled
from evacopt.files.sheet_remarks import remarks
from evacopt.files.whereabouts import in_cell, in_sheet
from evacopt.files.xlsx import RefusedError, Sheet, Value, read_sheets
from evacopt.registration.cells import text
from evacopt.registration.headings import known_headings, recognised

_MOST_TITLES = 20
_FEW = 3
"""Cells, the most that a row of totals fills."""

_NAMES = ("surname", "given_names", "name", "nationality")
_NUMBERED = tuple[int, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The rows below the heading that say anything.

    Attributes
    ----------
    rows : list of rows of text, as wide as the heading; numbers are their places in the file
    findings : what is wrong with the form, or may be read otherwise than a person sees it
    """

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int]
    place_of: Callable[[int, int], str]
    findings: tuple[Finding, ...] = ()

    def place(self, row: int, column: int) -> str:
        """Where the cell stands in the file."""
        return self.place_of(self.numbers[row], column)


def read_listing(path: Path, sheet: str = "") -> Listing:
    """The list in a CSV file or a workbook: in its sheet `sheet`, or in the only one that is filled.

    Raises
    ------
    InvalidInput
        If it cannot be read. No cell is quoted: it may hold a name.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            return _of_workbook(path, sheet)
        return _listing(list(_csv(path)), lambda number, column: f"{path.name}:{number}", path.name)
    except FormError as error:
        raise InvalidInput([error.finding(path.name)]) from None
    except RefusedError as error:
        raise InvalidInput([Finding(rule=why(error), place=path.name)]) from None
    except OSError as error:
        raise InvalidInput([unreadable(path, error)]) from None


def _csv(path: Path) -> Iterator[_NUMBERED]:
    with csv_rows(path, known_headings()) as rows:
        done = rows.line_num
        for row in rows:
            yield done + 1, [unguarded(cell) for cell in row]
            done = rows.line_num


def _of_workbook(path: Path, name: str) -> Listing:
    sheets = [sheet for sheet in read_sheets(path) if any(map(is_filled, sheet.rows))]
    named = [sheet for sheet in sheets if sheet.name == name] if name else sheets
    if len(named) != 1:
        rule = phrase("must have one sheet that is filled, and has {sheets}", sheets=len(sheets))
        rule = phrase("has no sheet {name} that is filled", name=name) if name else rule
        remedy = phrase("name one with --sheet: {sheets}", sheets=", ".join(sheet.name for sheet in sheets))
        raise InvalidInput([Finding(rule=rule, place=path.name, remedy=remedy)])
    sheet = named[0]
    where = in_sheet(path.name, sheet.name)
    rows = [(number, [_text(cell) for cell in row]) for number, row in enumerate(sheet.rows, start=1)]

    def place(number: int, column: int) -> str:
        return in_cell(where, number - 1, column)

    listing = _listing(rows, place, where)
    seen = dict(enumerate(listing.headings))
    told = remarks(sheet, [number - 1 for number in listing.numbers], seen, where, "")
    spoilt = _spoilt(sheet, seen, place, first=min(listing.numbers, default=0) - 2)
    return replace(listing, findings=(*listing.findings, *spoilt, *told))


def _text(cell: Value) -> str:
    """A cell as text: a day, or a moment in UTC."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.hour == cell.minute == 0 else f"{cell:%Y-%m-%dT%H:%M}Z"
    return "" if isinstance(cell, Spoilt) else cell


def _spoilt(
    sheet: Sheet, headings: Mapping[int, str], place: Callable[[int, int], str], *, first: int
) -> Iterator[Finding]:
    """What cannot be read, and cells merged from row `first` on, where a person sees one value in several."""
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Spoilt):
                heading = headings.get(column, "")
                where = place(number, column)
                yield Finding(rule=cell.rule, place=where, column=heading, remedy=cell.remedy)
    for area in (area for area in sheet.merged if area.bottom >= first):
        remedy = phrase("undo the merge and fill in every cell")
        yield Finding(
            rule=phrase("is merged with others"), place=place(area.top + 1, area.left), remedy=remedy
        )


def _persons_in(
    rows: Sequence[_NUMBERED], headings: Sequence[str], place: Callable[[int, int], str]
) -> tuple[list[_NUMBERED], list[Finding]]:
    """The rows that may be persons; a finding for each that is none: totals, remarks, the heading again."""
    names = {column for field in _NAMES for column in recognised(headings).get(field, ())}
    kept, findings = list[_NUMBERED](), list[Finding]()
    for number, row in rows:
        few = len(row) - row.count("") <= _FEW
        filled = [column for column, cell in enumerate(row) if not is_blank(cell)] if few else [0]
        rule = ""
        severity: Severity = "error"
        if row == headings:
            rule, severity = phrase("is the heading again, and is not read"), "warning"
        elif few and any(is_total(row[column]) for column in filled):
            rule = phrase("is a row of totals and no person: remove it")
        elif few and len(filled) == 1 and len(headings) > _FEW and not names.intersection(filled):
            rule = phrase("has one cell filled and is no person: remove it")
        if rule:
            findings.append(Finding(rule=rule, place=place(number, filled[0]), severity=severity))
        else:
            kept.append((number, row))
    return kept, findings


def _listing(rows: Iterable[_NUMBERED], place: Callable[[int, int], str], where: str) -> Listing:
    filled = [(number, row) for number, row in rows if is_filled(row)]
    if not filled:
        rule = phrase("is empty: its first row must name the columns")
        raise InvalidInput([Finding(rule=rule, place=where)])
    known = [len(recognised(row)) for _, row in filled[:_MOST_TITLES]]
    first = known.index(max(known))
    headings = tuple(map(text, filled[first][1]))
    width = len(headings)
    findings = [
        Finding(
            rule=phrase("stands above the heading and is not read"),
            place=place(number, 0),
            severity="warning",
        )
        for number, _ in filled[:first]
    ]
    body, odd = _persons_in(filled[first + 1 :], filled[first][1], place)
    findings += odd
    for number, row in body:
        if may_hold_error(row):
            findings += [
                Finding(
                    rule=phrase("holds an error of a spreadsheet"),
                    place=place(number, column),
                    column=heading,
                )
                for column, (cell, heading) in enumerate(zip(row, headings, strict=False))
                if is_error(cell)
            ]
        if len(row) > width and is_filled(row[width:]):
            findings.append(Finding(rule=phrase("stands beside the headings"), place=place(number, width)))
    return Listing(
        name=where,
        headings=headings,
        rows=[(*row[:width], *[""] * (width - len(row))) for _, row in body],
        numbers=[number for number, _ in body],
        place_of=place,
        findings=tuple(findings),
    )
