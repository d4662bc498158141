"""What every family with people has: a time, real places, nationalities, and how many people wait.

Places are real airfields, so that maps and flight times look right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location, Role
from evacopt.domain.policy import Policy
from evacopt.domain.share import Bloc
from evacopt.generation.draws import Draws
from evacopt.generation.parameter import Parameter, Settings

_HUNDREDTHS = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """An airfield: coordinates in hundredths of a degree, and the hours of any leg that lands there."""

    id: str
    country: str
    lat: int
    lon: int
    hours: int = 0

    def location(self, role: Role, **limits: Any) -> Location:
        """It as a location of an instance, with `limits` such as `capacity`."""
        lat, lon = self.lat * _HUNDREDTHS, self.lon * _HUNDREDTHS
        return Location(id=self.id, role=role, country=self.country, lat=lat, lon=lon, **limits)


ORIGINS = (
    Place("NIM", "NER", 1348, 218),
    Place("OUA", "BFA", 1235, -151),
    Place("BKO", "MLI", 1253, -795),
    Place("KAN", "NGA", 1205, 852),
)
HUBS = (
    Place("NDJ", "TCD", 1213, 1503, 2),
    Place("DSS", "SEN", 1467, -1707, 3),
    Place("ACC", "GHA", 561, -17, 2),
    Place("LCA", "CYP", 3488, 3362, 5),
    Place("MLA", "MLT", 3586, 1448, 4),
    Place("JIB", "DJI", 1155, 4316, 5),
    Place("CMN", "MAR", 3337, -759, 4),
    Place("TUN", "TUN", 3685, 1023, 4),
)
HAVENS = (
    Place("CDG", "FRA", 4901, 255, 6),
    Place("CGN", "DEU", 5087, 714, 6),
    Place("CIA", "ITA", 4180, 1259, 5),
    Place("TOJ", "ESP", 4050, -345, 5),
    Place("BZZ", "GBR", 5175, -158, 7),
    Place("EIN", "NLD", 5145, 537, 6),
)


NATIONS = (
    *("FRA", "DEU", "ITA", "ESP", "GBR", "USA", "CAN", "NLD", "BEL", "PRT"),
    *("POL", "ROU", "GRC", "AUT", "CHE", "SWE", "NOR", "DNK", "FIN", "IRL"),
    *("CZE", "HUN", "BGR", "HRV", "JPN", "KOR", "CHN", "IND", "PAK", "BGD"),
    *("PHL", "LBN", "JOR", "EGY", "TUR", "BRA", "MEX", "ZAF", "NGA", "AUS"),
)
"""Forty nationalities."""

_BLOCS = {
    "EU": (
        *("FRA", "DEU", "ITA", "ESP", "NLD", "BEL", "PRT", "POL", "ROU", "GRC"),
        *("AUT", "SWE", "DNK", "FIN", "IRL", "CZE", "HUN", "BGR", "HRV"),
    ),
    "NORDIC": ("SWE", "NOR", "DNK", "FIN"),
    "PACIFIC": ("USA", "CAN", "JPN", "KOR", "AUS", "PHL"),
}


def drawn_nations(draws: Draws, number: int) -> tuple[str, ...]:
    """`number` nationalities in random order."""
    return tuple(NATIONS[place] for place in draws.order(len(NATIONS))[:number].tolist())


def rank_weights(number: int) -> list[int]:
    """How often each of `number` nationalities occurs: the k-th, from 0, weighs 10,000 // (k + 2)."""
    return [10_000 // (rank + 2) for rank in range(number)]


def blocs_among(nations: tuple[str, ...]) -> tuple[Bloc, ...]:
    """The blocs that have members among `nations`, with those alone."""
    present = {name: tuple(sorted(set(members) & set(nations))) for name, members in _BLOCS.items()}
    return tuple(Bloc(bloc=name, members=members) for name, members in present.items() if members)


BEGINS = parse_time("2023-08-01T00:00Z")
LICENSE = "CC0-1.0"
ONE_LEG = Policy(max_legs=1)

Family: TypeAlias = tuple[str, int, int]
"""Name of a family, people, seed: from which everything is drawn."""

COMMON = (
    Parameter("nationalities", 40, low=1, high=40).with_law(
        "how many; the k-th, from 0, of a random order weighs 10000 // (k + 2)"
    ),
    Parameter("days", 0, high=60).with_law(
        "length of the horizon; 0 = twice the digits of people, less 4, at least 1 (2 with hubs)"
    ),
    Parameter("ready_every", 6, low=1, high=240).with_law(
        "hours: half of the parties are ready at the start, the others at a random multiple "
        "of it in the first three quarters of the horizon"
    ),
    Parameter("infants", 46, high=200).with_law(
        "lap infants in a thousand people; one at most in a party, in parties of two seats or more"
    ),
    Parameter("assisted", 15, high=200).with_law(
        "people who need a helper in a thousand; one at most in a party, which is of class 1 then"
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

    @classmethod
    def of(
        cls, family: Family, settings: Settings, *, operators: int, origins: int, hubs: int = 0, havens: int
    ) -> World:
        """The world of a family with so many places; the most frequent nationalities fly."""
        name, people, seed = family
        nations = drawn_nations(Draws(seed, f"{name} nations"), settings["nationalities"])
        least = 2 if hubs else 1
        return cls(
            family=name,
            seed=seed,
            people=people,
            days=max(least, settings["days"] or usual_days(people, least)),
            nations=nations,
            operators=nations[:operators],
            origins=ORIGINS[:origins],
            hubs=HUBS[:hubs],
            havens=HAVENS[:havens],
        )

    def instance(
        self,
        groups: Groups,
        flights: tuple[Flight, ...],
        locations: tuple[Location, ...] = (),
        policy: Policy = ONE_LEG,
    ) -> Instance:
        """Groups and flights between the places, which have no limits unless `locations` are given."""
        free = (
            *(place.location("origin") for place in self.origins),
            *(place.location("haven") for place in self.havens),
        )
        return Instance(
            name=f"{self.family}-{self.people}-{self.seed}",
            title=f"Synthetic: family {self.family}, {self.people:,} people, seed {self.seed}",
            license=LICENSE,
            begins=BEGINS,
            ends=BEGINS + self.days * DAY,
            policy=policy,
            locations=locations or free,
            groups=groups,
            flights=flights,
        )

    def draws(self, stream: str) -> Draws:
        """The stream of random integers for one part of the instance."""
        return Draws(self.seed, f"{self.family} {stream}")

    @property
    def hours(self) -> int:
        """Length of the horizon in hours."""
        return 24 * self.days

    @property
    def weights(self) -> list[int]:
        """How often each nationality occurs."""
        return rank_weights(len(self.nations))


def usual_days(people: int, least: int) -> int:
    """Days that an evacuation of so many people takes."""
    return max(least, 2 * len(str(people)) - 4)


def at_hour(hour: int) -> int:
    """The minute at which the hour `hour` of the horizon begins."""
    return BEGINS + hour * HOUR
