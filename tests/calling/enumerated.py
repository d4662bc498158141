"""Small flights of every sort, and the chance of a refusal by trying every outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import comb, prod
from random import Random

from evacopt.domain.call_forward import CallForward
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.share import Bloc, Share
from evacopt.events.turnout import TurnOut
from evacopt.judge.seating import seated
from evacopt.judge.verify import verify
from evacopt.scenarios.story import Story
from tests import build

NATIONS = ("FRA", "DEU", "NER")
BLOCS = (Bloc(bloc="EU", members=("FRA", "DEU")), Bloc(bloc="SAHEL", members=("NER", "DEU")))
NESTED, CROSSING = ((), ("FRA",), ("EU",), ("FRA", "EU"), ("FRA", "DEU")), (("EU", "SAHEL"),)


def small_flight(seed: int, *, crossing: bool = False) -> tuple[Instance, Plan, tuple[Story, ...]]:
    """An instance with one flight and some groups, a plan that has few of them on it, and stories."""
    draw = Random(seed)
    pools = draw.choice(CROSSING if crossing else NESTED)
    seats = draw.randint(4, 8)
    flight = build.flight(
        "F", seats=seats, stretchers=draw.randint(0, 2), infants=draw.randint(1, 3), seats_per_stretcher=2
    )
    groups = [
        build.group(
            f"G{number}",
            nationality=draw.choice(NATIONS),
            size=draw.choice((1, 1, 2, 3)),
            infants=int(draw.random() < 0.2),
            stretchers=int(draw.random() < 0.15),
            count=draw.randint(1, 4),
            priority=draw.randint(1, 3),
            show_up=draw.choice((1_000_000, 650_000, 500_000, 360_001, 123_457)),
        )
        for number in range(5)
    ]
    shares = [
        Share(id=f"R{nation}", kind="reserve", nationality=nation, people=draw.randint(1, 2), flight="F")
        for nation in pools
    ]
    known = build.instance(groups=groups, flights=(flight,), blocs=BLOCS, shares=tuple(shares))
    plan = build.plan(known, ("G0", "F", 1))
    used = {group.nationality for group in groups}
    stories = [
        Story(
            id=f"S{number}",
            probability=draw.choice((50_000, 300_000, 400_000)),
            events=(TurnOut((("nationality", draw.choice(sorted(used))),), draw.choice((0, 400_000))),),
            one_of=draw.choice(("", "road")),
        )
        for number in range(draw.choice((0, 0, 2)))
    ]
    return known, build.plan(known) if verify(known, plan) else plan, tuple(stories)


def refusal(instance: Instance, calls: CallForward, parties: Mapping[str, int]) -> Fraction:
    """The chance that somebody of so many parties of each group, called to F, comes and finds no place."""
    names, total = [*parties], Fraction(0)
    fit = [
        came
        for came in product(*(range(parties[name] + 1) for name in names))
        if not _fits(instance, names, came)
    ]
    for world in calls.worlds:
        told = dict(world.show_up)
        comes = [
            Fraction(told.get(name, int(instance.groups.show_up[instance.groups.row[name]])), 1_000_000)
            for name in names
        ]
        for came in fit:
            total += world.probability * prod(
                (
                    comb(parties[name], number) * p**number * (1 - p) ** (parties[name] - number)
                    for name, number, p in zip(names, came, comes, strict=True)
                ),
                start=Fraction(1),
            )
    return total


def _fits(instance: Instance, names: list[str], came: tuple[int, ...]) -> bool:
    flight, pools = instance.flight["F"], instance.pools(instance.flight["F"])
    rows = [instance.groups[instance.groups.row[name]] for name in names]
    lying = sum(row.stretchers * number for row, number in zip(rows, came, strict=True))
    laps = sum(row.infants * number for row, number in zip(rows, came, strict=True))
    need = [flight.seats_for(row) * number for row, number in zip(rows, came, strict=True)]
    doors = [[instance.speaks_of(pool, row.nationality, ()) for pool in pools] for row in rows]
    free = flight.seats - sum(pool.people for pool in pools)
    outside = sum(need) - seated(need, [pool.people for pool in pools], doors)
    return lying <= flight.stretchers and laps <= flight.infant_limit and outside <= free


def parties_of(calls: CallForward) -> Counter[str]:
    """Parties of each group that are called."""
    called = Counter[str]()
    for row in calls.called:
        called[row.group] += row.parties
    return called
