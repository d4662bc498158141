"""A later list against an earlier one: who is the same, who is new, who withdrew, whose data changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from evacopt.domain.fields import GROUPS
from evacopt.domain.group import Group
from evacopt.domain.stored import written
from evacopt.registration.cells import document
from evacopt.registration.duplicates import duplicates, name_of
from evacopt.registration.families import Party
from evacopt.registration.persons import Person
from evacopt.registration.rolls import Named

T = TypeVar("T")
_UNCHANGING = frozenset({"id", "registered"})


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of a party that is another than in the earlier list, as text."""

    group: str
    column: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Likely:
    """A row of the later list, a person of the earlier one, and why they may be one."""

    row: int
    code: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a later list says otherwise.

    Attributes
    ----------
    new : ids of parties of whom nobody was in the earlier list
    withdrawn : ids of parties of whom nobody is in the later one
    changes : cells of parties that are in both
    renamed : people in both whose name, document or contact is another
    likely : people who are new and may be somebody who withdrew, spelt otherwise
    """

    new: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    renamed: int = 0
    likely: tuple[Likely, ...] = ()


def same_persons(persons: Sequence[Person], earlier: Sequence[Named]) -> dict[int, Named]:
    """Who of the earlier list everybody is, by row: by registration number, document, or name and birth.

    What two of a list have in common tells nobody from another, and is not gone by.
    """
    found: dict[int, Named] = {}
    taken: set[str] = set()
    for key in (_by_reference, _by_document, _by_name):
        known = _single((key(named.person), named) for named in earlier if named.code not in taken)
        asked = _single((key(person), person) for person in persons if person.row not in found)
        for name, person in asked.items():
            if name in known:
                found[person.row] = known[name]
                taken.add(known[name].code)
    return found


def _by_reference(person: Person) -> str:
    return person.reference


def _by_document(person: Person) -> str:
    return document(person.document_number)


def _by_name(person: Person) -> str:
    name = name_of(person)
    return f"{name} {person.born or person.birth_text}" if name else ""


def _single(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """The pairs whose key is filled and is that of no other."""
    listed = list(pairs)
    often = Counter(key for key, _ in listed)
    return {key: value for key, value in listed if key and often[key] == 1}


def inherited(parties: Sequence[Party], same: Mapping[int, Named]) -> dict[int, str]:
    """The code that each party keeps, by its place: of the earlier party of which most of its people were.

    No two parties keep the same code: where a family parted, most of its people do.
    """
    claims = []
    for place, party in enumerate(parties):
        before = Counter(same[one.row].party for one in party.persons if one.row in same)
        claims += [(-people, place, code) for code, people in before.items()]
    kept: dict[int, str] = {}
    taken: set[str] = set()
    for _, place, code in sorted(claims):
        if place not in kept and code not in taken:
            kept[place] = code
            taken.add(code)
    return kept


def likely_persons(
    persons: Sequence[Person], earlier: Sequence[Named], same: Mapping[int, Named]
) -> Iterator[Likely]:
    """Who is new and may be somebody who withdrew: a name spelt otherwise is for a person to decide."""
    known = {named.code for named in same.values()}
    new = [person for person in persons if person.row not in same]
    gone = [named for named in earlier if named.code not in known]
    both = (*new, *(named.person for named in gone))
    for pair in duplicates([replace(person, row=row) for row, person in enumerate(both)]):
        if pair.row < len(new) <= pair.other:
            yield Likely(new[pair.row].row, gone[pair.other - len(new)].code, pair.why)


def difference(
    groups: Sequence[Group], earlier: Sequence[Group], persons: Sequence[Person], same: Mapping[int, Named]
) -> Difference:
    """What `groups` and `persons` say otherwise than the earlier list."""
    before, now = {group.id: group for group in earlier}, {group.id for group in groups}
    renamed = sum(
        _names(person) != _names(same[person.row].person) for person in persons if person.row in same
    )
    return Difference(
        new=tuple(group.id for group in groups if group.id not in before),
        withdrawn=tuple(group.id for group in earlier if group.id not in now),
        changes=tuple(
            change for group in groups if group.id in before for change in _changes(before[group.id], group)
        ),
        renamed=renamed,
    )


def _names(person: Person) -> tuple[str, ...]:
    return name_of(person), document(person.document_number), person.contact


def _changes(before: Group, now: Group) -> Iterator[Change]:
    for field in GROUPS.fields:
        cells = [written(field, getattr(group, field.attribute)) for group in (before, now)]
        if cells[0] != cells[1] and field.column not in _UNCHANGING:
            yield Change(now.id, field.column, *cells)
