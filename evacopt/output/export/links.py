"""Which party goes by which: the links of groups (6.6) between the parties of a plan, and who may step in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.link import Link
    from evacopt.domain.plan import Itinerary
    from evacopt.output.export.roll import Party, Roll


def partners(roll: Roll) -> Iterator[tuple[Link, Party, Party]]:
    """Each party that goes by another one, and that one.

    Within what the kind of link asks for (the itinerary, the haven) the first parties go by the first, as
    many by each as the ratio says; of `not_before` by order of departure.
    """
    links, instance = roll.instance.links, roll.instance
    travelling: dict[str, list[Party]] = defaultdict(list)
    for party in roll.parties if links else ():
        if party.travels:
            travelling[party.group].append(party)
    for parties in travelling.values():
        parties.sort(key=lambda party: (instance.flight[party.itinerary[0]].departs, party.number))
    for link in links:
        by: dict[Hashable, list[Party]] = defaultdict(list)
        for party in travelling[link.partner]:
            by[_scope(instance, link, party.itinerary)].append(party)
        passed = Counter[Hashable]()
        for party in travelling[link.group]:
            scope = _scope(instance, link, party.itinerary)
            place = passed[scope] // link.ratio
            passed[scope] += 1
            if place < len(by[scope]):
                yield link, party, by[scope][place]


def _scope(instance: Instance, link: Link, legs: Itinerary) -> Hashable:
    """What two parties of the link have in common."""
    if link.kind == "same_itinerary":
        return legs
    return instance.flight[legs[-1]].destination if link.kind == "same_haven" else None


class Steps:
    """Parties of linked groups by itinerary, and whether one more keeps every link."""

    def __init__(self, roll: Roll) -> None:
        self._instance = roll.instance
        self._links: dict[str, list[Link]] = defaultdict(list)
        for link in roll.instance.links:
            self._links[link.group].append(link)
        self._parties: dict[str, Counter[Itinerary]] = defaultdict(Counter)
        for row in roll.plan.assignments if self._links else ():
            self._parties[row.group][row.itinerary] += row.parties

    def add(self, group: str, legs: Itinerary) -> None:
        """One more party of `group` travels on `legs`."""
        if self._links:
            self._parties[group][legs] += 1

    def let(self, group: str, legs: Itinerary) -> bool:
        """Whether one more party of `group` may travel on `legs`."""
        return all(self._holds(link, legs) for link in self._links.get(group, ()))

    def _holds(self, link: Link, legs: Itinerary) -> bool:
        if link.kind != "not_before":
            scope = _scope(self._instance, link, legs)
            own, other = (
                sum(
                    n for way, n in self._parties[group].items() if _scope(self._instance, link, way) == scope
                )
                for group in (link.group, link.partner)
            )
            return own < link.ratio * other
        first = self._departs(legs)
        later = {self._departs(way) for way in self._parties[link.group]}
        return all(
            self._left_by(link.group, minute) < link.ratio * self._left_by(link.partner, minute)
            for minute in {first, *(minute for minute in later if minute > first)}
        )

    def _left_by(self, group: str, minute: int) -> int:
        return sum(n for way, n in self._parties[group].items() if self._departs(way) <= minute)

    def _departs(self, legs: Itinerary) -> int:
        return self._instance.flight[legs[0]].departs
