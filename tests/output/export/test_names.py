"""The file of names: each code once, and nothing of it in any message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from evacopt.errors import NamesError
from evacopt.output.export.names import read_names, withheld
from tests.output.export.naming import CANARY, rows_of, write_book, write_csv

PEOPLE = {"A/1": "FRA", "A/2": "FRA", "-B#1/1": "NER", "C/1": "DEU"}
NEEDED = ("A/1", "A/2", "-B#1/1")
Rows = list[list[str]]


def _refused(path: Path) -> list[str]:
    with pytest.raises(NamesError) as caught:
        read_names(path, needed=NEEDED, people=PEOPLE)
    said = [str(finding) for finding in caught.value.findings]
    assert not any(CANARY in text for text in said)
    return said


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_names_by_code(tmp_path: Path, separator: str) -> None:
    """Every column arrives under its code, whatever the separator, and codes may be guarded as in exports."""
    rows = rows_of(NEEDED)
    rows[3][0] = "'-B#1/1"
    names = read_names(write_csv(tmp_path / "n.csv", rows, separator=separator), needed=NEEDED, people=PEOPLE)
    assert names["-B#1/1"]["surname"] == f"{CANARY}-surname-2"
    assert set(names) == set(NEEDED)


def test_names_from_a_workbook(tmp_path: Path) -> None:
    """Dates become ISO dates and whole numbers have no point; headings may have blanks and capitals."""
    rows: Sequence[Sequence[object]] = [
        ["Code", "Given Names", "Date of birth", "Document number", "note to self"],
        *([code, "Zoë", date(1990, 5, 17), 1234567, "x"] for code in NEEDED),
    ]
    names = read_names(write_book(tmp_path / "n.xlsx", rows), needed=NEEDED, people=PEOPLE)
    assert names["A/2"] == {"given_names": "Zoë", "date_of_birth": "1990-05-17", "document_number": "1234567"}


def test_who_is_not_needed_may_be_there(tmp_path: Path) -> None:
    """A register of everybody serves for every export."""
    assert "C/1" in read_names(write_csv(tmp_path / "n.csv", rows_of(PEOPLE)), needed=NEEDED, people=PEOPLE)


def _twice(rows: Rows) -> None:
    rows.append(rows[1])


def _missing(rows: Rows) -> None:
    del rows[1]


def _unknown(rows: Rows) -> None:
    rows[1][0] = CANARY


def _other_nationality(rows: Rows) -> None:
    rows[1][-1] = "XXA"


def _no_heading(rows: Rows) -> None:
    del rows[0]


def _strange_column(rows: Rows) -> None:
    rows[0][1] = CANARY


def _column_twice(rows: Rows) -> None:
    rows[0][2] = "Surname"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_twice, "names file, row 5 (person A/1), code: is there twice"),
        (_missing, "names file (person A/1), code: is missing"),
        (_unknown, "names file, row 2, code: is the code of nobody in the instance"),
        (
            _other_nationality,
            "names file, row 2 (person A/1), nationality: must be FRA, as the instance says",
        ),
        (_no_heading, "names file, row 1, code: is missing: no column has this heading"),
        (_strange_column, "names file, row 1: column 2 has a heading that is no note and none of code"),
        (_column_twice, "names file, row 1, surname: is there twice"),
    ],
)
def test_faults_are_told_by_row_and_code(tmp_path: Path, spoil: Callable[[Rows], None], says: str) -> None:
    """Each fault has its finding, and no finding quotes the file."""
    rows = rows_of(NEEDED)
    spoil(rows)
    assert any(text.startswith(says) for text in _refused(write_csv(tmp_path / "n.csv", rows)))


def test_few_findings_for_a_file_that_is_all_wrong(tmp_path: Path) -> None:
    """Twenty findings and a count: a thousand lines help nobody."""
    rows = [*rows_of(NEEDED), *([f"{CANARY}{n}"] for n in range(100))]
    said = _refused(write_csv(tmp_path / "n.csv", rows))
    assert len(said) == 21
    assert said[-1] == "names file: has 80 more faults of these kinds"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "names file, code: is empty"),
        (
            f"code,surname\nA/1,{CANARY}\xe9\n".encode("latin-1"),
            "names file, row 2: is not UTF-8 but an older code page, such as Windows-1252: save it",
        ),
        (f'code,surname\n"A/1,{CANARY}\n'.encode(), "names file, row 2: is no CSV"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, says: str) -> None:
    """Empty, in another encoding, torn: a finding without a word of the content."""
    path = tmp_path / "n.csv"
    path.write_bytes(content)
    assert _refused(path)[0].startswith(says)


def test_workbooks_that_cannot_be_read(tmp_path: Path) -> None:
    """No workbook, and one of two sheets with content."""
    path = tmp_path / "n.xlsx"
    path.write_bytes(CANARY.encode())
    assert _refused(path) == ["names file: is no workbook that can be read"]
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for _ in range(2):
            book.add_worksheet().write(0, 0, CANARY)
    assert _refused(path) == ["names file: must have one sheet that is not empty, and has 2"]


def test_unforeseen_errors_say_nothing() -> None:
    """Whatever a library complains of, its words are kept back, and so is what led to it."""
    with pytest.raises(RuntimeError) as caught, withheld():
        raise KeyError(CANARY)
    assert str(caught.value) == "KeyError while names were in hand; what it said is withheld"
    assert caught.value.__suppress_context__
    with pytest.raises(KeyError, match="plain"), withheld(names=False):
        raise KeyError("plain")
