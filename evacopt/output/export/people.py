"""The people of a party, one by one.

An instance counts them; lists name them by code, `G#01/2` being the second of a party. Who is which follows a
fixed rule: first those who need nobody, then who needs a helper, who must lie, and last the lap infants; own
nationalities in the order of the alphabet, that of the party first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.group import Group

Need = Literal["", "assisted", "stretcher"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of the people of a party.

    Attributes
    ----------
    number : int
        From 1 within the party.
    lap : int
        For an infant the number of who holds it, else 0.
    need : str
        `assisted`, `stretcher` or blank.
    """

    number: int
    nationality: str
    lap: int = 0
    need: Need = ""

    @property
    def is_infant(self) -> bool:
        """Whether it sits on a lap and needs no seat."""
        return self.lap > 0

    def code(self, party: str) -> str:
        """Its reference code, `party` being that of its party."""
        return person_code(party, self.number)

    @property
    def size(self) -> int:
        """1, but 0 for an infant: `Flight.seats_for` counts a person like a party of one."""
        return 0 if self.is_infant else 1

    @property
    def stretchers(self) -> int:
        """1 where it must lie."""
        return int(self.need == "stretcher")


def person_code(party: str, number: int) -> str:
    """The reference code of the person of that number in a party."""
    return f"{party}/{number}"


def people_of(group: Group) -> tuple[Person, ...]:
    """The people of one party of `group`, as many as it has and of the nationalities that it says."""
    own = sorted(group.own_nationalities, key=lambda pair: (pair[0] != group.nationality, pair[0]))
    nationalities = [code for code, people in own for _ in range(people)]
    many: tuple[tuple[Need, int], ...]
    many = ("", group.able), ("assisted", group.assisted), ("stretcher", group.stretchers)
    needs = [need for need, people in (*many, ("", group.infants)) for _ in range(people)]
    holders = group.able or group.size
    laps = [0] * group.size + [infant % holders + 1 for infant in range(group.infants)]
    return tuple(
        Person(number=number, nationality=code, lap=lap, need=need)
        for number, (code, lap, need) in enumerate(zip(nationalities, laps, needs, strict=True), start=1)
    )
