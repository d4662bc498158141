"""Who gives how many seats to whom, and who is admitted where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.clock import format_time
from evacopt.domain.flight import Flight
from evacopt.domain.location import Location
from evacopt.domain.shown import Brief

ShareKind = Literal["max", "min", "reserve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bloc:
    """A name for several nationalities, usable wherever a nationality is.

    Attributes
    ----------
    bloc : the name, such as `EU`
    members : its nationalities, three capitals each
    """

    bloc: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Share(Brief):
    """A promise about people of a nationality, bloc or tag on the flights of a scope.

    The scope is every flight that matches all the fields that are filled.

    Attributes
    ----------
    id : a code for the promise
    kind : `max` (at most), `min` (at least) or `reserve` (seats for them alone on each flight)
    nationality : a nationality or a bloc; blank for all who have the tag
    people : how many; of a reserve, how many seats
    flight : only this flight, blank for any
    operator : only flights of this operator, blank for any
    origin, destination : only flights from there, to there; blank for any
    departs_from, departs_before : UTC minutes, only departures from then on, before then; `None` for any
    tag : only parties with this tag, blank for any
    release : minutes before departure at which a reserve is free for everybody; `None` is never
    """

    id: str
    kind: ShareKind
    people: int
    nationality: str = ""
    flight: str = ""
    operator: str = ""
    origin: str = ""
    destination: str = ""
    departs_from: int | None = None
    departs_before: int | None = None
    tag: str = ""
    release: int | None = None

    def covers(self, flight: Flight) -> bool:
        """Whether `flight` is in the scope."""
        return (
            self.flight in ("", flight.id)
            and self.operator in ("", flight.operator)
            and self.origin in ("", flight.origin)
            and self.destination in ("", flight.destination)
            and (self.departs_from is None or self.departs_from <= flight.departs)
            and (self.departs_before is None or flight.departs < self.departs_before)
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Admission(Brief):
    """How many people of a nationality a location, or a country, lets land.

    Attributes
    ----------
    nationality : a nationality or a bloc
    location, country : who admits: one of the two, the other is blank
    people : how many may land, 0 for none; `None` is no limit
    since, until : UTC minutes, the columns `from` and `until` between which landings count; `None` is always
    """

    nationality: str
    location: str = ""
    country: str = ""
    people: int | None = None
    since: int | None = None
    until: int | None = None

    @property
    def place(self) -> str:
        """The location or the country it speaks of."""
        return self.location or self.country

    @property
    def key(self) -> tuple[str, ...]:
        """What certificates know it by: all that it says; when, only where that is said."""
        where = "location" if self.location else "country", self.place
        when = ["" if minute is None else format_time(minute) for minute in (self.since, self.until)]
        return self.nationality, *where, str(self.people), *(when if any(when) else ())

    def covers(self, location: Location) -> bool:
        """Whether who lands at `location` lands where it speaks of."""
        return self.place == (location.id if self.location else location.country)

    def counts_at(self, arrives: int) -> bool:
        """Whether landings at the minute `arrives` count."""
        return (self.since is None or self.since <= arrives) and (self.until is None or arrives < self.until)
