"""A night as it is for each party by itself: where it is, what it may do, and the best for all together.

Nothing of replanning is asked: parties have ways that begin with the flights that they have taken, and the
search tries them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan
from evacopt.replanning.news import NoShow
from tests.brute.journeys import Journey, journeys
from tests.brute.search import Goals, best_plan

Over = Callable[[Flight], bool]
"""Whether nobody new can get on a flight any more, or whether people have been called to it."""


@dataclass(frozen=True)
class Person:
    """One party: its row of the plan in force (empty: it stays), and the flights of it that it has taken."""

    group: Group
    then: Itinerary
    taken: Itinerary = ()


def persons(now: Instance, plan: Plan, no_shows: Sequence[NoShow], over: Over) -> Iterator[list[Person]]:
    """Every party after the news; `over` says of a flight whether whoever was to take it is on it.

    Which parties of a group missed a flight is not told where these were to go on in different ways: there is
    a list for each choice.
    """
    everybody: list[Person] = []
    for group in now.groups:
        mine = [*_rows(plan, group, lambda itinerary: _taken(now, itinerary, over))]
        assert len(mine) <= group.count
        everybody += [*mine, *[Person(group, ())] * (group.count - len(mine))]
    yield from _absent(everybody, list(no_shows))


def _absent(everybody: list[Person], no_shows: list[NoShow]) -> Iterator[list[Person]]:
    if not no_shows:
        yield everybody
        return
    one, seen = no_shows[0], set[tuple[Itinerary, ...]]()
    called = [
        row for row, who in enumerate(everybody) if (who.group.id, *who.then[:1]) == (one.group, one.flight)
    ]
    for some in combinations(called, one.parties):
        were = tuple(sorted(everybody[row].then for row in some))
        if were not in seen:
            seen.add(were)
            left = [replace(who, taken=()) if row in some else who for row, who in enumerate(everybody)]
            yield from _absent(left, no_shows[1:])


def _rows(plan: Plan, group: Group, taken: Callable[[Itinerary], Itinerary]) -> Iterator[Person]:
    for row in plan.assignments:
        if row.group == group.id:
            yield from [Person(group, row.itinerary, taken(row.itinerary))] * row.parties
    for stranded in plan.replanned.stranded if plan.replanned else ():
        if stranded.group == group.id:
            yield from [Person(group, (), stranded.flights)] * stranded.parties


def _taken(now: Instance, itinerary: Itinerary, over: Over) -> Itinerary:
    """The flights of `itinerary` that stand: flown or called, and reached by those before them."""
    landed: int | None = None
    for number, code in enumerate(itinerary):
        leg = now.flight[code]
        wait = None if landed is None else leg.departs - landed
        longest = now.location[leg.origin].max_stay
        late = wait is not None and wait < now.policy.min_connection_minutes
        late |= wait is not None and longest is not None and wait > longest
        if leg.status == "cancelled" or not over(leg) or late:
            return itinerary[:number]
        landed = leg.arrives
    return itinerary


def best_for(now: Instance, everybody: Sequence[Person], closed: Over, *, onward: bool) -> Goals | None:
    """The goals of a best plan in which each party goes on from where it is, None where there is none.

    `onward`: whether who is on the way must come to a haven; who has is there in any case.
    """
    groups = [replace(one.group, id=f"{one.group.id} {row}", count=1) for row, one in enumerate(everybody)]
    must = [
        Pin(group=group.id, kind="at_least", parties=1)
        for group, one in zip(groups, everybody, strict=True)
        if one.taken and (onward or one.taken == one.then)
    ]
    alone = replace(now, groups=Groups.of(groups), pins=tuple(must))
    rows = (Assignment(g.id, one.then, 1) for g, one in zip(groups, everybody, strict=True) if one.then)
    before = Plan(instance_name="", instance_sha256="", assignments=Assignments.of(rows))
    ways = [
        [way for way in some if _goes_on(way, one, closed)]
        for some, one in zip(journeys(alone), everybody, strict=True)
    ]
    answer = best_plan(alone, before=before, ways=ways)
    return None if answer is None else answer.goals


def _goes_on(way: Journey, one: Person, closed: Over) -> bool:
    codes = tuple(leg.id for leg in way.legs)
    known = len(one.taken)
    return codes[:known] == one.taken and not any(map(closed, way.legs[known:]))
