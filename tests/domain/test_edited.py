"""Instances made of an instance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Crew, Fleet, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource
from evacopt.domain.share import Share
from evacopt.domain.window import Window
from evacopt.errors import UsageError
from tests.build import DIRECT, at, flight, group, instance, place

INSTANCE = instance(groups=(group("G1", size=2), group("G2", size=3)), flights=(DIRECT, flight("F2")))


SORTIE = Sortie(
    id="S",
    operator="FRA",
    origin="O",
    destination="V",
    first_departure=at("06:00"),
    every=60,
    until=at("12:00"),
    block_minutes=30,
    seats=5,
)


def test_a_row_gets_other_cells_and_all_else_stays() -> None:
    """The instance that was asked is as it was."""
    changed = INSTANCE.with_flight("F", seats=80)
    assert [row.seats for row in changed.flights] == [80, 10]
    assert [row.seats for row in INSTANCE.flights] == [10, 10]
    assert changed.with_flight("F", seats=10) == INSTANCE
    assert changed.sha256 != INSTANCE.sha256


def test_times_may_be_text_or_datetimes() -> None:
    """Or minutes, as the record has them."""
    for departs in ("2023-08-01T07:30Z", datetime(2023, 8, 1, 7, 30, tzinfo=UTC), at("07:30")):
        assert INSTANCE.with_flight("F2", departs=departs).flight["F2"].departs == at("07:30")
    with pytest.raises(UsageError, match="departs '2023-08-01T07:30' has no offset"):
        INSTANCE.with_flight("F2", departs="2023-08-01T07:30")


def test_amounts_and_members_may_be_dicts() -> None:
    """In any order; in a record that is given whole they are pairs, and a dict is said to be none."""
    needy = INSTANCE.with_group("G1", needs={"pet": 1, "kg": 9}, members={"NER": 1, "FRA": 1})
    assert needy.groups[0].needs == (("kg", 9), ("pet", 1))
    assert needy.groups[0].members == (("FRA", 1), ("NER", 1))
    assert INSTANCE.with_flight("F", room={"kg": 9}).flight["F"].room == (("kg", 9),)
    with pytest.raises(UsageError, match="unhashable type: 'dict'"):
        INSTANCE.with_group(group("G1", needs={"kg": 9}))


def test_groups_are_changed_added_and_taken_away() -> None:
    """Columns of every kind, blanks among them."""
    changed = INSTANCE.with_group("G2", size=4, ready=at("07:00"), destinations=["V"], nationality="DEU")
    assert list(changed.groups) == [
        INSTANCE.groups[0],
        group("G2", size=4, ready=at("07:00"), destinations=("V",), nationality="DEU"),
    ]
    assert changed.with_group("G2", ready=None).groups[1].ready is None
    assert list(INSTANCE.with_group(group("G3")).groups) == [*INSTANCE.groups, group("G3")]
    assert list(INSTANCE.with_group(group("G1", size=9)).groups) == [
        group("G1", size=9),
        INSTANCE.groups[1],
    ]
    assert list(INSTANCE.without_group("G1").groups) == [INSTANCE.groups[1]]


def test_rows_are_added_and_taken_away() -> None:
    """A record of a new id is added behind the others."""
    share = Share(id="S", kind="min", nationality="FRA", people=1)
    shared = INSTANCE.with_share(share).with_share("S", people=2)
    assert [row.people for row in shared.shares] == [2]
    assert shared.without_share("S") == INSTANCE
    assert [row.id for row in INSTANCE.with_flight(flight("F3")).flights] == ["F", "F2", "F3"]
    assert [row.id for row in INSTANCE.without_flight("F", "F2").flights] == []
    assert INSTANCE.with_location(place("H", capacity=5)).location["H"].capacity == 5
    assert INSTANCE.with_fleet(Fleet(id="A", count=1, cycle=60)).fleets[0].count == 1
    flown = INSTANCE.with_sortie(SORTIE).with_sortie("S", every=120)
    assert [row.every for row in flown.sorties] == [120]
    assert flown.without_sortie("S") == INSTANCE
    assert INSTANCE.with_crew(Crew(id="C", count=1, fleets=("A",), rest=60)).crews[0].count == 1
    pin = Pin(group="G1", kind="exactly", parties=0)
    assert INSTANCE.with_pin(pin).pins == (pin,)
    assert INSTANCE.with_policy(max_legs=1).policy.max_legs == 1


def test_rows_of_any_table_go_to_their_own() -> None:
    """One of an id that is there replaces that, others go behind; and out again."""
    stands, more = Resource(id="stands", count=2), Resource(id="stands", count=3)
    rows = (Window(location="O", kind="closed", since=0), stands, Capacity(location="V", since=0, people=2))
    changed = INSTANCE.with_rows(*rows, group("G3"))
    assert (changed.windows, changed.resources, changed.capacities) == ((rows[0],), (stands,), (rows[2],))
    assert changed.with_rows(more).resources == (more,)
    assert changed.without_rows(*rows, group("G3")) == INSTANCE
    with pytest.raises(UsageError, match="there is no such window: Window"):
        INSTANCE.without_rows(rows[0])
    with pytest.raises(UsageError, match=r"a row is one of Location, Group, Flight, .*, got 'stands'"):
        INSTANCE.with_rows("stands")


def test_what_is_not_there_is_said() -> None:
    """With what may have been meant; a new row is given whole."""
    with pytest.raises(UsageError, match=r"no group is called 'g1'; did you mean G1\?"):
        INSTANCE.with_group("g1", size=1)
    with pytest.raises(UsageError, match=r"a new one is given whole, Flight\(...\)"):
        INSTANCE.with_flight("LH454", seats=1)
    with pytest.raises(UsageError, match="no flight is called"):
        INSTANCE.without_flight("F", "X")
    with pytest.raises(UsageError, match=r"a flight has no seat; did you mean seats\?"):
        INSTANCE.with_flight("F", seat=1)


def test_a_part_of_a_result_is_an_instance() -> None:
    """So that changes can follow each other."""
    assert isinstance(INSTANCE.without_flight("F").with_flight("F2", seats=1), Instance)


def test_numbers_of_numpy_are_taken_as_those_of_python() -> None:
    """As a column of a data frame gives them; a float stays one, and the check says so."""
    assert INSTANCE.with_flight("F", seats=np.int64(80)) == INSTANCE.with_flight("F", seats=80)
    assert INSTANCE.with_policy(full_loads=np.bool_(True)).policy.full_loads is True
    terms: Any = {(np.str_("G1"), "F"): np.int32(2)}
    limit: Any = np.int64(3)
    ruled = INSTANCE.with_rule("few", terms, at_most=limit)
    assert ruled == INSTANCE.with_rule("few", {("G1", "F"): 2}, at_most=3)
    assert errors_of(ruled) == []
    assert [finding.rule for finding in errors_of(INSTANCE.with_flight("F", seats=np.float64(8)))] == [
        "must be an integer"
    ]


@pytest.mark.parametrize("seats", [np.int64(8), np.array([8, 9]), np.array([])])
def test_what_is_no_number_of_a_cell_is_found_not_fallen_over(seats: Any) -> None:
    """Also in a row that is given whole, and where asking whether it is blank has no answer."""
    odd = INSTANCE.with_flight(replace(DIRECT, seats=seats))
    assert [(finding.column, finding.rule) for finding in errors_of(odd)] == [("seats", "must be an integer")]


@pytest.mark.parametrize("terms", [None, [(("G1", "F"), 1)], "F"])
def test_terms_are_a_dict(terms: Any) -> None:
    """Pairs in a list or nothing at all are refused with what is wanted."""
    with pytest.raises(UsageError, match="the terms of 'few' are a dict of coefficients, got"):
        INSTANCE.with_rule("few", terms, at_most=1)
    with pytest.raises(UsageError, match="the terms of 'few' are a dict of coefficients, got"):
        INSTANCE.with_goal("few", terms)
