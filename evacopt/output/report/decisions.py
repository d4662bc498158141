"""What somebody should decide today, derived from instance and plan alone.

Seats that stay free are told with what bars those who stay from them, and with reserves that nobody takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evacopt.domain.clock import DAY, moment
from evacopt.domain.columns import BLANK, Mask
from evacopt.domain.first_names import first_names
from evacopt.output.records import FlightLine, StayLine, heaped
from evacopt.output.report.words import has_no_way, reason_of
from evacopt.output.wording import goal_value, people_words

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.group import Groups
    from evacopt.domain.instance import Instance
    from evacopt.domain.share import Share
    from evacopt.output.report.situation import Situation

NEARLY_FULL_PPM = 900_000
FLIGHTS_TOLD = 8
HEAPS_TOLD = 3
HUBS_TOLD = 4
CODES_TOLD = 8
BARRIERS_TOLD = 3


class Decision(NamedTuple):
    """One decision: its figures, until when (`None` where no hour is due), and that in words."""

    title: str
    text: str
    due: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A reserve of which `seats` stay empty on `flights` still to leave, the first of them at `departs`."""

    share: str
    nationality: str
    reserved: int
    seats: int
    flights: tuple[str, ...]
    departs: datetime


def decisions(situation: Situation) -> tuple[Decision, ...]:
    """Everything that wants a decision, what is due first at the head; those without an hour at the end."""
    wanted = [
        decision
        for subject in (_leaving_late, _filling, _free_seats, _reserved, _no_way, _open_goals)
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
            f"{people_words(people)} must leave within 24 hours and have no seat",
            f"The first by {situation.when(first)}. {_codes([stay for _, stay in late])}.",
            first,
        )


def _filling(situation: Situation) -> Iterator[Decision]:
    """Hubs that reach nine tenths of their room, in the order in which they do."""
    reach = [(hub.first_above(NEARLY_FULL_PPM, since=situation.as_of), hub) for hub in situation.hubs]
    full = sorted(((at, hub) for at, hub in reach if at is not None), key=lambda pair: pair[0])
    if not full:
        return
    names = first_names([hub.name for _, hub in full], CODES_TOLD)
    each = [
        f"{hub.name} {'now' if at == situation.as_of else situation.when(moment(at))} "
        f"(then at most {hub.peak_since(at)[0]:,} of {hub.limit or 0:,} places)"
        for at, hub in full[:HUBS_TOLD]
    ]
    more = len(full) - HUBS_TOLD
    later = f"; {more:,} more after these" if more > 0 else ""
    yield Decision(
        f"Hub {names} fills to over 90 %" if len(full) == 1 else f"Hubs {names} fill to over 90 %",
        f"{'; '.join(each)}{later}. More places there, or earlier flights onward, would help.",
        moment(full[0][0]),
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
        each = (f"{line.id} {line.seats_left:,} ({situation.when(line.departs)})" for line in lines)
        yield Decision(
            f"{free:,} free seats leave {origin} while {people} stay there",
            f"{', '.join(each)}. What bars them: {bars}.",
            lines[0].departs,
        )
    ids = {line.id for _, lines in named for line in lines}
    rest = [line for line in wanted if line.id not in ids]
    if rest:
        free = sum(line.seats_left for line in rest)
        yield Decision(
            f"{free:,} more seats are free on {len(rest):,} other flights of the next 24 hours",
            f"{first_names([line.id for line in rest], CODES_TOLD)}.",
            rest[0].departs,
        )


def _what_bars(situation: Situation, line: FlightLine) -> str:
    """What keeps those who stay off the free seats of a flight, most people first."""
    flight, stays = situation.instance.flight[line.id], situation.stays_at[line.origin]
    kept_off = barriers(situation.instance, flight, free=line.seats_left, stays=stays)
    reasons = [f"{people_words(people)}: {words}" for words, people in kept_off[:BARRIERS_TOLD]]
    rest = sum(people for _, people in kept_off[BARRIERS_TOLD:])
    return "; ".join([*reasons, f"{people_words(rest)}: other reasons"] if rest else reasons)


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
    ready = np.where(groups.ready == BLANK, instance.begins, groups.ready)
    taken = groups.nationality.ints(lambda code: int(instance.accepts(flight, code)))
    carried = groups.operators.ints(lambda codes: int(not codes or flight.operator in codes))
    yield "of a nationality that it does not take", taken == 0
    yield "may not travel with its operator", carried == 0
    yield "not ready by then", ready + instance.policy.check_in_minutes > flight.departs
    yield "have to leave before", (groups.leave_by != BLANK) & (groups.leave_by < flight.departs)
    yield "more in a party than there are free seats", flight.seats_for(groups) > free


def _reserved(situation: Situation) -> Iterator[Decision]:
    """Seats kept for a nationality that nobody of it takes."""
    for unused in unused_seats(situation):
        yield Decision(
            f"Share {unused.share}: {unused.seats:,} seats reserved for {unused.nationality} stay empty",
            f"Of {unused.reserved:,} seats on {first_names(unused.flights, CODES_TOLD)}. "
            "Whoever keeps them can give them to others.",
            unused.departs,
        )


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


def _no_way(situation: Situation) -> Iterator[Decision]:
    """People who cannot go whoever else gives up a seat."""
    stuck = [stay for stay in situation.view.stays if has_no_way(stay)]
    if stuck:
        people = sum(stay.people for stay in stuck)
        yield Decision(
            f"{people_words(people)} have no way out by these flights, however seats are given",
            f"They need a flight, an approval or another date. {_codes(stuck)}.",
        )


def _open_goals(situation: Situation) -> Iterator[Decision]:
    """Goals for which a better plan may exist: more time for solving may find it."""
    for goal in situation.view.goals:
        if not goal.judged:
            continue
        if goal.bound is None:
            text = "How much better it may be is not known. Solve for longer, or with another backend."
        elif goal.bound != goal.value:
            gap = goal_value(goal.goal, goal.value - goal.bound)
            text = f"It may be better by up to {gap}. Solve for longer to close that."
        else:
            continue
        yield Decision(f'The goal "{goal.words}" is not proven best', text)
        return  # what comes after an open goal waits for it


def _codes(stays: Sequence[StayLine]) -> str:
    """The groups by their codes, as many as are read at a glance."""
    codes = first_names([stay.group for stay in stays], CODES_TOLD)
    return f"{'Group' if len(stays) == 1 else 'Groups'} {codes}"
