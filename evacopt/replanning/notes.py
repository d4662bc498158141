"""What a planner should know about a replan, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from evacopt.domain.clock import format_time
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.replanned import Stranded
from evacopt.replanning.held import Held
from evacopt.replanning.moment import Moment


def notes_on_held(instance: Instance, held: Sequence[Held], plan: Plan, moment: Moment) -> Iterator[str]:
    """How many people are held, and why."""
    first = {row: instance.flight[row.flights[0]] for row in held}
    flown = _people(instance, (row for row in held if moment.departed(first[row])))
    boarding = _people(
        instance, (row for row in held if moment.closed(first[row]) and not moment.departed(first[row]))
    )
    called = _people(instance, (row for row in held if not moment.closed(first[row])))
    open_ = _people(instance, (row for row in held if not row.whole))
    parts = [f"{flown:,} have flown"]
    parts += [f"{boarding:,} are boarding"] if boarding else []
    parts += [f"{called:,} have been called forward"] if called else []
    way = f"; of these the way on is open for {open_:,}" if open_ else ""
    yield f"as of {format_time(moment.as_of)}: {', '.join(parts)}{way}"
    free = sum(
        row.parties * int(instance.groups.people[instance.groups.row[row.group]])
        for row in plan.assignments
        if row.group in instance.groups.row
    ) - (flown + boarding + called)
    yield f"{max(free, 0):,} people of the plan in force have not been called yet, or are free again"


def notes_on_stranded(instance: Instance, stranded: Iterable[Stranded]) -> Iterator[str]:
    """Who has flown and finds no way on, a sentence a place."""
    groups, places = instance.groups, dict[str, list[Stranded]]()
    for row in stranded:
        places.setdefault(instance.flight[row.flights[-1]].destination, []).append(row)
    for place, rows in sorted(places.items()):
        people = sum(row.parties * int(groups.people[groups.row[row.group]]) for row in rows)
        parties = Counter[str]()
        for row in rows:
            parties[row.group] += row.parties
        named = ", ".join(f"{group} {number}" for group, number in parties.items())
        who = "1 person is" if people == 1 else f"{people:,} people are"
        yield f"{who} stranded at {place} and left behind in the numbers; parties: {named}"


def _people(instance: Instance, held: Iterable[Held]) -> int:
    groups = instance.groups
    return sum(row.parties * int(groups.people[groups.row[row.group]]) for row in held)
