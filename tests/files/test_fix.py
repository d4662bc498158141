"""A copy in which is mended what is certain, and nothing else is changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from evacopt.errors import InstanceError, OutputError, UsageError
from evacopt.files import read_instance, write_instance
from evacopt.files.fix import fix
from tests.files.writing import FILES, folder, said

ROOT = Path(__file__).parents[2]
SLIPS = {
    "locations_csv": '\ufeffid;role;country;note\n"NIM ";Origin;Niger;"a;\nb"\n\nCDG;haven;FR;=1+1\n',
    "groups_csv": "id,nationality,origin,size,count\nG1,France,NIM,2,3\nG2,Niger,NIM,1,4\n",
    "flights_csv": FILES["flights.csv"].replace("2023-08-01T06:00Z", "010600ZAUG23"),
}


@pytest.fixture
def slipped(tmp_path: Path) -> Path:
    """The small folder as a person may type it."""
    (tmp_path / "typed").mkdir()
    (tmp_path / "typed" / "README.md").write_text("mine", encoding="utf-8")
    return folder(tmp_path / "typed", **SLIPS)


def _book(path: Path, source: Path) -> Path:
    """The cells of a folder as a workbook, with a formula, a format, a merge and a sheet of notes."""
    write_instance(read_instance(source), path)
    book = openpyxl.load_workbook(path)
    book["groups"]["B2"], book["groups"]["B3"] = "France", "Niger"
    book["flights"]["E2"] = "010600ZAUG23"
    book["flights"]["E2"].font = openpyxl.styles.Font(bold=True)
    book["groups"]["T1"], book["groups"]["T2"] = "note", "=1+1"
    book["groups"]["D3"] = None
    book["groups"].merge_cells("D2:D3")
    book["groups"]["D2"] = "NIM "
    book.create_sheet("notes")["A1"] = " France "
    book.save(path)
    return path


def test_a_folder_is_mended_and_otherwise_kept(slipped: Path, tmp_path: Path) -> None:
    """Separator, mark, blank rows, line breaks within cells, notes and other files are as they were."""
    changes = fix(slipped, tmp_path / "mended")
    assert [f"{one.place} {one.before}>{one.now}" for one in changes] == [
        "locations.csv:2 NIM >NIM",
        "locations.csv:2 Origin>origin",
        "locations.csv:2 Niger>NER",
        "locations.csv:5 FR>FRA",
        "groups.csv:2 France>FRA",
        "groups.csv:3 Niger>NER",
        "flights.csv:2 010600ZAUG23>2023-08-01T06:00Z",
    ]
    assert read_instance(tmp_path / "mended") == read_instance(folder(tmp_path / "small"))
    text = (tmp_path / "mended" / "locations.csv").read_text(encoding="utf-8")
    assert text == '\ufeffid;role;country;note\nNIM;origin;NER;"a;\nb"\n\nCDG;haven;FRA;=1+1\n'
    assert (tmp_path / "mended" / "README.md").read_text(encoding="utf-8") == "mine"
    assert fix(tmp_path / "mended", tmp_path / "again") == []


def test_a_workbook_is_mended_and_otherwise_kept(tmp_path: Path) -> None:
    """Every part but the sheets with a change is the same to the byte; formats, formulas and merges stay."""
    path = _book(tmp_path / "typed.xlsx", folder(tmp_path / "small"))
    changes = fix(path, tmp_path / "mended.xlsx")
    assert [f"{one.place} {one.before}>{one.now}" for one in changes] == [
        "typed.xlsx, sheet groups, cell B2 France>FRA",
        "typed.xlsx, sheet groups, cell B3 Niger>NER",
        "typed.xlsx, sheet groups, cell D2 NIM >NIM",
        "typed.xlsx, sheet flights, cell E2 010600ZAUG23>2023-08-01T06:00Z",
    ]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "mended.xlsx") as new:
        differ = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert new.namelist() == old.namelist()
    assert len(differ) == 2
    before, now = openpyxl.load_workbook(path), openpyxl.load_workbook(tmp_path / "mended.xlsx")
    cells = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in before
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.value != now[sheet.title][cell.coordinate].value
    }
    assert cells == {"groups!B2", "groups!B3", "groups!D2", "flights!E2"}
    assert now["flights"]["E2"].font.bold
    assert now["groups"]["T2"].value == "=1+1"
    # only what the merge itself means is left to say
    assert [line for line in said(tmp_path / "mended.xlsx") if "are merged" not in line] == []
    assert fix(tmp_path / "mended.xlsx", tmp_path / "again.xlsx") == []


@pytest.mark.parametrize("name", ["niamey-2023", "khartoum-2023"])
@pytest.mark.parametrize("ending", ["", ".xlsx"])
def test_what_is_right_is_not_touched(tmp_path: Path, name: str, ending: str) -> None:
    """Real instances have nothing to mend, and the copy is the same instance."""
    instance = read_instance(ROOT / "instances" / name)
    write_instance(instance, tmp_path / f"right{ending}")
    assert fix(tmp_path / f"right{ending}", tmp_path / f"copy{ending}") == []
    assert read_instance(tmp_path / f"copy{ending}").sha256 == instance.sha256


def test_what_cannot_be_mended_is_refused(slipped: Path, tmp_path: Path) -> None:
    """JSON, another kind of copy, what is no workbook; and nothing is written over."""
    (tmp_path / "x.json").write_text("{}")
    (tmp_path / "x.xlsx").write_text("no workbook")
    for source, target in (
        (slipped, "x2.xlsx"),
        (tmp_path / "x.json", "y.json"),
        (tmp_path / "x.xlsx", "folder"),
    ):
        with pytest.raises(UsageError):
            fix(source, tmp_path / target)
    with pytest.raises(InstanceError, match="is no workbook"):
        fix(tmp_path / "x.xlsx", tmp_path / "y.xlsx")
    with pytest.raises(OutputError, match="exists already"):
        fix(slipped, slipped)
    assert not (tmp_path / "y.xlsx").exists()
