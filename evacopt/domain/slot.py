"""Movements by operator and time (slots), and sorties that need another one flown (6.3)."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.flight import Flight
from evacopt.domain.shown import Brief
from evacopt.domain.window import Direction


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Slot(Brief):
    """At most so many movements of flown sorties at a place in a time.

    Attributes
    ----------
    id : a code
    location : id of the place
    operator : whose movements count, blank for those of all together
    direction : `in` or `out`, blank for both
    since, until : UTC minutes, the columns `from` and `to`; `until` itself does not count
    movements : how many at most
    """

    id: str
    location: str
    since: int
    until: int
    movements: int
    operator: str = ""
    direction: str = ""

    def counts(self, location: str, direction: Direction, operator: str, minute: int) -> bool:
        """Whether a movement counts."""
        return (
            self.location == location
            and self.operator in ("", operator)
            and self.direction in ("", direction)
            and self.since <= minute < self.until
        )

    def counted(self, flight: Flight) -> int:
        """How many of the two movements of one sortie of `flight` count."""
        return sum(self.counts(place, way, flight.operator, at) for place, way, at in flight.movements)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Order(Brief):
    """A flight that flies only where another one does: sorties are at most copies x sorties of that one.

    Attributes
    ----------
    flight : id of the flight
    needs : id of the one that must fly
    """

    flight: str
    needs: str
