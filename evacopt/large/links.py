"""Groups that go by others (6.6): how many parties of each have gone where, and how many more may."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from evacopt.domain.instance import Instance
from evacopt.domain.link import LinkKind
from evacopt.large.commodities import Trip

Where = Any
"""What a kind of link counts parties by: the trip, the haven or the minute of the first departure."""


class RowLink(NamedTuple):
    """A link by the rows of its groups."""

    row: int
    partner: int
    kind: LinkKind
    ratio: int


class Links:
    """Parties that have gone of all groups that a link names, as they board.

    Attributes
    ----------
    held, partners : the links of each row that is held, and of each row that others go by
    """

    def __init__(self, instance: Instance) -> None:
        self._schedule, row = instance.schedule, instance.groups.row if instance.links else {}
        self.held: defaultdict[int, list[RowLink]] = defaultdict(list)
        self.partners: defaultdict[int, list[RowLink]] = defaultdict(list)
        for one in instance.links:
            link = RowLink(row[one.group], row[one.partner], one.kind, one.ratio)
            self.held[link.row].append(link)
            self.partners[link.partner].append(link)
        self._gone: defaultdict[tuple[int, LinkKind], Counter[Where]] = defaultdict(Counter)

    def _where(self, kind: LinkKind, trip: Trip) -> Where:
        if kind == "same_itinerary":
            return trip
        return (
            self._schedule[trip[-1]].destination if kind == "same_haven" else self._schedule[trip[0]].departs
        )

    def book(self, row: int, trip: Trip, parties: int) -> None:
        """So many parties of a row more go on a trip."""
        for kind in {link.kind for link in (*self.held.get(row, ()), *self.partners.get(row, ()))}:
            self._gone[row, kind][self._where(kind, trip)] += parties

    def slack(self, link: RowLink, trip: Trip) -> int:
        """How many parties more the link lets go on a trip; below 0 where too many have gone."""
        mine, theirs = self._gone[link.row, link.kind], self._gone[link.partner, link.kind]
        where = self._where(link.kind, trip)
        if link.kind != "not_before":
            return link.ratio * theirs[where] - mine[where]
        minutes = {where, *(minute for minute in (*mine, *theirs) if minute > where)}
        return min(
            sum(link.ratio * parties for when, parties in theirs.items() if when <= minute)
            - sum(parties for when, parties in mine.items() if when <= minute)
            for minute in minutes
        )

    def most(self, row: int, trip: Trip) -> int:
        """How many parties of a row more may go on a trip."""
        return min((self.slack(link, trip) for link in self.held.get(row, ())), default=2**62)

    def can_leave(self, row: int, trip: Trip, parties: int) -> bool:
        """Whether nobody who goes by them needs so many parties of a row on a trip."""
        return all(self.slack(link, trip) >= link.ratio * parties for link in self.partners.get(row, ()))

    def lacking(self, row: int, trip: Trip) -> Iterator[int]:
        """The rows of which a party more must go on a trip for those of `row` who are on it."""
        return (link.partner for link in self.held.get(row, ()) if self.slack(link, trip) < 0)
