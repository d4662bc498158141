"""Bounds by commodities and legs where one place in a table decides: sentinels, units, limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.share import Admission
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.judge.limits import LIMITS, Limits, TooLargeError
from evacopt.judge.rows import ints
from evacopt.judge.shortest_paths import Prices, ShortestPaths
from tests.build import at
from tests.judge.slow_paths import strewn
from tests.judge.world import COUPLE, FAMILY, LYING, WORLD, flight, in_a_row, location, policy


def _paths(instance: Instance, limits: Limits = LIMITS) -> ShortestPaths:
    commodities = Commodities.of(instance)
    return ShortestPaths(instance, commodities, Legs.of(commodities.units), limits)


@pytest.mark.parametrize("most", [1, 2**40, 2**55, 2**57, 2**59, 2**61, 2**70])
def test_no_way_is_lost_where_all_costs_as_much_as_anything(most: int) -> None:
    """Seven legs for two, a minute at six hubs for two, and two begun hours, each at the highest price."""
    paths = _paths(in_a_row(6))
    one = np.array([most] * 7, dtype=object)
    places = {hub: one[: len(rows)] for hub, (_, rows) in paths.legs.hub_rows.items()}
    assert [len(price) for price in places.values()] == [1] * 6
    best, some = paths.best(Prices(one, places, 2 * one[:1]))
    assert (best.tolist(), some.tolist()) == ([-(14 + 12 + 4) * most], [True])


def test_no_way_is_lost_where_only_one_hub_or_only_legs_cost_anything() -> None:
    """Two people are at a hub for a minute that costs a thousand, or on legs of a thousand a seat."""
    paths = _paths(in_a_row(2))
    free = {hub: np.zeros(len(rows), dtype=np.int64) for hub, (_, rows) in paths.legs.hub_rows.items()}
    for hub, price in free.items():
        prices = Prices(np.zeros(3, dtype=np.int64), free | {hub: price + 1000}, ints([0]))
        best, some = paths.best(prices)
        assert (best.tolist(), some.tolist()) == ([-2000], [True])
    for hubs in (2, 6):
        paths = _paths(in_a_row(hubs))
        free = {hub: np.zeros(len(rows), dtype=np.int64) for hub, (_, rows) in paths.legs.hub_rows.items()}
        best, some = paths.best(Prices(ints([1000] * (hubs + 1)), free, ints([0])))
        assert (best.tolist(), some.tolist()) == ([-2000 * (hubs + 1)], [True])
    paths = _paths(replace(in_a_row(6), groups=Groups.of([FAMILY])))
    free = {hub: np.zeros(len(rows), dtype=np.int64) for hub, (_, rows) in paths.legs.hub_rows.items()}
    best, some = paths.best(Prices(ints([1000] * 14), free, ints([0])))
    assert (best.tolist(), some.tolist()) == ([-3000 * 7], [True])


def test_no_way_is_lost_where_one_group_waits_longer_than_the_others() -> None:
    """One hour at one origin, thirteen at the other, whichever comes first."""
    early = replace(WORLD.flight["DIRECT"], departs=at("07:00"), arrives=at("19:30"))
    home = WORLD.location["O1"]
    for one, other in (("O1", "O2"), ("O2", "O1")):
        instance = replace(
            WORLD,
            locations=(*WORLD.locations, replace(home, id="O2")),
            groups=Groups.of([replace(COUPLE, id="A", origin=one), replace(COUPLE, id="B", origin=other)]),
            flights=(
                replace(early, origin=one),
                replace(early, id="LAST", origin=other, departs=at("19:00"), arrives=at("19:30")),
            ),
        )
        paths = _paths(instance)
        best, some = paths.best(Prices(ints((0, 0)), {}, ints((2000, 2000))))
        assert (best.tolist(), some.tolist()) == ([-2000, -26000], [True, True])


def test_a_profile_and_a_departure_at_a_time_are_as_good_as_all() -> None:
    """Also where there is no flight at all."""
    found = []
    for profiles, hours in ((4_000_000, 4_000_000), (1, 1), (4_000_000, 1), (3, 30)):
        limits = Limits(paths_at_once=profiles, departures_at_once=hours)
        here = []
        for seed in range(8):
            paths = _paths(strewn(seed), limits)
            price = np.arange(len(paths.legs.pairs.group)) % 7 - 2
            hour = paths.instance.groups.people * (np.arange(len(paths.instance.groups)) % 3)
            places = {hub: np.arange(len(rows)) for hub, (_, rows) in paths.legs.hub_rows.items()}
            here.append([part.tolist() for part in paths.best(Prices(price, places, hour))])
        found.append(here)
    assert found == found[:1] * 4
    assert any(any(some) for _, some in found[0])
    nowhere = _paths(replace(WORLD, flights=()))
    nothing = np.zeros(0, dtype=np.int64)
    best, some = nowhere.best(Prices(nothing, {}, np.zeros(3, dtype=np.int64)))
    assert (best.tolist(), some.tolist()) == ([0] * 3, [False] * 3)


def test_units_of_each_profile_stand_in_the_order_of_features() -> None:
    """Seats, infants, who lies, who needs help; -1 where a profile has none, and then none of it."""
    instance = replace(policy(assistance_ratio=1_000_000), groups=Groups.of([FAMILY, LYING, COUPLE]))
    commodities = Commodities.of(instance)
    units = commodities.units.groups
    names = [
        [None if unit < 0 else (units[unit].nationality, feature) for feature, unit in enumerate(row)]
        for row in commodities.unit[commodities.profile].tolist()
    ]
    assert names == [
        [("FRA", 0), ("FRA", 1), None, None],
        [("DEU", 0), None, ("DEU", 2), None],
        [("NER", 0), None, None, ("NER", 3)],
    ]
    assert commodities.unit.min() == -1
    assert commodities.amount[commodities.profile].tolist() == [[2, 1, 0, 0], [1, 0, 1, 0], [2, 0, 0, 1]]
    assert commodities.people[commodities.profile].tolist() == [3, 1, 2]
    asked = [(unit.size, unit.infants, unit.stretchers, unit.assisted) for unit in units]
    shown = [feature for row in names for feature in row if feature]
    assert sorted(asked) == sorted(tuple(int(n == at) for n in range(4)) for _, at in shown)
    assert units.id == tuple(map(str, range(len(units))))
    assert commodities.units.pins == ()


def test_as_many_commodities_and_flights_as_are_tried_are_tried() -> None:
    """One more is refused: units x flights that can fly, profiles x all flights."""
    commodities = Commodities.of(WORLD)
    units, profiles = 5 * len(commodities.units.groups), 6 * len(commodities.unit)
    assert len(lagrangian_bound(WORLD, Limits(legs=units, profiles=profiles)).paths.legs.flight) > 0
    for limits in (Limits(legs=units - 1), Limits(profiles=profiles - 1)):
        with pytest.raises(TooLargeError):
            lagrangian_bound(WORLD, limits)


def test_one_member_who_is_not_admitted_keeps_a_mixed_family_out() -> None:
    """Two of FRA and one of NER, to a haven that is closed to NER."""
    mixed = replace(FAMILY, members=(("FRA", 2), ("NER", 1)))
    closed = (Admission(nationality="NER", people=0, location="V1"),)
    instance = replace(WORLD, groups=Groups.of([mixed]), admissions=closed)
    legs = Legs.of(Commodities.of(instance).units)
    assert {WORLD.schedule[number].id for number in legs.flight.tolist()} == {"IN", "LATE"}


def test_what_is_held_of_a_goal_of_which_nothing_is_shown_costs_nothing() -> None:
    """Changes are 0 or more: to hold them at 0 takes nothing from the bound of another goal."""
    one = flight("IN", destination="V1", seats=6).flights[:1]
    groups = Groups.of([FAMILY, COUPLE])
    rows = lagrangian_bound(replace(policy(objectives=("changes", "unserved")), flights=one, groups=groups))
    held = [("seats IN", 2), ("held unserved[1]", 2), ("held changes", 2)]
    assert rows.floor(2, [0, 0, 8], 2, held) == 8


def test_rows_of_legs_count_no_parties() -> None:
    """A trip of two legs would be counted twice; there is no such row to give a multiplier."""
    rules = {family.rule for family in Legs.of(Commodities.of(WORLD).units).families}
    assert "seats" in rules
    assert not rules & {"parties", "pin"}


def test_a_share_is_worth_whatever_a_multiplier_is() -> None:
    """Beyond 64 bits as well as within: what is shown is a bound, and no crash."""
    one = flight("IN", destination="V1", seats=6).flights[:1]
    rows = lagrangian_bound(replace(policy(objectives=("fairness",)), flights=one))
    floors = [rows.floor(0, [0], 1, [("share FRA", p)]) for p in (0, 1, 2**40, 2**80)]
    assert min(floors) == 0


@pytest.mark.parametrize("closed", [range(1, 7), range(6, 7)], ids=["all but the first", "the last"])
@pytest.mark.parametrize("size", range(46, 64))
def test_where_flights_of_seven_are_closed_there_is_no_way(size: int, closed: range) -> None:
    """However near the prices come to what 64 bits hold; another couple may fly them."""
    instance = in_a_row(6)
    flights = [
        replace(leg, accepts=("FRA",)) if at in closed else leg for at, leg in enumerate(instance.flights)
    ]
    groups = Groups.of([COUPLE, replace(COUPLE, id="OTHER", nationality="FRA")])
    paths = _paths(replace(instance, flights=tuple(flights), groups=groups))
    price = np.array([2**size] * len(paths.legs.pairs.group), dtype=object)
    places = {hub: price[: len(rows)] for hub, (_, rows) in paths.legs.hub_rows.items()}
    best, some = paths.best(Prices(price, places, 2 * price[:2]))
    assert (best.tolist(), some.tolist()) == ([0, -30 * 2**size], [False, True])


def test_a_family_of_one_nationality_with_members_is_a_unit_as_a_whole() -> None:
    """Its unit asks what the family asks."""
    commodities = Commodities.of(replace(WORLD, groups=Groups.of([replace(FAMILY, members=(("FRA", 3),))])))
    (unit,) = commodities.units.groups
    assert (unit.size, unit.infants, unit.people, unit.count) == (2, 1, 3, 3)


def test_each_minute_of_landing_has_its_own_row_of_places() -> None:
    """Two flights land at the hub, behind the rows of other rules."""
    more = replace(WORLD.flight["IN"], id="LATER", arrives=at("11:00"))
    instance = location("H1", capacity=4)
    legs = Legs.of(Commodities.of(replace(instance, flights=(*instance.flights, more))).units)
    ((minutes, rows),) = legs.hub_rows.values()
    keys = [family.key(row) for family in legs.families for row in range(len(family.high))]
    assert minutes.tolist() == [at("10:00"), at("11:00")]
    assert [keys[row][2] for row in rows.tolist()] == ["2023-08-01T10:00Z", "2023-08-01T11:00Z"]


@pytest.mark.parametrize("scale", [2, 2**40, 2**58, 2**61, 2**62, 2**63, 2**64, 2**90])
def test_a_bound_is_the_same_at_any_scale(scale: int) -> None:
    """Families must fly and take all six seats, so no couple does; without a price all leave."""
    one = flight("IN", destination="V1", seats=6).flights[:1]
    groups = Groups.of([FAMILY, COUPLE])
    rows = lagrangian_bound(replace(policy(objectives=("unserved",)), flights=one, groups=groups))
    assert rows.floor(1, [0, 8], scale, [("seats IN", scale), ("held unserved[1]", scale)]) == 8
    assert rows.floor(1, [0, 8], scale, []) == 0
