"""Which party goes by which: the links of groups (6.6) between the parties of a plan, and who may step in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from evacopt.view.links import left_of, scope_of

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
    return None if link.kind == "not_before" else scope_of(instance, link, legs)


class Linked:
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
        taken = self._parties
        return all(
            left_of(self._instance, link, taken[link.group], taken[link.partner], legs) > 0
            for link in self._links.get(group, ())
        )
