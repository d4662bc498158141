"""What the method knows of an instance while it works, who has boarded, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.large.boarding import Boarding
from evacopt.large.commodities import Crowd
from evacopt.large.itineraries import Itineraries
from evacopt.large.network import Network
from evacopt.large.residuals import Party, Trip, parties_of
from evacopt.large.sorties import Fleetboard
from evacopt.milp.contract import Options

Tell = Callable[[str, int | None, int | None], None]
"""Called with a goal's name, its value so far and its bound."""


@dataclass(frozen=True, eq=False)
class Reached:
    """Who has boarded and what is flown, as it changes, and the bookings that promises fix."""

    boarding: Boarding
    board: Fleetboard
    fixed: frozenset[tuple[int, Trip]]


@dataclass(eq=False)
class Work:
    """What the method knows of an instance; people stay where a plan `in_force` has them."""

    instance: Instance
    session: Session
    options: Options
    ends: float
    begun: float = field(default_factory=time.monotonic)
    tell: Tell = lambda *_: None
    reached: Reached | None = None
    in_force: Plan | None = None
    crowd: Crowd = field(init=False)
    network: Network = field(init=False)
    itineraries: Itineraries | None = field(init=False)
    parties: list[Party] = field(init=False)

    def __post_init__(self) -> None:
        self.crowd = Crowd.of(self.instance)
        self.network = Network.of(self.crowd)
        self.itineraries = Itineraries.of(self.network)
        self.parties = parties_of(self.instance, self.crowd.kind, self.crowd.ready, self.crowd.leave_by)

    def left(self) -> Options:
        """The options with the time that is left."""
        limit = None if self.ends == np.inf else max(self.ends - time.monotonic(), 0.0)
        return replace(self.options, time_limit=limit)

    def time_for(self, seconds: float, part: float) -> bool:
        """Whether so many seconds more end before that part of the time has gone by."""
        return time.monotonic() + seconds < self.begun + part * (self.ends - self.begun)
