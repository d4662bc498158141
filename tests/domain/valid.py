"""A small valid instance that uses every table, for tests that break one thing in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.flight import Crew, Fleet, Flight, Sortie
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.share import Admission, Bloc, Share

BEGINS = parse_time("2023-08-01T00:00Z")
ENDS = BEGINS + 2 * DAY

VALID = Instance(
    name="valid",
    begins=BEGINS,
    ends=ENDS,
    locations=(
        Location(id="NIM", role="origin", country="NER"),
        Location(id="JIB", role="hub", country="DJI"),
        Location(id="CDG", role="haven", country="FRA"),
    ),
    groups=Groups.of(
        [
            Group(id="G1", nationality="FRA", origin="NIM", size=2, count=3),
            Group(id="G2", nationality="NER", origin="NIM", size=1, count=4, priority=2),
        ]
    ),
    flights=(
        Flight(
            id="F1",
            operator="FRA",
            origin="NIM",
            destination="CDG",
            departs=BEGINS + 6 * HOUR,
            arrives=BEGINS + 11 * HOUR,
            seats=10,
            accepts=("EU", "NER"),
        ),
        Flight(
            id="F2",
            operator="FRA",
            origin="NIM",
            destination="JIB",
            departs=BEGINS + 7 * HOUR,
            arrives=BEGINS + 9 * HOUR,
            seats=10,
            fleet="A",
        ),
    ),
    blocs=(Bloc(bloc="EU", members=("FRA", "DEU")),),
    shares=(Share(id="S1", kind="reserve", nationality="EU", people=4, flight="F1"),),
    admissions=(Admission(location="CDG", nationality="NER", people=5),),
    fleets=(Fleet(id="A", count=2, cycle=600),),
    crews=(Crew(id="C", count=1, fleets=("A",), rest=600),),
    sorties=(
        Sortie(
            id="S",
            operator="FRA",
            origin="JIB",
            destination="CDG",
            first_departure=BEGINS + 12 * HOUR,
            every=6 * HOUR,
            until=BEGINS + 24 * HOUR,
            block_minutes=300,
            seats=20,
            fleet="A",
        ),
    ),
    pins=(Pin(group="G1", kind="at_most", parties=2, flight="S@2023-08-01T12:00Z"),),
)


def changed(table: str, row: int, **values: Any) -> Instance:
    """The valid instance with other values in one row."""
    rows = list(getattr(VALID, table))
    rows[row] = replace(rows[row], **values)
    return _with(table, rows)


def added(table: str, **values: Any) -> Instance:
    """The valid instance with another row: the first one with other values."""
    rows = [*getattr(VALID, table), replace(getattr(VALID, table)[0], **values)]
    return _with(table, rows)


def _with(table: str, rows: list[Any]) -> Instance:
    tables: dict[str, Any] = {table: Groups.of(rows) if table == "groups" else tuple(rows)}
    return replace(VALID, **tables)
