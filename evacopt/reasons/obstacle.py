"""The limits that stand in the way of one party on one itinerary, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from evacopt.domain.plan import Itinerary

Code = Literal[
    "pin",
    "rule",  # a linear rule of the instance
    "link",  # too few of those whom it goes by
    "seats",  # of a flight
    "reserve",  # seats are left, but in pools closed to the party
    "stretchers",
    "infants",
    "dimension",  # kilograms, pets: of a flight
    "assistance",
    "share_max",
    "admission",
    "capacity",  # of a hub or haven
    "place_dimension",  # beds of a ward: of a hub or haven
    "arrivals_hour",  # people who land
    "arrivals_day",
    "throughput",
    "fleet",  # no aircraft for one more sortie
    "crew",  # no crew for one more sortie
    "movements_hour",
    "movements_day",
    "slot",  # movements of an operator in a time
    "alternative",  # another one flies in its place
    "order",  # another one that it needs does not fly
    "resource",  # no stand, escort, team, fuel
    "min_load",  # one more sortie would carry too few
    "full_loads",  # one more sortie, or seat, would leave seats empty
    "leave_by",
    "connection",  # too short
    "max_stay",  # the wait at a hub is too long
    "window",  # a place is closed when the flight comes or goes
    "cancelled",
    "destinations",
    "operators",
    "acceptance",
    "ready",
]
ORDER: tuple[Code, ...] = get_args(Code)
"""What is told first: what was decided, what is scarce, then what was so from the beginning."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One limit.

    Attributes
    ----------
    code : str
        The rule, or the part of it.
    subject : str
        What the limit is of: the id of a flight, location, share, fleet or group; of a connection `F1>F2`.
    row : int
        The row of its table where `subject` alone does not tell which (admissions, pins), of dimensions where
        it is one; else -1.
    need, left : int
        How much one more party asks of it, and how much is left, in the unit of the limit (seats, people,
        minutes, sorties); 0 where nothing is counted.
    minute : int or None
        When, in UTC minutes, where the limit is one of time.
    alone : bool
        Whether it would not do even if nobody else were there.
    """

    code: Code
    subject: str
    row: int = -1
    need: int = 0
    left: int = 0
    minute: int | None = None
    alone: bool = False


def over(
    code: Code,
    subject: str,
    need: int,
    left: int,
    *,
    row: int = -1,
    minute: int | None = None,
    alone: bool = False,
) -> Obstacle:
    """A limit of which more is needed than is left, nothing where it is overdrawn already."""
    return Obstacle(code, subject, row, need, max(left, 0), minute, alone)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An itinerary that one more party might take, all that stands in its way, and the sorties it takes.

    Attributes
    ----------
    obstacles : empty where nothing stands in the way
    sorties : further sorties of optional flights that would be flown, `(flight id, how many)`
    """

    itinerary: Itinerary
    obstacles: tuple[Obstacle, ...] = ()
    sorties: tuple[tuple[str, int], ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its obstacles."""
        return frozenset(obstacle.code for obstacle in self.obstacles)
