"""Whether crews can fly the sorties, decided by trying who flies which."""

from __future__ import annotations

from collections.abc import Mapping

from evacopt.domain.flight import Crew, Flight
from evacopt.domain.instance import Instance


def can_be_crewed(instance: Instance, flown: Mapping[str, int]) -> bool:
    """Whether every scheduled flight and sortie `flown` finds a crew, where its fleet needs one."""
    named = {fleet for crew in instance.crews for fleet in crew.fleets}
    needing = [
        flight
        for flight in sorted(instance.schedule, key=lambda flight: flight.departs)
        if flight.fleet in named and flight.status != "cancelled"
        for _ in range(flown.get(flight.id, int(flight.status == "scheduled")))
    ]
    return _try(needing, instance.crews, {crew.id: [] for crew in instance.crews})


def _try(needing: list[Flight], crews: tuple[Crew, ...], departures: dict[str, list[int]]) -> bool:
    """Whether crews that left at `departures` can fly the rest, which is in the order of departure."""
    if not needing:
        return True
    flight, rest = needing[0], needing[1:]
    for crew in crews:
        gone = [then for then in departures[crew.id] if flight.departs < then + crew.rest]
        if flight.fleet in crew.fleets and len(gone) < crew.count:
            later = {**departures, crew.id: [*departures[crew.id], flight.departs]}
            if _try(rest, crews, later):
                return True
    return False
