"""People who have flown and cannot go on: the plan says so, instead of there being no plan.

A plan has no place for somebody who ends at a hub. So they are held less tightly: a group with people on the
way is apart from those of it who never left, may use no flight but those it took and what follows them, and
whoever of it finds no way on is left behind in the plan's words: stranded at the hub in fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from evacopt.domain.columns import BLANK
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary, Plan
from evacopt.domain.replanned import Stranded
from evacopt.replanning.freeze import pins_of_whole
from evacopt.replanning.held import Held, aboard
from evacopt.replanning.moment import Moment
from evacopt.replanning.split import on_the_way


def loose_pins(instance: Instance, held: Sequence[Held], moment: Moment) -> Iterator[Pin]:
    """Pins that keep everybody off the flights of others, and ask for no way on where there may be none.

    Who has left does not leave from home once more: on no flight that others may still take from there.
    """
    yield from pins_of_whole(instance, held, moment)
    apart, parties = on_the_way(held), aboard(held)
    flights = {flight for row in held if row.group in apart for flight in row.flights}
    flown = {row.group for row in held}
    for flight in sorted(flights):
        for group in instance.groups.id:
            if group in flown or _in_time(instance, group, flight):
                yield Pin(group=group, kind="at_most", parties=parties[flight, group], flight=flight)
    open_ = [one.id for one in instance.schedule if one.status != "cancelled" and not moment.departed(one)]
    for flight in sorted(set(open_) - flights):
        for group in sorted(apart):
            if _in_time(instance, group, flight):
                yield Pin(group=group, kind="at_most", parties=parties[flight, group], flight=flight)


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


def _in_time(instance: Instance, group: str, code: str) -> bool:
    """Whether time and place alone would let the group board."""
    groups, flight = instance.groups, instance.flight[code]
    row = groups.row[group]
    if groups.origin[row] != flight.origin:
        return False
    ready = instance.begins if groups.ready[row] == BLANK else int(groups.ready[row])
    return ready + instance.policy.check_in_minutes <= flight.departs
