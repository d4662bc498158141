"""Whether call-forwards keep what they claim, how full flights leave by them, and how long they take.

    nice python -m benchmarks.campaign_call_forward refusals --runs 100000
    nice python -m benchmarks.campaign_call_forward full --people 3
    nice python -m benchmarks.campaign_call_forward time

`refusals` draws who comes and counts in how many runs anybody called is refused on a flight: of Beirut's
flights, of large flights with reserves, and of the same with roads that close. `full` lets those who are
called board and those on standby fill up, in Beirut with its documented show-up. Scenarios are those of
`evacopt.scenarios.draws`. It ends with exit code 1 where a bound does not hold.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random
from statistics import median

import numpy as np

import evacopt as ev
from evacopt.calling.call import called_forward
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.share import Bloc, Share
from evacopt.events.turnout import TurnOut
from evacopt.judge.call_forward import check_call_forward
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import world
from tests import build

BATCH = 1000
Case = tuple[str, ev.Instance, ev.Plan, tuple[Story, ...]]


def main() -> None:
    """One of the three, as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("refusals", "full", "time"))
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--alpha", type=float, default=0.01)
    parser.add_argument("--people", type=int, default=1, help="of Beirut: so many times as many groups")
    parser.add_argument("--show-up", type=float, help="of everybody in Beirut, not as documented")
    asked = parser.parse_args()
    part = {"refusals": _refusals, "full": _full, "time": _time}[asked.part]
    sys.exit(0 if part(asked) else 1)


def _beirut(asked: argparse.Namespace) -> Case:
    """Beirut with its best plan, and a road that closes."""
    known = ev.read_instance("instances/beirut-2024")
    groups = replace(known.groups, count=known.groups.count * asked.people)
    if asked.show_up is not None:
        groups = replace(groups, show_up=np.full(len(groups), int(asked.show_up * 1_000_000)))
    known = replace(known, groups=groups)
    plan = ev.solve(known, time_limit=60, seed=asked.seed).plan
    assert plan is not None
    return "beirut", known, plan, ()


def _families(seed: int, *, flights: int = 4) -> tuple[ev.Instance, ev.Plan]:
    """Flights of 300 seats with two reserves each, and more people than fit; the plan seats who is first."""
    draw = Random(seed)
    nations = ("FRA", "DEU", "NER", "USA", "GBR")
    groups = [
        build.group(
            f"G{number}",
            nationality=nations[number % 5],
            size=draw.choice((1, 1, 1, 1, 1, 1, 2, 3)),
            infants=int(draw.random() < 0.05),
            count=draw.randint(2, 12),
            priority=draw.randint(1, 3),
            show_up=draw.randrange(400_000, 800_000),
            tags=(f"road{number % 3}",),
        )
        for number in range(flights * 80)
    ]
    legs = [
        build.flight(f"F{number}", f"O {number + 1:02d}:00", f"V {number + 5:02d}:00", seats=300, infants=30)
        for number in range(flights)
    ]
    shares = tuple(
        Share(id=f"{leg.id}-{nation}", kind="reserve", nationality=nation, people=seats, flight=leg.id)
        for leg in legs
        for nation, seats in (("FRA", 40), ("EU", 60))
    )
    known = build.instance(
        groups=groups, flights=legs, shares=shares, blocs=(Bloc(bloc="EU", members=("FRA", "DEU")),)
    )
    rows = []
    for number, leg in enumerate(legs):
        seats, laps = {"FRA": 40, "DEU": 60, "": 200}, 30
        for group in groups[number::flights]:
            pool = group.nationality if group.nationality in seats else ""
            laps -= group.infants * group.count
            fit = min(group.count, seats[pool] // group.size) if laps >= 0 else 0
            seats[pool] -= fit * group.size
            rows += [(group.id, leg.id, fit)] if fit else []
    return known, build.plan(known, *rows)


ROADS = tuple(
    Story(
        id=f"road {number}",
        probability=chance,
        events=(TurnOut((("tags", f"road{number}"),), share),),
        one_of=one_of,
    )
    for number, (chance, share, one_of) in enumerate(
        ((300_000, 200_000, "north"), (200_000, 0, "north"), (400_000, 500_000, ""))
    )
)


class _Flight:
    """What a flight has, and what one party of each group takes of it.

    By Hall's theorem everybody finds a seat if those do who may sit in some of the pools only, whichever.
    """

    def __init__(self, known: ev.Instance, plan: ev.Plan, leg: ev.Flight) -> None:
        groups, pools = known.groups, known.pools(leg)
        kinds = list(zip(groups.nationality, groups.tags, strict=True))
        need, most = [groups.stretchers, groups.infants], [leg.stretchers, leg.infant_limit]
        for number in range(len(pools) + 1):
            for shut in combinations(pools, number):
                only = [not any(known.speaks_of(pool, *kind) for pool in shut) for kind in kinds]
                need.append(leg.seats_for(groups) * np.array(only))
                most.append(leg.seats - sum(pool.people for pool in shut))
        self.need, self.most = np.stack(need), np.array(most) * leg.sorties_in(plan)
        self.seats = leg.seats_for(groups)


def _coming(known: ev.Instance, draws: Draws, drawn: Drawn) -> Mask:
    """Which parties come in each scenario, in its world."""
    comes = np.zeros_like(drawn.chance, dtype=np.bool_)
    owner = _owner(draws)
    for row in np.unique(drawn.stories, axis=0):
        here = (drawn.stories == row).all(axis=1)
        show_up = world(known, draws.sets, row.tolist()).instance.groups.show_up
        comes[here] = drawn.chance[here] < show_up[owner]
    return comes


def _parties(known: ev.Instance, draws: Draws, calls: ev.CallForward) -> dict[str, Ints]:
    """The columns of the parties that are called to each flight, by departure; each of them once."""
    used, columns = Counter[str](), {row.flight: list[int]() for row in calls.flights}
    for row in sorted(calls.called, key=lambda row: known.flight[row.itinerary[0]].departs):
        first = int(draws.first_party[known.groups.row[row.group]]) + used[row.group]
        used[row.group] += row.parties
        for leg in row.itinerary:
            columns[leg] += range(first, first + row.parties)
    return {leg: np.array(own, dtype=np.int64) for leg, own in columns.items()}


def _batches(runs: int) -> Iterator[range]:
    return (range(first, min(first + BATCH, runs)) for first in range(0, runs, BATCH))


def _refusals(asked: argparse.Namespace) -> bool:
    """In how many runs anybody is refused, against what is claimed."""
    fine = True
    small, plan = _families(asked.seed)
    for name, known, its_plan, stories in (
        _beirut(asked),
        ("families", small, plan, ()),
        ("families, roads", small, plan, ROADS),
    ):
        calls = ev.call_forward(known, its_plan, alpha=asked.alpha, stories=stories)
        assert not check_call_forward(known, its_plan, calls)
        counted = _counted(known, its_plan, calls, stories, asked)
        for row in calls.flights:
            if row.refused:
                share, error = counted[row.flight] / asked.runs, (asked.alpha / asked.runs) ** 0.5
                holds = share <= float(row.refused) + 4 * error and share <= asked.alpha + 4 * error
                fine &= holds
                words = f"{name}, {row.flight}: claimed {float(row.refused):.4%}, drawn {share:.4%}"
                print(words if holds else f"{words}: DOES NOT HOLD", flush=True)
    return fine


def _counted(
    known: ev.Instance,
    plan: ev.Plan,
    calls: ev.CallForward,
    stories: Sequence[Story],
    asked: argparse.Namespace,
) -> Counter[str]:
    """Runs in which anybody is refused, by flight."""
    draws, refused = Draws(known, stories, asked.seed), Counter[str]()
    columns, owner = _parties(known, draws, calls), _owner(draws)
    for numbers in _batches(asked.runs):
        comes = _coming(known, draws, draws.of(numbers)).astype(np.int64)
        for row in calls.flights:
            if row.refused:
                flight, own = _Flight(known, plan, known.flight[row.flight]), columns[row.flight]
                taken = comes[:, own] @ flight.need[:, owner[own]].T
                refused[row.flight] += int((taken > flight.most).any(axis=1).sum())
    return refused


def _full(asked: argparse.Namespace) -> bool:
    """How full Beirut's flights leave: who is called and comes, then standby; and by the plan alone."""
    name, known, plan, stories = _beirut(asked)
    calls = ev.call_forward(known, plan, alpha=asked.alpha, stories=stories)
    nobody = replace(
        calls, called=plan.assignments, flights=tuple(replace(f, standby=()) for f in calls.flights)
    )
    taken, planned = _loads(known, plan, calls, asked), _loads(known, plan, nobody, asked)
    seats = {leg.id: leg.seats * leg.sorties_in(plan) for leg in known.schedule}
    called = Counter[str]()
    for call in calls.called:
        for leg in call.itinerary:
            called[leg] += call.parties * int(known.groups.size[known.groups.row[call.group]])
    for row in calls.flights:
        leg = row.flight
        waiting = sum(n * int(known.groups.size[known.groups.row[group]]) for group, n in row.standby)
        print(
            f"{name}, {leg}: {seats[leg]} seats, {called[leg]} called, {waiting} on standby, "
            f"{taken[leg] / seats[leg]:.1%} full; by the plan alone {planned[leg] / seats[leg]:.1%}"
        )
    total = sum(taken.values()) / sum(seats.values())
    print(f"all: {total:.1%} full; by the plan alone {sum(planned.values()) / sum(seats.values()):.1%}")
    return total >= 0.9 or asked.people == 1


def _loads(
    known: ev.Instance, plan: ev.Plan, calls: ev.CallForward, asked: argparse.Namespace
) -> dict[str, float]:
    """Seats that are taken on each flight in the mean."""
    draws, total = Draws(known, (), asked.seed), Counter[str]()
    columns, owner = _parties(known, draws, calls), _owner(draws)
    called = np.zeros(len(owner), dtype=np.bool_)
    for own in columns.values():
        called[own] = True
    flights = [_Flight(known, plan, known.flight[row.flight]) for row in calls.flights]
    waiting = [_waiting(known, draws, called, row.standby) for row in calls.flights]
    for numbers in _batches(asked.runs):
        for comes in _coming(known, draws, draws.of(numbers)):
            here = comes.copy()
            for row, flight, standby in zip(calls.flights, flights, waiting, strict=True):
                left = flight.most.copy()
                for party in (*columns[row.flight], *standby):
                    after = left - flight.need[:, owner[party]]
                    if here[party] and (after >= 0).all():
                        left, here[party] = after, False
                        total[row.flight] += int(flight.seats[owner[party]])
    return {leg: taken / asked.runs for leg, taken in total.items()}


def _waiting(known: ev.Instance, draws: Draws, called: Mask, standby: Sequence[tuple[str, int]]) -> list[int]:
    """The columns of those who stand by for a flight, first to step in first."""
    columns = list[int]()
    for group, parties in standby:
        row = known.groups.row[group]
        own = np.arange(draws.first_party[row], draws.first_party[row + 1])
        columns += own[~called[own]][:parties].tolist()
    return columns


def _owner(draws: Draws) -> Ints:
    """The group of each party."""
    sizes = np.diff(draws.first_party)
    return np.repeat(np.arange(len(sizes)), sizes)


def _time(asked: argparse.Namespace) -> bool:
    """Milliseconds a flight of 300 seats with some 400 parties called, of making and of judging it."""
    known, plan = _families(asked.seed, flights=10)
    for name, stories in (("alone", ()), ("with roads that close", ROADS)):
        took, judged, calls = list[float](), list[float](), None
        for _ in range(5):
            begun = time.process_time()
            calls = called_forward(known, plan, int(asked.alpha * 1_000_000), stories)
            took.append((time.process_time() - begun) / len(calls.flights))
            begun = time.process_time()
            assert not check_call_forward(known, plan, calls)
            judged.append((time.process_time() - begun) / len(calls.flights))
        assert calls is not None
        over = sum(row.refused > 0 for row in calls.flights)
        parties = int(calls.called.parties.sum()) // len(calls.flights)
        print(
            f"{name}: {len(calls.flights)} flights of 300 seats, {over} of them with more called, "
            f"{parties} parties called to each, {len(calls.worlds)} worlds: "
            f"{1000 * median(took):.1f} ms a flight, judged in {1000 * median(judged):.1f} ms"
        )
    return True


if __name__ == "__main__":
    main()
