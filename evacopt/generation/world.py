"""What every family with people has: a time, places, nationalities, and how many people wait."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.generation.draws import Draws
from evacopt.generation.nations import drawn_nations, rank_weights
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.places import Place

BEGINS = parse_time("2023-08-01T00:00Z")
LICENSE = "CC0-1.0"

COMMON = (
    Parameter(
        name="nationalities",
        default=40,
        low=1,
        high=40,
        law="how many; the k-th, from 0, of a random order weighs 10000 // (k + 2)",
    ),
    Parameter(
        name="days",
        default=0,
        high=60,
        law="length of the horizon; 0 = twice the digits of people, less 4, at least 1 (2 with hubs)",
    ),
    Parameter(
        name="ready_every",
        default=6,
        low=1,
        high=240,
        law="hours: half of the parties are ready at the start, the others at a random multiple "
        "of it in the first three quarters of the horizon",
    ),
    Parameter(
        name="infants",
        default=46,
        high=200,
        law="lap infants in a thousand people; one at most in a party, in parties of two seats or more",
    ),
    Parameter(
        name="assisted",
        default=15,
        high=200,
        law="people who need a helper in a thousand; one at most in a party, which is of class 1 then",
    ),
)
"""Parameters of every family with people."""


@dataclass(frozen=True, kw_only=True)
class World:
    """The setting of one instance, settled before anything is drawn within it."""

    family: str
    seed: int
    people: int
    days: int
    nations: tuple[str, ...]
    operators: tuple[str, ...]
    origins: tuple[Place, ...]
    havens: tuple[Place, ...]
    hubs: tuple[Place, ...] = ()

    def draws(self, stream: str) -> Draws:
        """The stream of random integers for one part of the instance."""
        return Draws(self.seed, f"{self.family} {stream}")

    @property
    def hours(self) -> int:
        """Length of the horizon in hours."""
        return 24 * self.days

    @property
    def ends(self) -> int:
        """The end of the horizon, in minutes."""
        return BEGINS + self.days * DAY

    @property
    def weights(self) -> list[int]:
        """How often each nationality occurs."""
        return rank_weights(len(self.nations))

    @property
    def title(self) -> str:
        """What people read about it."""
        return f"Synthetic: family {self.family}, {self.people:,} people, seed {self.seed}"

    @property
    def name(self) -> str:
        """The name of the instance."""
        return f"{self.family}-{self.people}-{self.seed}"


def usual_days(people: int, least: int) -> int:
    """Days that an evacuation of so many people takes."""
    return max(least, 2 * len(str(people)) - 4)


def nations_of(family: str, seed: int, settings: Settings) -> tuple[str, ...]:
    """The nationalities of an instance, the most frequent first."""
    return drawn_nations(Draws(seed, f"{family} nations"), settings["nationalities"])


def at_hour(hour: int) -> int:
    """The minute at which the hour `hour` of the horizon begins."""
    return BEGINS + hour * HOUR
