"""Passenger manifests: who is aboard a flight, one line a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evacopt.domain.clock import format_time
from evacopt.output.export.loading import sortie_of
from evacopt.output.export.people import person_code
from evacopt.output.export.table import Cell, Table

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.output.export.local_time import Clocks
    from evacopt.output.export.parties import Party
    from evacopt.output.export.people import Person
    from evacopt.output.export.roll import Roll

FROM_NAMES = (
    "surname",
    "given_names",
    "sex",
    "date_of_birth",
    "document_type",
    "document_number",
    "document_expiry",
    "document_issuer",
    "remark",
)
"""Columns that an instance cannot fill; blank unless names are joined."""

COLUMNS = (
    "flight",
    "date",
    "from",
    "to",
    "departs_utc",
    "departs_local",
    "sortie",
    "sequence",
    "party",
    "person",
    *FROM_NAMES[:4],
    "nationality",
    *FROM_NAMES[4:8],
    "infant_with",
    "special_need",
    FROM_NAMES[8],
)
Names = Mapping[str, Mapping[str, str]]
"""By person code, then by column."""

SPLIT = "does not fit whole into one sortie"


def manifest(roll: Roll, flight: Flight, clocks: Clocks, names: Names) -> Table:
    """The passenger manifest of `flight`; `names` may be empty."""
    sorties = sortie_of(roll, flight)
    local = clocks.local(flight.origin, flight.departs)
    head: tuple[Cell, ...] = (
        flight.id,
        format_time(flight.departs)[:10],
        flight.origin,
        flight.destination,
        format_time(flight.departs),
        local,
    )
    rows = [
        (*head, sorties[party.code], sequence, *_person(party, person, names, sorties[party.code]))
        for sequence, (party, person) in enumerate(roll.passengers(flight), start=1)
    ]
    return Table(name="manifest", title=f"Manifest of {flight.id}", columns=COLUMNS, rows=tuple(rows))


def _person(party: Party, person: Person, names: Names, sortie: int | None) -> tuple[Cell, ...]:
    code = person.code(party.code)
    known = [names.get(code, {}).get(column, "") for column in FROM_NAMES]
    if sortie is None:
        known[8] = "; ".join(filter(None, (known[8], SPLIT)))
    return (
        party.code,
        code,
        *known[:4],
        person.nationality,
        *known[4:8],
        person_code(party.code, person.lap) if person.is_infant else "",
        person.need,
        known[8],
    )
