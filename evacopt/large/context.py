"""What the method knows of an instance while it works, who has boarded, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.large.boarding import Boarding, Booking
from evacopt.large.commodities import Commodities, Party, parties_of
from evacopt.large.itineraries import Itineraries
from evacopt.large.network import Network
from evacopt.large.sorties import Sorties
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import Options
from evacopt.model.aircraft import crew_units

Tell = Callable[[str, int | None, int | None], None]
"""Called with a goal's name, its value so far and its bound."""


@dataclass(frozen=True, eq=False)
class State:
    """Who has boarded and what is flown, as it changes, and the bookings that promises fix."""

    boarding: Boarding
    sorties: Sorties
    fixed: frozenset[Booking]

    def plan(self) -> Plan:
        """The plan, without goals and reasons."""
        instance, schedule = self.boarding.network.instance, self.boarding.network.instance.schedule
        rows = sorted(self.boarding.booked.items())
        trips = {trip: tuple(schedule[flight].id for flight in trip) for (_, trip), _ in rows}
        flown = sorted((schedule[at].id, times) for at, times in self.sorties.flown.items() if times)
        return Plan(
            instance_name=instance.name,
            instance_sha256=instance.sha256,
            assignments=Assignments(
                Coded.of(instance.groups.id[row] for (row, _), _ in rows),
                Coded.of(trips[trip] for (_, trip), _ in rows),
                np.array([parties for _, parties in rows], dtype=np.int64),
            ),
            sorties=tuple(flown),
            crews=crew_units(instance, {key: crews for key, crews in self.sorties.crewed.items() if crews}),
        )


@dataclass(eq=False)
class Context:
    """What the method knows of an instance, who has boarded so far, and the time that is left.

    Attributes
    ----------
    ends, begun : by the monotonic clock; `ends` is infinite where time is not limited
    tell : is told after each boarding that the most urgent have boarded, of which no judge has counted any
    state : of the first boarding, what is rescued if the method is interrupted
    in_force : a plan by which people stay where they are, as far as that goes
    """

    instance: Instance
    session: Session
    options: Options
    ends: float
    begun: float = field(default_factory=time.monotonic)
    tell: Tell = lambda *_: None
    state: State | None = None
    in_force: Plan | None = None
    tuning: LargeTuning = TUNING
    commodities: Commodities = field(init=False)
    network: Network = field(init=False)
    itineraries: Itineraries | None = field(init=False)
    parties: list[Party] = field(init=False)

    def __post_init__(self) -> None:
        self.commodities = Commodities.of(self.instance)
        self.network = Network.of(self.commodities)
        self.itineraries = Itineraries.of(self.network, self.tuning)
        self.parties = parties_of(self.commodities)

    def left(self) -> Options:
        """The options with the time that is left."""
        limit = None if self.ends == np.inf else max(self.ends - time.monotonic(), 0.0)
        return replace(self.options, time_limit=limit)

    def time_for(self, seconds: float, part: float) -> bool:
        """Whether so many seconds more end before that part of the time has gone by."""
        return time.monotonic() + seconds < self.begun + part * (self.ends - self.begun)
