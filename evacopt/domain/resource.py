"""What sorties hold for a time or use up: stands, escorts, teams, fuel (6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.flight import Flight
from evacopt.domain.shown import Brief

Anchor = Literal["departs", "arrives"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Resource(Brief):
    """Something of which there are so many.

    Attributes
    ----------
    id : a code
    count : how many are held at once at most; of what is used up, how much there is in all
    used_up : whether it is gone for good, as fuel is
    """

    id: str
    count: int
    used_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Use(Brief):
    """Which sorties hold a resource, how much of it, and when. All that is filled must match.

    Attributes
    ----------
    resource : id of the resource
    anchor : `departs` or `arrives`, what the times are relative to; blank where it is used up
    from_minutes, to_minutes : minutes after the anchor, below 0 before it, `to_minutes` itself is free again;
        `None` where it is used up
    flight : this flight, or all of this series of sorties; blank for any
    operator, aircraft : only flights of this operator, of this aircraft; blank for any
    origin, destination : only flights from there, to there; blank for any
    amount : how much one sortie holds or uses up
    """

    resource: str
    anchor: Anchor | Literal[""] = ""
    from_minutes: int | None = None
    to_minutes: int | None = None
    flight: str = ""
    operator: str = ""
    aircraft: str = ""
    origin: str = ""
    destination: str = ""
    amount: int = 1

    def covers(self, flight: Flight, series: str = "") -> bool:
        """Whether `flight`, one of the sorties `series` or of none, holds the resource."""
        return (
            self.flight in ("", flight.id, series or flight.id)
            and self.operator in ("", flight.operator)
            and self.aircraft in ("", flight.aircraft)
            and self.origin in ("", flight.origin)
            and self.destination in ("", flight.destination)
        )

    def held(self, flight: Flight) -> tuple[int, int]:
        """From and to when (half-open, UTC minutes) a sortie of `flight` holds what is not used up."""
        anchor = flight.arrives if self.anchor == "arrives" else flight.departs
        return anchor + (self.from_minutes or 0), anchor + (self.to_minutes or 0)
