"""What somebody should decide today, derived from instance and plan alone.

Seats that stay free are told with what bars those who stay from them, and with reserves that nobody takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.clock import DAY, moment
from evacopt.domain.columns import BLANK, Mask
from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import headed, joined, phrase, plural
from evacopt.output.records import FlightLine, StayLine, heaped
from evacopt.output.report.filling import CODES_TOLD, Decision, filling
from evacopt.output.report.words import OTHER, has_no_way, reason_of
from evacopt.output.wording import goal_value, people_words, whom_words

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Groups
    from evacopt.domain.instance import Instance
    from evacopt.domain.share import Share
    from evacopt.output.report.situation import Situation

FLIGHTS_TOLD = 8
HEAPS_TOLD = 3
BARRIERS_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A reserve of which `seats` stay empty on `flights` still to leave, the first of them at `departs`."""

    share: str
    whom: str
    reserved: int
    seats: int
    flights: tuple[str, ...]
    departs: datetime


def decisions(situation: Situation) -> tuple[Decision, ...]:
    """Everything that wants a decision, what is due first at the head; those without an hour at the end."""
    wanted = [
        decision
        for subject in (_leaving_late, filling, _free_seats, _reserved, _no_way, _open_goals)
        for decision in subject(situation)
    ]
    wanted.sort(key=lambda decision: (decision.due is None, decision.due or moment(0)))
    return tuple(one._replace(by=situation.when(one.due)) if one.due else one for one in wanted)


def _leaving_late(situation: Situation) -> Iterator[Decision]:
    """Groups that must leave within 24 hours and stay."""
    groups, begin = situation.instance.groups, situation.as_of
    leave_by = [(groups[groups.row[stay.group]].leave_by, stay) for stay in situation.view.stays]
    late = [(by, stay) for by, stay in leave_by if by is not None and begin <= by < begin + DAY]
    if late:
        late.sort(key=lambda pair: pair[0])
        people, first = sum(stay.people for _, stay in late), moment(late[0][0])
        yield Decision(
            phrase("{people} must leave within 24 hours and have no seat", people=people_words(people)),
            phrase(
                "The first by {when}. {groups}.",
                when=situation.when(first),
                groups=_codes([stay for _, stay in late]),
            ),
            first,
        )


def _free_seats(situation: Situation) -> Iterator[Decision]:
    """Flights of the next 24 hours that leave seats empty while people stay where they start."""
    wanted = [line for line in situation.today if line.seats_left and situation.stays_at.get(line.origin)]
    most = sorted(wanted, key=lambda line: (-line.seats_left, line.departs))[:FLIGHTS_TOLD]
    most.sort(key=lambda line: line.departs)
    alike = heaped(most, lambda line: (line.origin, _what_bars(situation, line)))
    named = sorted(alike.items(), key=lambda item: -sum(line.seats_left for line in item[1]))[:HEAPS_TOLD]
    for (origin, bars), lines in named:
        free = sum(line.seats_left for line in lines)
        people = people_words(sum(stay.people for stay in situation.stays_at[origin]))
        yield Decision(
            phrase(
                "{free:,} free seats leave {origin} while {people} stay there",
                free=free,
                origin=origin,
                people=people,
            ),
            phrase("{flights}. What bars them: {bars}.", flights=_free_on(situation, lines), bars=bars),
            lines[0].departs,
        )
    ids = {line.id for _, lines in named for line in lines}
    rest = [line for line in wanted if line.id not in ids]
    if rest:
        free = sum(line.seats_left for line in rest)
        yield Decision(
            plural(
                "{free:,} more seats are free on {count:,} other flight of the next 24 hours",
                "{free:,} more seats are free on {count:,} other flights of the next 24 hours",
                len(rest),
                free=free,
            ),
            joined("", (first_names([line.id for line in rest], CODES_TOLD), ".")),
            rest[0].departs,
        )


def _free_on(situation: Situation, lines: Sequence[FlightLine]) -> str:
    """How many seats are free on each of `lines`."""
    each = (
        phrase(
            "{flight} {free:,} ({when})",
            flight=line.id,
            free=line.seats_left,
            when=situation.when(line.departs),
        )
        for line in lines
    )
    return joined(", ", each)


def _what_bars(situation: Situation, line: FlightLine) -> str:
    """What keeps those who stay off the free seats of a flight, most people first."""
    flight, stays = situation.instance.flight[line.id], situation.stays_at[line.origin]
    kept_off = barriers(situation.instance, flight, free=line.seats_left, stays=stays)
    reasons = kept_off[:BARRIERS_TOLD]
    rest = sum(people for _, people in kept_off[BARRIERS_TOLD:])
    reasons += [(OTHER, rest)] if rest else []
    return joined("; ", (headed(people_words(people), words) for words, people in reasons))


def barriers(
    instance: Instance, flight: Flight, *, free: int, stays: Sequence[StayLine]
) -> list[tuple[str, int]]:
    """What keeps `stays` off the `free` seats of a flight, and how many people, most first.

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
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _kept_off(instance: Instance, flight: Flight, groups: Groups, free: int) -> Iterator[tuple[str, Mask]]:
    """Each thing that may keep a group off a flight, and the groups that it does keep off."""
    ready = groups.ready_from(instance.begins)
    taken = groups.nationality.ints(lambda code: int(instance.accepts(flight, code)))
    carried = groups.operators.ints(lambda codes: int(not codes or flight.operator in codes))
    yield phrase("of a nationality that it does not take"), taken == 0
    yield phrase("may not travel with its operator"), carried == 0
    yield phrase("not ready by then"), ready + instance.policy.check_in_minutes > flight.departs
    yield phrase("have to leave before"), (groups.leave_by != BLANK) & (groups.leave_by < flight.departs)
    yield phrase("more in a party than there are free seats"), flight.seats_for(groups) > free


def _reserved(situation: Situation) -> Iterator[Decision]:
    """Seats kept for a nationality, or for a tag, that nobody of it takes."""
    for unused in unused_seats(situation):
        yield Decision(
            phrase(
                "Share {share}: {seats:,} seats reserved for {nationality} stay empty",
                share=unused.share,
                seats=unused.seats,
                nationality=unused.whom,
            ),
            phrase(
                "Of {reserved:,} seats on {flights}. Whoever keeps them can give them to others.",
                reserved=unused.reserved,
                flights=first_names(unused.flights, CODES_TOLD),
            ),
            unused.departs,
        )


def unused_seats(situation: Situation) -> tuple[Unused, ...]:
    """Every reserve with seats that stay empty on flights still to leave, in the order of the instance.

    On each flight: the seats reserved less those of people whom it is for, but no more than are free at all.
    Whom it is for is taken to sit in it first, as a planner who wants to give seats away would.
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
                        whom=whom_words(share),
                        reserved=sum(share.people * line.sorties for line in empty),
                        seats=sum(empty.values()),
                        flights=tuple(line.id for line in empty),
                        departs=next(iter(empty)).departs,
                    )
                )
    return tuple(unused)


def _empty(situation: Situation, share: Share, line: FlightLine) -> int:
    """Seats of the reserve on one flight in which nobody sits."""
    seats = situation.counted.seats_by_sitter.get(line.id, {})
    taken = sum(number for sitter, number in seats.items() if situation.instance.speaks_of(share, *sitter))
    return max(0, min(share.people * line.sorties - taken, line.seats_left))


def _no_way(situation: Situation) -> Iterator[Decision]:
    """People who cannot go whoever else gives up a seat."""
    stuck = [stay for stay in situation.view.stays if has_no_way(stay)]
    if stuck:
        people = sum(stay.people for stay in stuck)
        yield Decision(
            phrase(
                "{people} have no way out by these flights, however seats are given",
                people=people_words(people),
            ),
            phrase("They need a flight, an approval or another date. {groups}.", groups=_codes(stuck)),
        )


def _open_goals(situation: Situation) -> Iterator[Decision]:
    """Goals for which a better plan may exist: more time for solving may find it."""
    for goal in situation.view.goals:
        if not goal.judged:
            continue
        if goal.bound is None:
            text = phrase(
                "How much better it may be is not known. Solve for longer, or with another backend."
            )
        elif goal.bound != goal.value:
            gap = goal_value(goal.goal, goal.value - goal.bound)
            text = phrase("It may be better by up to {gap}. Solve for longer to close that.", gap=gap)
        else:
            continue
        yield Decision(phrase('The goal "{goal}" is not proven best', goal=goal.words), text)
        return  # what comes after an open goal waits for it


def _codes(stays: Sequence[StayLine]) -> str:
    """The groups by their codes, as many as are read at a glance."""
    codes = first_names([stay.group for stay in stays], CODES_TOLD)
    return plural("Group {codes}", "Groups {codes}", len(stays), codes=codes)
