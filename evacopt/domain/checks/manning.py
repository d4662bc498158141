"""Whether crews can man flights that fly whatever is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from evacopt.domain.fleet import Crew
from evacopt.domain.flight import Flight

MOST_STATES = 5_000
"""Ways to hand out crews that are followed at once; beyond it nothing is claimed."""

_Busy: TypeAlias = tuple[tuple[int, int], ...]
"""Crews that are gone: number of the crew and the minute of its return, sorted."""


def unmanned(flights: Sequence[Flight], crews: Sequence[Crew]) -> int | None:
    """The first flight, by departure, that no way to hand out the crews can man.

    All ways are followed flight by flight (a breadth-first search over who is gone until when), so a flight
    is named only where none is left.

    Returns
    -------
    int or None
        Its index in `flights`; None where all can be manned, or where there are too many ways to tell.
    """
    states: set[_Busy] = {()}
    for index in sorted(range(len(flights)), key=lambda index: (flights[index].departs, index)):
        states = {after for busy in states for after in _manned(flights[index], crews, busy)}
        if not states:
            return index
        if len(states) > MOST_STATES:
            return None
    return None


def _manned(flight: Flight, crews: Sequence[Crew], busy: _Busy) -> set[_Busy]:
    gone = tuple(entry for entry in busy if entry[1] > flight.departs)
    numbers = [number for number, _ in gone]
    return {
        tuple(sorted((*gone, (number, flight.departs + crew.rest))))
        for number, crew in enumerate(crews)
        if flight.fleet in crew.fleets and numbers.count(number) < crew.count
    }
