"""What is decided of cohorts, handed out to the parties of groups: whoever can stays as called.

Of those called anew they come first who are there already, then by registration and number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from evacopt.domain.plan import Itinerary

Wanted: TypeAlias = dict[Itinerary, int]
"""How many parties are wanted on each itinerary, in the order in which they are called."""


@dataclass(slots=True)
class Home:
    """Parties of a group at home, or those of them who are called to an itinerary.

    Attributes
    ----------
    parties : their places in the group, rising, of whom nobody knows whether they come
    there : how many more have come already
    """

    parties: list[int] = field(default_factory=list)
    there: int = 0

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.parties) + self.there

    def take(self, count: int) -> Home:
        """So many leave, no more than there are, those first who are there."""
        there = min(count, self.there)
        taken = Home(self.parties[: count - there], there)
        self.parties, self.there = self.parties[count - there :], self.there - there
        return taken

    def add(self, other: Home) -> None:
        """Others join."""
        self.parties, self.there = sorted([*self.parties, *other.parties]), self.there + other.there


Homes: TypeAlias = defaultdict[int, Home]
"""By group those who are not called."""
Callings: TypeAlias = dict[tuple[int, Itinerary], Home]
"""By group and itinerary those who are called and have not left."""


def hand_out(
    wanted: Mapping[int, Wanted], members: Mapping[int, Sequence[int]], callings: Callings, homes: Homes
) -> Callings:
    """The callings that follow from what is wanted of each cohort; `homes` are changed.

    Parameters
    ----------
    members : the groups of each cohort; others keep their callings
    """
    left = {cohort: dict(wanted.get(cohort, {})) for cohort in members}
    cohort_of = {group: cohort for cohort, groups in members.items() for group in groups}
    called: Callings = {}
    for (group, itinerary), home in callings.items():
        if group not in cohort_of:
            called[group, itinerary] = home
            continue
        wants = left[cohort_of[group]]
        stay = home.take(min(home.count, wants.get(itinerary, 0)))
        if stay.count:
            wants[itinerary] -= stay.count
            called[group, itinerary] = stay
        homes[group].add(home)
    for cohort, wants in left.items():
        for group, itinerary, count in _shared(wants, members[cohort], homes):
            called.setdefault((group, itinerary), Home()).add(homes[group].take(count))
    return called


def _shared(
    wants: Wanted, groups: Sequence[int], homes: Mapping[int, Home]
) -> Iterator[tuple[int, Itinerary, int]]:
    """Of each group how many are called anew; the caller takes them before it asks on."""
    for itinerary, wanted in wants.items():
        left = wanted
        for group in groups:
            count = min(left, homes[group].count) if group in homes else 0
            if count:
                left -= count
                yield group, itinerary, count


def going_on(wants: Wanted, on: Mapping[Itinerary, int], waiting: int) -> Wanted:
    """Of parties who stand at one place how many go on by each itinerary; `wants` are taken out.

    Parameters
    ----------
    on : those who are called to go on so far
    waiting : the others
    """
    going = {itinerary: min(count, wants.get(itinerary, 0)) for itinerary, count in on.items()}
    free = waiting + sum(on.values()) - sum(going.values())
    for itinerary, wanted in wants.items():
        more = min(wanted - going.get(itinerary, 0), free)
        going[itinerary] = going.get(itinerary, 0) + more
        free -= more
    for itinerary, count in going.items():
        if count:
            wants[itinerary] -= count
    return {itinerary: count for itinerary, count in going.items() if count}
