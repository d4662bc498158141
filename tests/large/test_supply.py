"""Groups as atoms."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.domain.clock import HOUR
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.share import Share
from evacopt.large.commodities import Commodities
from evacopt.large.features import endings
from evacopt.large.network import Network
from evacopt.large.relaxation import ratios
from evacopt.large.supply import Supply, hours
from tests.build import VIA_HUB, at, group, instance, place
from tests.tiny.instances import tiny_instance


def _supply(*groups: object, **more: object) -> Supply:
    return Supply.of(Commodities.of(instance(groups=groups, **more)))  # type: ignore[arg-type]


def test_atoms_are_the_least_whole_parts() -> None:
    """Three families of four seats and two infants are six atoms of two seats and three people."""
    supply = _supply(group(size=4, infants=2, count=3))
    assert (supply.seats.tolist(), supply.people.tolist(), supply.atoms.tolist()) == ([2], [3], [6])


def test_sizes_do_not_matter_where_people_a_seat_are_alike() -> None:
    """Singles, pairs and families of four without infants are one cluster of as many atoms as seats."""
    supply = _supply(group("A", count=5), group("B", size=2, count=3), group("C", size=4))
    assert (supply.seats.tolist(), supply.atoms.tolist()) == ([1], [15])


def test_classes_and_times_stay_apart() -> None:
    """Another class, another readiness or other operators are other clusters."""
    supply = _supply(
        group("A"), group("B", priority=2), group("C", ready=at("06:00")), group("D", operators=("DEU",))
    )
    assert supply.atoms.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(("goals", "atoms"), [(("unserved",), [2]), (("unserved", "fairness"), [1, 1])])
def test_nationals_are_apart_only_where_something_tells_them_apart(
    goals: tuple[Objective, ...], atoms: list[int]
) -> None:
    """Flights that take all know no nationality; fairness does."""
    policy = Policy(objectives=goals)
    supply = _supply(group("A"), group("B", nationality="DEU"), policy=policy)
    assert supply.atoms.tolist() == atoms
    commodities = Commodities.of(instance(groups=(group("A"), group("B", nationality="DEU"))))
    assert len(commodities.distinct) == 1
    limit = Share(id="S", kind="max", nationality="DEU", people=1)
    commodities = Commodities.of(
        instance(groups=(group("A"), group("B", nationality="DEU")), shares=(limit,))
    )
    assert len(commodities.distinct) == 2


def test_alike_commodities_may_take_the_same_flights() -> None:
    """Whoever stands for a commodity is taken by the very flights that take its groups, on many instances."""
    for seed in range(60):
        commodities = Commodities.of(tiny_instance(seed))
        groups, legs, takes = commodities.instance.groups, commodities.instance.schedule, commodities.takes
        for row in range(len(groups)):
            commodity = commodities.distinct[commodities.of_group[row]]
            own = commodity._replace(
                nationality=groups.nationality[row],
                operators=groups.operators[row],
                destinations=groups.destinations[row],
            )
            assert commodity.origin == groups.origin[row]
            for leg in legs:
                place = commodities.instance.location[leg.origin]
                if place.id == commodity.origin or place.role == "hub":
                    for stays in endings(commodities.instance.location[leg.destination]):
                        assert takes(own, leg, stays) == takes(commodity, leg, stays)


def test_who_is_ready_too_late_is_left_out() -> None:
    """A party whose latest departure is before it is ready cannot leave."""
    supply = _supply(group("A", ready=at("06:00"), leave_by=at("05:00")), group("B", count=2))
    assert supply.atoms.tolist() == [2]


def test_weights_are_whole_in_every_atom() -> None:
    """Where one sum of weights counts, a party of four that weighs six is two atoms that weigh three."""
    supply = _supply(group(size=4, weight=6), policy=Policy(priority_rule="weighted"))
    assert (supply.seats.tolist(), supply.weight.tolist(), supply.atoms.tolist()) == ([2], [3], [2])


@pytest.mark.parametrize("part", [1.0, 0.5])
def test_nobody_is_lost(part: float) -> None:
    """Atoms times seats, people and weight are those of the parties left, on many instances."""
    for seed in range(120):
        commodities = Commodities.of(tiny_instance(seed))
        groups = commodities.instance.groups
        left = (groups.count * part).astype(np.int64)
        supply = Supply.of(commodities, left)
        can = commodities.ready <= commodities.leave_by
        assert (supply.seats * supply.atoms).sum() == (groups.size * left)[can].sum()
        assert (supply.people * supply.atoms).sum() == (groups.people * left)[can].sum()
        for commodity in range(len(commodities.distinct)):
            mine = commodities.of_group == commodity
            seats = (groups.size * left)[can & mine].sum()
            assert (supply.seats * supply.atoms)[supply.commodity == commodity].sum() == seats


def test_people_a_seat_of_each_commodity() -> None:
    """A commodity of four seats and six people has 1500 on a thousand seats, at hubs too; others 1000."""
    hub = place("H", capacity=50)
    families = (group("A", size=4, infants=2), group("B", size=2))
    commodities = Commodities.of(instance(groups=families, places=(hub,), flights=VIA_HUB))
    network, supply = Network.of(commodities), Supply.of(commodities)
    by_commodity = {
        (commodity.infants, commodity.origin): ratio
        for commodity, ratio in zip(network.commodities, ratios(network, supply, supply.atoms), strict=True)
    }
    assert by_commodity == {(True, "O"): 1500, (True, ""): 1500, (False, "O"): 1000, (False, ""): 1000}
    nobody = ratios(network, supply, np.zeros_like(supply.atoms))
    assert nobody == [1000] * len(network.commodities)


def test_families_with_infants_are_apart_only_where_places_limit_people() -> None:
    """Where seats are all that limits, a family with a lap infant flies as any other."""
    families = (group("A", size=2, infants=1), group("B", size=2))
    assert len(Commodities.of(instance(groups=families)).distinct) == 1
    hub = place("H", throughput_per_hour=50)
    assert len(Commodities.of(instance(groups=families, places=(hub,))).distinct) == 2


def test_whole_hours() -> None:
    """A begun hour counts, and none is below nothing."""
    assert hours(np.array([-HOUR, 0, 1, HOUR, HOUR + 1])).tolist() == [0, 0, 1, 1, 2]
