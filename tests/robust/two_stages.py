"""The two-stage model by trying everything: every plan, and for each scenario whatever may then be done.

Written from the page on uncertainty; only drawing scenarios and judging plans is shared with what is tested.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Policy
from evacopt.events.events import Cancel, Delay, Seats
from evacopt.judge.verify import verify
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import world
from tests.build import at, flight, group, instance

Way = tuple[str, ...]
Chosen = dict[tuple[str, Way], int]
"""Parties of a group that go a way."""
LATER = 10**9


def tiny(seed: int) -> tuple[Instance, tuple[Story, ...]]:
    """Three or four flights, one of them to a hub, two groups of two classes, and a story or two."""
    draw = random.Random(seed)
    flights = [
        flight(
            "A", "O 08:00", "V 12:00", seats=draw.randint(1, 3), cancel_probability=draw.choice((0, 300_000))
        ),
        flight(
            "B",
            "O 10:00",
            "V 14:00",
            seats=draw.randint(1, 3),
            status="optional",
            cancel_probability=draw.choice((0, 400_000)),
        ),
        flight("IN", "O 09:00", "H 10:00", seats=2),
        flight("OUT", "H 13:00", "V 16:00", seats=2, cancel_probability=draw.choice((0, 500_000))),
    ]
    groups = [
        group(
            f"G{number}",
            size=draw.randint(1, 2),
            count=draw.randint(1, 2),
            priority=draw.randint(1, 2),
            show_up=draw.choice((1_000_000, 700_000)),
        )
        for number in range(2)
    ]
    told = [
        Story(
            id="late",
            probability=400_000,
            events=(Delay("A", 180),),
            known_from=draw.choice((None, at("07:00"))),
        ),
        Story(id="small", probability=300_000, events=(Seats("B", 1),), known_from=at("08:30")),
        Story(
            id="none",
            probability=300_000,
            events=(Cancel("IN"),),
            known_from=draw.choice((None, at("08:30"))),
        ),
    ]
    there = instance(
        groups=groups,
        flights=flights,
        policy=Policy(objectives=("unserved", "flights"), min_connection_minutes=30),
    )
    return there, tuple(draw.sample(told, draw.randint(1, 2)))


@cache
def plans(of: Instance) -> tuple[tuple[Chosen, dict[str, int]], ...]:
    """Every plan that the judge accepts."""
    return tuple(_plans(of))


def _plans(of: Instance) -> Iterator[tuple[Chosen, dict[str, int]]]:
    ways: list[Way] = [("A",), ("B",), ("IN", "OUT")]
    of_group = [
        [row for row in product(range(3), repeat=len(ways)) if sum(row) <= one.count] for one in of.groups
    ]
    for rows in product(*of_group):
        chosen = {
            (one.id, way): parties
            for one, row in zip(of.groups, rows, strict=True)
            for way, parties in zip(ways, row, strict=True)
            if parties
        }
        for often in (0, 1):
            if not verify(of, _plan(of, chosen, {"B": often})):
                yield chosen, {"B": often}


def _plan(of: Instance, chosen: Chosen, sorties: dict[str, int]) -> Plan:
    rows = Assignments.of(Assignment(code, way, parties) for (code, way), parties in chosen.items())
    flown = tuple((code, n) for code, n in sorties.items() if n and code in of.flight)
    return Plan(instance_name=of.name, instance_sha256=of.sha256, assignments=rows, sorties=flown)


@dataclass(frozen=True)
class Scene:
    """A scenario, as far as a plan can tell: the world, the flights that fail, when the first news is."""

    now: Instance
    fails: frozenset[str]
    news: int
    often: int


def scenes(of: Instance, stories: Sequence[Story], scenarios: int) -> list[Scene]:
    """The scenarios of the first numbers, alike ones together."""
    draws = Draws(of, stories, 0)
    drawn = draws.of(range(scenarios))
    rows = zip(map(tuple, drawn.stories.tolist()), map(tuple, drawn.flown.tolist()), strict=True)
    found = list[Scene]()
    for (happening, flown), often in Counter(rows).items():
        there = world(of, draws.sets, happening)
        now = there.instance
        fails = frozenset(
            one.id
            for one, flies in zip(of.schedule, flown, strict=True)
            if not flies and now.flight[one.id].status != "cancelled"
        )
        found.append(Scene(now, fails, _news(of, now, there.stories, fails), often))
    return found


def left_behind(
    of: Instance, those: Sequence[Scene], chosen: Chosen, sorties: dict[str, int]
) -> tuple[int, ...]:
    """Thousandths left behind by class in all scenarios together, with the best that may be done in each."""
    classes = sorted(set(of.groups.priority.tolist()))
    rows = [[one.often * left for left in _best(of, one, (chosen, sorties), classes)] for one in those]
    return tuple(map(sum, zip(*rows, strict=True)))


def _news(of: Instance, now: Instance, told: Sequence[Story], fails: frozenset[str]) -> int:
    known = [story.known_from for story in told if story.known_from is not None]
    spoilt = [one.departs for one in of.schedule if now.flight[one.id] != one]
    return min([*known, *spoilt, *(now.flight[code].departs for code in fails)], default=LATER)


def _best(of: Instance, there: Scene, plan: tuple[Chosen, dict[str, int]], classes: list[int]) -> list[int]:
    """Every plan of the world that goes on from what has happened by the news; the best by class."""
    now, fails, news = there.now, there.fails, there.news
    chosen, sorties = plan
    cancelled = replace(
        now,
        flights=tuple(replace(one, status="cancelled") if one.id in fails else one for one in now.flights),
    )

    def gone(way: Way) -> Way:
        return tuple(code for code in way if of.flight[code].departs < news)

    def so_far(those: Chosen) -> dict[tuple[str, Way], int]:
        counted: dict[tuple[str, Way], int] = {}
        for (code, way), parties in those.items():
            if gone(way):
                counted[code, gone(way)] = counted.get((code, gone(way)), 0) + parties
        return counted

    begun = so_far(chosen)
    if news == LATER:
        return _left(now, chosen, classes)
    best = None
    for again, flown in plans(cancelled):
        if flown["B"] > sorties["B"] or (of.flight["B"].departs < news and flown["B"] != sorties["B"]):
            continue
        after = so_far(again)
        over = {key: n for key, n in begun.items() if any(key == (code, way) for code, way in chosen)}
        if any(after.get(key, 0) != n for key, n in over.items()) or any(
            n > begun.get(key, 0) for key, n in after.items()
        ):
            continue
        fits = all(
            sum(n for (code, _), n in begun.items() if code == one.id)
            + sum(n for (code, way), n in again.items() if code == one.id and not gone(way))
            <= one.count
            for one in now.groups
        )
        if fits:
            left = _left(now, again, classes)
            best = left if best is None or left < best else best
    assert best is not None
    return best


def _left(now: Instance, chosen: Chosen, classes: list[int]) -> list[int]:
    out = dict.fromkeys(classes, 0)
    for (code, _), parties in chosen.items():
        one = now.groups[now.groups.row[code]]
        out[one.priority] += parties * one.people * one.show_up // 1000
    people = {
        k: sum(1000 * one.people * one.count for one in now.groups if one.priority == k) for k in classes
    }
    return [people[k] - out[k] for k in classes]


def best_of_all(of: Instance, those: Sequence[Scene]) -> tuple[int, ...]:
    """The least that any plan leaves behind, class by class."""
    return min(left_behind(of, those, *plan) for plan in plans(of))
