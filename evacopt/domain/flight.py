"""Flights, the shorthand that stands for many optional ones, and the aircraft and crews they draw on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, Protocol, TypeVar

from evacopt.domain.clock import format_time
from evacopt.domain.columns import Ints
from evacopt.domain.plan import Plan
from evacopt.domain.shown import Brief

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
class Flight(Brief):
    """One leg of one operator; `copies` identical sorties where it is optional.

    `accepts` is `("all",)`, `("own",)` or nationalities and blocs. `cost` is money per sortie,
    `cancel_probability` parts per million. `infants` is the largest number of lap infants.
    """

    id: str
    operator: str
    origin: str
    destination: str
    departs: int
    arrives: int
    seats: int
    aircraft: str = ""
    stretchers: int = 0
    seats_per_stretcher: int = 1
    infants: int | None = None
    accepts: tuple[str, ...] = ("all",)
    status: Status = "scheduled"
    copies: int = 1
    cost: int = 0
    min_load: int = 0
    fleet: str = ""
    cancel_probability: int = 0

    @property
    def infant_limit(self) -> int:
        """Largest number of lap infants of one sortie; the seats where nothing is said."""
        return self.seats if self.infants is None else self.infants

    def seats_for(self, party: Seated[Number_co]) -> Number_co:
        """Seats that one party takes; of a table of groups one number a row, shape (groups,)."""
        return party.size + party.stretchers * (self.seats_per_stretcher - 1)

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
class Sortie(Brief):
    """Optional flights every `every` minutes from `first_departure` to `until`, both included."""

    id: str
    operator: str
    origin: str
    destination: str
    first_departure: int
    every: int
    until: int
    block_minutes: int
    seats: int
    fleet: str = ""
    copies: int = 1
    aircraft: str = ""
    stretchers: int = 0
    seats_per_stretcher: int = 1
    infants: int | None = None
    accepts: tuple[str, ...] = ("all",)
    cost: int = 0
    min_load: int = 0
    cancel_probability: int = 0

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


_OF_EACH_FLIGHT = {field.name for field in fields(Sortie)} & {field.name for field in fields(Flight)} - {"id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """`count` aircraft, each gone for `cycle` minutes from a departure."""

    id: str
    count: int
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """`count` crews able to fly `fleets`, each gone for `rest` minutes from a departure."""

    id: str
    count: int
    fleets: tuple[str, ...]
    rest: int
