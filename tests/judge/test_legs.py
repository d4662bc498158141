"""Rows over single legs: never more is charged than an itinerary takes, and mostly exactly that."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.instance import Instance
from evacopt.domain.share import Admission, Share
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.crews import crew_rows
from evacopt.judge.keys import words
from evacopt.judge.limits import Limits, TooLargeError
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Family, ints
from evacopt.judge.seating import pool_rows
from tests.brute.journeys import Journey, journeys
from tests.build import at
from tests.judge.slow_paths import Till, dense, strewn
from tests.judge.world import WORLD, location

ONCE = ("share_max", "share_min", "admission")
"""Rules that count a party once, however many of its legs are within their scope."""
LESS = (*ONCE, "dimension")
"""Rules that legs may count less of: needs at a place are counted of who ends there alone."""


Name = tuple[Key, int]
"""Of a row, and how many rows of that key came before."""
Table = npt.NDArray[np.object_]


def _names(families: tuple[Family, ...]) -> list[Name]:
    """The keys of the rows, those that come again with how often they came before."""
    seen, names = Counter[Key](), []
    for name in (family.key(row) for family in families for row in range(len(family.high))):
        names.append((name, seen[name]))
        seen[name] += 1
    return names


def _true_rows(instance: Instance, found: list[Journey]) -> tuple[list[Name], Table, list[int]]:
    """The rows of the judge over itineraries: names, amounts over journeys and sorties, limits."""
    itineraries = sorted({tuple(leg.id for leg in journey.legs) for journey in found})
    code = {itinerary: number for number, itinerary in enumerate(itineraries)}
    codes = ints(code[tuple(leg.id for leg in journey.legs)] for journey in found)
    pairs = Pairs(instance, ints(journey.row for journey in found), codes, tuple(itineraries))
    families = (*linear_rules(pairs), crew_rows(pairs), *pool_rows(pairs))
    high = [int(limit) for family in families for limit in family.high]
    return _names(families), dense(families, len(found) + len(instance.schedule)), high


def _by_definition(instance: Instance, key: Key, journey: Journey) -> int:
    """What of a party is present, has departed or lands at the place and minute that a row is named by."""
    rule, place, *needs, moment = key
    minute, people = parse_time(moment), journey.group.people
    if rule in ("capacity", "dimension"):
        stay = journey.present(instance, instance.location[place])
        there = stay is not None and stay[0] <= minute < stay[1]
        return there * (dict(journey.group.needs).get(needs[0], 0) if needs else people)
    if rule == "throughput":
        return people * sum(leg.origin == place and leg.departs <= minute for leg in journey.legs)
    until = minute + (HOUR if rule == "arrivals_hour" else DAY)
    return people * sum(leg.destination == place and minute <= leg.arrives < until for leg in journey.legs)


@pytest.mark.parametrize("some", [range(first, first + 150) for first in (0, 150, 300)])
def test_no_itinerary_is_charged_more_than_it_takes(some: range) -> None:
    """Each group on each itinerary is charged what it takes of a row; where that counts once, at most it."""
    compared = Counter[str]()
    for seed in some:
        compared += _compare(replace(strewn(seed), pins=(), links=()), f"seed {seed}")
    assert compared.keys() >= {
        *ONCE,
        "seats",
        "capacity",
        "throughput",
        "min_load",
        "reserve",
        "shut out",
        *LESS,
        "arrivals_day",
    }


def _compare(instance: Instance, where: str) -> Counter[str]:
    """How many amounts of each rule were compared and not 0, and how many itineraries no unit may board."""
    found, compared = [journey for paths in journeys(instance) for journey in paths], Counter[str]()
    if found:
        rows = _Rows(instance, found)
        for column in range(len(found)):
            compared["shut out"] += rows.shut_out(column, where)
        for row, (name, _) in enumerate(rows.names):
            compared[name[0].split()[0]] += rows.same_row(row, where)
    return compared


class _Rows:
    """Rows of legs beside those of itineraries."""

    def __init__(self, instance: Instance, found: list[Journey]) -> None:
        self.instance, self.found, self.kinds = instance, found, Commodities.of(instance)
        self.legs = Legs.of(self.kinds.units)
        self.pairs = len(self.legs.pairs.every)
        self.names = _names(self.legs.families)
        self.charged = dense(self.legs.families, self.pairs + len(instance.schedule))
        self.limits = [int(limit) for family in self.legs.families for limit in family.high]
        true_names, self.truth, self.true_limits = _true_rows(instance, found)
        self.at = {name: row for row, name in enumerate(true_names)}

    def till(self, row: int) -> Till:
        """One of the row's unit of price, and nothing else."""
        hubs = self.legs.hub_rows.items()
        places = {hub: [int(at == row) for at in rows.tolist()] for hub, (_, rows) in hubs}
        return Till(self.kinds, self.legs, self.charged[row, : self.pairs].tolist(), places)

    def same_row(self, row: int, where: str) -> int:
        name, till, compared = self.names[row], self.till(row), 0
        rule, at = name[0][0].split()[0], self.at.get(name)
        if at is not None:
            assert self.limits[row] == self.true_limits[at], (where, name)
            assert list(self.charged[row, self.pairs :]) == list(self.truth[at, len(self.found) :]), (
                where,
                name,
            )
        for column, journey in enumerate(self.found):
            asked = till.charge(journey.row, journey.legs)
            if asked is not None:
                takes = (
                    _by_definition(self.instance, name[0], journey) if at is None else self.truth[at, column]
                )
                assert asked <= takes if rule in LESS else asked == takes, (where, name, journey)
                compared += asked != 0
        return compared

    def shut_out(self, column: int, where: str) -> bool:
        """Whether no unit may board; then an admission of nobody must be why."""
        journey = self.found[column]
        shut = (
            Till(self.kinds, self.legs, [0] * self.pairs, self._free()).charge(journey.row, journey.legs)
            is None
        )
        if shut:
            why = [
                name
                for (name, _), row in self.at.items()
                if self.truth[row, column] > 0 and self.true_limits[row] == 0 and name[0] == "admission"
            ]
            assert why, (where, journey)
        return shut

    def _free(self) -> dict[int, list[int]]:
        return {hub: [0] * len(rows) for hub, (_, rows) in self.legs.hub_rows.items()}


def test_a_cap_counts_a_trip_of_two_legs_once() -> None:
    """By its first leg if any trip has that in its scope, else by its last; admissions the other way."""
    both = replace(
        WORLD,
        shares=(
            Share(id="ALL", kind="max", nationality="FRA", people=3),
            Share(id="ON", kind="max", nationality="FRA", people=3, origin="H1"),
        ),
        admissions=(
            Admission(nationality="FRA", country="FRA", people=9),
            Admission(nationality="FRA", location="H1", people=9),
        ),
        locations=tuple(replace(place, country="FRA") for place in WORLD.locations),
    )
    legs = Legs.of(Commodities.of(both).units)
    counted = {}
    for family in legs.families:
        if family.rule in ONCE:
            taken = legs.flight[family.entries.column]
            counted[words(family.key(0))] = sorted({both.schedule[number].id for number in taken.tolist()})
    assert counted == {
        "share_max ALL": ["DIRECT", "IN", "LATE"],
        "share_max ON": ["OUT"],
        "admission FRA at FRA": ["DIRECT", "LATE", "OUT"],
        "admission FRA at H1": ["IN"],
    }


def test_who_waits_at_a_hub_is_counted_apart() -> None:
    """The rows of a hub have no entries; they are named with the minutes at which people can land there."""
    legs = Legs.of(Commodities.of(location("H1", capacity=4)).units)
    ((hub, (minutes, rows)),) = legs.hub_rows.items()
    (capacity,) = (family for family in legs.families if family.rule == "capacity")
    name = words(capacity.key(0))
    assert (name, len(capacity.entries.column)) == ("capacity H1 at 2023-08-01T10:00Z", 0)
    names = [words(family.key(row)) for family in legs.families for row in range(len(family.high))]
    assert (WORLD.locations[hub].id, minutes.tolist()) == ("H1", [at("10:00")])
    assert [names[row] for row in rows.tolist()] == [name]


def test_without_a_flight_there_are_no_rows() -> None:
    """Cancelled ones are none: no pairs, no rows, no flight of any pair."""
    gone = replace(WORLD, flights=tuple(replace(leg, status="cancelled") for leg in WORLD.flights))
    legs = Legs.of(Commodities.of(gone).units)
    assert (legs.families, legs.hub_rows, len(legs.pairs.group), len(legs.flight)) == ((), {}, 0, 0)


def test_too_many_commodities_and_flights_are_refused() -> None:
    """Before any pair is made."""
    with pytest.raises(TooLargeError, match="kinds and 5 flights are too many"):
        Legs.of(Commodities.of(WORLD).units, Limits(legs=3))


def test_blocks_of_pairs_change_nothing() -> None:
    """Tried two at a time the pairs are the same, in the same order."""
    units = Commodities.of(WORLD).units
    one = Legs.of(units).pairs
    other = Legs.of(units, Limits(pairs_at_once=2)).pairs
    assert len(one.group) > 4
    assert (one.group.tolist(), one.code.tolist()) == (other.group.tolist(), other.code.tolist())
