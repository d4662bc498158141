"""People who have flown and cannot go on: the plan says so, instead of there being no plan.

A plan has no place for somebody who ends at a hub. So they are held less tightly: a group with people on the
way is split from those of it who never left, may use no flight but those it took and what follows them, and
whoever of it finds no way on is left behind in the plan's words: stranded at the hub in fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evacopt.domain.columns import BLANK
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary, Plan
from evacopt.domain.replanned import Stranded
from evacopt.planning.freeze import pins_of_whole
from evacopt.planning.freeze_held import Held, aboard
from evacopt.planning.freeze_moment import Moment

STAYED = "-stayed"
"""What the id of those of a group who never left ends with."""


def on_the_way(held: Iterable[Held]) -> frozenset[str]:
    """Groups with people who have flown and whose further way is open."""
    return frozenset(row.group for row in held if not row.whole)


def split(instance: Instance, held: Sequence[Held]) -> Instance:
    """The instance with the groups that are on the way apart from those of them who never left."""
    apart = on_the_way(held)
    rows: list[Group] = []
    for group in instance.groups:
        rows += _parted(instance, group, [row for row in held if row.group == group.id and group.id in apart])
    return replace(instance, groups=Groups.of(rows)) if apart else instance


def loose_pins(instance: Instance, held: Sequence[Held], moment: Moment) -> Iterator[Pin]:
    """Pins that keep everybody off the flights of others, and ask for no way on where there may be none."""
    yield from pins_of_whole(instance, held, moment)
    apart, parties = on_the_way(held), aboard(held)
    flights = sorted({flight for row in held if row.group in apart for flight in row.flights})
    flown = {row.group for row in held}
    for flight in flights:
        for group in instance.groups.id:
            if group in flown or _in_time(instance, group, flight):
                most = parties[flight, group]
                yield Pin(group=group, kind="at_most", parties=most, flight=flight)


def stranded_under(plan: Plan, held: Iterable[Held]) -> tuple[Stranded, ...]:
    """Whom `plan` brings no farther than the flights that stand of them, the farthest first."""
    rows = list(held)
    left: Counter[tuple[str, Itinerary]] = Counter()
    for assignment in plan.assignments:
        left[assignment.group, assignment.itinerary] += assignment.parties
    for row in rows:
        if row.whole:
            left[row.group, row.itinerary] -= row.parties
    found: Counter[tuple[str, Itinerary]] = Counter()
    for row in sorted(rows, key=lambda row: (-row.legs, row.group, row.itinerary)):
        if not row.whole:
            found[row.group, row.flights] += row.parties - _taken(left, row)
    return tuple(Stranded(*place, parties) for place, parties in found.items() if parties)


def _taken(left: Counter[tuple[str, Itinerary]], held: Held) -> int:
    """How many of `held` go on; they are taken out of `left`."""
    missing = held.parties
    for place in sorted(left):
        group, itinerary = place
        if group == held.group and itinerary[: held.legs] == held.flights:
            parties = min(missing, max(left[place], 0))
            left[place] -= parties
            missing -= parties
    return held.parties - missing


def _parted(instance: Instance, group: Group, held: Sequence[Held]) -> list[Group]:
    if not held:
        return [group]
    gone = sum(row.parties for row in held)
    last = max(instance.flight[row.itinerary[0]].departs for row in held)
    away = replace(group, count=gone, leave_by=last)
    if gone == group.count:
        return [away]
    name = group.id + STAYED
    while name in instance.groups.row:
        name += "'"
    return [away, replace(group, id=name, count=group.count - gone)]


def _in_time(instance: Instance, group: str, code: str) -> bool:
    """Whether time and place alone would let the group board."""
    groups, flight = instance.groups, instance.flight[code]
    row = groups.row[group]
    if groups.origin[row] != flight.origin:
        return False
    ready = instance.begins if groups.ready[row] == BLANK else int(groups.ready[row])
    return ready + instance.policy.check_in_minutes <= flight.departs
