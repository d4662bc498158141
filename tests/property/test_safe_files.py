"""No text of anybody becomes a formula in a table, markup on a page, or an order to a terminal."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import polars
import pytest
import python_calamine

from evacopt.domain.fields import TABLES
from evacopt.domain.flight import Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, Plan, Reason, Run, Unserved
from evacopt.domain.share import Bloc, Share
from evacopt.domain.spreadsheet import SIGNS, guarded, unguarded
from evacopt.domain.stored import NUMBERS, UNPRINTABLE
from evacopt.errors import OutputError
from evacopt.files import read_instance, write_instance
from evacopt.output.clean import clean
from evacopt.output.export.dossier import Dossier, draw_up
from evacopt.output.export.names import COLUMNS
from evacopt.output.export.options import ExportOptions
from evacopt.output.report.report import report_html
from evacopt.output.sheets import OVERLAP
from tests.build import plan as planned
from tests.output.export.naming import codes_of, write_csv
from tests.output.export.world import flight, group, world
from tests.output.report.reading import skeleton
from tests.property.payloads import ESCAPES, FORMULAS, MARKUP, NO_WORKBOOK

CLASSES = {"formulas": FORMULAS, "markup": MARKUP, "escapes": ESCAPES}


def test_there_are_as_many_as_promised() -> None:
    """60 formulas, 80 of markup, 40 escapes, each another."""
    assert len(set(FORMULAS)) >= 60
    assert len(set(MARKUP)) >= 80
    assert len(set(ESCAPES)) >= 40


def as_code(text: str) -> str:
    """The nearest text that the rules of codes allow."""
    return UNPRINTABLE.sub("", text).replace(";", ",").replace(">", ")").strip()


def evil(payloads: Sequence[str]) -> tuple[Instance, Plan]:
    """An instance and a plan with each payload in every text field, as if no reader had checked them.

    Only what must be matched between tables and files is as the rules of codes ask.
    """
    names = [f"{as_code(text)}{number}" for number, text in enumerate(payloads)]
    origins = [
        Location(id=name, role="origin", country="NER", name=text)
        for name, text in zip(names, payloads, strict=True)
    ]
    legs = [
        replace(flight(name), origin=name, operator=text, aircraft=text, accepts=("FRA", text), fleet=text)
        for name, text in zip(names, payloads, strict=True)
    ]
    groups = [
        group(name, size=2, count=2, origin=name, show_up=400_000, operators=(text,))
        for name, text in zip(names, payloads, strict=True)
    ]
    table = world(
        legs,
        groups,
        **dict.fromkeys(("name", "title", "source", "license"), payloads[0]),
        locations=(*origins, Location(id="CDG", role="haven", country="FRA")),
        blocs=tuple(Bloc(bloc=text, members=("BEL",)) for text in payloads),
        shares=tuple(
            Share(id=text, nationality=text, flight=name, kind="reserve", people=1)
            for name, text in zip(names, payloads, strict=True)
        ),
        fleets=tuple(Fleet(id=text, count=1, cycle=60) for text in payloads),
    )
    stay = [Unserved(name, 1, (Reason(text, text),)) for name, text in zip(names, payloads, strict=True)]
    plan = planned(table, *((name, name, 1) for name in names))
    run = Run(evacopt=payloads[0], backend=payloads[0])
    return table, replace(plan, assignments=_aboard(names), unserved=tuple(stay), run=run)


def _aboard(names: Sequence[str]) -> Assignments:
    """One party of each group on the flight of its name, whatever signs are in that."""
    return Assignments.of(Assignment(name, (name,), 1) for name in names)


def exported(payloads: Sequence[str], folder: Path) -> Dossier:
    """The papers of that instance, with names that are payloads too."""
    instance, plan = evil(payloads)
    rows = [list(COLUMNS)]
    for number, code in enumerate(codes_of(instance, plan)):
        text = payloads[number % len(payloads)]
        rows.append([guarded(code), *[text] * (len(COLUMNS) - 2), ""])
    names = write_csv(folder / "names.csv", rows)
    points = tuple((f"{as_code(text)}{number}", text) for number, text in enumerate(payloads))
    options = ExportOptions(baggage=payloads[0], meeting_points=points)
    return draw_up(instance, plan, options=options, names=names)


def _starts(text: str) -> str:
    """`text` without whatever a spreadsheet may drop at its beginning."""
    while text and (text[0].isspace() or unicodedata.category(text[0]) in {"Cc", "Cf", "Zl", "Zp"}):
        text = text[1:]
    return text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run `text`, whole or cut at any separator."""
    parts = [text]
    for separator in ',;\t|"\r\n':
        parts = [piece for part in parts for piece in part.split(separator)]
    return any(_starts(part)[:1] in set(SIGNS) for part in parts if _starts(part))


def csv_cells(content: bytes) -> Iterator[str]:
    """Every cell below the heading, as two readers find it."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    frame = polars.read_csv(io.BytesIO(content), infer_schema=False)
    assert [[cell or "" for cell in row] for row in frame.rows()] == rows[1:]
    return (cell for row in rows[1:] for cell in row)


def book_cells(content: bytes) -> Iterator[str]:
    """Every text below the heading, as two readers find it; no cell is a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for sheet in book.worksheets:
        rows = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        for row, same in zip(sheet.iter_rows(min_row=2), rows[1:], strict=True):
            for cell, value in zip(row, same, strict=True):
                assert cell.data_type in {"s", "n"}
                assert cell.hyperlink is None
                if isinstance(cell.value, str):
                    assert value == cell.value
                    yield cell.value


@pytest.mark.parametrize("kind", CLASSES)
def test_tables_of_an_export(kind: str, tmp_path: Path) -> None:
    """CSV and workbooks, each read by two readers: no formula, no control character, and no text is lost."""
    found: set[str] = set()
    for paper in exported(CLASSES[kind], tmp_path).papers:
        content = paper.content()
        if paper.path.endswith(".txt"):
            assert clean(content.decode().replace("\n", "")) == content.decode().replace("\n", "")
            continue
        cells = set(csv_cells(content) if paper.path.endswith(".csv") else book_cells(content))
        assert not [cell for cell in cells if is_formula(cell)]
        assert not [cell for cell in cells if clean(cell) != cell]
        found |= {unguarded(cell) for cell in cells}
    for number, text in enumerate(CLASSES[kind]):
        assert clean(f"{as_code(text)}{number}") in found
        told = clean(text)
        assert told in found or OVERLAP.sub("\\1\ufffd", told) in found


@pytest.mark.parametrize("kind", CLASSES)
def test_names_of_files(kind: str, tmp_path: Path) -> None:
    """Whatever flights and operators are called: folders two deep, of plain letters."""
    for paper in exported(CLASSES[kind], tmp_path).papers:
        parts = paper.path.split("/")
        assert 2 <= len(parts) <= 3
        assert all(part.isascii() and part.isprintable() and part[0] not in ".-" for part in parts)


@pytest.mark.parametrize("kind", CLASSES)
def test_instances_in_files(kind: str, tmp_path: Path) -> None:
    """A folder and a workbook made by `convert` run nothing, and reading them changes nothing."""
    texts = dict.fromkeys(as_code(text) for text in CLASSES[kind] if text != NO_WORKBOOK)
    instance, _ = evil(list(filter(None, texts)))
    write_instance(instance, tmp_path / "inst")
    write_instance(instance, tmp_path / "inst.xlsx")
    for name in ("inst", "inst.xlsx"):
        again = read_instance(tmp_path / name)
        assert again == instance
        assert again.sha256 == instance.sha256
    numbers = {f.column for t in TABLES for f in t.fields if f.kind in NUMBERS}
    for path in sorted((tmp_path / "inst").glob("*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            assert not [cell for column, cell in row.items() if column not in numbers and is_formula(cell)]
    book = openpyxl.load_workbook(tmp_path / "inst.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_what_a_workbook_cannot_hold(tmp_path: Path) -> None:
    """Two codes of characters that share a sign would be read as another text: refused, nothing written."""
    instance, _ = evil([NO_WORKBOOK])
    with pytest.raises(OutputError, match="write a folder instead"):
        write_instance(instance, tmp_path / "inst.xlsx")
    assert list(tmp_path.iterdir()) == []
    write_instance(instance, tmp_path / "inst")
    assert read_instance(tmp_path / "inst") == instance


@pytest.mark.parametrize("kind", CLASSES)
def test_report(kind: str) -> None:
    """A reader of the standard finds no element or attribute that letters in their place do not make."""
    now = datetime(2023, 8, 1, tzinfo=UTC)
    letters = [f"{chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(len(CLASSES[kind]))]
    found, plain = (report_html(*evil(texts), made_at=now) for texts in (CLASSES[kind], letters))
    assert set(skeleton(found)) <= set(skeleton(plain))
