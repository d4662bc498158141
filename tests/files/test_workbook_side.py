"""The same reader serves newcomers, no-shows, costs and names; Python and the commands say what it says."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from evacopt.cli.main import evacopt
from evacopt.errors import DataWarning, InstanceError, NamesError
from evacopt.files import check_instance, read_instance
from evacopt.files.side_tables import read_groups, read_no_shows
from evacopt.output.export.costs import read_costs
from evacopt.output.export.names import read_names
from tests.files.ooxml import GROUPS, SMALL, WAYS, Raw, Way, write_book

ERROR = Raw("<{p}v>#N/A</{p}v>", 't="e"')
NAMES = (("code", "surname"), ("A/1", "X"), ("A/2", "Y"))
PEOPLE = {"A/1": "FRA", "A/2": "FRA"}
STRANGE_WAYS = pytest.mark.parametrize("way", [WAYS["Strict and prefixed"], WAYS["rows without r"]])


@STRANGE_WAYS
def test_newcomers(way: Way, tmp_path: Path) -> None:
    """`--arrivals` takes the only sheet that is filled, or the one called groups."""
    assert read_groups(write_book(tmp_path / "x.xlsx", {"late": GROUPS, "Sheet2": []}, way)).id == (
        "A",
        "B",
        "C",
    )
    assert read_groups(write_book(tmp_path / "x.xlsx", SMALL, way)).id == ("A", "B", "C")


@pytest.mark.sibling("06")
@STRANGE_WAYS
def test_newcomers_with_an_error(way: Way, tmp_path: Path) -> None:
    """No error cell passes for a default there either."""
    rows = [*GROUPS, ("D", "FRA", "NIM", 1, 2, ERROR)]
    with pytest.raises(InstanceError, match=r"x\.xlsx, sheet late, cell F5: holds an error of Excel"):
        read_groups(write_book(tmp_path / "x.xlsx", {"late": rows}, way))


def test_no_shows(tmp_path: Path) -> None:
    """The table of `--no-show`."""
    rows = (("group", "parties", "flight"), ("A", 1, ""), (), ("B", 2, "FR1"))
    assert read_no_shows(write_book(tmp_path / "x.xlsx", {"s": rows})) == (("A", 1, ""), ("B", 2, "FR1"))


def test_costs(tmp_path: Path) -> None:
    """The table of `--costs`."""
    rows = (("flight", "cost"), ("FR1", 1200), ("FR2", 7.5))
    assert read_costs(write_book(tmp_path / "x.xlsx", {"s": rows})) == (("FR1", 120_000), ("FR2", 750))


@pytest.mark.sibling("07")
@pytest.mark.parametrize("cell", [ERROR, Raw("<{p}f>SUM(A1)</{p}f>")])
def test_costs_that_cannot_be_read(cell: Raw, tmp_path: Path) -> None:
    """What a flight has cost is not blank because Excel could not say it."""
    rows = (("flight", "cost"), ("FR1", cell))
    with pytest.raises(InstanceError, match=r"x\.xlsx, sheet s, cell B2: holds"):
        read_costs(write_book(tmp_path / "x.xlsx", {"s": rows}))


@pytest.mark.parametrize("sheets", [{}, {"a": GROUPS, "b": GROUPS}])
def test_which_sheet_is_meant(sheets: dict[str, tuple[tuple[str, ...], ...]], tmp_path: Path) -> None:
    """None or two filled sheets: told."""
    with pytest.raises(InstanceError, match="must have one sheet that is not empty, or one called groups"):
        read_groups(write_book(tmp_path / "x.xlsx", {"empty": [], **sheets}))


@STRANGE_WAYS
def test_names(way: Way, tmp_path: Path) -> None:
    """`--names` reads every way of writing."""
    names = read_names(write_book(tmp_path / "x.xlsx", {"s": NAMES}, way), needed=PEOPLE, people=PEOPLE)
    assert names == {"A/1": {"surname": "X"}, "A/2": {"surname": "Y"}}


@pytest.mark.sibling("06")
@STRANGE_WAYS
def test_names_that_cannot_be_read(way: Way, tmp_path: Path) -> None:
    """A name that is `#N/A` is told by its row, not left blank on a manifest."""
    path = write_book(tmp_path / "x.xlsx", {"s": [*NAMES[:2], ("A/2", ERROR)]}, way)
    with pytest.raises(NamesError, match="names file, row 3: holds an error of Excel"):
        read_names(path, needed=PEOPLE, people=PEOPLE)


@pytest.mark.sibling("01")
def test_names_under_a_merge(tmp_path: Path) -> None:
    """One surname over two people may be meant for both, or not: undone by who wrote it."""
    after = {"s": '<{p}mergeCells><{p}mergeCell ref="B2:B3"/></{p}mergeCells>'}
    path = write_book(tmp_path / "x.xlsx", {"s": [*NAMES[:2], ("A/2", "")]}, after=after)
    with pytest.raises(NamesError, match="names file, row 2: has merged cells"):
        read_names(path, needed=PEOPLE, people=PEOPLE)


@pytest.mark.sibling("14")
def test_names_that_nobody_sees(tmp_path: Path) -> None:
    """A hidden person is on the manifest all the same; the warning has a row and no name."""
    path = write_book(tmp_path / "x.xlsx", {"s": NAMES}, row_attributes={("s", 2): 'hidden="1"'})
    with pytest.warns(DataWarning) as caught:
        read_names(path, needed=PEOPLE, people=PEOPLE)
    assert [str(one.message) for one in caught] == ["names file, row 2: is hidden, and is read all the same"]


def _hidden(path: Path) -> Path:
    return write_book(path, SMALL, row_attributes={("flights", 2): 'hidden="1"'})


def test_python_is_warned(tmp_path: Path) -> None:
    """Once for each thing said, by the means that Python has; a filter can make errors of it."""
    path = _hidden(tmp_path / "x.xlsx")
    with pytest.warns(DataWarning, match=r"x\.xlsx, sheet flights, row 2: is hidden"):
        read_instance(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error", DataWarning)
        with pytest.raises(DataWarning):
            read_instance(path)


def test_asking_for_findings_warns_of_nothing(tmp_path: Path) -> None:
    """Who asks for findings gets it as one of them."""
    instance, findings = check_instance(_hidden(tmp_path / "x.xlsx"))
    assert instance is not None
    assert [finding.severity for finding in findings] == ["warning"]


@pytest.mark.sibling("14")
def test_the_commands_say_it(tmp_path: Path) -> None:
    """`check` on stdout, others on stderr, and `-q` keeps still; exit 0 as before."""
    path = str(_hidden(tmp_path / "x.xlsx"))
    told = "warning: x.xlsx, sheet flights, row 2: is hidden, and is read all the same"
    checked, shown = CliRunner().invoke(evacopt, ["check", path]), CliRunner().invoke(evacopt, ["show", path])
    quiet = CliRunner().invoke(evacopt, ["solve", path, "-q", "--what-if", "cancel FR2", "--json"])
    assert told in checked.stdout
    assert told in shown.stderr
    assert told not in shown.stdout
    assert "hidden" not in quiet.stderr
    assert [checked.exit_code, shown.exit_code, quiet.exit_code] == [0, 0, 0]


def test_a_newcomer_twice(tmp_path: Path) -> None:
    """The second row is named, empty rows counted."""
    rows = [*GROUPS, (), GROUPS[1]]
    with pytest.raises(InstanceError, match=r"x\.xlsx, sheet s, cell A6, id: must be unique, got A"):
        read_groups(write_book(tmp_path / "x.xlsx", {"s": rows}))


def test_many_that_nobody_sees(tmp_path: Path) -> None:
    """Of very many hidden people it is said how many more there are; as an error it names none."""
    people = {f"A/{number}": "FRA" for number in range(30)}
    rows = [NAMES[0], *((code, "X") for code in people)]
    hidden = {("s", row): 'hidden="1"' for row in range(2, 32)}
    path = write_book(tmp_path / "x.xlsx", {"s": rows}, row_attributes=hidden)
    with pytest.warns(DataWarning) as caught:
        read_names(path, needed=people, people=people)
    assert str(caught[-1].message) == "names file: has 10 more faults of these kinds"
    with warnings.catch_warnings():
        warnings.simplefilter("error", DataWarning)
        with pytest.raises(DataWarning, match="names file, row 2: is hidden"):
            read_names(path, needed=people, people=people)


@pytest.mark.sibling("06")
@pytest.mark.parametrize("text", ["#N/A", "#REF!", "Err:502"])
def test_names_that_are_errors_in_csv(text: str, tmp_path: Path) -> None:
    """Nobody is called `#N/A` on a manifest because a look-up failed before the file was saved as CSV."""
    path = tmp_path / "x.csv"
    path.write_text(f"code,surname\nA/1,X\nA/2,{text}\n", encoding="utf-8")
    with pytest.raises(NamesError, match="names file, row 3, surname: holds an error of a spreadsheet"):
        read_names(path, needed=PEOPLE, people=PEOPLE)


@pytest.mark.sibling("14")
def test_numbers_of_documents_under_a_format(tmp_path: Path) -> None:
    """A passport 00123 that is the number 123 in a format of zeros: told by its row."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (("code", "document_number"), ("A/1", 123), ("A/2", "00456")):
        page.append(row)
    page["B2"].number_format = "00000"
    book.save(tmp_path / "x.xlsx")
    with pytest.warns(DataWarning) as caught:
        read_names(tmp_path / "x.xlsx", needed=PEOPLE, people=PEOPLE)
    said = "names file, row 2: shows a number in a format, and is read without it"
    assert [str(one.message) for one in caught] == [said]


def test_a_title_in_a_file_of_names(tmp_path: Path) -> None:
    """What is to be done is said, and no line of the file is quoted."""
    path = tmp_path / "x.csv"
    path.write_text("Ann Lee and others\ncode,surname\nA/1,X\nA/2,Y\n", encoding="utf-8")
    with pytest.raises(NamesError) as caught:
        read_names(path, needed=PEOPLE, people=PEOPLE)
    assert str(caught.value) == (
        "names file, row 1: stands above the heading, which is in line 2: "
        "remove it: the first line must name the columns"
    )
