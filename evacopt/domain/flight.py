"""Flights, the shorthand that stands for many optional ones, and the aircraft and crews they draw on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal, Protocol, TypeVar

from evacopt.domain.clock import format_time
from evacopt.domain.columns import Ints
from evacopt.domain.dimension import Amounts
from evacopt.domain.plan import Plan
from evacopt.domain.shown import Brief
from evacopt.domain.window import Direction

Status = Literal["scheduled", "optional", "cancelled"]
Number_co = TypeVar("Number_co", int, Ints, covariant=True)


class Seated(Protocol[Number_co]):
    """A party, or the parties of many groups as columns, by what they need of a cabin."""

    @property
    def size(self) -> Number_co:
        """People who need a seat."""

    @property
    def stretchers(self) -> Number_co:
        """People who must lie."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Leg(Brief):
    """What a flight, one without its times, and a series of sorties have in common; see `Flight`."""

    id: str
    operator: str
    origin: str
    destination: str
    seats: int
    aircraft: str = ""
    stretchers: int = 0
    seats_per_stretcher: int = 1
    infants: int | None = None
    accepts: tuple[str, ...] = ("all",)
    copies: int = 1
    cost: int = 0
    min_load: int = 0
    fleet: str = ""
    cancel_probability: int = 0
    alternative: str = ""
    room: Amounts = ()
    cost_per_person: int = 0
    risk_ppm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Flight(Leg):
    """One leg of one operator; `copies` identical sorties where it is optional.

    Attributes
    ----------
    id : a code, such as the flight number
    operator : who flies it: a state (three capitals) or a company
    origin, destination : ids of the locations
    departs, arrives : UTC minutes
    seats : of one sortie
    aircraft : its type, for people to read
    stretchers : positions for people who lie
    seats_per_stretcher : seats that one who lies takes
    infants : largest number of lap infants; `None` is as many as seats
    accepts : `("all",)`, `("own",)` (the operator's nationals), or nationalities and blocs
    status : `scheduled` (flies), `optional` (the planner decides) or `cancelled`
    copies : how many identical sorties may be flown, of an optional flight
    cost : money of one sortie
    min_load : people that a sortie of an optional flight must carry on average
    fleet : id of the aircraft pool that flies it, blank for none
    cancel_probability : parts per million, how likely it is cancelled
    alternative : a code; of all optional flights with it one sortie is flown at most
    room : how much of each dimension one sortie holds, `(("kg", 9000),)`; no limit of one not named
    cost_per_person : money for each person aboard, lap infants too
    risk_ppm : parts per million, risk of a person aboard
    """

    departs: int
    arrives: int
    status: Status = "scheduled"

    @property
    def infant_limit(self) -> int:
        """Largest number of lap infants of one sortie; the seats where nothing is said."""
        return self.seats if self.infants is None else self.infants

    def seats_for(self, party: Seated[Number_co]) -> Number_co:
        """Seats that one party takes; of a table of groups one number a row, shape (groups,)."""
        return party.size + party.stretchers * (self.seats_per_stretcher - 1)

    @property
    def movements(self) -> tuple[tuple[str, Direction, int], tuple[str, Direction, int]]:
        """Its two movements: place, direction and minute of the departure and of the arrival."""
        return (self.origin, "out", self.departs), (self.destination, "in", self.arrives)

    def sorties_in(self, plan: Plan) -> int:
        """How often `plan` flies it; a scheduled flight flies once, a cancelled one never."""
        return plan.flown.get(self.id, 0) if self.status == "optional" else self.least_sorties

    @property
    def least_sorties(self) -> int:
        """1 for a scheduled flight, which flies whatever the planner decides; else 0."""
        return 1 if self.status == "scheduled" else 0

    @property
    def most_sorties(self) -> int:
        """How often it may be flown: 1 scheduled, `copies` optional, 0 cancelled."""
        return {"scheduled": 1, "optional": self.copies, "cancelled": 0}[self.status]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pending(Leg):
    """A flight whose times are not both known yet: it is listed, and takes no part until they are.

    Attributes
    ----------
    departs, arrives : UTC minutes; `None` is not known yet
    id, operator, origin, destination, aircraft, seats : as of `Flight`
    stretchers, seats_per_stretcher, infants, accepts, status : as of `Flight`
    copies, cost, min_load, fleet, cancel_probability : as of `Flight`
    alternative, room, cost_per_person, risk_ppm : as of `Flight`
    """

    departs: int | None = None
    arrives: int | None = None
    status: Status = "scheduled"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sortie(Leg):
    """Optional flights every `every` minutes from `first_departure` to `until`, both included.

    Attributes
    ----------
    id : a code; the flights are called `code@departure`
    operator, origin, destination : as of `Flight`
    first_departure, until : UTC minutes, the first and the latest departure
    every : minutes from one departure to the next
    block_minutes : minutes from departure to arrival
    seats, fleet, copies, aircraft, stretchers, seats_per_stretcher, infants, accepts : as of `Flight`
    cost, min_load, cancel_probability : as of `Flight`
    alternative, room, cost_per_person, risk_ppm : as of `Flight`
    """

    first_departure: int
    every: int
    until: int
    block_minutes: int

    def flights(self) -> tuple[Flight, ...]:
        """The optional flights that it stands for, named `<id>@<departure>`."""
        shared = {name: getattr(self, name) for name in _OF_EACH_FLIGHT}
        return tuple(
            Flight(
                **shared,
                id=f"{self.id}@{format_time(departs)}",
                departs=departs,
                arrives=departs + self.block_minutes,
                status="optional",
            )
            for departs in range(self.first_departure, self.until + 1, self.every)
        )


_OF_EACH_FLIGHT = {field.name for field in fields(Leg)} - {"id"}


def by_alternative(flights: Iterable[Flight]) -> dict[str, list[Flight]]:
    """The flights with each code of alternatives, in their order (6.3)."""
    codes: dict[str, list[Flight]] = {}
    for flight in flights:
        if flight.alternative:
            codes.setdefault(flight.alternative, []).append(flight)
    return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """A pool of aircraft.

    Attributes
    ----------
    id : a code
    count : how many aircraft
    cycle : minutes that an aircraft is gone from a departure
    """

    id: str
    count: int
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """A pool of crews.

    Attributes
    ----------
    id : a code
    count : how many crews
    fleets : ids of the fleets that they can fly
    rest : minutes that a crew is gone from a departure
    """

    id: str
    count: int
    fleets: tuple[str, ...]
    rest: int
