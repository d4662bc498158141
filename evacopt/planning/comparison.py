"""Plans side by side: every row holds one entry a plan, `None` where its instance has no such thing."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.plan import Itinerary
from evacopt.domain.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleEntry:
    """People, and how many of them travel."""

    people: int
    served: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightEntry:
    """One flight under a plan: departure (UTC minutes), sorties flown, their seats, how many are taken."""

    departs: int
    sorties: int
    seats: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitEntry:
    """How much of a limit a plan uses: of a resource the most at once, or in all where it is used up."""

    used: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """One plan as a whole.

    Attributes
    ----------
    follows : bool or None
        Whether it names the plan to its left as the one before it; `None` if it names none at all.
    changed : int
        People whose itinerary, or staying, is another than in the plan to the left; 0 for the first.
    spent : int
        Money of all flights that fly and have a cost: of those that have flown too, which `cost` leaves out;
        and of everybody aboard.
    """

    name: str
    instance: str
    sha256: str
    as_of: int | None
    follows: bool | None
    people: int
    served: int
    changed: int
    spent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """A goal of any of the plans; each is counted against its own instance."""

    goal: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NationRow:
    """People of a nationality, all and served."""

    nationality: str
    entries: tuple[PeopleEntry | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightRow:
    """A flight: when it leaves, how often it flies, who is aboard."""

    flight: str
    entries: tuple[FlightEntry | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """A resource or a slot (`kind`) by its id, and how much of it is used."""

    kind: str
    name: str
    entries: tuple[LimitEntry | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Parties of a group on an itinerary, or staying where that is empty."""

    group: str
    itinerary: Itinerary
    parties: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Shown):
    """Plans side by side, the entries of each row in their order.

    Attributes
    ----------
    plans : a row a plan: its people, and those of them who travel
    goals : a row a goal: what each plan reaches
    nationalities, flights, groups, limits : of these only what differs, unless all was wanted
    """

    plans: tuple[PlanEntry, ...]
    goals: tuple[GoalRow, ...]
    nationalities: tuple[NationRow, ...]
    flights: tuple[FlightRow, ...]
    groups: tuple[GroupRow, ...]
    limits: tuple[LimitRow, ...] = ()
