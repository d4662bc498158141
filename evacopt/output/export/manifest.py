"""Passenger manifests: who is aboard a flight, and in which of its sorties, one line a person.

The rules of a plan count the sorties of a flight together, so now and then a party fits into none of them
whole. Whoever loads the aircraft must hear of it: such a party has no sortie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.clock import format_time
from evacopt.domain.phrase import joined, phrase
from evacopt.output.export.beside import Beside
from evacopt.output.export.roll import person_code
from evacopt.output.table import Cell, Table, sheet

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Group
    from evacopt.output.export.roll import Roll
    from evacopt.output.local_time import Clocks

FROM_NAMES = (
    *("surname", "given_names", "sex", "date_of_birth", "document_type", "document_number"),
    *("document_expiry", "document_issuer", "remark"),
)
"""Columns that an instance cannot fill; blank unless names are joined."""

COLUMNS = (
    *("flight", "date", "from", "to", "departs_utc", "departs_local", "sortie", "sequence"),
    *("party", "person"),
    *FROM_NAMES[:4],
    "nationality",
    *FROM_NAMES[4:8],
    *("infant_with", "special_need", FROM_NAMES[8]),
)
Names = Mapping[str, Mapping[str, str]]
"""By person code, then by column."""

SPLIT = phrase("does not fit whole into one sortie")
NEEDS = {
    "": "",
    "assisted": phrase("assisted"),
    "stretcher": phrase("stretcher"),
}
"""The special need of a person in words."""


def manifest(roll: Roll, flight: Flight, clocks: Clocks, names: Names, beside: Beside | None = None) -> Table:
    """The manifest of `flight`; `names` may be empty. Needs of a party stand with its first person."""
    sorties, beside = sortie_of(roll, flight), beside or Beside(roll)
    head: tuple[Cell, ...] = (
        flight.id,
        format_time(flight.departs)[:10],
        flight.origin,
        flight.destination,
        *clocks.both(flight.origin, flight.departs),
    )
    rows = []
    for sequence, (party, person) in enumerate(roll.passengers(flight), start=1):
        code, sortie = person.code(party.code), sorties[party.code]
        known = [names.get(code, {}).get(column, "") for column in FROM_NAMES]
        if sortie is None:
            known[8] = joined("; ", [*filter(None, (known[8], SPLIT))])
        lap = person_code(party.code, person.lap) if person.is_infant else ""
        person_cells = (party.code, code, *known[:4], person.nationality, *known[4:8])
        more = beside.cells(party, needs=person.number == 1)
        rows.append((*head, sortie, sequence, *person_cells, lap, NEEDS[person.need], known[8], *more))
    columns = (*COLUMNS, *beside.heads)
    return sheet("manifest", phrase("Manifest of {flight}", flight=flight.id), columns, rows)


@dataclass(slots=True)
class _Cabin:
    """What is left in one sortie."""

    seats: int
    stretchers: int
    infants: int

    def takes(self, seats: int, group: Group) -> bool:
        """Put one party of `group` into it, if it fits."""
        fits = seats <= self.seats and group.stretchers <= self.stretchers and group.infants <= self.infants
        if fits:
            self.seats -= seats
            self.stretchers -= group.stretchers
            self.infants -= group.infants
        return fits


def sortie_of(roll: Roll, flight: Flight) -> dict[str, int | None]:
    """The number of the sortie, from 1, of each party aboard; `None` where it fits into none whole.

    First fit decreasing: those who take most seats choose first (Johnson, 1973).
    """
    cabins = [
        _Cabin(flight.seats, flight.stretchers, flight.infant_limit) for _ in range(roll.sorties[flight.id])
    ]
    if len(cabins) == 1:
        return {party.code: 1 for party in roll.aboard[flight.id]}
    needs = [(flight.seats_for(roll.group(party)), party) for party in roll.aboard[flight.id]]
    sorties: dict[str, int | None] = {}
    for seats, party in sorted(needs, key=lambda need: -need[0]):
        fits = (number for number, cabin in enumerate(cabins, 1) if cabin.takes(seats, roll.group(party)))
        sorties[party.code] = next(fits, None)
    return sorties
