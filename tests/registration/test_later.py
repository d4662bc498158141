"""A later list against an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evacopt.errors import InvalidInput
from evacopt.files.side_tables import read_groups
from evacopt.registration.later import Change
from evacopt.registration.register import Register
from evacopt.registration.write import write_register
from tests.registration.lists import FAMILY, Row, registered, row, written

SINGLE = row("Meyer", "Anna", "1990-12-25", "DEU", document="C01X")
OTHER = row("Rossi", "Ugo", "1970-02-25", "ITA")


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The folder of a register of a family and two more."""
    made = registered(written(tmp_path / "first.csv", [*FAMILY, SINGLE, OTHER]))
    write_register(made, b"x" * 32, tmp_path / "earlier")
    return tmp_path / "earlier"


def _later(earlier: Path, rows: Sequence[Row]) -> Register:
    return registered(written(earlier.parent / "later.csv", rows), previous=earlier)


def test_the_same_list_differs_in_nothing(earlier: Path) -> None:
    """Every code is kept, in any order and with any key."""
    made = _later(earlier, [OTHER, SINGLE, *reversed(FAMILY)])
    assert made.later is not None
    assert (made.later.new, made.later.withdrawn, made.later.changes, made.later.renamed) == ((), (), (), 0)
    assert {group.id for group in made.groups} == set(read_groups(earlier / "groups.csv").id)


def test_who_is_new_who_withdrew_whose_data_changed(earlier: Path, tmp_path: Path) -> None:
    """Anna has another name under her document, the mother needs no helper, Ugo is gone, Eve is new."""
    before = read_groups(earlier / "groups.csv").id
    mother = row("Diallo", "Aïcha", "1985-05-14", "NER", family="12")
    eve = row("Dupont", "Eve", "1981-01-31", "FRA")
    anna = row("Schmidt", "Anna", "1990-12-25", "DEU", document="C01X")
    made = _later(earlier, [FAMILY[0], mother, FAMILY[2], anna, eve])
    later = made.later
    assert later is not None
    assert [group.id for group in made.groups][:2] == list(before[:2])
    assert later.withdrawn == (before[2],)
    assert later.new == (made.groups[2].id,)
    assert later.changes == (Change(before[0], "assisted", "1", "0"),)
    assert later.renamed == 1
    write_register(made, b"x" * 32, tmp_path / "now")
    assert read_groups(tmp_path / "now" / "arrivals.csv").id == later.new
    withdrawn = (tmp_path / "now" / "withdrawn.csv").read_text(encoding="utf-8")
    assert withdrawn == f"group,parties\n{before[2]},1\n"


def test_a_family_that_parts_keeps_its_code_where_most_are(earlier: Path) -> None:
    """Who leaves it is a new party; a child who joins changes its size."""
    before = read_groups(earlier / "groups.csv").id[0]
    father = row("Diallo", "Mohamed", "1980-04-13", "FRA", family="99", document="12AB34567")
    child = row("Diallo", "Sami", "2015-01-01", "FRA", family="12")
    made = _later(earlier, [father, *FAMILY[1:], child, SINGLE, OTHER])
    assert made.later is not None
    assert made.later.new == (made.groups[0].id,)
    assert made.groups[1].id == before
    assert Change(before, "infants", "1", "0") in made.later.changes


def test_a_name_spelt_otherwise_is_for_a_person_to_decide(earlier: Path, tmp_path: Path) -> None:
    """Without a document nobody knows: the one is new, the other withdrew, and both are listed."""
    made = _later(earlier, [*FAMILY, SINGLE, row("Rosi", "Ugo", "1970-02-25", "ITA")])
    assert made.later is not None
    (like,) = made.later.likely
    assert (like.row, like.code) == (4, f"{made.later.withdrawn[0]}/1")
    write_register(made, b"x" * 32, tmp_path / "now")
    listed = (tmp_path / "now" / "duplicates.csv").read_text(encoding="utf-8").splitlines()
    assert listed[1] == (
        f"earlier list: nearly the same name and the same day of birth,6,{made.groups[-1].id},,{like.code}"
    )


def test_a_folder_that_no_register_wrote(tmp_path: Path) -> None:
    """It is told, and so is a file of names of another kind; nothing in it is quoted."""
    (tmp_path / "other").mkdir()
    path = written(tmp_path / "list.csv", FAMILY)
    with pytest.raises(InvalidInput, match=r"holds no names\.csv"):
        registered(path, previous=tmp_path / "other")
    (tmp_path / "other" / "names.csv").write_text("code,surname\nX/1,SECRET\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="is no file of names") as caught:
        registered(path, previous=tmp_path / "other")
    assert "SECRET" not in str(caught.value)
