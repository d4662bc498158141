"""What a state is handed: its own people and nobody else's, and the seats that others have for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from evacopt.domain.countries import ALPHA3
from evacopt.domain.phrase import phrase
from evacopt.output.export.manifest import NEEDS
from evacopt.output.export.roll import Person, person_code
from evacopt.output.table import Cell, Table, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evacopt.domain.plan import Itinerary
    from evacopt.output.export.offers import Offers
    from evacopt.output.export.roll import Party, Roll
    from evacopt.output.local_time import Clocks

STATES = frozenset(ALPHA3.values()) | {"RKS"}  # Kosovo: no code of ISO, one of ICAO 9303

PEOPLE = (
    *("nationality", "party", "person", "status", "itinerary", "from", "departs_utc"),
    *("departs_local", "to", "arrives_utc", "arrives_local", "infant_with", "special_need"),
)
SEATS = (
    *("flight", "operator", "from", "to", "departs_utc", "departs_local", "own_people_aboard"),
    *("reserved_seats", "seats_left", "until_utc", "until_local"),
)


class Slices:
    """Draws up the two tables of each nationality."""

    def __init__(
        self,
        roll: Roll,
        clocks: Clocks,
        offers: Offers,
        standby: frozenset[str],
        beyond: Mapping[str, Itinerary] = MappingProxyType({}),
    ) -> None:
        self._roll, self._clocks, self._offers = roll, clocks, offers
        self._standby, self._beyond = standby, beyond

    @cached_property
    def _own(self) -> dict[str, list[tuple[Party, Person]]]:
        """Everybody by own nationality."""
        own: dict[str, list[tuple[Party, Person]]] = defaultdict(list)
        for party in self._roll.parties:
            for person in self._roll.people(party):
                own[person.nationality].append((party, person))
        return own

    def people(self, nationality: str) -> Table:
        """Its people, one line each: who travels or is called how, who is on standby, who stays."""
        rows = [self._person(party, person) for party, person in self._own[nationality]]
        return sheet("people", phrase("People of {nationality}", nationality=nationality), PEOPLE, rows)

    def _person(self, party: Party, person: Person) -> tuple[Cell, ...]:
        head = (person.nationality, party.code, person.code(party.code))
        tail = (self._holder(party, person), NEEDS[person.need])
        itinerary = party.itinerary or self._beyond.get(party.code)
        if not itinerary:
            status = phrase("standby") if party.code in self._standby else phrase("stays")
            place = self._roll.group(party).origin
            return (*head, status, "", place, "", "", "", "", "", *tail)
        first, last = (self._roll.instance.flight[itinerary[end]] for end in (0, -1))
        return (
            *head,
            phrase("travels") if party.travels else phrase("called"),
            ">".join(itinerary),
            first.origin,
            *self._clocks.both(first.origin, first.departs),
            last.destination,
            *self._clocks.both(last.destination, last.arrives),
            *tail,
        )

    def _holder(self, party: Party, person: Person) -> str:
        """On whose lap an infant travels; a person of another state is not named."""
        if not person.is_infant:
            return ""
        holder = self._roll.people(party)[person.lap - 1]
        same = holder.nationality == person.nationality
        return person_code(party.code, person.lap) if same else phrase("a person of another nationality")

    @cached_property
    def _aboard(self) -> Counter[tuple[str, str]]:
        """People by flight and own nationality."""
        flights = self._roll.flights
        return Counter((one.id, who.nationality) for one in flights for _, who in self._roll.passengers(one))

    def seats(self, nationality: str) -> Table:
        """Flights of other operators that carry its people, keep seats for them or have some left."""
        rows: list[tuple[Cell, ...]] = []
        for flight in self._roll.flights:
            if flight.operator == nationality:
                continue
            seats = self._offers.seats[flight.id]
            reserved = seats.reserved_for(nationality) if seats.accepts(nationality) else 0
            counts = self._aboard[flight.id, nationality], reserved, seats.left_for(nationality)
            if any(counts):
                departs = self._clocks.both(flight.origin, flight.departs)
                until = self._clocks.both(flight.origin, self._offers.until(flight))
                route = flight.origin, flight.destination
                rows.append((flight.id, flight.operator, *route, *departs, *counts, *until))
        caption = phrase("Seats that others have for {nationality}", nationality=nationality)
        return sheet("seats-from-others", caption, SEATS, rows)
