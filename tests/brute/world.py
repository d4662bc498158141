"""What all rules speak of, and a rule that is a sum: `sorties x each + parties x each <= most`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from tests.brute.journeys import Journey


@dataclass(frozen=True)
class Row:
    """`rule` by its standard name; `sorties` by flight id; `parties`: one number for each journey."""

    rule: str
    sorties: dict[str, int]
    parties: list[int]
    most: int


@dataclass(frozen=True)
class World:
    """The instance and the journeys that its parties may take."""

    instance: Instance
    journeys: list[Journey]

    @property
    def flights(self) -> list[Flight]:
        """The flights that may fly."""
        return [flight for flight in self.instance.schedule if flight.status != "cancelled"]

    def row(self, rule: str, sorties: Sequence[tuple[Flight, int]], parties: list[int], most: int) -> Row:
        """The row; a scheduled flight is flown once whatever is decided, so it moves to `most`."""
        flown: dict[str, int] = {}
        for flight, each in sorties:
            if flight.status == "scheduled":
                most -= each
            else:
                flown[flight.id] = flown.get(flight.id, 0) + each
        return Row(rule, flown, parties, most)

    def nobody(self) -> list[int]:
        return [0] * len(self.journeys)
