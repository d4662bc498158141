"""Who is aboard what: a plan as parties and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evacopt.output.export.parties import Party, parties_of
from evacopt.output.export.people import Person, people_of
from evacopt.view.view import View

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Group
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


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
