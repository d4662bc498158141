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
from evacopt.large.commodities import Commodities, Party, Trip, parties_of
from evacopt.large.itineraries import Itineraries
from evacopt.large.network import Network
from evacopt.large.sorties import Sorties
from evacopt.milp.contract import Options

Tell = Callable[[str, int | None, int | None], None]
"""Called with a goal's name, its value so far and its bound."""


@dataclass(frozen=True, eq=False)
class State:
    """Who has boarded and what is flown, as it changes, and the bookings that promises fix."""

    boarding: Boarding
    sorties: Sorties
    fixed: frozenset[tuple[int, Trip]]


@dataclass(eq=False)
class Context:
    """What the method knows of an instance; people stay where a plan `in_force` has them."""

    instance: Instance
    session: Session
    options: Options
    ends: float
    begun: float = field(default_factory=time.monotonic)
    tell: Tell = lambda *_: None
    state: State | None = None
    in_force: Plan | None = None
    commodities: Commodities = field(init=False)
    network: Network = field(init=False)
    itineraries: Itineraries | None = field(init=False)
    parties: list[Party] = field(init=False)

    def __post_init__(self) -> None:
        self.commodities = Commodities.of(self.instance)
        self.network = Network.of(self.commodities)
        self.itineraries = Itineraries.of(self.network)
        self.parties = parties_of(
            self.instance, self.commodities.of_group, self.commodities.ready, self.commodities.leave_by
        )

    def left(self) -> Options:
        """The options with the time that is left."""
        limit = None if self.ends == np.inf else max(self.ends - time.monotonic(), 0.0)
        return replace(self.options, time_limit=limit)

    def time_for(self, seconds: float, part: float) -> bool:
        """Whether so many seconds more end before that part of the time has gone by."""
        return time.monotonic() + seconds < self.begun + part * (self.ends - self.begun)
