"""Whether seats were offered to citizens of other Member States, as the Union's co-financing asks.

The rule of 2026 asks that at least 30 % of the seats are *offered* to citizens of other Member States, not
that they sit there. A seat counts as offered if the flight takes citizens of another Member State and the
seat is in the free pool, or in a reserve that is open to some of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.countries import MEMBER_STATES

if TYPE_CHECKING:
    from evacopt.output.export.roll import Roll
    from evacopt.output.export.seats import Seats

LEAST_PERCENT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Seats of one flight, or of all flights of an operator.

    Attributes
    ----------
    offered, kept : int
        Seats open to citizens of other Member States, and those of them that nobody else may take.
    taken : int
        Seats in which such citizens sit.
    states : int
        How many other Member States the flight takes citizens of; of several flights the fewest.
    """

    seats: int
    offered: int
    kept: int
    taken: int
    states: int

    @property
    def is_met(self) -> bool:
        """Whether 30 % of the seats or more are offered."""
        return 100 * self.offered >= LEAST_PERCENT * self.seats

    def __add__(self, other: Offered) -> Offered:
        return Offered(
            seats=self.seats + other.seats,
            offered=self.offered + other.offered,
            kept=self.kept + other.kept,
            taken=self.taken + other.taken,
            states=min(self.states, other.states),
        )


def offered_on(roll: Roll, seats: Seats) -> Offered | None:
    """The seats of one flight; `None` where its operator is no Member State and the rule does not apply."""
    flight = seats.flight
    if flight.operator not in MEMBER_STATES:
        return None
    others = MEMBER_STATES - {flight.operator}
    welcome = {state for state in others if seats.accepts(state)}
    pools = [
        (pool.people * seats.sorties, seats.instance.nationals(pool.nationality)) for pool in seats.pools
    ]
    return Offered(
        seats=seats.all,
        offered=(seats.free_pool if welcome else 0) + sum(n for n, door in pools if door & welcome),
        kept=sum(number for number, door in pools if door & welcome and door <= others),
        taken=sum(
            flight.seats_for(person) for _, person in roll.passengers(flight) if person.nationality in others
        ),
        states=len(welcome),
    )
