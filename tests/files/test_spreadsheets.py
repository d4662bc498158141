"""Workbooks of planners with one typical mistake each: read as meant, mended, or told in one line."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime as at
from datetime import time as clock
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from evacopt.errors import InstanceError
from evacopt.files import check_instance, read_instance
from evacopt.files.fix import fix
from tests.files.spreadsheets import Doubted, Fixed, Named, Slip, Solved, cell, cells, filled_workbook, spoilt
from tests.pseudo import english_of

Outcome = Solved | Fixed | Named | Doubted


def row_above(sheet: str, **texts: Any) -> Slip:
    """A row above the heading."""
    return row_between(sheet, 1, **texts)


def row_between(sheet: str, row: int, **texts: Any) -> Slip:
    """A row that is none of the table."""

    def slip(book: Any) -> None:
        book[sheet].insert_rows(row)
        cells(sheet, **texts)(book)

    return slip


def each(*slips: Slip) -> Slip:
    """One thing after the other."""

    def slip(book: Any) -> None:
        for one in slips:
            one(book)

    return slip


def called(sheet: str, name: str) -> Slip:
    """Another name of a sheet."""
    return lambda book: setattr(book[sheet], "title", name)


def copied(sheet: str, source: int, target: int, **other: Any) -> Slip:
    """A row once more, with other values in some cells."""

    def slip(book: Any) -> None:
        for one in book[sheet][source]:
            book[sheet].cell(target, one.column, one.value)
        cells(sheet, **other)(book)

    return slip


def merged(sheet: str, area: str) -> Slip:
    """Merged cells."""
    return lambda book: book[sheet].merge_cells(area)


def sorted_alone(sheet: str, places: Sequence[str]) -> Slip:
    """A column sorted without the others."""

    def slip(book: Any) -> None:
        values = sorted(book[sheet][place].value for place in places)
        cells(sheet, **dict(zip(places, values, strict=True)))(book)

    return slip


def error(sheet: str, place: str, text: str) -> Slip:
    """What Excel shows where it has no value."""

    def slip(book: Any) -> None:
        book[sheet][place].value = text
        book[sheet][place].data_type = "e"

    return slip


def filtered(book: Any) -> None:
    """A filter that hides a row."""
    book["flights"].auto_filter.ref = "B1:S6"
    book["flights"].auto_filter.add_filter_column(1, ["FRA"])
    book["flights"].row_dimensions[4].hidden = True


def struck(book: Any) -> None:
    """A row struck out."""
    for one in book["flights"][5]:
        one.font = Font(strike=True)


def coloured_below(book: Any) -> None:
    """Formats far below the table."""
    for row in range(8, 40):
        book["groups"].cell(row, 3).fill = PatternFill("solid", fgColor="FFFF00")


def spare_sheets(book: Any) -> None:
    """A sheet without anything, and one that is a chart."""
    book.create_sheet("Tabelle2")
    book.create_chartsheet("Diagramm").add_chart(BarChart())


def transposed(book: Any) -> None:
    """Columns for rows."""
    rows = list(zip(*book["flights"].iter_rows(values_only=True), strict=True))
    del book["flights"]
    sheet = book.create_sheet("flights")
    for row in rows:
        sheet.append(row)


def clocks_of_paris(book: Any) -> None:
    """The night in which the clocks of Paris go back, and a departure in the hour that is there twice."""
    cells("instance", B9="Europe/Paris", B7=at(2026, 10, 24, 12), B8=at(2026, 10, 26))(book)
    for row in range(3, 8):
        book["groups"][f"L{row}"].value = None
    for place in ("F3", "G3", "F4", "G4", "F5", "G5", "F6", "G6"):
        book["flights"][place].value += timedelta(days=84)
    cell("flights", "F4", at(2026, 10, 25, 2, 15))(book)


KNOWN = (
    "xlsx FRA DEU ITA NER NIM CDG FFT NDJ COD COG Excel UTC ISO ICAO IANA Europe Paris Africa Niamey",
    "taille Groups Total Average AUGUST subject permit promise cyrillic capital false",
)
SPREADSHEETS: dict[str, tuple[Slip, Outcome]] = {
    "a title above the heading": (
        row_above("flights", B1="Flights, as of 03:00"),
        Solved("sheet flights, row 1: stands above the heading and is not read"),
    ),
    "a title in merged cells": (
        each(row_above("flights", A1="FLIGHTS"), merged("flights", "A1:J1")),
        Solved("sheet flights, row 1: stands above the heading and is not read"),
    ),
    "a date beside the title": (
        row_above("flights", B1="as of", C1=at(2026, 8, 1)),
        Named("sheet flights, row 1: stands above the heading; put it below, or remove it"),
    ),
    "the heading lost": (
        lambda book: book["groups"].delete_rows(1),
        Named(
            "sheet groups, row 1: names no column of groups, got example FRA-1 FRA FRA:2;NER:1 NIM 3 "
            "12 1; write id, nationality, origin, size above the columns that say them"
        ),
    ),
    "rows and columns exchanged": (
        transposed,
        Named(
            "sheet flights, row 1: names no column of flights, got note example; write id, operator, "
            "origin, destination, departs, arrives, seats above the columns that say them"
        ),
    ),
    "a heading in French": (
        cell("groups", "F1", "taille"),
        Named("sheet groups, cell F1, taille: is no column of groups; did you mean size?"),
    ),
    "a heading with its unit": (
        cell("groups", "F1", "size\n(people)"),
        Named("sheet groups, cell F1, 'size\\n(people)': is no column of groups; did you mean size?"),
    ),
    "a Cyrillic letter in a heading": (
        cell("groups", "F1", "s\u0456ze"),
        Named("sheet groups, cell F1, sіze: is no column of groups; did you mean size?"),
    ),
    "a blank for the line in a heading": (cell("flights", "S1", "Cancel Probability"), Solved()),
    "a column twice": (
        cell("groups", "P1", "size"),
        Named("sheet groups, cell P1, size: column is there twice; remove one of them, or name it note"),
    ),
    "a column lost": (
        lambda book: book["groups"].delete_cols(6),
        Named("sheet groups, size: column is needed and is not there"),
    ),
    "a column without a name": (
        cell("groups", "Z3", "call again"),
        Named("sheet groups, cell Z1: column 26 has no name; name it or remove it"),
    ),
    "a sheet in German": (
        called("flights", "Fl\u00fcge"),
        Named("sheet Flüge: is no table of an instance; did you mean flights?"),
    ),
    "a sheet renamed": (
        called("groups", "Groups (2)"),
        Named("sheet Groups (2): is no table of an instance; did you mean groups?"),
    ),
    "an old version beside": (
        lambda book: setattr(book.copy_worksheet(book["groups"]), "title", "groups old"),
        Named("sheet groups old: is no table of an instance; did you mean groups?"),
    ),
    "empty sheets and a chart": (spare_sheets, Solved()),
    "a comment on a cell": (
        lambda book: setattr(
            book["groups"]["F3"], "comment", Comment("perhaps three? ask Jean", "night shift")
        ),
        Solved(),
    ),
    "a total below": (
        cells("groups", B8="Total", F8="=SUM(F3:F7)"),
        Named("sheet groups, row 8 (group Total): is a row of totals and none of the table: remove it"),
    ),
    "sums without a word": (
        cells("groups", F8=15, G8=47),
        Named(
            "sheet groups, row 8: holds numbers alone, as a row of totals does, and nothing else "
            "that a row needs: remove it"
        ),
    ),
    "an average below": (
        cells("groups", B9="Average", F9=3),
        Named(
            "sheet groups, row 9 (group Average): lacks what every row needs: nationality, origin; "
            "fill it in, or remove the row"
        ),
    ),
    "a row of a section": (
        row_between("flights", 5, B5="2 AUGUST"),
        Named(
            "sheet flights, row 5 (flight 2 AUGUST): has one cell filled and nothing that a row "
            "needs: remove it, or move it to a column called note"
        ),
    ),
    "a footnote": (
        cell("flights", "B9", "* subject to permit"),
        Named(
            "sheet flights, row 9 (flight * subject to permit): has one cell filled and nothing that "
            "a row needs: remove it, or move it to a column called note"
        ),
    ),
    "formats far below": (coloured_below, Solved()),
    "a blank typed below": (cell("groups", "C12", "\u00a0 "), Solved()),
    "half a row": (
        cells("groups", B8="FRA-3", C8="FRA"),
        Named(
            "sheet groups, row 8 (group FRA-3): lacks what every row needs: origin, size; fill it "
            "in, or remove the row"
        ),
    ),
    "the example typed over": (
        cell("groups", "F2", 4),
        Named(
            "sheet groups, cell A2: marks the row as an example, which is not read, and the row is "
            "none any more; clear this cell if the row is meant, or else delete the row"
        ),
    ),
    "the column of the examples deleted": (
        lambda book: book["flights"].delete_cols(1),
        Doubted(
            "sheet flights, row 2: says what the example of a new workbook says, bears no mark any "
            "more, and is read; delete the row if it is not meant"
        ),
    ),
    "a row hidden by a filter": (
        filtered,
        Solved(
            "sheet flights, row 4: is hidden by a filter, and is read all the same; show it, and "
            "remove it if it is not meant"
        ),
    ),
    "a column hidden": (
        lambda book: setattr(book["groups"].column_dimensions["H"], "hidden", True),
        Solved(
            "sheet groups, column H: (priority) is hidden, and is read all the same; show it, and "
            "remove it if it is not meant"
        ),
    ),
    "a row struck out": (
        struck,
        Solved("sheet flights, row 5: is struck out, and is read all the same; remove it if it is not meant"),
    ),
    "one place merged over all rows": (
        merged("groups", "E3:E7"),
        Solved("sheet groups, cells E3:E7: are merged: origin is read as NIM in each of these rows"),
    ),
    "seats merged over two flights": (
        merged("flights", "I3:I4"),
        Named(
            "sheet flights, cell I3: is merged over I3:I4: which of these cells it is meant for "
            "cannot be told; undo the merge and fill in every cell"
        ),
    ),
    "a number kept as text": (cell("groups", "F3", "\u00a02 "), Solved()),
    "an apostrophe typed": (cell("groups", "F3", "'2"), Fixed("'2 > 2")),
    "the letter O for a nought": (
        cell("flights", "I3", "9O"),
        Named(
            "sheet flights, cell I3 (flight FR1), seats: must be an integer, got 9O; is 90 meant, "
            "with digits for letters?"
        ),
    ),
    "seats with their unit": (cell("flights", "I3", "90 seats"), Fixed("90 seats > 90")),
    "about so many": (
        cell("flights", "I3", "~90"),
        Named(
            "sheet flights, cell I3 (flight FR1), seats: must be an integer, got ~90; write the one "
            "number to plan with, such as 90"
        ),
    ),
    "from so many to so many": (
        cell("flights", "I3", "80-90"),
        Named(
            "sheet flights, cell I3 (flight FR1), seats: must be an integer, got 80-90; write the "
            "one number to plan with, 80 or 90"
        ),
    ),
    "so many and the crew": (
        cell("flights", "I3", "90+5"),
        Named(
            "sheet flights, cell I3 (flight FR1), seats: must be an integer, got 90+5; write the one "
            "number to plan with: 95, if all of them count here"
        ),
    ),
    "seats not known yet": (
        cell("flights", "I3", "TBC"),
        Named(
            "sheet flights, cell I3 (flight FR1), seats: must be an integer, got TBC; write the "
            "number to plan with"
        ),
    ),
    "a comma for decimals": (
        cell("locations", "H3", "13,48"),
        Named(
            "sheet locations, cell H3 (location NIM), lat: must be decimal degrees, got 13,48; write "
            "it with a decimal point: 13.48"
        ),
    ),
    "a point for thousands": (
        cell("locations", "L4", "1.000"),
        Named(
            "sheet locations, cell L4 (location NDJ), capacity: must be an integer, got 1.000; it "
            "could be 1000 or 1: write the one meant, without a separator of thousands"
        ),
    ),
    "a point that a spreadsheet took for decimals": (
        cell("locations", "L4", 1, "0.000"),
        Doubted(
            "sheet locations, cell L4: shows a number in the format 0.000, and is read as 1; format "
            "such cells as plain numbers and write them again"
        ),
    ),
    "a share in per cent": (
        cell("shares", "E3", "20%"),
        Named(
            "sheet shares, cell E3 (share promise-1), people: must be an integer, got 20%; write how "
            "many, not how many of a hundred"
        ),
    ),
    "a chance of ten": (
        cell("flights", "S3", 10),
        Named(
            "sheet flights, cell S3 (flight FR1), cancel_probability: must be at most 1, got 10; if "
            "per cent are meant, write 0.1"
        ),
    ),
    "hours shown by a clock": (cell("locations", "N4", 1.5, "[h]:mm"), Fixed("36:00:00 > 36")),
    "a negative number": (
        cell("groups", "G3", -12),
        Named("sheet groups, cell G3 (group FRA-1), count: must be at least 1, got -12"),
    ),
    "nothing, said by a dash": (
        cell("groups", "N3", "-"),
        Named(
            "sheet groups, cell N3 (group FRA-1), destinations: must name havens or countries, got "
            "-; leave the cell blank if every haven will do"
        ),
    ),
    "no limit, said by a nought": (
        cell("locations", "L4", 0),
        Doubted(
            "sheet locations, cell L4 (location NDJ), capacity: means that nobody may be there, got "
            "0; leave it blank if there is no limit"
        ),
    ),
    "seats with a digit too many": (
        cell("flights", "I3", 900),
        Doubted(
            "sheet flights, cell I3 (flight FR1), seats: is far above what a A330 has carried, at "
            "most 406, got 900; is there a digit too many?"
        ),
    ),
    "size and count exchanged": (
        cells("groups", F3=12, G3=2),
        Doubted(
            "sheet groups, cell F3 (group FRA-1), size: makes a party that flies together or not at "
            "all, got 12; are size and count, 2, exchanged?"
        ),
    ),
    "more infants than laps": (
        cell("groups", "I3", 5),
        Doubted(
            "sheet groups, cell I3 (group FRA-1), infants: is more lap infants than people with a "
            "seat, 2: a lap holds one, got 5; do they have seats?"
        ),
    ),
    "who must lie, and nowhere to": (
        cell("groups", "J4", 1),
        Doubted(
            "sheet flights, stretchers: is blank or 0 on every flight, and 5 people must lie; "
            "fill it in on those that can take them"
        ),
    ),
    "seats dragged down": (
        cells("flights", I3=90, I4=91, I5=92, I6=93),
        Doubted(
            "sheet flights, cell I6 (flight ON1), seats: goes up by one from row to row, 4 times, as "
            "dragging a cell down makes it, got 93; is each of them meant?"
        ),
    ),
    "a day without a year": (
        cell("flights", "F3", "01/08 18h00"),
        Named(
            "sheet flights, cell F3 (flight FR1), departs: is no ISO 8601 time, got 01/08 18h00; "
            "write the year too, as in 2023-08-01T06:00Z"
        ),
    ),
    "day or month first?": (
        cell("flights", "F3", "02/08/2026 18:00"),
        Named(
            "sheet flights, cell F3 (flight FR1), departs: is no ISO 8601 time, got 02/08/2026 "
            "18:00; it could be 2026-08-02T18:00Z or 2026-02-08T18:00Z: write the one that is meant"
        ),
    ),
    "day and month exchanged": (
        cell("flights", "F3", at(2026, 1, 8, 18)),
        Named(
            "sheet flights, cell F3 (flight FR1), departs: must be within the horizon, "
            "2026-08-01T12:00Z to 2026-08-03T00:00Z, got 2026-01-08T18:00Z; is 2026-08-01T18:00Z "
            "meant, with day and month exchanged?"
        ),
    ),
    "day and month exchanged where it is allowed": (
        cell("groups", "L3", at(2026, 1, 8, 14)),
        Doubted(
            "sheet groups, cell L3 (group FRA-1), ready: is far off the horizon, 2026-08-01T12:00Z "
            "to 2026-08-03T00:00Z, got 2026-01-08T14:00Z; is 2026-08-01T14:00Z meant, with day and "
            "month exchanged?"
        ),
    ),
    "day and month exchanged in the horizon": (
        cell("instance", "B7", at(2026, 1, 8, 12)),
        Doubted(
            "sheet instance, cell B7, begins: is far from every departure, 2026-08-01T18:00Z to "
            "2026-08-02T12:00Z, got 2026-01-08T12:00Z; is 2026-08-01T12:00Z meant, with day and "
            "month exchanged?"
        ),
    ),
    "a time without zone": (
        cell("flights", "F3", "2026-08-01 18:00"),
        Named(
            "sheet flights, cell F3 (flight FR1), departs: has no offset, got 2026-08-01 18:00; "
            "write it with Z or an offset such as +02:00"
        ),
    ),
    "a time in words of UTC": (
        cell("flights", "F3", "1 Aug 2026 18:00 UTC"),
        Fixed("1 Aug 2026 18:00 UTC > 2026-08-01T18:00Z"),
    ),
    "a date-time group": (cell("flights", "F3", "01 1800Z AUG 26"), Solved()),
    "a day alone": (
        cell("flights", "F5", at(2026, 8, 2), "dd/mm/yyyy"),
        Doubted(
            "sheet flights, cell F5: shows a day without a time, and is read as 2026-08-02T00:00Z; "
            "write the time too if another is meant"
        ),
    ),
    "a time alone": (
        cell("flights", "G3", clock(23, 30)),
        Named(
            "sheet flights, cell G3 (flight FR1), arrives: is no ISO 8601 time, got 23:30:00; write "
            "the day too, as in 2023-08-01T23:30Z"
        ),
    ),
    "the next day forgotten": (
        cell("flights", "G4", at(2026, 8, 1, 4)),
        Named(
            "sheet flights, cell G4 (flight DE1), arrives: must be after departs, 2026-08-01T22:15Z, "
            "got 2026-08-01T04:00Z; is 2026-08-02T04:00Z meant, the day after?"
        ),
    ),
    "arrival before departure": (
        cell("flights", "G3", at(2026, 8, 1, 17)),
        Named(
            "sheet flights, cell G3 (flight FR1), arrives: must be after departs, 2026-08-01T18:00Z, "
            "got 2026-08-01T17:00Z"
        ),
    ),
    "midnight at the end of a day": (
        cell("instance", "B8", "2026-08-02T24:00Z"),
        Fixed("2026-08-02T24:00Z > 2026-08-03T00:00Z"),
    ),
    "a date kept as its number": (
        cell("flights", "F3", 46235.75, "General"),
        Named(
            "sheet flights, cell F3 (flight FR1), departs: is no ISO 8601 time, got 46235.75; if "
            "that is UTC, write it as 2026-08-01T18:00Z"
        ),
    ),
    "the date system of 1904": (lambda book: setattr(book, "epoch", CALENDAR_MAC_1904), Solved()),
    "a date pasted from 1904": (
        cell("flights", "F3", at(2026, 8, 1, 18) - timedelta(days=1_462)),
        Named(
            "sheet flights, cell F3 (flight FR1), departs: must be within the horizon, "
            "2026-08-01T12:00Z to 2026-08-03T00:00Z, got 2022-07-31T18:00Z; is 2026-08-01T18:00Z "
            "meant, four years and a day later, as between the two date systems of Excel?"
        ),
    ),
    "the hour that clocks bring twice": (
        clocks_of_paris,
        Named(
            "sheet flights, cell F4 (flight DE1), departs: is there twice in Europe/Paris, where "
            "clocks go back, got 2026-10-25T02:15:00; write 2026-10-25T02:15+02:00 or "
            "2026-10-25T02:15+01:00"
        ),
    ),
    "a zone by its abbreviation": (
        cell("instance", "B9", "WAT"),
        Named(
            "sheet instance, cell B9, timezone: must be a time zone of the IANA database, got WAT; "
            "write it by a place of the zone, like Africa/Niamey"
        ),
    ),
    "a flight that became a day": (
        cell("flights", "B3", at(2026, 3, 1), "d-mmm"),
        Named(
            "sheet flights, cell B3: holds a date, got 2026-03-01 00:00; format the cell as text and "
            "write it again"
        ),
    ),
    "a code that became a number": (
        cell("groups", "B3", 1e5, "0.00E+00"),
        Doubted(
            "sheet groups, cell B3: shows a number in the format 0.00E+00, and is read as 100000; "
            "format such cells as text and write the code again"
        ),
    ),
    "zeros lost but for the eye": (
        cell("groups", "B3", 7, "0000"),
        Doubted(
            "sheet groups, cell B3: shows a number in the format 0000, and is read as 7; format such "
            "cells as text and write the code again"
        ),
    ),
    "a blank behind a code": (cell("groups", "E3", "NIM\u00a0"), Fixed("NIM\xa0 > NIM")),
    "a Cyrillic letter in a reference": (cell("groups", "E3", "N\u0406M"), Fixed("NІM > NIM")),
    "a Cyrillic letter in an id": (cell("groups", "B3", "FR\u0410-1"), Fixed("FRА-1 > FRA-1")),
    "an id in small letters again": (
        cell("groups", "B4", "fra-1"),
        Doubted(
            "sheet groups, cell B4 (group fra-1), id: differs from FRA-1 in nothing but capitals, "
            "got fra-1; are they one?"
        ),
    ),
    "a row twice": (
        copied("groups", 7, 8),
        Named("sheet groups, cell B8 (group NER-1), id: must be unique, got NER-1; 2 rows have it"),
    ),
    "a flight twice under another id": (
        copied("flights", 3, 7, B7="FR2"),
        Doubted(
            "sheet flights, cell B7 (flight FR2), id: is FR1 again, the same in every cell but this "
            "one, got FR2; do both fly?"
        ),
    ),
    "one column sorted alone": (
        sorted_alone("groups", ("C3", "C4", "C5", "C6", "C7")),
        Doubted(
            "sheet groups, cell C3 (group FRA-1), nationality: is not FRA, with which the id of the "
            "group begins, as in 2 rows, got DEU; is it a slip, or was a column sorted without the "
            "others?"
        ),
    ),
    "a place by its name": (
        cell("groups", "E3", "Niamey"),
        Named(
            "sheet groups, cell E3 (group FRA-1), origin: must name a location of this instance, got "
            "Niamey; did you mean NIM, which is called so?"
        ),
    ),
    "a place that is none": (
        cell("groups", "E3", "NIA"),
        Named(
            "sheet groups, cell E3 (group FRA-1), origin: must name a location of this instance, got "
            "NIA; did you mean NIM?"
        ),
    ),
    "who waits at a haven": (
        cell("groups", "E3", "CDG"),
        Named(
            "sheet groups, cell E3 (group FRA-1), origin: must name a location that is no haven, got "
            "CDG; CDG is a haven, where journeys end: give the group a location of role origin"
        ),
    ),
    "from here to here": (
        cell("flights", "E3", "NIM"),
        Named("sheet flights, cell E3 (flight FR1), destination: must not be the origin, got NIM"),
    ),
    "a state by its name": (cell("groups", "C5", "Allemagne"), Fixed("Allemagne > DEU")),
    "a state in two letters": (cell("groups", "C5", "DE"), Fixed("DE > DEU")),
    "a state as sports writes it": (cell("groups", "C5", "GER"), Fixed("GER > DEU")),
    "one of two states": (
        cell("groups", "C7", "Congo"),
        Named(
            "sheet groups, cell C7 (group NER-1), nationality: must be three capital letters, got "
            "Congo; did you mean COD or COG?"
        ),
    ),
    "an operator by its name": (
        cell("flights", "C3", "France"),
        Doubted(
            "sheet flights, cell C3 (flight FR1), operator: is a state by another name than its "
            "code, and so another operator, got France; did you mean FRA?"
        ),
    ),
    "a list with a slash": (cell("flights", "M4", "DEU/ITA"), Fixed("DEU/ITA > DEU;ITA")),
    "a list of two lines": (cell("flights", "M4", "DEU\nITA"), Fixed("DEU\nITA > DEU;ITA")),
    "a list with commas of places": (
        cell("groups", "N6", "CDG,FFT"),
        Named(
            "sheet groups, cell N6 (group ITA-1), destinations: must name havens or countries, got "
            "CDG,FFT; with ; between them: CDG;FFT"
        ),
    ),
    "everybody in a word": (cell("flights", "M3", "tous"), Fixed("tous > all")),
    "members with an equals sign": (
        cell("groups", "D7", "FRA=2;NER=3"),
        Named(
            "sheet groups, cell D7 (group NER-1), members: must be written as FRA:2;NER:1, got "
            "FRA=2;NER=3; a colon before each number, ; between"
        ),
    ),
    "members one short": (
        cell("groups", "D7", "FRA:2;NER:2"),
        Named(
            "sheet groups, cell D7 (group NER-1), members: must add up to the people of the party "
            "(size + infants), 5, got 4"
        ),
    ),
    "yes and no": (cell("instance", "B18", "nein"), Fixed("nein > false")),
    "a status in other words": (
        cell("flights", "N3", "confirmed"),
        Named(
            "sheet flights, cell N3 (flight FR1), status: must be one of scheduled, optional, "
            "cancelled, got confirmed; did you mean scheduled?"
        ),
    ),
    "a role with a capital": (cell("locations", "C3", " Origin"), Fixed(" Origin > origin")),
    "coordinates exchanged": (
        cells("locations", H3=2.18, I3=13.48),
        Doubted(
            "sheet locations, cell H3 (location NIM), lat: is 1,236 km from every airport of NER, "
            "got 2.18, 13.48; lat and lon are probably swapped"
        ),
    ),
    "an error of Excel": (
        error("groups", "H3", "#N/A"),
        Named("sheet groups, cell H3: holds an error of Excel; put the value itself there"),
    ),
    "a reference that is gone": (
        error("flights", "I3", "#REF!"),
        Named("sheet flights, cell I3: holds an error of Excel; put the value itself there"),
    ),
    "a formula never calculated": (
        cell("groups", "F3", "=1+1"),
        Named(
            "sheet groups, cell F3: holds a formula without a calculated value; put the value itself there"
        ),
    ),
    "a flight without its time": (
        cell("flights", "F3", "tba"),
        Doubted(
            "sheet flights, cell F3 (flight FR1), departs: is not known yet: the flight takes no "
            "part until it is"
        ),
    ),
}


@pytest.fixture(scope="module")
def base() -> bytes:
    """The correct workbook."""
    return filled_workbook()


@pytest.fixture(scope="module")
def digest(base: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of the correct instance: who has it has the same plan."""
    path = tmp_path_factory.mktemp("base") / "x.xlsx"
    path.write_bytes(base)
    instance, findings = check_instance(path)
    assert instance is not None
    assert findings == []
    return instance.sha256


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_one_mistake_is_one_line(name: str, base: bytes, digest: str, tmp_path: Path) -> None:
    """It is read as meant, mended, told in one line, or read with one line of doubt; in every language."""
    slip, outcome = SPREADSHEETS[name]
    path = spoilt(base, slip, tmp_path / "x.xlsx")
    instance, findings = check_instance(path)
    assert english_of(findings, *KNOWN, name) == []
    said = [str(finding).removeprefix("x.xlsx, ") for finding in findings]
    if isinstance(outcome, Solved):
        assert said == ([outcome.said] if outcome.said else [])
        assert instance is not None
        assert instance.sha256 == digest
    elif isinstance(outcome, Fixed):
        assert len(said) == 1
        (change,) = fix(path, tmp_path / "fixed.xlsx")
        assert f"{change.before} > {change.now}" == outcome.now
        mended, left = check_instance(tmp_path / "fixed.xlsx")
        assert left == []
        assert mended is not None
        assert mended.sha256 == digest
    else:
        assert said == [outcome.line]
        assert (instance is None) == isinstance(outcome, Named)


def test_what_is_named_is_not_solved(base: bytes, tmp_path: Path) -> None:
    """Reading raises what `check` tells."""
    slip, _ = SPREADSHEETS["a place by its name"]
    with pytest.raises(InstanceError, match="did you mean NIM"):
        read_instance(spoilt(base, slip, tmp_path / "x.xlsx"))


def _archive(**parts: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
OPEN_DOCUMENT = _archive(mimetype="application/vnd.oasis.opendocument.spreadsheet")
FILES = {
    "with a password": (
        "x.xlsx",
        OLD,
        "is no workbook that can be read: it is an old one (.xls) or protected by",
    ),
    "an old workbook": ("x.xls", OLD, "save it as .xlsx, .xls is not read"),
    "of LibreOffice": ("x.ods", OPEN_DOCUMENT, "save it as .xlsx, .ods is not read"),
    "of LibreOffice, renamed": ("x.xlsx", OPEN_DOCUMENT, "of another program (.ods): save it as .xlsx"),
    "of Numbers, renamed": (
        "x.xlsx",
        _archive(**{"Index/Document.iwa": ""}),
        "of Numbers: export it as .xlsx",
    ),
    "CSV, renamed": ("x.xlsx", b"id,nationality,origin,size\n", "is no workbook but a text"),
    "a web page": ("x.xlsx", b"<html><table>", "is no workbook but a text"),
    "a printout": ("x.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is no workbook but a PDF"),
    "the mark of an open one": (
        "~$x.xlsx",
        b"\x05night shift" + b" " * 40,
        "is the mark that a spreadsheet keeps",
    ),
    "an empty file": ("x.xlsx", b"", "is no workbook: it is empty"),
    "one table as CSV": ("groups.csv", b"id\n", "give the folder in which it lies"),
}


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_workbook_is_named(kind: str, tmp_path: Path) -> None:
    """In one line that says what it is and what to do."""
    name, data, line = FILES[kind]
    (tmp_path / name).write_bytes(data)
    instance, findings = check_instance(tmp_path / name)
    assert instance is None
    assert len(findings) == 1
    assert line in str(findings[0])
    assert (
        english_of(findings, "csv xlsx json Content_Types Excel Numbers CSV PDF ods xls", str(tmp_path)) == []
    )


def test_macros_and_strict_workbooks_are_read(base: bytes, digest: str, tmp_path: Path) -> None:
    """A workbook with macros under the name of one without, and one in the strict form of the standard."""
    old, new = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    pairs = [("spreadsheetml/2006/main", "spreadsheetml/main"), ("officeDocument/2006/", "officeDocument/")]
    with zipfile.ZipFile(BytesIO(base)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for before, now in pairs:
        parts = {name: text.replace(old + before, new + now) for name, text in parts.items()}
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
    (tmp_path / "x.xlsx").write_bytes(_archive(**parts))
    assert read_instance(tmp_path / "x.xlsx").sha256 == digest
