"""Flights taken as one: which ones, and everybody is seated afterwards."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from evacopt.backends.session import Session
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Objective, Policy
from evacopt.exact.aggregation import Aggregated, aggregated
from evacopt.exact.greedy import start_values
from evacopt.exact.lexicographic import seat_rows
from evacopt.milp.contract import Options, Program
from evacopt.model.formulation import formulate
from tests.build import flight, group, instance, place
from tests.tiny.instances import tiny_instance

EXACT = Options(threads=1)
GROUPS = (group("G", count=5), group("H", count=9, priority=2))


def _optional(code: str, seats: int, **more: Any) -> Flight:
    return flight(code, "O 08:00", "V 12:00", status="optional", seats=seats, **more)


PAIR = (_optional("A", 3, copies=2), _optional("B", 4, copies=2))


def _program(known: Instance) -> tuple[Program, Aggregated | None]:
    """The last goal, those before held at a first plan, with and without flights taken as one."""
    formulation = formulate(known)
    start = start_values(formulation)
    *held, goal = formulation.model.goals if start is not None else formulation.model.goals[:1]
    rules = formulation.model.for_goals([each.name for each in (*held, goal)])
    program = Program.of(
        rules, goal, fixed_goals=[(each, each.of(start)) for each in held if start is not None], start=start
    )
    return program, aggregated(program, seat_rows(rules), ~formulation.helpers)


def _interchangeable(groups: tuple[Group, ...], flights: tuple[Flight, ...], **more: Any) -> bool:
    return _program(instance(groups=groups, flights=flights, **more))[1] is not None


def test_one_column_for_a_group_on_two_flights() -> None:
    """Two groups on two flights are two columns with a row of all seats, aggregate the columns of sorties."""
    whole, aggregate = _program(instance(groups=GROUPS, flights=PAIR))
    assert aggregate is not None
    small = aggregate.program
    assert (whole.columns, small.columns) == (6, 4)
    assert aggregate.decisions.tolist() == [True, True, False, False]
    assert small.loose is not None
    assert small.loose.tolist() == [True, True, False, False]
    rows = [dict(zip(*(part.tolist() for part in small.rules.row(row)), strict=True)) for row in range(3)]
    assert {0: 1, 1: 1, 2: -3, 3: -4} in rows
    assert small.upper[:2].tolist() == [5, 9]


@pytest.mark.parametrize(
    ("groups", "flights", "more"),
    [
        ((group(size=2, count=9), group("H", count=9)), PAIR, {}),
        (GROUPS, (PAIR[0], _optional("B", 4, accepts=("DEU",))), {}),
        (GROUPS, (PAIR[0], _optional("B", 4, min_load=1)), {}),
        (
            GROUPS,
            (PAIR[0], flight("B", "O 09:00", "V 12:00", seats=4)),
            {"policy": Policy(objectives=("waiting",))},
        ),
        (
            GROUPS,
            (PAIR[0], flight("B", "O 08:00", "W 12:00", seats=4)),
            {"places": (place("W", capacity=3),)},
        ),
    ],
    ids=["two seats", "another flag", "a least load", "another hour", "another haven"],
)
def test_flights_that_something_tells_apart(groups: Any, flights: Any, more: Any) -> None:
    """Parties of two seats, acceptance, least loads, waiting and places each keep flights apart."""
    assert not _interchangeable(groups, flights, **more)


def test_hours_alone_tell_nothing_apart_where_nobody_counts_them() -> None:
    """Two flights at different hours are interchangeable for a goal that counts people only."""
    assert _interchangeable(GROUPS, (PAIR[0], flight("B", "O 09:00", "V 12:00", seats=4)))


def _with_small_aircraft(seed: int) -> Instance:
    """A tiny instance of single people, every optional flight of which has a smaller sister."""
    rng, known = Random(seed), tiny_instance(seed)
    groups = [
        replace(row, size=1, infants=0, stretchers=0, assisted=0, members=(), count=row.count * row.size)
        for row in known.groups
    ]
    sisters = tuple(
        replace(leg, id=f"{leg.id}-small", seats=max(leg.seats - rng.randrange(1, 3), 1), fleet="")
        for leg in known.flights
        if leg.status == "optional"
    )
    objectives: tuple[Objective, ...] = ("unserved", "waiting", "flights")
    return replace(
        known,
        groups=type(known.groups).of(groups),
        flights=(*known.flights, *sisters),
        shares=tuple(share for share in known.shares if share.kind != "reserve"),
        policy=replace(known.policy, objectives=objectives),
    )


def test_nothing_is_lost(highs: Session) -> None:
    """The best of the smaller program is the best of the whole one, and seats everybody by its rules."""
    aggregates = 0
    for seed in range(80):
        whole, aggregate = _program(_with_small_aircraft(seed))
        if aggregate is not None:
            aggregates += 1
            small, large = highs.solve(aggregate.program, EXACT), highs.solve(whole, EXACT)
            assert small.status == large.status
            assert small.bound == large.bound
            values = aggregate.disaggregated(small).values
            assert values is None or whole.holds(values)
            assert values is None or whole.goal.of(values) == small.bound
    assert aggregates > 10


def test_a_start_stays_a_start() -> None:
    """Values of the whole program, added up, keep the rules of the smaller one at the same goal."""
    whole, aggregate = _program(instance(groups=GROUPS, flights=PAIR))
    assert aggregate is not None
    assert whole.start is not None
    assert aggregate.program.start is not None
    assert aggregate.program.holds(aggregate.program.start)
    assert aggregate.program.goal.of(aggregate.program.start) == whole.goal.of(whole.start)
