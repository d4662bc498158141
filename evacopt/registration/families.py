"""Persons put together into parties: by the number of a family, else by the number at which it is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evacopt.domain.group import Group, Members
from evacopt.domain.phrase import phrase
from evacopt.registration.cells import contact_key
from evacopt.registration.field_map import By
from evacopt.registration.persons import Person, Reading

LARGEST = 12
"""People of a party beyond which somebody should look: a number of an office or of a guide, no family's."""

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels together or not at all, in the order of the list."""

    persons: tuple[Person, ...]

    @property
    def origin(self) -> str:
        """Where it waits."""
        return self.persons[0].origin

    def nationality(self, travel_as: Sequence[str]) -> str:
        """As whom it travels: the first of `travel_as` that one of it has, else the most frequent one.

        Of equally frequent ones it is that of the first adult in the list.
        """
        own = Counter(person.nationality for person in sorted(self.persons, key=lambda one: not one.is_adult))
        return next((code for code in travel_as if code in own), own.most_common(1)[0][0])

    def laps(self) -> int:
        """How many infants sit on laps: one for each adult who needs nobody."""
        holders = sum(_holds(person) for person in self.persons)
        return min(holders, sum(person.is_infant for person in self.persons))

    def group(self, code: str, travel_as: Sequence[str]) -> Group:
        """The row of the table of groups."""
        infants = self.laps()
        own = Counter(person.nationality for person in self.persons)
        members: Members = tuple(sorted(own.items())) if len(own) > 1 else ()
        return Group(
            id=code,
            nationality=self.nationality(travel_as),
            origin=self.origin,
            size=len(self.persons) - infants,
            priority=min((one.priority for one in self.persons if one.priority is not None), default=1),
            members=members,
            infants=infants,
            stretchers=sum(person.stretcher for person in self.persons),
            assisted=sum(person.assisted and not person.is_infant for person in self.persons),
            ready=max((one.ready for one in self.persons if one.ready is not None), default=None),
            registered=min(
                (one.registered for one in self.persons if one.registered is not None), default=None
            ),
        )


def _holds(person: Person) -> bool:
    return person.is_adult and not person.stretcher and not person.assisted


def parties_of(persons: Sequence[Person], reading: Reading) -> list[Party]:
    """The parties in the order of their first persons; what is odd about them goes to `reading`."""
    together: dict[_Key, list[Person]] = {}
    places: dict[tuple[str, str], str] = {}
    keys = list(_keys(persons, reading.mapping.families))
    _look_for_the_lost(persons, keys, reading)
    for person, (by, name) in zip(persons, keys, strict=True):
        first = places.setdefault((by, name), person.origin)
        if person.origin != first:
            rule = phrase("is another place than that of the family: a party of its own was made")
            reading.tell(
                person.row, "origin", rule, phrase("write the same place if they are together"), "warning"
            )
        together.setdefault((by, name, person.origin), []).append(person)
    parties = [Party(tuple(members)) for members in together.values()]
    for party in parties:
        _look_at(party, reading)
    return parties


def _keys(persons: Sequence[Person], families: Sequence[By]) -> Iterator[tuple[str, str]]:
    """What everybody has in common with the rest of the party, and with nobody else.

    Who gives no number of a family and is called at the number of one family alone is of that family.
    """
    called: dict[str, set[str]] = {}
    if set(families) == {"family", "contact"}:
        for person in persons:
            if person.family and person.contact:
                called.setdefault(_called_at(person), set()).add(person.family)
    for person in persons:
        own = {"family": person.family, "contact": _called_at(person)}
        by = next((by for by in families if own[by]), None)
        of_family = called.get(own["contact"], set()) if by == "contact" else set()
        if len(of_family) == 1:
            yield "family", next(iter(of_family))
        else:
            yield (by, own[by]) if by else ("row", str(person.row))


def _look_for_the_lost(persons: Sequence[Person], keys: Sequence[tuple[str, str]], reading: Reading) -> None:
    """Say who is alone without a number of a family, beside a family of the same name in the list."""
    for row, (person, (by, _)) in enumerate(zip(persons, keys, strict=True)):
        beside = [other for other in (row - 1, row + 1) if by == "row" and 0 <= other < len(persons)]
        name = person.surname.casefold()
        if name and any(keys[it][0] == "family" and persons[it].surname.casefold() == name for it in beside):
            rule = phrase("is blank beside a family of the same name: the person travels alone")
            reading.tell(
                person.row, "family", rule, phrase("write the number of the family if it is hers"), "warning"
            )


def _called_at(person: Person) -> str:
    """The first of the person's contacts."""
    return contact_key(person.contact.partition(";")[0])


def _look_at(party: Party, reading: Reading) -> None:
    """Say what is odd about a party, at its first person."""
    first, people = party.persons[0].row, len(party.persons)
    if people > LARGEST:
        rule = phrase("makes a party of {people} people, who fly together or not at all", people=people)
        remedy = phrase(
            "look whether they are one family; the mapping file says by what people are put together"
        )
        reading.tell(first, "family" if party.persons[0].family else "contact", rule, remedy, "warning")
    if not any(person.is_adult for person in party.persons):
        rule = phrase("is of a party without anybody of age")
        remedy = phrase("put them into one family with who travels with them")
        reading.tell(first, "date_of_birth", rule, remedy, "warning")
    elif party.laps() < (infants := sum(person.is_infant for person in party.persons)):
        rule = phrase(
            "is of a party of {infants} infants and {laps} laps: who has none gets a seat",
            infants=infants,
            laps=party.laps(),
        )
        reading.tell(first, "date_of_birth", rule, severity="warning")
