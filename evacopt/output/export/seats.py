"""Seats of a flight under a plan: taken, left, left for whom, and offered to other Member States.

The rule of 2026 on the Union's co-financing asks that at least 30 % of the seats are *offered* to citizens
of other Member States, not that they sit there. A seat counts as offered if the flight takes citizens of
another Member State and the seat is in the free pool, or in a reserve that is open to some of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evacopt.domain.countries import MEMBER_STATES
from evacopt.judge.seating import seated
from evacopt.view.view import Sitter

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.instance import Instance
    from evacopt.domain.share import Share
    from evacopt.output.export.roll import Roll

LEAST_PERCENT = 30


@dataclass(frozen=True, eq=False)
class Seats:
    """The seats of all sorties of one flight.

    Attributes
    ----------
    need : dict
        Seats that those aboard take, by the nationality as which they travel and the tags of the party.
    """

    instance: Instance
    flight: Flight
    sorties: int
    need: dict[Sitter, int]

    @classmethod
    def of(cls, roll: Roll, flight: Flight) -> Seats:
        """Count the seats of those aboard `flight`."""
        need = roll.view.seats_by_sitter.get(flight.id, {})
        return cls(roll.instance, flight, roll.sorties[flight.id], need)

    @property
    def all(self) -> int:
        """Seats of all sorties."""
        return self.flight.seats * self.sorties

    @property
    def taken(self) -> int:
        """Seats of those aboard."""
        return sum(self.need.values())

    @property
    def left(self) -> int:
        """Seats that nobody takes."""
        return self.all - self.taken

    @cached_property
    def pools(self) -> tuple[Share, ...]:
        """The reserves that speak of the flight."""
        return self.instance.pools(self.flight)

    @property
    def free_pool(self) -> int:
        """Seats that are reserved for nobody, of all sorties."""
        return self.all - self.sorties * sum(pool.people for pool in self.pools)

    def reserved_for(self, nationality: str) -> int:
        """Seats of all reserves in which `nationality` may sit, whatever the tags."""
        return self.sorties * sum(
            pool.people for pool in self.pools if self.instance.speaks_of(pool, nationality, ())
        )

    def accepts(self, nationality: str) -> bool:
        """Whether the flight takes `nationality` at all."""
        return self.instance.accepts(self.flight, nationality)

    def accepts_others(self) -> bool:
        """Whether the flight takes anybody but nationals of its operator."""
        if self.flight.accepts in (("own",), ("all",)):
            return self.flight.accepts == ("all",)
        named = (self.instance.nationals(code) for code in self.flight.accepts)
        return any(nationals - {self.flight.operator} for nationals in named)

    def left_for(self, nationality: str, tags: tuple[str, ...] = ()) -> int:
        """Seats that people of `nationality` with `tags` could still take, everybody aboard keeping one.

        Those aboard may change between reserved and free seats: a maximum flow, not a subtraction.
        """
        if not self.accepts(nationality) or not self.left:
            return 0
        new = nationality, tags
        people = {**self.need, new: self.need.get(new, 0) + self.left}
        rooms = [self.free_pool, *(pool.people * self.sorties for pool in self.pools)]
        admits = [[True, *self._doors(sitter)] for sitter in people]
        return seated(list(people.values()), rooms, admits) - self.taken

    def left_for_any(self) -> int:
        """Seats left that are reserved for nobody, as far as those aboard can sit in reserves."""
        rooms = [pool.people * self.sorties for pool in self.pools]
        admits = [self._doors(sitter) for sitter in self.need]
        outside = self.taken - seated(list(self.need.values()), rooms, admits)
        return self.free_pool - outside

    def _doors(self, sitter: Sitter) -> list[bool]:
        """Into which of the reserves somebody may sit."""
        return [self.instance.speaks_of(pool, *sitter) for pool in self.pools]


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
