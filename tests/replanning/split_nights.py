"""Random nights on which groups come apart: some of them at a hub without a flight, some still at home."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from evacopt.domain.clock import HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Objective, Policy
from evacopt.errors import InstanceError, UsageError
from evacopt.events.events import Arrivals, Cancel, Delay, Event, Seats, after
from evacopt.judge.verify import verify
from evacopt.replanning.freeze import thawed
from evacopt.replanning.news import NoShow
from evacopt.replanning.replan import Replan, replan
from evacopt.replanning.stability import STABILITIES, Stability, stable
from tests.brute.journeys import journeys
from tests.brute.search import Goals
from tests.build import at, flight, group, instance, place
from tests.planning.persons import Over, best_for, persons

_GOALS: tuple[tuple[Objective, ...], ...] = (
    ("unserved", "waiting"),
    ("unserved", "fairness", "waiting"),
    ("fairness", "unserved", "cost"),
    ("unserved", "cost", "clearance"),
    ("waiting", "flights"),
)
_CODES = ("IN1", "IN2", "OUT1", "OUT2", "D1", "D2")


def split_instance(rng: Random) -> Instance:
    """Three groups of a few parties, two flights to the hub, two on from there and two past it."""
    policy = Policy(
        objectives=rng.choice(_GOALS),
        check_in_minutes=rng.choice((0, 0, 60)),
        priority_weights=rng.choice(((), ((1, 3), (2, 1)))),
    )
    return instance(
        groups=tuple(_group(rng, code) for code in ("A", "B", "C")),
        flights=tuple(_flight(rng, code) for code in _CODES),
        policy=policy,
        places=(place("H", capacity=rng.choice((None, None, 3)), max_stay=rng.choice((None, 12 * HOUR))),),
    )


def _group(rng: Random, code: str) -> Group:
    ready = rng.choice((None, None, at("00:20"), at("05:40")))
    return group(
        code,
        nationality=rng.choice(("FRA", "DEU")),
        count=rng.choice((1, 2, 2, 3)),
        size=rng.choice((1, 1, 1, 2)),
        priority=rng.choice((1, 1, 2)),
        ready=ready,
        leave_by=rng.choice((None, None, at("15:00"))),
    )


def _flight(rng: Random, code: str) -> Flight:
    start, stop = {"I": ("O", "H"), "O": ("H", "V"), "D": ("O", "W")}[code[0]]
    first = {"I": 1, "O": 6, "D": 2}[code[0]] * HOUR + rng.randrange(0, 18 if code[0] == "I" else 36) * 10
    if code == "D2":
        first += 8 * HOUR
    plain = flight(code, f"{start} 00:00", f"{stop} 00:00", seats=rng.choice((1, 2, 2, 3)))
    optional = rng.randrange(6) == 0
    return replace(
        plain,
        departs=at("00:00") + first,
        arrives=at("00:00") + first + 100,
        status="optional" if optional else "scheduled",
        cost=rng.choice((0, 5)) if optional else 0,
    )


def random_plan(rng: Random, of: Instance) -> Plan | None:
    """Parties put on journeys at random while there are seats; None where that breaks another rule."""
    left = {one.id: one.seats for one in of.schedule}
    rows: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for some, party in zip(journeys(of), of.groups, strict=True):
        for _ in range(party.count):
            free = [way for way in some if all(left[leg.id] >= party.size for leg in way.legs)]
            if not free or rng.randrange(5) == 0:
                continue
            legs = max(rng.sample(free, min(2, len(free))), key=lambda way: len(way.legs)).legs
            rows[party.id, tuple(leg.id for leg in legs)] += 1
            for leg in legs:
                left[leg.id] -= party.size
    used = sorted({code for _, itinerary in rows for code in itinerary})
    plan = Plan(
        instance_name=of.name,
        instance_sha256=of.sha256,
        assignments=Assignments.of(Assignment(*way, parties) for way, parties in rows.items()),
        sorties=tuple((code, 1) for code in used if of.flight[code].status == "optional"),
    )
    return None if verify(of, plan) else plan


@dataclass(frozen=True)
class News:
    """What has happened, and how the night is decided anew."""

    as_of: int
    events: tuple[Event, ...]
    no_shows: tuple[NoShow, ...]
    stability: Stability


def random_news(rng: Random, of: Instance, plan: Plan, as_of: int) -> News:
    """Onward flights fail more often than not; aircraft that have not left may be smaller, or late."""
    open_ = [
        one.id
        for one in of.schedule
        if one.departs - of.policy.check_in_minutes > as_of and one.status != "cancelled"
    ]
    events: list[Event] = [Cancel(code) for code in open_ if code[0] == "O" and rng.randrange(4)]
    for code in open_:
        if rng.randrange(4) == 0:
            events.append(rng.choice((Delay(code, 50), Delay(code, 200), Seats(code, rng.choice((1, 2, 4))))))
    if rng.randrange(4) == 0:
        events.append(Arrivals(Groups.of([group(f"N{as_of}", count=rng.choice((1, 2)), ready=as_of)])))
    return News(as_of, tuple(events), _absent(rng, of, plan, as_of), rng.choice(STABILITIES))


def _absent(rng: Random, of: Instance, plan: Plan, as_of: int) -> tuple[NoShow, ...]:
    due = [row for row in plan.assignments if of.flight[row.itinerary[0]].departs <= as_of]
    if not due or rng.randrange(3):
        return ()
    row = rng.choice(due)
    return (NoShow(row.group, rng.randrange(1, row.parties + 1), row.itinerary[0]),)


def decided(of: Instance, plan: Plan, news: News) -> Replan | None:
    """The night decided anew; None where the news cannot be."""
    try:
        return replan(
            of,
            plan,
            as_of=news.as_of,
            events=news.events,
            no_shows=news.no_shows,
            freeze=0,
            stability=news.stability,
            time_limit=20.0,
            threads=1,
            proving=0.0,
        )
    except (InstanceError, UsageError):
        return None


def truth(of: Instance, plan: Plan, news: News) -> Goals | None:
    """The goals of the best that can be done for everybody by himself."""
    now = stable(after(thawed(of, plan), news.events, since=news.as_of), news.stability)
    closed = _closed(now, news.as_of)
    now = _as_it_left(now, plan, closed)
    choices = list(persons(now, plan, news.no_shows, closed))
    for onward in (True, False):
        found = [best_for(now, everybody, closed, onward=onward) for everybody in choices]
        if any(found):
            return min(goals for goals in found if goals)
    return None


def _closed(now: Instance, as_of: int) -> Over:
    return lambda one: one.departs <= as_of or one.departs - now.policy.check_in_minutes < as_of


def _as_it_left(now: Instance, plan: Plan, closed: Over) -> Instance:
    """Optional flights that have left flew if the plan says so."""
    flown = dict(plan.sorties)
    kept = (
        replace(one, status="scheduled" if flown.get(one.id) else "cancelled")
        if one.status == "optional" and closed(one)
        else one
        for one in now.flights
    )
    return replace(now, flights=tuple(kept))


def apart(of: Instance, plan: Plan, news: News) -> tuple[Instance, Plan, News]:
    """The same night with every party a group of its own: nothing is left to split."""
    names: dict[str, list[str]] = {g.id: [f"{g.id}.{n}" for n in range(g.count)] for g in of.groups}
    groups = [replace(g, id=name, count=1) for g in of.groups for name in names[g.id]]
    rows = [
        Assignment(names[row.group].pop(), row.itinerary, 1)
        for row in plan.assignments
        for _ in range(row.parties)
    ]
    alone = replace(of, groups=Groups.of(groups))
    gone = {event.flight for event in news.events if isinstance(event, Cancel)}
    likely = sorted(rows, key=lambda row: gone.isdisjoint(row.itinerary))
    absent = [
        NoShow(row.group, 1, one.flight)
        for one in news.no_shows
        for row in [
            row for row in likely if row.group.startswith(f"{one.group}.") and row.itinerary[0] == one.flight
        ][: one.parties]
    ]
    renamed = replace(
        plan, instance_sha256=alone.sha256, assignments=Assignments.of(rows), sorties=plan.sorties
    )
    return alone, renamed, replace(news, no_shows=tuple(absent))
