"""Which sortie of a flight that is flown several times takes which party.

The rules of a plan count the sorties of a flight together, so now and then a party fits into none of them
whole. Whoever loads the aircraft must hear of it: such a party has no sortie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Group
    from evacopt.output.export.roll import Roll


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
    needs = [
        (flight.seats_for(roll.group(party)), number, party)
        for number, party in enumerate(roll.aboard[flight.id])
    ]
    order = sorted(needs, key=lambda need: (-need[0], need[1]))
    return {party.code: _place(cabins, seats, roll.group(party)) for seats, _, party in order}


def _place(cabins: list[_Cabin], seats: int, group: Group) -> int | None:
    return next((number for number, cabin in enumerate(cabins, 1) if cabin.takes(seats, group)), None)
