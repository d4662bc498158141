"""Seats taken together and reserved: which flights a pool is of, and when it has a choice."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.share import Share
from evacopt.judge.pools import NO_CHOICE, pools_of
from evacopt.judge.relaxation import relax
from evacopt.judge.seating import seated
from evacopt.judge.verify import verify
from tests.judge.world import (
    COUPLE,
    DIRECT,
    VIA_HUB,
    WORLD,
    flight,
    plan_of,
    policy,
)


def _choice(instance: Instance) -> int:
    """The choice of the pool of DIRECT."""
    (pool,) = pools_of(relax(instance), (DIRECT,))
    return pool.choice


def test_pools_are_of_the_flights_that_a_share_covers() -> None:
    """A reserve on one flight makes no rows of another, and keeps no seat there."""
    share = Share(id="R", kind="reserve", nationality="FRA", people=6, flight="DIRECT")
    instance = replace(WORLD, shares=(share,))
    keys = [key for key in relax(instance).row if key[0] == "reserve"]
    assert {key[1] for key in keys} == {"DIRECT"}
    assert verify(instance, plan_of(instance, {("COUPLE", VIA_HUB): 4}, direct=0)) == []


def test_each_pool_knows_its_own_origin_and_its_own_columns() -> None:
    """Two origins with full loads; a trip belongs to the first pool whose seats it takes."""
    home = WORLD.location["O1"]
    here = WORLD.flight["DIRECT"]
    groups = [replace(COUPLE, id=f"G{at}", origin=f"O{at}") for at in (1, 2)]
    instance = replace(
        policy(full_loads=True),
        locations=(*WORLD.locations, replace(home, id="O2")),
        groups=Groups.of(groups),
        flights=(here, replace(here, id="SECOND", origin="O2")),
    )
    relaxation = relax(instance)
    pools = pools_of(relaxation, (DIRECT, ("SECOND",)))
    assert [pool.choice for pool in pools] == [relaxation.column["all out", f"O{at}"] for at in (1, 2)]
    both = pools_of(relaxation, ((*DIRECT, "SECOND"),))
    assert both[0].choice == NO_CHOICE
    assert _choice(flight("DIRECT", policy(full_loads=True))) >= 0
    world = relax(WORLD)
    into, onward = pools_of(world, (("IN",), ("OUT",)))
    assert [(len(pool.parties), len(pool.sorties)) for pool in (into, onward)] == [(3, 1), (0, 1)]


def test_nobody_is_seated_through_a_seat_that_nobody_holds() -> None:
    """Who may use only the pool without seats stays on his feet, though another could move from it."""
    assert seated([1, 1], [0, 1, 1], [[True, False, False], [True, True, True]]) == 1


def test_optional_flights_that_never_fly_are_no_choice() -> None:
    """With full loads, and no copies of the one flight that could be full."""
    relaxation = relax(flight("DIRECT", policy(full_loads=True), copies=0))
    assert [pool.choice for pool in pools_of(relaxation, (DIRECT,))] == [NO_CHOICE]


def test_the_only_seat_may_be_full_or_stay_empty() -> None:
    """One sortie of one seat, and a choice that stands with -1 in its row."""
    relaxation = relax(flight("DIRECT", policy(full_loads=True), copies=1, seats=1))
    assert [pool.choice for pool in pools_of(relaxation, (DIRECT,))] == [relaxation.column["all out", "O1"]]


def test_a_pool_without_a_flight_that_nobody_may_board_has_no_choice() -> None:
    """The other may leave empty, so full or nobody stays is not a matter of DIRECT alone."""
    instance = policy(full_loads=True)
    closed = replace(WORLD.flight["DIRECT"], id="CLOSED", accepts=("XXX",))
    assert _choice(replace(instance, flights=(*WORLD.flights, closed))) == NO_CHOICE


def test_a_pool_where_who_lies_takes_more_seats_than_he_counts_has_no_choice() -> None:
    """Three seats of the pool, and one of what must be full."""
    assert _choice(flight("DIRECT", policy(full_loads=True), seats_per_stretcher=3)) == NO_CHOICE


def test_a_pool_of_flights_without_seats_has_no_choice() -> None:
    """No sortie of it gives any."""
    assert _choice(flight("DIRECT", policy(full_loads=True), seats=0)) == NO_CHOICE
