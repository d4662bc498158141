"""What a page shows, as records: the same numbers for text, JSON and reports.

People are counted with lap infants, seats without. Times are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from evacopt.view.view import Count

K = TypeVar("K", bound=Hashable)
L = TypeVar("L")
AirfieldRows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""The rows of `evacopt.view.airfield_tables` by the name of each table; none is empty."""


def heaped(lines: Iterable[L], key: Callable[[L], K]) -> dict[K, list[L]]:
    """The lines with the same key together, keys in the order of their first lines."""
    heaps: dict[K, list[L]] = {}
    for line in lines:
        heaps.setdefault(key(line), []).append(line)
    return heaps


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """People of one nationality, bloc or class: all, those who travel, those left behind.

    `left_ppm` is the unserved share in parts per million, rounded up as the goal `fairness` does.
    """

    name: str
    people: int
    served: int
    left: int
    left_ppm: int

    @classmethod
    def of(cls, name: str, *, people: int, served: int) -> CountLine:
        """The line of `people`, of whom `served` travel."""
        count = Count(people, served)
        return cls(name=name, people=people, served=served, left=count.left, left_ppm=count.left_ppm)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightLine:
    """One flight: `sorties` times it flies, `seats` all of them have, and who sits there.

    `local` is its departure on the clocks there, blank where nobody asked for it.
    """

    id: str
    operator: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    status: str
    sorties: int
    seats: int
    seats_used: int
    seats_left: int
    people: int
    infants: int
    local: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One UTC day at a place: people who arrive, people who leave it by flight, most present at once."""

    day: datetime
    arrived: int
    departed: int
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A hub or haven over time; `peak_at` is when most are present first, `None` if never anybody."""

    id: str
    role: str
    capacity: int | None
    arrived: int
    peak: int
    peak_at: datetime | None
    days: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """One goal: its name in files and in words, what is reached and what is known.

    `judged` is false where nobody can count it: `changes`, where the plan that it compares with is not there.
    """

    goal: str
    words: str
    value: int
    bound: int | None
    grade: str
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A linear rule of the instance: what its sum is held to (`kind`, `limit`), and what it is."""

    id: str
    kind: str
    limit: int
    value: int


class StayLine(msgspec.Struct, frozen=True, kw_only=True):
    """Parties of a group that stay, and why (`codes` for programs, `reasons` for people).

    A struct, not a dataclass: there may be a million of them.
    """

    group: str
    nationality: str
    origin: str
    priority: int
    parties: int
    people: int
    codes: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as a planner reads it, from what matters first to the details.

    `airfield` is not there where the instance says nothing of it.
    """

    instance: str
    title: str
    people: int
    served: int
    left: int
    classes: tuple[CountLine, ...]
    goals: tuple[GoalLine, ...]
    flights: tuple[FlightLine, ...]
    nationalities: tuple[CountLine, ...]
    blocs: tuple[CountLine, ...]
    places: tuple[PlaceLine, ...]
    stays: tuple[StayLine, ...]
    pending: tuple[str, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    airfield: AirfieldRows | UnsetType = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    """People who wait: of one nationality, class or origin."""

    name: str
    people: int
    parties: int
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginLine:
    """People who wait at an origin, against seats of scheduled flights out of it and of optional ones."""

    id: str
    people: int
    seats_needed: int
    seats_scheduled: int
    seats_optional: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """One flight as offered: seats of one sortie, how often it may fly, and whom it takes."""

    id: str
    operator: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    status: str
    copies: int
    seats: int
    accepts: tuple[str, ...]
    local: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceView:
    """An instance as a planner reads it before deciding; `airfield` as of `PlanView`."""

    instance: str
    title: str
    begins: datetime
    ends: datetime
    people: int
    parties: int
    groups: int
    classes: tuple[DemandLine, ...]
    nationalities: tuple[DemandLine, ...]
    origins: tuple[OriginLine, ...]
    flights: tuple[OfferLine, ...]
    warnings: tuple[str, ...]
    pending: tuple[str, ...] = ()
    airfield: AirfieldRows | UnsetType = UNSET
