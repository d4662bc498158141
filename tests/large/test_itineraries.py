"""Whole itineraries of merged commodities."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.large.commodities import counted_by
from evacopt.large.itineraries import Itineraries
from evacopt.large.network import Path
from evacopt.large.relaxation import Relaxation
from evacopt.large.staged_lp import StagedLP
from evacopt.large.supply import Supply
from evacopt.large.tuning import TUNING
from evacopt.milp.contract import Options
from tests.large.at_work import boarding_of
from tests.tiny.instances import tiny_instance

EVEN_FEW = replace(TUNING, most_arcs=-1)
"""Itineraries however few arcs there are."""


@pytest.mark.parametrize("seeds", [range(first, first + 100) for first in range(0, 300, 100)], ids=str)
def test_they_are_the_trips_of_those_who_may_take_them(seeds: range) -> None:
    """Every trip of every party, and no trip that nobody of its commodity may take."""
    count = 0
    for seed in seeds:
        boarding = boarding_of(tiny_instance(seed))
        network = boarding.network
        whole = Itineraries.of(network, EVEN_FEW)
        assert (whole is None) == (not any(flight_arc.to_hub for flight_arc in network.flight_arcs))
        if whole is None:
            continue
        number = {
            flight: at for at, flight_arc in enumerate(network.flight_arcs) for flight in flight_arc.flights
        }
        trips = defaultdict[int, set[Path]](set)
        for commodity, flights in list(boarding.flights.items()):
            for flight in flights if commodity < len(network.base.distinct) else ():
                trips[commodity] |= {
                    tuple(number[leg] for leg in trip) for trip in boarding.trips(commodity, flight)
                }
        able = defaultdict[int, set[Path]](set)
        for (together, path), members in whole.able.items():
            for member in members:
                assert whole.merged[member] == together
                able[member].add(path)
        assert {commodity: some for commodity, some in trips.items() if some} == able, seed
        count += sum(len(some) for some in able.values())
    assert count > len(seeds)


@pytest.mark.parametrize("family", ["hubs", "mixed"])
def test_those_put_together_are_alike_for_every_limit(family: str) -> None:
    """Origin, infants and the nationalities that are counted: what limits see, not what flights accept."""
    network = boarding_of(generate(family, people=600, seed=3)).network
    whole = Itineraries.of(network, EVEN_FEW)
    assert whole is not None
    assert len(whole.network.commodities) < len(network.commodities)
    counted = counted_by(network.instance)
    for member, together in enumerate(whole.merged.tolist()):
        first = whole.network.commodities[together]
        mine = network.commodities[member]
        assert (mine.origin, mine.infants) == (first.origin, first.infants)
        assert counted(mine) == counted(first)
        assert whole.merged[network.onward[member]] == whole.network.onward[together]


def test_where_there_are_too_many_the_next_flights_do() -> None:
    """One more than the most: then of each landing the first flights on, fewer and fewer; in the end none."""
    network = boarding_of(generate("hubs", people=600, seed=3)).network
    whole = Itineraries.of(network, EVEN_FEW)
    assert whole is not None
    next_only = replace(EVEN_FEW, onward_choices=(None, 1))
    again = Itineraries.of(network, replace(next_only, most_itineraries=len(whole.able)))
    assert again is not None
    assert again.able == whole.able
    fewer = Itineraries.of(network, replace(next_only, most_itineraries=len(whole.able) - 1))
    assert fewer is not None
    assert fewer.able.items() < whole.able.items()
    first = {(commodity, path[0]): path for commodity, path in reversed(list(whole.able))}
    assert set(first.values()) <= {path for _, path in fewer.able}
    assert Itineraries.of(network, replace(next_only, most_itineraries=len(fewer.able) - 1)) is None


def test_direct_flights_alone_are_columns_themselves() -> None:
    """Where nobody changes, putting commodities together would lose what they may board and gain nothing."""
    assert Itineraries.of(boarding_of(generate("surge", people=600, seed=3)).network, EVEN_FEW) is None


def test_those_for_whom_somebody_waits() -> None:
    """Itineraries and flights for some commodities are those that some of them may take."""
    network = boarding_of(generate("mixed", people=600, seed=3)).network
    whole = Itineraries.of(network, EVEN_FEW)
    assert whole is not None
    some = {0, 5}
    kept = set(whole.open_to(some))
    assert kept == {arc for arc, members in whole.able.items() if some & set(members)}
    assert 0 < len(kept) < len(whole.able)
    few = network.only(some)
    there = some | {network.onward[commodity] for commodity in some}
    for before, after in zip(network.flight_arcs, few.flight_arcs, strict=True):
        assert set(after.commodities) == set(before.commodities) & there
        assert after._replace(commodities=before.commodities) == before


def _left(known: Instance, session: Session, *, whole: bool) -> float:
    """People left, each class worth more than the next, over itineraries or over flights."""
    boarding = boarding_of(known)
    some = Itineraries.of(boarding.network, EVEN_FEW) if whole else None
    network = boarding.network if some is None else some.network
    arcs = None if some is None else some.able
    supply = Supply.of(network.base)
    lp = StagedLP(Relaxation(network, supply, boarding.residuals, free=False, itineraries=arcs))
    last = lp.classes()[-1]
    answer = lp.solve(session, lp.above(last), {}, Options(threads=1))
    assert answer.primal is not None
    return sum(lp.least(at, answer.primal) * float(TUNING.bound_step ** (last - at)) for at in lp.classes())


@pytest.mark.parametrize("seed", range(6))
def test_columns_of_either_sort_say_the_same_where_all_are_alike(seed: int, highs: Session) -> None:
    """Where everybody may board every flight, flights and itineraries are the same relaxation."""
    known = generate("hubs", people=900, seed=seed, own=0, friends=0)
    assert _left(known, highs, whole=True) == pytest.approx(_left(known, highs, whole=False), abs=0.01)
