"""The file of names of a list: everybody under the code by which `export` joins; read again by later ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evacopt.domain.finding import Finding
from evacopt.domain.group import Group
from evacopt.domain.spreadsheet import unguarded
from evacopt.errors import InvalidInput
from evacopt.files.csv_table import csv_rows
from evacopt.files.encoding import FormError
from evacopt.output.export.names import CODE, NATIONALITY
from evacopt.output.export.roll import people_of, person_code
from evacopt.output.table import Table, sheet
from evacopt.registration.dates import day_of
from evacopt.registration.families import Party
from evacopt.registration.persons import Person

REFERENCE = "note_reference"
HEADS = (
    *(CODE, "surname", "given_names", "sex", "date_of_birth", "document_type", "document_number"),
    *("document_expiry", "document_issuer", "remark", "contact", NATIONALITY, REFERENCE),
)
"""Columns of the file; `export` reads all but the note."""

_RANKS = {"": 0, "assisted": 1, "stretcher": 2, "infant": 3}
_WORDS = {"": "needs nobody", "assisted": "needs a helper", "stretcher": "must lie", "infant": "is an infant"}


@dataclass(frozen=True, slots=True)
class Named:
    """A person of the file of names of an earlier list."""

    code: str
    person: Person

    @property
    def party(self) -> str:
        """The code of the party."""
        return self.code.rpartition("/")[0]


def names_table(parties: Sequence[Party], groups: Sequence[Group]) -> Table:
    """Everybody, party by party, in the order in which lists count the people of a party."""
    rows = [row for party, group in zip(parties, groups, strict=True) for row in _rows(party, group)]
    return sheet("names", "Names and documents by code", HEADS, rows)


def _rows(party: Party, group: Group) -> Iterator[tuple[str, ...]]:
    """Each person under the code whose nationality and need fit; the nationality comes first.

    An instance counts needs and nationalities apart, so now and then a need does not fit: a remark says so.
    """
    waiting = {person.row: person for person in party.persons}
    laps = {one.row for one in [one for one in party.persons if one.is_infant][: group.infants]}
    for slot in people_of(group):
        wanted = "infant" if slot.is_infant else slot.need
        person = min(
            (one for one in waiting.values() if one.nationality == slot.nationality),
            key=lambda one: (abs(_RANKS[_need(one, laps)] - _RANKS[wanted]), one.row),
        )
        del waiting[person.row]
        need = _need(person, laps)
        fits = "" if need == wanted else f"{_WORDS[need]}, whatever the list says"
        yield _row(person_code(group.id, slot.number), person, fits)


def _need(person: Person, laps: set[int]) -> str:
    if person.row in laps:
        return "infant"
    return "stretcher" if person.stretcher else "assisted" if person.assisted else ""


def _row(code: str, person: Person, remark: str) -> tuple[str, ...]:
    born = f"{person.born:%Y-%m-%d}" if person.born else person.birth_text
    document = (person.document_type, person.document_number, person.document_expiry, person.document_issuer)
    remark = "; ".join(filter(None, (person.remark, remark)))
    name = (person.surname, person.given_names, person.sex, born)
    return (code, *name, *document, remark, person.contact, person.nationality, person.reference)


def read_named(path: Path) -> list[Named]:
    """Everybody in the file of names that an earlier register wrote.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    try:
        with csv_rows(path, HEADS) as found:
            rows = list(found)
    except (OSError, FormError):
        rows = []
    if not rows or tuple(rows[0]) != HEADS or any(len(row) != len(HEADS) for row in rows):
        rule = "is no file of names as `evacopt register` writes it"
        raise InvalidInput([Finding(rule=rule, place=str(path), remedy="name its folder with --previous")])
    cells = (map(unguarded, row) for row in rows[1:])
    return [_named(number, dict(zip(HEADS, row, strict=True))) for number, row in enumerate(cells)]


def _named(number: int, row: dict[str, str]) -> Named:
    born = day_of(row["date_of_birth"], "ymd")
    said = {name: row[name] for name in HEADS[1:-1]}
    person = Person(
        row=number,
        reference=row[REFERENCE],
        birth_text=said.pop("date_of_birth"),
        born=born,
        months=None,
        family="",
        origin="",
        priority=None,
        ready=None,
        registered=None,
        stretcher=False,
        assisted=False,
        **said,
    )
    return Named(row[CODE], person)
