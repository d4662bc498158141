"""Seats of a flight under a plan: taken, left, and left for whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evacopt.judge.seating import seated

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.instance import Instance
    from evacopt.domain.share import Share
    from evacopt.output.export.roll import Roll


@dataclass(frozen=True, eq=False)
class Seats:
    """The seats of all sorties of one flight.

    Attributes
    ----------
    need : dict
        Seats that those aboard take, by the nationality as which they travel.
    """

    instance: Instance
    flight: Flight
    sorties: int
    need: dict[str, int]

    @classmethod
    def of(cls, roll: Roll, flight: Flight) -> Seats:
        """Count the seats of those aboard `flight`."""
        need = roll.view.seats_by_nationality.get(flight.id, {})
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
        """Seats of all reserves in which `nationality` may sit."""
        return self.sorties * sum(
            pool.people for pool in self.pools if nationality in self.instance.nationals(pool.nationality)
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

    def left_for(self, nationality: str) -> int:
        """Seats that people of `nationality` could still take, everybody aboard keeping one.

        Those aboard may change between reserved and free seats: a maximum flow, not a subtraction.
        """
        if not self.accepts(nationality) or not self.left:
            return 0
        people = {**self.need, nationality: self.need.get(nationality, 0) + self.left}
        rooms = [self.free_pool, *(pool.people * self.sorties for pool in self.pools)]
        doors = [self.instance.nationals(pool.nationality) for pool in self.pools]
        admits = [[True, *(code in door for door in doors)] for code in people]
        return seated(list(people.values()), rooms, admits) - self.taken

    def left_for_any(self) -> int:
        """Seats left that are reserved for nobody, as far as those aboard can sit in reserves."""
        rooms = [pool.people * self.sorties for pool in self.pools]
        doors = [self.instance.nationals(pool.nationality) for pool in self.pools]
        admits = [[code in door for door in doors] for code in self.need]
        outside = self.taken - seated(list(self.need.values()), rooms, admits)
        return self.free_pool - outside
