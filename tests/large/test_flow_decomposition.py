"""Flows taken apart into paths."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from evacopt.large.commodities import Commodities
from evacopt.large.flow_decomposition import decompose
from evacopt.large.network import Network
from evacopt.large.relaxation import Arc
from tests.build import flight, group, instance
from tests.large.at_work import some_flow
from tests.tiny.instances import tiny_instance


@pytest.mark.parametrize("seeds", [range(first, first + 40) for first in range(0, 160, 40)], ids=str)
def test_a_flow_goes_along_its_paths_and_nowhere_else(seeds: range) -> None:
    """Each commodity's seats on each flight are those of the paths over it, hubs included."""
    count = 0
    for seed in seeds:
        network = Network.of(Commodities.of(tiny_instance(seed)))
        flow = some_flow(network, Random(seed))
        again = defaultdict[Arc, float](float)
        for first, paths in decompose(network, flow).items():
            for origin, path, seats in paths:
                assert first == path[0]
                commodity = origin
                for flight_arc in path:
                    again[commodity, (flight_arc,)] += seats
                    commodity = network.onward[commodity]
                count += 1
        assert {arc: round(seats, 3) for arc, seats in again.items()} == {
            arc: round(seats, 3) for arc, seats in flow.items()
        }
    assert count > len(seeds)


def test_who_lands_first_goes_on_first() -> None:
    """Two planes to a hub and two out of it: the first to land take the first out."""
    flights = (
        flight("IN1", "O 06:00", "H 07:00"),
        flight("IN2", "O 08:00", "H 09:00"),
        flight("OUT1", "H 11:00", "V 12:00"),
        flight("OUT2", "H 13:00", "V 14:00"),
    )
    network = Network.of(Commodities.of(instance(groups=(group(count=20),), flights=flights)))
    here, there = 0, network.onward[0]
    flow: dict[Arc, float] = {(here, (0,)): 6.0, (here, (1,)): 4.0, (there, (2,)): 7.0, (there, (3,)): 3.0}
    assert decompose(network, flow) == {
        0: [(here, (0, 2), 6.0)],
        1: [(here, (1, 2), 1.0), (here, (1, 3), 3.0)],
    }
