"""What each family is about, told of its instances."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest

import evacopt as ev
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.fields import TABLES
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.generation.generate import generate
from evacopt.generation.world import NATIONS

SIZE = 20_000


def _people(instance: Instance) -> int:
    return int((instance.groups.people * instance.groups.count).sum())


def _seats(instance: Instance, prefix: str = "") -> int:
    return sum(flight.seats for flight in instance.flights if flight.id.startswith(prefix))


def test_people_are_as_the_field_knows_them() -> None:
    """Parties of 2.2 people, 4.6 % lap infants, 1.5 % who need help and are of class 1."""
    groups = generate("surge", people=200_000).groups
    people = groups.people * groups.count
    assert abs(people.sum() / groups.count.sum() - 2.2) < 0.05
    assert abs((groups.infants * groups.count).sum() / people.sum() - 0.046) < 0.003
    assert abs((groups.assisted * groups.count).sum() / people.sum() - 0.015) < 0.002
    assert set(groups.priority[groups.assisted > 0].tolist()) == {1}
    assert bool((groups.infants[groups.size == 1] == 0).all())


def test_parties_are_ready_on_waves() -> None:
    """Half at the start, the rest on multiples of `ready_every` hours before three quarters are over."""
    instance = generate("surge", people=SIZE, ready_every=4)
    groups = instance.groups
    passed = groups.ready - instance.begins
    assert set((passed % (4 * HOUR)).tolist()) == {0}
    assert int(passed.max()) < (instance.ends - instance.begins) * 3 // 4
    early = groups.count[passed == 0].sum() / groups.count.sum()
    assert 0.5 < early < 0.6


def test_nationalities_are_forty_and_known() -> None:
    """Forty different ones, the most frequent some fifteen in a hundred."""
    instance = generate("surge", people=SIZE)
    assert len(set(NATIONS)) == 40
    counts: Counter[str] = Counter()
    for group in instance.groups:
        counts[group.nationality] += group.people * group.count
    assert len(counts) == 40
    assert 0.12 < counts.most_common(1)[0][1] / SIZE < 0.20


def test_surge_has_the_seats_asked_for() -> None:
    """As many as asked, no more than one aircraft beyond; accept rules of all three kinds."""
    instance = generate("surge", people=SIZE, seats=50)
    assert SIZE // 2 <= _seats(instance) < SIZE // 2 + 272
    rules = {flight.accepts if len(flight.accepts) == 1 else ("list",) for flight in instance.flights}
    assert {("all",), ("own",), ("list",)} <= rules
    assert instance.policy == Policy(max_legs=1)


def test_hubs_are_the_only_way() -> None:
    """Shuttles end at hubs, onward flights begin there; six hubs hold few people, for a day at most."""
    instance = generate("hubs", people=SIZE)
    hubs = {place.id: place for place in instance.locations if place.role == "hub"}
    assert len(hubs) == 6
    assert all((flight.origin in hubs) != (flight.destination in hubs) for flight in instance.flights)
    assert all(hub.max_stay == DAY and 0 < (hub.capacity or 0) < SIZE // 6 for hub in hubs.values())
    landed = {(flight.destination, flight.arrives) for flight in instance.flights if flight.id[0] == "S"}
    for flight in instance.flights:
        if flight.id[0] == "W" and flight.departs < instance.ends:
            assert any(
                hub == flight.origin and HOUR <= flight.departs - arrives <= 12 * HOUR
                for hub, arrives in landed
            )
    assert _seats(instance, "S") >= SIZE * 45 // 100
    assert _seats(instance, "W") >= SIZE * 45 // 100


def test_shares_are_of_every_kind() -> None:
    """Reserved pools for blocs, daily caps, promises to a state's own people."""
    instance = generate("shares", people=SIZE)
    kinds = Counter(share.kind for share in instance.shares)
    assert set(kinds) == {"max", "min", "reserve"}
    blocs = {bloc.bloc for bloc in instance.blocs}
    for share in instance.shares:
        assert (share.nationality in blocs) == (share.kind == "reserve")
        assert (share.nationality == share.operator) == (share.kind == "min")
        assert (share.departs_before is not None) == (share.kind == "max")


def test_fleet_is_mostly_optional() -> None:
    """Sorties with costs, least loads, aircraft and crews; the origin limits movements."""
    instance = generate("fleet", people=SIZE)
    assert len(instance.sorties) == 4 * 3
    assert _seats(instance) < SIZE // 10
    assert all(row.fleet and row.cost and row.min_load for row in instance.sorties)
    assert {fleet for crew in instance.crews for fleet in crew.fleets} == {row.id for row in instance.fleets}
    assert instance.locations[0].movements_per_hour
    flown = sum(
        row.seats * fleet.count * ((instance.ends - instance.begins - 6 * HOUR) // fleet.cycle)
        for row, fleet in zip(instance.sorties[::3], instance.fleets, strict=True)
    )
    assert 0.8 * SIZE <= flown < 1.1 * SIZE


def test_mixed_uses_every_table() -> None:
    """No table that people fill in is empty but those of the airfield; the limits of places are all there."""
    instance = generate("mixed", people=SIZE)
    assert all(
        bool(len(getattr(instance, table.name))) != table.younger for table in TABLES if not table.added
    )
    for limit in ("capacity", "stay", "max_stay", "throughput_per_hour", "movements_per_hour", "opens"):
        assert any(getattr(place, limit) is not None for place in instance.locations), limit
    assert {share.kind for share in instance.shares} == {"max", "min", "reserve"}
    assert {flight.status for flight in instance.flights} == {"scheduled", "cancelled"}
    groups = instance.groups
    for column in (groups.members, groups.destinations, groups.operators):
        assert 0 < sum(map(bool, column)) < len(groups) // 2
    assert groups.stretchers.any()


LEFT_BLANK = {
    *(("locations", "timezone"), ("sorties", "alternative")),
    *(("groups", "count_low"), ("groups", "count_high")),  # of simulations
}


def test_airfield_uses_every_table_and_column() -> None:
    """Whatever the airfield has more than other families is filled in somewhere."""
    instance = generate("airfield", people=SIZE)
    for table in TABLES:
        rows = getattr(instance, table.name)
        assert bool(len(rows)) != table.added, table.name
        for field in table.fields if rows else ():
            said = {getattr(row, field.attribute) for row in rows} - {"", (), None, 0}
            needed = (field.younger or table.younger) and (table.name, field.column) not in LEFT_BLANK
            assert said or not needed, (table.name, field.column)
    assert {link.kind for link in instance.links} == {"same_itinerary", "same_haven", "not_before"}
    assert {window.kind for window in instance.windows} == {"open", "closed"}
    assert "both" in {place.role for place in instance.locations}


@pytest.mark.parametrize("family", ["airfield", "mixed", "shares"])
@pytest.mark.parametrize("seed", [0, 1])
def test_promises_and_pins_can_be_kept(family: str, seed: int) -> None:
    """There is a plan: shares and pins do not contradict each other."""
    instance = generate(family, people=300, seed=seed)
    assert instance.pins or any(share.kind == "min" for share in instance.shares)
    result = ev.solve(replace(instance, policy=replace(instance.policy, objectives=("flights",))))
    assert result.status == "solved"


def test_tight_has_large_parties_and_odd_seats() -> None:
    """Parties of two to nine, all but the last; seats odd, from 9 to 31, or as asked."""
    instance = generate("tight", people=SIZE)
    sizes = Counter(dict.fromkeys(range(2, 10), 0))
    for group in instance.groups:
        sizes[group.size] += group.count
    assert sum(count for size, count in sizes.items() if not 2 <= size <= 9) <= 1
    assert min(sizes[size] for size in range(2, 10)) > SIZE // 70
    seats = {flight.seats for flight in instance.flights}
    assert seats == set(range(9, 32, 2))
    few = generate("tight", people=SIZE, least=4, most=3)
    assert {flight.seats for flight in few.flights} == {5}


def test_rsp_has_the_published_design() -> None:
    """150 cities, 600 aircraft of four sizes, 3 groups of between half and three halves of the mean seats."""
    instance = generate("rsp", seed=1)
    fleets = {int(fleet.id[1:]): fleet.count for fleet in instance.fleets}
    assert set(fleets) == {200, 250, 300, 350}
    assert sum(fleets.values()) == 600
    total = sum(seats * count for seats, count in fleets.items())
    assert instance.locations[-1].capacity == total * 120 // 100
    counts = instance.groups.count
    assert len(instance.groups) == 150 * 3
    assert int(counts.min()) >= total // 1200
    assert int(counts.max()) <= 3 * total // 1200
    assert set(instance.groups.weight.tolist()) == {1, 2, 3}
    assert len(instance.flights) == 150 * 4


@pytest.mark.parametrize("cities", [200, 250])
@pytest.mark.parametrize("quarantine", [80, 120])
def test_rsp_parameters_are_the_papers(cities: int, quarantine: int) -> None:
    """Cities, aircraft, groups, the order of values and the quarantine are what is asked for."""
    instance = generate(
        "rsp", cities=cities, aircraft=1000, groups=9, weights="random", quarantine=quarantine
    )
    seats = sum(int(fleet.id[1:]) * fleet.count for fleet in instance.fleets)
    assert instance.locations[-1].capacity == seats * quarantine // 100
    assert sum(place.role == "origin" for place in instance.locations) == cities
    first = instance.groups.weight[:9].tolist()
    assert sorted(first) == list(range(1, 10))
    assert first != list(range(9, 0, -1))


def test_rsp_with_people_scales() -> None:
    """A hundred thousand people of six groups wait in as many cities as the mean of 275 asks for."""
    instance = generate("rsp", people=100_000, groups=6)
    assert _people(instance) == 100_000
    assert sum(place.role == "origin" for place in instance.locations) == 100_000 // (6 * 275)


def test_rpsp_has_the_published_design() -> None:
    """Ten cities, four groups, twenty aircraft, a hundred crews, sixty days, quarantine by city."""
    instance = generate("rpsp", seed=2)
    assert len(instance.groups) == 40
    assert sum(fleet.count for fleet in instance.fleets) == 20
    assert sum(crew.count for crew in instance.crews) == 100
    assert instance.ends - instance.begins == 60 * DAY
    assert {row.seats for row in instance.sorties} == {200, 250, 300, 350}
    assert dict(instance.policy.priority_weights) == {1: 10, 2: 6, 3: 4, 4: 2}
    assert set(instance.groups.stay.tolist()) <= {0, 7 * DAY, 14 * DAY}
    assert set(generate("rpsp", stay="long").groups.stay.tolist()) == {14 * DAY}


def test_rpsp_with_people_scales() -> None:
    """A million people have aircraft in proportion, ten people small ones."""
    large, small = generate("rpsp", people=1_000_000), generate("rpsp", people=10)
    assert sum(fleet.count for fleet in large.fleets) == math.floor(1_000_000 / 4_960)
    assert max(row.seats for row in small.sorties) == 7
