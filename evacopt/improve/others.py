"""Everybody whom a region leaves as they are, as one party on each itinerary and some who stay.

Rows add up people, seats, members and needs; what a hundred thousand parties add to them, one party of their
sums adds as well. So a region is small however many people there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.dimension import Amounts
from evacopt.domain.group import Groups, Members
from evacopt.domain.instance import Instance
from evacopt.improve.trips import Trips
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.itineraries import Itineraries


@dataclass(frozen=True, eq=False)
class Others:
    """Those who are left as they are.

    Attributes
    ----------
    parties : Groups; those who travel first, then those who stay
    itinerary : int64 array, shape (those who travel,)
    """

    parties: Groups
    itinerary: Ints


def others_of(trips: Trips, cohorts: Cohorts, itineraries: Itineraries, chosen: Ints) -> Others:
    """All but the cohorts `chosen`.

    What tells parties on one itinerary apart in a row stays apart: how long they stay, as whom they board
    where seats are reserved, their tags where shares name any. Those who stay are told apart by class and
    origin, each class being there.
    """
    instance, parties = itineraries.timetable.instance, cohorts.parties
    left_alone = np.ones(len(cohorts), dtype=np.bool_)
    left_alone[chosen] = False
    travelling = np.flatnonzero(left_alone[trips.cohort])
    cohort, count = trips.cohort[travelling], trips.parties[travelling]
    keys = [trips.itinerary[travelling], parties.stay[cohort]]
    if any(share.kind == "reserve" for share in instance.shares):
        keys.append(parties.nationality.codes[cohort])
    if any(share.tag for share in instance.shares):
        keys.append(parties.tags.codes[cohort])
    fly = _Summed.of(parties, cohort, count, keys)
    left, home = left_of(trips, cohorts), np.flatnonzero(left_alone)
    stay = _Summed.of(parties, home, left[home], [parties.priority[home], parties.origin.codes[home]])
    itinerary = trips.itinerary[travelling][fly.first]
    origins = [instance.locations[place].id for place in itineraries.origin[itinerary].tolist()]
    origins += [parties.origin[row] for row in stay.cohort.tolist()]
    return Others(_groups(instance, parties, (fly, stay), origins), itinerary)


def left_of(trips: Trips, cohorts: Cohorts) -> Ints:
    """Parties of each cohort that stay; shape (cohorts,)."""
    left = cohorts.parties.count.copy()
    np.subtract.at(left, trips.cohort, trips.parties)
    return left


@dataclass(frozen=True, eq=False)
class _Summed:
    """Parties added up: the first entry and cohort of each sum, and what they come to."""

    first: Ints
    cohort: Ints
    columns: dict[str, Ints]
    members: list[Members]
    needs: list[Amounts]

    @classmethod
    def of(cls, parties: Groups, cohort: Ints, count: Ints, keys: list[Ints]) -> _Summed:
        """`count` parties of each `cohort`, those with the same `keys` together."""
        order = np.lexsort(keys)
        new = np.zeros(len(order), dtype=np.bool_)
        new[:1] = True
        for key in keys:
            new[1:] |= np.diff(key[order]) != 0
        start = np.flatnonzero(new)

        def total(of_one: Ints) -> Ints:
            return np.add.reduceat((of_one[cohort] * count)[order], start) if len(start) else start

        columns = {name: total(getattr(parties, name)) for name in _ADDED}
        columns["count"] = np.minimum(np.add.reduceat(count[order], start) if len(start) else start, 1)
        members, needs = (_added(one, total) for one in (parties.own_nationalities, parties.needs))
        return cls(order[start], cohort[order[start]], columns, members, needs)


def _added(column: Coded[Members], total: Callable[[Ints], Ints]) -> list[Members]:
    """What the people of each nationality, or the needs of each dimension, of each sum come to."""
    codes = sorted({code for amounts in column.values for code, _ in amounts})
    if not codes:
        return [()] * len(total(column.codes))

    def of(code: str) -> Ints:
        return total(column.ints(lambda amounts: dict(amounts).get(code, 0)))

    rows = np.stack([of(code) for code in codes], axis=1).tolist()
    return [tuple((code, number) for code, number in zip(codes, row, strict=True) if number) for row in rows]


_ADDED = ("size", "infants", "stretchers", "assisted")
_BLANK = ("leave_by", "weight", "registered", "count_low", "count_high")


def _groups(instance: Instance, parties: Groups, sums: tuple[_Summed, _Summed], origins: list[str]) -> Groups:
    """A row for each sum, of one party; those that nobody is in have none."""
    cohort = np.concatenate([one.cohort for one in sums])
    rows = len(cohort)
    blank = np.full(rows, BLANK, dtype=np.int64)
    added = {name: np.concatenate([one.columns[name] for one in sums]) for name in (*_ADDED, "count")}
    return Groups(
        id=tuple(f"others {row}" for row in range(rows)),
        nationality=parties.nationality.take(cohort),
        origin=Coded.of(origins),
        priority=parties.priority[cohort],
        members=Coded.of([members for one in sums for members in one.members]),
        ready=np.full(rows, instance.begins, dtype=np.int64),
        destinations=Coded.constant((), rows),
        operators=Coded.constant((), rows),
        stay=parties.stay[cohort],
        show_up=parties.show_up[cohort],
        needs=Coded.of([needs for one in sums for needs in one.needs]),
        tags=parties.tags.take(cohort),
        **added,
        **dict.fromkeys(_BLANK, blank),
    )
