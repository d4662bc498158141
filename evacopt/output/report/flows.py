"""People between places: what the arcs of the map stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.output.records import FlightLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """All flights from one place to another: `sorties` of them, with `people`; `None` where not to be told.

    `first` is true where people begin their journey, false where they go on from a hub.
    """

    origin: str
    destination: str
    sorties: int
    people: int | None
    first: bool

    @property
    def size(self) -> int:
        """What the width of the arc stands for: people, or flights where people are not told."""
        return self.sorties if self.people is None else self.people


def flows_of(instance: Instance, flights: Iterable[FlightLine], *, told: bool = True) -> tuple[Flow, ...]:
    """A flow for each pair of places between which a flight flies, the smallest first.

    Without `told` people are left out, and a flow counts for its flights.
    """
    sorties: dict[tuple[str, str], int] = {}
    people: dict[tuple[str, str], int] = {}
    for flight in flights:
        pair = flight.origin, flight.destination
        if flight.sorties:
            sorties[pair] = sorties.get(pair, 0) + flight.sorties
            people[pair] = people.get(pair, 0) + flight.people
    made = [
        Flow(
            origin=origin,
            destination=destination,
            sorties=flown,
            people=people[origin, destination] if told else None,
            first=instance.location[origin].role == "origin",
        )
        for (origin, destination), flown in sorties.items()
    ]
    return tuple(sorted(made, key=lambda flow: (flow.size, flow.origin, flow.destination)))
