"""Why those who stay do not take a seat that is free: the first thing that bars each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.columns import BLANK, Mask
from evacopt.output.report.reason_words import reason_of

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Groups
    from evacopt.domain.instance import Instance
    from evacopt.output.records import StayLine


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """People whom one thing keeps off a flight."""

    words: str
    people: int


def barriers(
    instance: Instance, flight: Flight, *, free: int, stays: Sequence[StayLine]
) -> tuple[Barrier, ...]:
    """What keeps `stays` off the `free` seats of a flight, by the number of people, most first.

    Nationality, operator, time and size are looked at one after the other. Whom none of these keeps off is
    told by the first reason that the plan records for them.
    """
    rows = np.array([instance.groups.row[stay.group] for stay in stays], dtype=np.int64)
    open_to = np.ones(len(stays), dtype=np.bool_)
    counted: Counter[str] = Counter()
    for words, barred in _kept_off(instance, flight, instance.groups.take(rows), free):
        for place in np.flatnonzero(open_to & barred).tolist():
            counted[words] += stays[place].people
        open_to &= ~barred
    for place in np.flatnonzero(open_to).tolist():
        counted[reason_of(stays[place])] += stays[place].people
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Barrier(words=words, people=people) for words, people in ranked)


def _kept_off(instance: Instance, flight: Flight, groups: Groups, free: int) -> Iterator[tuple[str, Mask]]:
    """Each thing that may keep a group off a flight, and the groups that it does keep off."""
    ready = np.where(groups.ready == BLANK, instance.begins, groups.ready)
    taken = groups.nationality.ints(lambda code: int(instance.accepts(flight, code)))
    carried = groups.operators.ints(lambda codes: int(not codes or flight.operator in codes))
    yield "of a nationality that it does not take", taken == 0
    yield "may not travel with its operator", carried == 0
    yield "not ready by then", ready + instance.policy.check_in_minutes > flight.departs
    yield "have to leave before", (groups.leave_by != BLANK) & (groups.leave_by < flight.departs)
    yield "more in a party than there are free seats", flight.seats_for(groups) > free
