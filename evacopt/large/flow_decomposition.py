"""Flows taken apart into paths: who lands at a hub first goes on first."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

from evacopt.large.network import Network, Path
from evacopt.large.relaxation import Arc

LEAST = 1e-6
"""Seats below which a flow is none."""
_Landed = tuple[int, Path, float]


def paths_of(network: Network, flow: Mapping[Arc, float]) -> dict[int, list[tuple[int, Path, float]]]:
    """By the first bundle: kinds, paths from an origin to a haven, and seats that go along them.

    People of a kind at a hub are alike, so that first in, first out loses nothing of a flow.
    """
    landed: defaultdict[tuple[int, str], deque[_Landed]] = defaultdict(deque)
    found: defaultdict[int, list[tuple[int, Path, float]]] = defaultdict(list)
    for number, bundle in enumerate(network.bundles):
        at_hub = network.instance.location[bundle.leg.origin].role == "hub"
        for kind in bundle.kinds:
            seats = flow.get((kind, (number,)), 0.0)
            if seats <= LEAST:
                continue
            coming = [(kind, Path(), seats)]
            if at_hub:
                coming = _taken(landed[kind, bundle.leg.origin], seats)
            for origin, path, part in coming:
                if bundle.to_hub:
                    landed[network.onward[kind], bundle.to_hub].append((origin, (*path, number), part))
                else:
                    first = (*path, number)
                    found[first[0]].append((origin, first, part))
    return found


def _taken(landed: deque[_Landed], seats: float) -> list[_Landed]:
    """The first so many seats of those who have landed."""
    taken = []
    while landed and seats > LEAST:
        origin, path, part = landed.popleft()
        now = min(part, seats)
        if part - now > LEAST:
            landed.appendleft((origin, path, part - now))
        taken.append((origin, path, now))
        seats -= now
    return taken
