"""Seats that stay free: what bars those who stay from them, and reserves that nobody takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.columns import BLANK, Mask
from evacopt.output.report.words import reason_of

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Groups
    from evacopt.domain.instance import Instance
    from evacopt.domain.share import Share
    from evacopt.output.records import FlightLine, StayLine
    from evacopt.output.report.situation import Situation


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A reserve of which `seats` stay empty on `flights` still to leave, the first of them at `departs`."""

    share: str
    nationality: str
    reserved: int
    seats: int
    flights: tuple[str, ...]
    departs: datetime


def unused_seats(situation: Situation) -> tuple[Unused, ...]:
    """Every reserve with seats that stay empty on flights still to leave, in the order of the instance.

    On each flight: the seats reserved less those that the nationality sits in, but no more than are free at
    all. Who is of it is taken to sit in its reserve first, as a planner who wants to give seats away would.
    """
    unused = []
    for share in situation.instance.shares:
        if share.kind == "reserve":
            lines = [line for line in situation.coming if share.covers(situation.instance.flight[line.id])]
            empty = {line: seats for line in lines if (seats := _empty(situation, share, line))}
            if empty:
                unused.append(
                    Unused(
                        share=share.id,
                        nationality=share.nationality,
                        reserved=sum(share.people * line.sorties for line in empty),
                        seats=sum(empty.values()),
                        flights=tuple(line.id for line in empty),
                        departs=next(iter(empty)).departs,
                    )
                )
    return tuple(unused)


def _empty(situation: Situation, share: Share, line: FlightLine) -> int:
    """Seats of the reserve on one flight in which nobody sits."""
    own = situation.instance.nationals(share.nationality)
    seats = situation.counted.seats_by_nationality.get(line.id, {})
    taken = sum(number for nationality, number in seats.items() if nationality in own)
    return max(0, min(share.people * line.sorties - taken, line.seats_left))
