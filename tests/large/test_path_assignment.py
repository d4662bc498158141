"""Which member of a merged commodity goes along each path."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.large.context import Context
from evacopt.large.flow import Flow, flow_of
from evacopt.large.flow_decomposition import Leaving, Paths, assign_paths
from evacopt.large.itineraries import Itineraries
from evacopt.large.residuals import Residuals
from evacopt.large.tuning import TUNING
from evacopt.milp.contract import Options
from tests.build import at, flight, group, instance
from tests.tiny.instances import tiny_instance

NEAR = 1e-3
CHANGES = (
    flight("IN", "O 08:00", "H 10:00", accepts=("JPN",), seats=1),
    flight("OUT", "H 12:00", "V 16:00", accepts=("JPN",), seats=1),
)
TRAVELLER = group("J", nationality="JPN")
"""Somebody who changes at a hub: where nobody does there are no itineraries."""


EVEN_FEW = replace(TUNING, most_arcs=-1)
"""Itineraries however few arcs there are."""


def _assigned(known: Instance, session: Session) -> tuple[Itineraries, Flow, Leaving, Paths] | None:
    context = Context(known, session, Options(threads=1), np.inf, tuning=EVEN_FEW)
    left = known.groups.count
    flow = flow_of(context, Residuals(known, {}), left, free=False, goals=False)
    if flow is None or context.itineraries is None:
        return None
    leaving = Leaving.of(context.commodities, flow, left)
    return context.itineraries, flow, leaving, assign_paths(context.itineraries, flow, leaving)


def _check(known: Instance, session: Session) -> float:
    """Seats given out; nobody goes who may not, and no more than wait or than the flow has."""
    made = _assigned(known, session)
    if made is None:
        return 0.0
    whole, flow, leaving, paths = made
    of_path, of_commodity = defaultdict[object, float](float), defaultdict[int, float](float)
    for first, flows in paths.items():
        for member, path, seats in flows:
            assert path[0] == first
            together = int(whole.merged[member])
            assert member in whole.able[together, path]
            of_path[together, path] += seats
            of_commodity[member] += seats
    for arc, seats in of_path.items():
        assert seats <= flow.primal[flow.lp.relaxation.boards[arc]] + NEAR  # type: ignore[index]
    for member, seats in of_commodity.items():
        mine = leaving.commodity == member
        assert seats <= (leaving.seats + leaving.spare)[mine].sum() + NEAR
    return sum(of_path.values())


@pytest.mark.parametrize("seeds", [range(first, first + 40) for first in range(0, 120, 40)], ids=str)
def test_only_those_go_who_may_and_wait(highs: Session, seeds: range) -> None:
    """On random instances over every rule."""
    assert sum(_check(tiny_instance(seed), highs) for seed in seeds) > 10


@pytest.mark.parametrize("seed", range(3))
def test_nearly_everybody_is_given_a_path(highs: Session, seed: int) -> None:
    """Of 100,000 people, with flights for some nationalities alone, few seats of the flow go to nobody."""
    known = generate("hubs", people=100_000, seed=seed)
    made = _assigned(known, highs)
    assert made is not None
    flow = made[1]
    total = sum(float(flow.primal[at]) for at in flow.lp.relaxation.boards.values())
    assert _check(known, highs) >= 0.97 * total


def test_seats_that_few_may_fill_are_kept_for_them(highs: Session) -> None:
    """Ten French and ten Germans: the early flight takes anybody, the later one takes the French alone."""
    flights = (
        flight("ANY", "O 06:00", "V 08:00", accepts=("FRA", "DEU")),
        flight("OWN", "O 09:00", "V 11:00", accepts=("FRA",)),
    )
    groups = (group("F", nationality="FRA", count=10), group("G", nationality="DEU", count=10), TRAVELLER)
    known = instance(groups=groups, flights=(*flights, *CHANGES))
    made = _assigned(known, highs)
    assert made is not None
    whole, _, _, paths = made
    nation = defaultdict[tuple[str, str], float](float)
    for first, flows in paths.items():
        for member, _, seats in flows:
            nation[whole.whole.flight_arcs[first].leg.id, whole.whole.commodities[member].nationality] += (
                seats
            )
    assert nation == pytest.approx({("ANY", "DEU"): 10, ("OWN", "FRA"): 10, ("IN", "JPN"): 1}, abs=NEAR)


def test_the_most_urgent_go_first(highs: Session) -> None:
    """Later people of the first class keep their seats although others wait already."""
    both = {"accepts": ("FRA", "DEU")}
    flights = (flight("A", "O 06:00", "V 08:00", **both), flight("B", "O 09:00", "V 11:00", **both))
    groups = (
        group("LATER", nationality="FRA", priority=2, count=20),
        group("FIRST", nationality="DEU", count=10, ready=at("06:30")),
        TRAVELLER,
    )
    made = _assigned(instance(groups=groups, flights=(*flights, *CHANGES)), highs)
    assert made is not None
    whole, _, _, paths = made
    late = {
        whole.whole.commodities[member].nationality
        for first, flows in paths.items()
        for member, _, _ in flows
        if whole.whole.flight_arcs[first].leg.id == "B"
    }
    assert late == {"DEU"}
