"""Lists of persons as groups under codes and a file of names."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.group import Group
from evacopt.errors import InvalidInput
from evacopt.output.export.names import read_names
from evacopt.output.export.roll import people_of, person_code
from evacopt.registration.field_map import FieldMap, field_map_text, read_field_map
from evacopt.registration.page import register_lines, register_object
from evacopt.registration.persons import Wishes
from evacopt.registration.register import Asked, register
from evacopt.registration.write import write_register
from tests.registration.lists import FAMILY, ON, errors, registered, row, warnings, written

KEY = bytes(range(32))


def test_a_mixed_family_becomes_one_party(tmp_path: Path) -> None:
    """Most are French, so it travels as French; the infant sits on a lap, the mother needs a helper."""
    made = registered(written(tmp_path / "list.csv", FAMILY))
    (group,) = made.groups
    assert re.fullmatch("FRA-([BCDFGHJKLMNPQRSTVWXZ][0-9]){4}", group.id)
    assert group == Group(
        id=group.id,
        nationality="FRA",
        members=(("FRA", 2), ("NER", 1)),
        origin="NIM",
        size=2,
        infants=1,
        assisted=1,
    )
    assert errors(made) == warnings(made) == []


def test_who_holds_an_infant_is_of_age_and_needs_nobody(tmp_path: Path) -> None:
    """Two infants and one who can hold one: the other gets a seat, and that is told."""
    rows = [
        row("A", "a", "1980-01-01", "FRA", family="1"),
        row("A", "b", "1980-02-01", "FRA", family="1", lies="yes"),
        row("A", "c", "2022-01-01", "FRA", family="1"),
        row("A", "d", "2021-08-02", "FRA", family="1"),
        row("A", "e", "2021-08-01", "FRA", family="1"),
    ]
    made = registered(written(tmp_path / "list.csv", rows))
    (group,) = made.groups
    assert (group.size, group.infants, group.stretchers) == (4, 1, 1)
    assert warnings(made) == [
        "list.csv:2, Date of birth: is of a party of 2 infants and 1 laps: who has none gets a seat"
    ]


def test_families_by_number_else_by_contact(tmp_path: Path) -> None:
    """A number of a family, else the same telephone however it is written; who has neither is alone."""
    rows = [
        row("A", "a", "1980-01-01", "FRA", family="1", phone="+33 6 12 34 56 78"),
        row("A", "b", "1981-01-01", "FRA", phone="0033 612345678"),
        row("B", "a", "1982-01-01", "DEU", phone="0227 90-11-22-33"),
        row("B", "b", "1983-01-01", "DEU", phone="90112233"),
        row("B", "c", "1984-01-01", "DEU", phone="+227 90112233"),
        row("C", "a", "1985-01-01", "ITA"),
        row("C", "b", "1986-01-01", "ITA"),
    ]
    path = written(tmp_path / "list.csv", rows)
    assert Counter(len(party) for party in _parties(path)) == {2: 2, 1: 3}
    alone = FieldMap(columns=registered(path).mapping.columns, families=())
    assert len(registered(path, mapping=alone).groups) == 7


def _parties(path: Path) -> list[set[int]]:
    made = registered(path)
    parties: dict[str, set[int]] = {}
    for place, code in made.code_of.items():
        parties.setdefault(code, set()).add(place)
    return list(parties.values())


def test_a_family_at_two_places_is_two_parties(tmp_path: Path) -> None:
    """Nobody flies from where he is not; that the family is apart is told with the cell."""
    rows = [*FAMILY[:2], row("Diallo", "Ali", "2010-01-01", "FRA", family="12", place="ZND")]
    made = registered(written(tmp_path / "list.csv", rows))
    assert [group.origin for group in made.groups] == ["NIM", "ZND"]
    assert warnings(made)[0].startswith("list.csv:4, Place: is another place than that of the family")


def test_as_whom_a_family_travels_can_be_said(tmp_path: Path) -> None:
    """Who carries only its own citizens says so once, in the mapping file."""
    path = written(tmp_path / "list.csv", FAMILY)
    mapping = FieldMap(columns=registered(path).mapping.columns, travel_as=("DEU", "NER"))
    assert registered(path, mapping=mapping).groups[0].nationality == "NER"


def test_what_is_missing_or_odd_is_told_with_its_cell(tmp_path: Path) -> None:
    """Errors first; no cell is ever quoted, for columns may be mixed up."""
    rows = [
        row("SECRET", "a", "1980-01-01", "SECRETLAND"),
        row("SECRET", "b", "2030-01-01", "FRA"),
        row("SECRET", "c", "1980-01-01", ""),
        row("SECRET", "d", "1980-01-01", "Congo", place=""),
        row("SECRET", "e", "SECRET", "FRA", lies="SECRET"),
        row("", "", "1890-01-01", "FRA"),
        row("SECRET", "f", "2015-01-01", "French, Nigerien"),
    ]
    made = registered(written(tmp_path / "list.csv", rows))
    told = [str(finding) for finding in made.findings]
    assert [line.partition(";")[0] for line in told] == [
        "list.csv:2, Nationality: is no nationality that is known here",
        "list.csv:5, Nationality: may be COD or COG",
        "list.csv:8, Nationality: is no nationality that is known here",
        "list.csv:3, Date of birth: is a day of birth that is still to come",
        "list.csv:6, Stretcher: says neither yes nor no",
        "list.csv:4, Nationality: is missing",
        "list.csv:5, Place: is missing: where does the person wait?",
        "list.csv:6, Date of birth: is no day of birth that can be read",
        "list.csv:7, Date of birth: makes the person older than 115 years",
        "list.csv:7, Surname: is missing",
    ]
    assert len(errors(made)) == 7
    assert "SECRET" not in "\n".join([*told, *register_lines(made), str(register_object(made))])
    assert made.groups == ()


def test_a_day_that_is_two_is_asked_for(tmp_path: Path) -> None:
    """03/04 is a day in March or in April: nobody guesses, the mapping file says it."""
    path = written(tmp_path / "list.csv", [row("A", "a", "03/04/1990", "FRA")])
    made = registered(path)
    assert 'dates = "dmy" or "mdy"' in errors(made)[0]
    mapping = FieldMap(columns=made.mapping.columns, dates="mdy")
    names = registered(path, mapping=mapping).names
    assert names is not None
    assert names.rows[0][4] == "1990-03-04"


def test_blanks_around_days_take_nothing_from_what_they_prove(tmp_path: Path) -> None:
    """A day beyond the twelfth tells the order of the column, whatever stands beside it."""
    rows = [row("A", "a", "03/04/1990", "FRA"), row("B", "b", " 13/04/1990 ", "FRA")]
    names = registered(written(tmp_path / "list.csv", rows)).names
    assert names is not None
    assert [person[4] for person in names.rows] == ["1990-04-03", "1990-04-13"]


@pytest.mark.parametrize(
    ("cell", "infant"),
    [("1", True), ("23 mois", True), ("24 Monate", False), ("2", False), ("1,5 años", True)],
)
def test_ages_stand_for_days_of_birth(tmp_path: Path, cell: str, infant: bool) -> None:
    """Years, or months in four languages."""
    rows = [["1", "A", "a", "40", "FRA"], ["1", "A", "b", cell, "FRA"]]
    path = written(
        tmp_path / "list.csv",
        [[*one, "NIM"] for one in rows],
        ("Family", "Nom", "Prénom", "Age", "Nationalité", "Lieu"),
    )
    made = registered(path)
    assert (errors(made), warnings(made)) == ([], [])
    assert made.groups[0].infants == int(infant)


def test_needs_in_words_and_in_columns_of_forms(tmp_path: Path) -> None:
    """`wheelchair stretcher` as forms write it; what is not understood is told and kept as a remark."""
    headings = ("Name", "Age", "Nationality", "Place", "needs", "needs/wheelchair", "needs/stretcher")
    rows = [
        ["A", "30", "FRA", "NIM", "wheelchair", "1", "0"],
        ["B", "30", "FRA", "NIM", "wheelchair stretcher", "1", "1"],
        ["C", "30", "FRA", "NIM", "none", "0", "0"],
        ["D", "30", "FRA", "NIM", "diabetes", "0", "0"],
    ]
    made = registered(written(tmp_path / "list.csv", rows, headings))
    assert [(group.assisted, group.stretchers) for group in made.groups] == [(1, 0), (0, 1), (0, 0), (0, 0)]
    assert warnings(made)[0].startswith("list.csv:5, needs: speaks of a need that is not understood")
    assert made.names is not None
    assert made.names.rows[3][9] == "diabetes"


def test_a_booking_list_of_an_airline(tmp_path: Path) -> None:
    """Who has one record locator is one party; codes of special services are needs, others are told."""
    headings = ("PNR", "Surname", "Given name", "Age", "Nationality", "City", "SSR")
    rows = [
        ["AB12CD", "A", "One", "40", "FRA", "NIM", "WCHC HK1"],
        ["AB12CD", "A", "Two", "8", "FRA", "NIM", ""],
        ["EF34GH", "B", "Three", "50", "FRA", "NIM", "STCR"],
        ["IJ56KL", "C", "Four", "30", "FRA", "NIM", "MEDA"],
    ]
    made = registered(written(tmp_path / "list.csv", rows, headings))
    assert [(group.size, group.assisted, group.stretchers) for group in made.groups] == [
        (2, 1, 0),
        (1, 0, 1),
        (1, 0, 0),
    ]
    assert next(line.partition(":")[2] for line in warnings(made) if "need" in line).startswith("5, SSR")


def test_the_mapping_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What stands in it is what was recognised; words that nobody knows wait in it to be filled in."""
    headings = ("Who?", "Nationality", "Place")
    rows = [["A", "Gaul", "the airport"], ["B", 'a "Roman"', "NIM"]]
    path = written(tmp_path / "list.csv", rows, headings)
    draft = registered(path)
    text = field_map_text(draft.mapping, draft.listing.headings)
    assert '# not read: "Who?"' in text
    file = tmp_path / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    assert read_field_map(file) == draft.mapping
    text = text.replace('"Gaul" = ""', '"Gaul" = "FRA"').replace('\\"Roman\\"" = ""', '\\"Roman\\"" = "ITA"')
    text = (
        text.replace("[columns]", '[columns]\nname = ["Who?"]') + '[values.origin]\n"the airport" = "NIM"\n'
    )
    file.write_text(text, encoding="utf-8")
    made = registered(path, mapping=read_field_map(file))
    assert errors(made) == []
    assert [(group.nationality, group.origin) for group in made.groups] == [("FRA", "NIM"), ("ITA", "NIM")]
    assert made.names is not None
    assert [cells[1] for cells in made.names.rows] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('format = "evacopt-mapping/2"\n[columns]\n', "is no mapping file"),
        ("columns = 3", "is no mapping file"),
        ('[columns]\nsurnme = ["Nom"]\n', "surnme: is no field; did you mean surname?"),
    ],
)
def test_a_mapping_file_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    """What is wrong with it is told."""
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=re.escape(said)):
        read_field_map(tmp_path / "mapping.toml")


def test_two_columns_of_one_field_are_for_a_person_to_decide(tmp_path: Path) -> None:
    """So is a heading of the mapping that the list does not have."""
    path = written(
        tmp_path / "list.csv", [["A", "B", "FRA", "NIM"]], ("a/name", "b/name", "Nationality", "Place")
    )
    with pytest.raises(InvalidInput, match="is said by 2 columns: a/name, b/name"):
        registered(path)
    with pytest.raises(InvalidInput, match="is to be read under Nam, which is no heading"):
        registered(path, mapping=FieldMap(columns={"name": ("Nam",)}))


def test_a_list_without_headings_is_not_quoted(tmp_path: Path) -> None:
    """Its first row is a person."""
    made = registered(written(tmp_path / "list.csv", [["SECRET", "x"]], ("SECRET", "y")))
    assert "has no heading that is known" in errors(made)[0]
    assert "SECRET" not in "\n".join([*errors(made), *warnings(made), *register_lines(made)])


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_title_above_a_list_in_csv_hides_no_separator(tmp_path: Path, separator: str) -> None:
    """A title of one cell, a blank line, headings with accents: read as if it were not there, and told."""
    cells = [
        ["Liste consulaire"],
        [],
        ["Prénom", "Né(e) le", "Nationalité"],
        ["Noé", "1988-04-20", "Française"],
    ]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(separator.join(line) for line in cells), encoding="utf-8")
    made = register(Asked(path=path, wishes=Wishes(on=ON, origin="NIM"), key=KEY))
    assert [(group.nationality, group.size) for group in made.groups] == [("FRA", 1)]
    assert "list.csv:1: stands above the heading and is not read" in warnings(made)


def test_workbooks_with_dates_titles_and_what_cannot_be_read(tmp_path: Path) -> None:
    """Cells of dates are days of birth; a title is told; an error where nobody reads stops nothing."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        sheet = book.add_worksheet("People")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write(0, 0, "Registrations")
        sheet.write_row(2, 0, ["Surname", "Date of birth", "Nationality", "Place", "q1"])
        sheet.write(3, 0, "A")
        sheet.write_datetime(3, 1, datetime(2022, 1, 31), day)
        sheet.write_row(3, 2, ["France", "NIM"])
        sheet.write_formula(3, 4, "=NA()", value="#N/A")
        sheet.write_row(4, 0, ["B", "", "GER", "NIM"])
    made = registered(tmp_path / "list.xlsx")
    assert errors(made) == []
    assert [group.nationality for group in made.groups] == ["FRA", "DEU"]
    assert made.names is not None
    assert made.names.rows[0][4] == "2022-01-31"
    assert (
        "list.xlsx, sheet People, cell B5, Date of birth: is missing"
        in warnings(made)[-2] + warnings(made)[-1]
    )
    assert any("cell A1: stands above the heading" in line for line in warnings(made))


def test_one_sheet_of_several_and_what_a_person_does_not_see(tmp_path: Path) -> None:
    """The sheet is named; hidden rows are read and told, merged cells are an error."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        for name in ("Households", "People"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Name", "Age", "Nationality", "Place"])
            sheet.write_row(1, 0, ["A", "30", "FRA", "NIM"])
        sheet.write_row(2, 0, ["B", "31", "FRA", "NIM"])
        sheet.set_row(2, None, None, {"hidden": True})
    with pytest.raises(InvalidInput, match="name one with --sheet: Households, People"):
        registered(tmp_path / "list.xlsx")
    made = register(Asked(path=tmp_path / "list.xlsx", sheet="People", wishes=Wishes(on=ON), key=KEY))
    assert (errors(made), len(made.groups)) == ([], 2)
    assert "row 3: is hidden, and is read all the same" in warnings(made)[0]


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    """No mapping file can tell them apart: the list must."""
    headings = ("Name", "Nationality", "Place", "Place")
    with pytest.raises(InvalidInput, match="name them apart in the list"):
        registered(written(tmp_path / "list.csv", [["A", "FRA", "NIM", "ZND"]], headings))


NAMES = st.text("abcdefgh", min_size=1, max_size=5).map(str.title)
PERSONS = st.builds(
    row,
    NAMES.map("Sur{}".format),
    NAMES.map("Giv{}".format),
    st.dates(date(1920, 1, 1), ON).map(str),
    st.sampled_from(["FRA", "NER", "DEU"]),
    family=st.sampled_from(["", "1", "2", "3"]),
    phone=st.sampled_from(["", "+49 171 1234567"]),
    place=st.sampled_from(["NIM", "ZND"]),
    lies=st.sampled_from(["", "yes"]),
    wheels=st.sampled_from(["", "yes"]),
    document=st.sampled_from(["", "DOC77X", "DOC88Y"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PERSONS, min_size=1, max_size=12))
def test_nobody_is_lost_and_no_name_leaves_its_file(people: list[list[str]]) -> None:
    """Everybody is counted once, under a code of its nationality; the file of names is what `export` takes.

    Groups, duplicates, mapping and key hold no name, no document and no day of birth.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = registered(written(Path(folder) / "list.csv", people))
        assert errors(made) == []
        out = Path(folder) / "out"
        write_register(made, KEY, out)
        assert {path.name: path.stat().st_mode & 0o777 for path in out.iterdir()} == dict.fromkeys(
            ("groups.csv", "names.csv", "duplicates.csv", "mapping.toml", "key"), 0o600
        )
        assert out.stat().st_mode & 0o777 == 0o700
        slots = {
            person_code(group.id, person.number): person.nationality
            for group in made.groups
            for person in people_of(group)
        }
        names = read_names(out / "names.csv", needed=set(slots), people=slots)
        assert Counter((one["surname"], one["given_names"]) for one in names.values()) == Counter(
            (one[1], one[2]) for one in people
        )
        assert Counter(slots.values()) == Counter(one[4] for one in people)
        lying = sum(one[8] == "yes" for one in people)
        assert sum(group.stretchers for group in made.groups) == lying
        for path in out.iterdir():
            text = path.read_text(encoding="utf-8")
            private = [cell for one in people for cell in (one[1], one[2], one[3], one[5]) if cell]
            assert path.name == "names.csv" or not any(cell in text for cell in private)


def test_codes_follow_the_key(tmp_path: Path) -> None:
    """The same list and key give the same codes, in any order of its rows."""
    one = registered(written(tmp_path / "a.csv", [*FAMILY, row("B", "b", "1980-01-01", "ITA")]))
    other = registered(written(tmp_path / "b.csv", [row("B", "b", "1980-01-01", "ITA"), *FAMILY]))
    assert {group.id for group in one.groups} == {group.id for group in other.groups}
