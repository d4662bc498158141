"""From a list of persons to groups of codes and a file of names."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from evacopt.domain.finding import Finding
from evacopt.domain.group import Group
from evacopt.domain.keyed_code import keyed_codes
from evacopt.domain.phrase import phrase
from evacopt.errors import InvalidInput
from evacopt.files.side_tables import read_groups
from evacopt.output.export.names import withheld
from evacopt.output.table import Table
from evacopt.registration.cells import document
from evacopt.registration.duplicates import Pair, duplicates, name_of
from evacopt.registration.families import Party, parties_of
from evacopt.registration.field_map import FieldMap, proposed, with_unknown
from evacopt.registration.later import Difference, difference, inherited, likely_persons, same_persons
from evacopt.registration.listing import Listing, read_listing
from evacopt.registration.persons import Person, Reading, Wishes
from evacopt.registration.rolls import Named, names_table, read_named

GROUPS_FILE, NAMES_FILE = "groups.csv", "names.csv"
_PAIRS = 4
"""Letters and digits of a code: 1.6 thousand million, so that hardly two families want the same."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is registered, and how.

    Attributes
    ----------
    sheet : of a workbook with several
    mapping : the mapping file; None to go by the headings
    key : what codes are made with
    previous : the folder of the register of an earlier list
    """

    path: Path
    wishes: Wishes
    key: bytes
    sheet: str = ""
    mapping: FieldMap | None = None
    previous: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Register:
    """A list, registered.

    Attributes
    ----------
    first_rows : for each group the row of its first person in the list
    code_of : the code of the party of each row of the list
    mapping : how the list was read, with a blank for each word that nobody knows
    later : against the earlier list, None without one
    """

    listing: Listing
    mapping: FieldMap
    findings: tuple[Finding, ...] = ()
    groups: tuple[Group, ...] = ()
    first_rows: tuple[int, ...] = ()
    names: Table | None = None
    pairs: tuple[Pair, ...] = ()
    code_of: Mapping[int, str] = field(default_factory=dict)
    later: Difference | None = None

    def place(self, row: int | None, column: str) -> str:
        """Where in the list a row of `groups` is said."""
        if row is None:
            return self.listing.name
        columns = self.mapping.places(self.listing.headings).get(column, ())
        return self.listing.place(self.first_rows[row], columns[0] if columns else 0)

    def merged(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings about the list and `findings`, errors first."""
        return _errors_first((*self.findings, *findings))


def register(asked: Asked) -> Register:
    """Read the list and put its persons together; where there are errors, there are no groups and no names.

    Raises
    ------
    InvalidInput
        If the list, the mapping or the earlier register cannot be read. No cell is quoted.
    """
    with withheld(), _without_collector():
        listing, mapping = _read(asked)
        reading = Reading(listing, mapping, asked.wishes)
        unread = mapping.unread(listing.headings)
        reading.findings += [one for one in listing.findings if one.column not in unread]
        persons = reading.persons()
        failed = any(finding.severity == "error" for finding in reading.findings)
        parties = [] if failed else parties_of(persons, reading)
        mapping = with_unknown(mapping, reading.unknown)
        made = Register(listing=listing, mapping=mapping, findings=_errors_first(reading.findings))
        return made if failed else _registered(asked, made, persons, parties)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Without looks for reference cycles: a list makes none, and they take an eighth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def drafted(asked: Asked) -> Register:
    """What the list seems to say, for a person to look at: its mapping alone, also where that is in doubt."""
    with withheld():
        listing, mapping = _read(asked)
        with suppress(InvalidInput):
            reading = Reading(listing, mapping, asked.wishes)
            reading.persons()
            mapping = with_unknown(mapping, reading.unknown)
        return Register(listing=listing, mapping=mapping)


def _read(asked: Asked) -> tuple[Listing, FieldMap]:
    listing = read_listing(asked.path, asked.sheet)
    return listing, asked.mapping or proposed(listing.headings)


def _registered(
    asked: Asked, read: Register, persons: Sequence[Person], parties: Sequence[Party]
) -> Register:
    """`read` with the groups, under codes, and all that follows from them."""
    travel_as = read.mapping.travel_as
    earlier, before = _earlier(asked.previous)
    same = same_persons(persons, earlier) if earlier else {}
    codes = _codes(asked.key, parties, travel_as, inherited(parties, same), before)
    coded = list(zip(parties, codes, strict=True))
    groups = tuple(party.group(code, travel_as) for party, code in coded)
    later = None
    if asked.previous:
        likely = tuple(likely_persons(persons, earlier, same))
        later = replace(difference(groups, before, persons, same), likely=likely)
    return replace(
        read,
        groups=groups,
        first_rows=tuple(party.persons[0].row for party in parties),
        names=names_table(parties, groups),
        pairs=tuple(duplicates(persons)),
        code_of={person.row: code for party, code in coded for person in party.persons},
        later=later,
    )


def _errors_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: one.severity != "error"))


def _earlier(folder: Path | None) -> tuple[list[Named], list[Group]]:
    """Everybody of the earlier list, and its groups."""
    if folder is None:
        return [], []
    if not (folder / NAMES_FILE).is_file():
        rule = phrase("holds no {names_file}: it is no folder of an earlier list", names_file=NAMES_FILE)
        raise InvalidInput([Finding(rule=rule, place=str(folder))])
    return read_named(folder / NAMES_FILE), list(read_groups(folder / GROUPS_FILE))


def _codes(
    key: bytes,
    parties: Sequence[Party],
    travel_as: Sequence[str],
    kept: Mapping[int, str],
    before: Sequence[Group],
) -> list[str]:
    """The code of each party: the one that it keeps, or a new one that nobody has or had."""
    taken = {group.id for group in before}
    codes = []
    for place, party in enumerate(parties):
        code = kept.get(place, "")
        if not code:
            state = party.nationality(travel_as)
            made = (f"{state}-{code}" for code in keyed_codes(key, _identity(party), pairs=_PAIRS))
            code = next(code for code in made if code not in taken)
        taken.add(code)
        codes.append(code)
    return codes


def _identity(party: Party) -> str:
    """What a party is known by, the same in every list: its first person."""
    first = party.persons[0]
    return "\0".join((document(first.document_number), name_of(first), first.birth_text, first.reference))
