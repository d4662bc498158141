"""Best ways out, against every chain of flights tried by hand."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.limits import Limits
from evacopt.judge.shortest_paths import Prices, ShortestPaths
from tests.brute.journeys import journeys
from tests.build import at
from tests.judge.slow_paths import Till, chains, strewn
from tests.judge.world import COUPLE, VIA_HUB, WORLD, flight, location, policy, world

SIZES = (9, 2**20, 2**44, 2**62, 2**2100)
"""How large prices are: small, as in certificates, and far beyond 64 bits."""


def _paths(instance: Instance) -> ShortestPaths:
    commodities = Commodities.of(instance)
    return ShortestPaths(instance, commodities, Legs.of(commodities.units))


def _drawn(paths: ShortestPaths, rng: Random, most: int) -> Prices:
    """Prices up to `most`, some rewards; hours cost as much for each person of a party."""

    def some(least: int, number: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        drawn = np.zeros(number, dtype=object)
        drawn[:] = [rng.choice((0, rng.randint(least, most))) for _ in range(number)]
        return drawn

    groups = paths.instance.groups
    legs = some(-most // 3, len(paths.legs.pairs.group))
    hubs = paths.legs.hub_rows.items()
    return Prices(
        legs, {hub: some(0, len(rows)) for hub, (_, rows) in hubs}, some(0, len(groups)) * groups.people
    )


def _worth(paths: ShortestPaths, prices: Prices, row: int) -> int | None:
    """The best of all chains of one group, tried one by one; `None` where it has none."""
    instance, group = paths.instance, paths.instance.groups[row]
    places = {hub: price.tolist() for hub, price in prices.places.items()}
    till = Till(paths.commodities, paths.legs, prices.legs.tolist(), places)
    ready = instance.begins if group.ready is None else group.ready
    found = []
    for taken in chains(instance, group):
        asked, hours = till.charge(row, taken), -((ready - taken[0].departs) // 60)
        if asked is not None:
            found.append(-asked - hours * int(prices.hour[row]))
    return max(found, default=None)


@settings(max_examples=150)
@given(st.integers(0, 10**6), st.sampled_from(SIZES))
def test_the_best_way_is_the_best_of_all_chains(seed: int, size: int) -> None:
    """Exactly, for every group of a random instance at random prices of any size; 0 where there is none."""
    paths = _paths(strewn(seed))
    prices = _drawn(paths, Random(seed), size)
    best, some = paths.best(prices)
    for row in range(len(paths.instance.groups)):
        worth = _worth(paths, prices, row)
        assert (int(best[row]), bool(some[row])) == (worth or 0, worth is not None)


@settings(max_examples=100)
@given(st.integers(0, 10**6))
def test_every_itinerary_is_a_way(seed: int) -> None:
    """None is missing: the best way is worth as much as each, or more: it may have more legs than allowed."""
    instance = replace(strewn(seed), admissions=())
    paths = _paths(instance)
    prices = _drawn(paths, Random(seed), 100)
    best, some = paths.best(prices)
    places = {hub: price.tolist() for hub, price in prices.places.items()}
    till = Till(paths.commodities, paths.legs, prices.legs.tolist(), places)
    for row, found in enumerate(journeys(instance)):
        assert some[row] or not found
        for journey in found:
            asked = till.charge(row, journey.legs)
            ready = instance.begins if journey.group.ready is None else journey.group.ready
            hours = -((ready - journey.legs[0].departs) // 60)
            assert asked is not None
            assert best[row] >= -asked - hours * prices.hour[row]


@given(st.integers(0, 10**6))
def test_how_many_are_worked_on_at_once_changes_nothing(seed: int) -> None:
    """One profile and one hour at a time, or all."""
    paths = _paths(strewn(seed))
    prices = _drawn(paths, Random(seed), 1000)
    found = []
    for at_once in (1, 50, 4_000_000):
        limits = Limits(paths_at_once=at_once, departures_at_once=at_once)
        found.append([part.tolist() for part in replace(paths, limits=limits).best(prices)])
    assert found[0] == found[1] == found[2]


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(SIZES[:2]))
def test_both_arithmetics_agree(seed: int, size: int) -> None:
    """Where 64 bits are enough, Python integers give the same values."""
    paths = _paths(strewn(seed))
    prices = _drawn(paths, Random(seed), size)
    (best, some) = paths.best(prices)
    slow, there = replace(paths, limits=Limits(safe=0)).best(prices)
    assert (str(best.dtype), str(slow.dtype)) == ("int64", "object")
    assert (best.tolist(), some.tolist()) == (slow.tolist(), there.tolist())


def _couple(instance: Instance, **fields: object) -> Instance:
    """A couple that can go by the hub alone."""
    by_hub = tuple(leg for leg in instance.flights if leg.id in VIA_HUB)
    return replace(instance, flights=by_hub, groups=Groups.of([replace(COUPLE, **fields)]))  # type: ignore[arg-type]


IN_TIME: list[tuple[Instance, Instance]] = [
    (_couple(WORLD, ready=at("08:00")), _couple(WORLD, ready=at("08:01"))),
    (
        _couple(policy(check_in_minutes=90), ready=at("06:30")),
        _couple(policy(check_in_minutes=90), ready=at("06:31")),
    ),
    (_couple(WORLD, leave_by=at("08:00")), _couple(WORLD, leave_by=at("07:59"))),
    (_couple(policy(min_connection_minutes=120)), _couple(policy(min_connection_minutes=121))),
    (_couple(location("H1", max_stay=120)), _couple(location("H1", max_stay=119))),
    (_couple(location("H1", opens=at("10:00"))), _couple(location("H1", opens=at("10:01")))),
    (_couple(location("H1", closes=at("12:00"))), _couple(location("H1", closes=at("11:59")))),
    (_couple(location("V1", closes=at("16:00"))), _couple(location("V1", closes=at("15:59")))),
    (_couple(world(ends=at("12:00"))), _couple(world(ends=at("11:59")))),
    (_couple(policy(max_legs=2)), _couple(policy(max_legs=1))),
    (_couple(WORLD, destinations=("FRA",)), _couple(WORLD, destinations=("V2",))),
    (_couple(WORLD, operators=("ACME", "FRA")), _couple(WORLD, operators=("ACME",))),
    (_couple(flight("OUT", accepts=("NER",))), _couple(flight("OUT", accepts=("EU",)))),
]


@pytest.mark.parametrize(("open_way", "closed_way"), IN_TIME)
def test_a_minute_decides(open_way: Instance, closed_way: Instance) -> None:
    """The couple has its way at the last minute that a rule allows, and none at the next."""
    for instance, expected in ((open_way, True), (closed_way, False)):
        paths = _paths(instance)
        nothing = np.zeros(len(paths.legs.pairs.group), dtype=np.int64)
        best, some = paths.best(Prices(nothing, {}, np.zeros(1, dtype=np.int64)))
        assert (best.tolist(), some.tolist()) == ([0], [expected])


@pytest.mark.parametrize(
    ("ready", "hours"), [(None, 2), ("06:00", 2), ("06:59", 2), ("07:00", 1), ("07:59", 1), ("08:00", 0)]
)
def test_begun_hours_are_charged_in_full(ready: str | None, hours: int) -> None:
    """From when the couple is ready to 08:00, two people of it."""
    paths = _paths(_couple(WORLD, ready=None if ready is None else at(ready)))
    nothing = np.zeros(len(paths.legs.pairs.group), dtype=np.int64)
    best, _ = paths.best(Prices(nothing, {}, np.array([2 * 10])))
    assert best.tolist() == [-20 * hours]


@pytest.mark.sibling("30")
@pytest.mark.parametrize(
    ("ready", "departs", "hours"),
    [
        ("06:00", "08:01", 3),
        ("06:01", "08:01", 2),
        ("06:05", "08:10", 3),
        ("06:10", "08:10", 2),
        ("06:59", "08:00", 2),
        ("07:00", "08:59", 2),
    ],
)
def test_begun_hours_are_charged_to_the_minute(ready: str, departs: str, hours: int) -> None:
    """Who is ready a minute before the hour of the departure waits an hour more."""
    paths = _paths(flight("IN", _couple(WORLD, ready=at(ready)), departs=at(departs)))
    nothing = np.zeros(len(paths.legs.pairs.group), dtype=np.int64)
    best, _ = paths.best(Prices(nothing, {}, np.array([2 * 10])))
    assert best.tolist() == [-20 * hours]


def test_at_a_hub_one_is_charged_from_landing_until_before_departure() -> None:
    """Of the minutes at which people can land 10:00 is charged, 12:00, when the couple leaves, is not."""
    instance = _couple(location("H1", capacity=9))
    extra = [replace(instance.flights[0], id=f"X{n}", arrives=at(f"1{n}:00")) for n in range(4)]
    paths = _paths(replace(instance, flights=(*instance.flights, *extra)))
    ((hub, (minutes, _)),) = paths.legs.hub_rows.items()
    assert minutes.tolist() == [at(f"1{n}:00") for n in range(4)]
    is_first = paths.legs.flight == 0
    prices = np.where(is_first | (paths.legs.flight == 1), 0, 10**6)
    best, _ = paths.best(Prices(prices, {hub: np.array([1, 10, 100, 1000])}, np.array([0])))
    assert best.tolist() == [-2 * 11]
