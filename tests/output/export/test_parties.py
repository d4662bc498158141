"""Parties have codes that differ, and keep their flights from plan to plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evacopt.output.export.roll import STAYS, parties_of, party_code, people_of
from tests.build import plan as planned
from tests.output.export.world import flight, group, world

EARLY, LATE = flight("LATER-IN-ABC", departs="1T06:00"), flight("A", departs="2T06:00")
TABLE = world([EARLY, LATE], [group("G", count=4), group("H")])


def _flights(*plans: tuple[tuple[str, str, int], ...]) -> list[str]:
    """The flight of each party of G after these plans, one after the other."""
    chain = [planned(TABLE, *rows) for rows in plans]
    parties = parties_of(TABLE, chain[-1], chain[:-1])
    return [">".join(party.itinerary) for party in parties if party.group == "G"]


def test_first_numbers_take_the_earliest_flights() -> None:
    """By departure and not by name; the last numbers stay."""
    assert _flights((("G", "A", 2), ("G", "LATER-IN-ABC", 1))) == ["LATER-IN-ABC", "A", "A", ""]


def test_parties_keep_their_flight() -> None:
    """A party that has a seat keeps it where the next plan has one; the freed and the waiting move up."""
    first = (("G", "LATER-IN-ABC", 2), ("G", "A", 1))
    second = (("G", "A", 3),)
    assert _flights(first) == ["LATER-IN-ABC", "LATER-IN-ABC", "A", ""]
    assert _flights(first, second) == ["A", "A", "A", ""]
    third = (("G", "LATER-IN-ABC", 1), ("G", "A", 2))
    assert _flights(third) == ["LATER-IN-ABC", "A", "A", ""]
    assert _flights(first, second, third) == ["A", "A", "LATER-IN-ABC", ""]


def test_earlier_plans_may_be_of_other_instances() -> None:
    """Groups and flights that are no more are passed over."""
    old = planned(TABLE, ("G", "GONE", 3), ("X", "A", 2))
    parties = parties_of(TABLE, planned(TABLE, ("G", "A", 1)), [old])
    assert [party.itinerary for party in parties] == [("A",), STAYS, STAYS, STAYS, STAYS]


def test_codes_of_parties() -> None:
    """As wide as the count; a single party is called as its group, unless that could be another's code."""
    assert [party_code("G", 7, 12), party_code("G", 7, 7), party_code("G", 1, 1)] == ["G#07", "G#7", "G"]
    assert [party_code("G#1", 1, 1), party_code("G/1", 1, 1)] == ["G#1#1", "G/1#1"]


@given(st.dictionaries(st.text(alphabet="G#/1", min_size=1, max_size=5), st.integers(1, 12), max_size=8))
def test_codes_differ(counts: dict[str, int]) -> None:
    """No two parties and no two people of an instance share a code, whatever the groups are called."""
    parties = [
        party_code(name, number, count) for name, count in counts.items() for number in range(1, count + 1)
    ]
    people = [f"{party}/{number}" for party in parties for number in range(1, 4)]
    assert len(set(parties)) == len(parties)
    assert len(set(people)) == len(people)


def test_people_of_a_party() -> None:
    """The party's nationality first; who needs nobody, then helped, lying, infants, each on another lap."""
    mixed = group(
        "M", size=5, infants=2, stretchers=1, assisted=1, members=(("BEL", 2), ("FRA", 3), ("NER", 2))
    )
    people = people_of(mixed)
    assert [person.number for person in people] == [1, 2, 3, 4, 5, 6, 7]
    assert [person.nationality for person in people] == ["FRA", "FRA", "FRA", "BEL", "BEL", "NER", "NER"]
    assert [person.need for person in people] == ["", "", "", "assisted", "stretcher", "", ""]
    assert [person.lap for person in people] == [0, 0, 0, 0, 0, 1, 2]
    lying = flight("F", seats_per_stretcher=3)
    assert [lying.seats_for(person) for person in people] == [1, 1, 1, 1, 3, 0, 0]


def test_infants_where_nobody_is_able() -> None:
    """More infants than able people share laps; where nobody is able, somebody who has a seat holds them."""
    assert [person.lap for person in people_of(group("G", size=1, infants=2))] == [0, 1, 1]
    assert [person.lap for person in people_of(group("G", size=2, infants=1, assisted=2))] == [0, 0, 1]
