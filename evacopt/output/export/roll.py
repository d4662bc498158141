"""Who is aboard what: a plan as parties and people.

A plan counts parties; a list of people must say which. Parties of a group are alike, so their numbers
decide: `G#01` is the first of group `G`, always. The lowest numbers travel, on the earliest flights. Where
plans have been handed out before, a party keeps its itinerary as long as the next plan has room on it for
one of its group.

An instance counts the people of a party; lists name them by code, `G#01/2` being the second. Who is which
follows a fixed rule: first those who need nobody, then who needs a helper, who must lie, and last the lap
infants; own nationalities in the order of the alphabet, that of the party first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from evacopt.view.view import View

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Group
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Itinerary, Plan

STAYS: Itinerary = ()
_NEVER = 1 << 60
Need = Literal["", "assisted", "stretcher"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party: its reference code, the row and id of its group, its number from 1, and where it goes."""

    code: str
    row: int
    group: str
    number: int
    itinerary: Itinerary

    @property
    def travels(self) -> bool:
        """Whether it has a seat at all."""
        return self.itinerary != STAYS


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


@dataclass(frozen=True, eq=False, kw_only=True)
class Roll:
    """The parties of an instance under a plan, in the order of groups and numbers."""

    instance: Instance
    plan: Plan
    parties: tuple[Party, ...]

    @classmethod
    def of(cls, instance: Instance, plan: Plan, previous: Sequence[Plan] = ()) -> Roll:
        """Work out which parties travel; `previous` as for `parties_of`."""
        return cls(instance=instance, plan=plan, parties=parties_of(instance, plan, previous))

    @cached_property
    def view(self) -> View:
        """The plan, counted."""
        return View(self.instance, self.plan)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups as rows."""
        return tuple(self.instance.groups)

    @cached_property
    def _people(self) -> dict[int, tuple[Person, ...]]:
        return {}

    def group(self, party: Party) -> Group:
        """The group of `party`."""
        return self.groups[party.row]

    def people(self, party: Party) -> tuple[Person, ...]:
        """The people of `party`."""
        if party.row not in self._people:
            self._people[party.row] = people_of(self.group(party))
        return self._people[party.row]

    @cached_property
    def sorties(self) -> dict[str, int]:
        """How often each flight is flown, those that are not left out."""
        times = {flight.id: flight.sorties_in(self.plan) for flight in self.instance.schedule}
        return {flight: number for flight, number in times.items() if number}

    @cached_property
    def flights(self) -> tuple[Flight, ...]:
        """The flights that are flown, by departure."""
        flown = [flight for flight in self.instance.schedule if flight.id in self.sorties]
        return tuple(sorted(flown, key=lambda flight: (flight.departs, flight.id)))

    def cost_of(self, flight: Flight) -> int:
        """What all its sorties cost, and the price of everybody aboard."""
        people = sum(self.group(party).people for party in self.aboard.get(flight.id, ()))
        return flight.cost * self.sorties.get(flight.id, 0) + flight.cost_per_person * people

    @cached_property
    def aboard(self) -> dict[str, list[Party]]:
        """The parties aboard each flight that is flown."""
        lists: dict[str, list[Party]] = {flight.id: [] for flight in self.flights}
        for party in self.parties:
            for leg in party.itinerary:
                lists[leg].append(party)
        return lists

    def passengers(self, flight: Flight) -> Iterator[tuple[Party, Person]]:
        """Everybody aboard `flight`, party by party."""
        return ((party, person) for party in self.aboard[flight.id] for person in self.people(party))

    @cached_property
    def staying(self) -> list[Party]:
        """The parties left behind."""
        return [party for party in self.parties if not party.travels]

    @cached_property
    def nationalities(self) -> tuple[str, ...]:
        """Every own nationality of anybody in the instance, in the order of the alphabet."""
        members = self.instance.groups.own_nationalities.normal().values
        return tuple(sorted({code for people in members for code, _ in people}))


def parties_of(instance: Instance, plan: Plan, previous: Sequence[Plan] = ()) -> tuple[Party, ...]:
    """Every party of `instance`, in the order of groups and numbers.

    Parameters
    ----------
    plan : Plan
        One that keeps every rule of `instance`.
    previous : sequence of Plan
        The plans that were handed out before it, oldest first; they may be of earlier instances.
    """
    groups, departs = instance.groups, {flight.id: flight.departs for flight in instance.schedule}
    chain = []
    for one in (*previous, plan):
        demand: dict[str, Counter[Itinerary]] = defaultdict(Counter)
        for line in one.assignments:
            demand[line.group][line.itinerary] += line.parties
        chain.append(demand)
    made: list[Party] = []
    for row, (group, count) in enumerate(zip(groups.id, groups.count.tolist(), strict=True)):
        taken = [STAYS] * count
        for demand in chain:
            taken = _seated(taken, demand.get(group, {}), departs)
        made += [
            Party(code=party_code(group, number, count), row=row, group=group, number=number, itinerary=legs)
            for number, legs in enumerate(taken, start=1)
        ]
    return tuple(made)


def party_code(group: str, number: int, count: int) -> str:
    """`G#07` for the seventh of twelve; the group's own id where it is the only one and that is no such code.

    Codes of different parties differ: without `#` they are ids of groups, else what follows the last one is
    the number.
    """
    if count == 1 and not {"#", "/"} & set(group):
        return group
    return f"{group}#{number:0{len(str(count))}}"


def _seated(
    taken: Sequence[Itinerary], wanted: Mapping[Itinerary, int], departs: Mapping[str, int]
) -> list[Itinerary]:
    """Who takes what now: who can keep what it has, then the others by number, earliest flights first."""
    room = dict(wanted)
    now: list[Itinerary | None] = []
    for legs in taken:
        keeps = room.get(legs, 0) > 0
        now.append(legs if keeps else None)
        if keeps:
            room[legs] -= 1
    order = sorted(room, key=lambda legs: ([departs.get(leg, _NEVER) for leg in legs], legs))
    rest = iter([legs for legs in order for _ in range(room[legs])])
    return [next(rest, STAYS) if legs is None else legs for legs in now]


def person_code(party: str, number: int) -> str:
    """The reference code of the person of that number in a party."""
    return f"{party}/{number}"


def people_of(group: Group) -> tuple[Person, ...]:
    """The people of one party of `group`, as many as it has and of the nationalities that it says."""
    own = sorted(group.own_nationalities, key=lambda pair: (pair[0] != group.nationality, pair[0]))
    nationalities = [code for code, people in own for _ in range(people)]
    counts: tuple[tuple[Need, int], ...]
    counts = (
        ("", group.able),
        ("assisted", group.assisted),
        ("stretcher", group.stretchers),
        ("", group.infants),
    )
    needs = [need for need, people in counts for _ in range(people)]
    holders = group.able or group.size
    laps = [0] * group.size + [infant % holders + 1 for infant in range(group.infants)]
    return tuple(
        Person(number=number, nationality=code, lap=lap, need=need)
        for number, (code, lap, need) in enumerate(zip(nationalities, laps, needs, strict=True), start=1)
    )
