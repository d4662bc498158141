"""Parties by themselves: what they may board, which plans keep the rows, and what those plans are worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evacopt
from benchmarks.peers.goals import goals_of
from benchmarks.peers.limits import LimitError, Limits
from benchmarks.peers.parties import Parties, parties_of
from evacopt.domain.columns import Ints
from tests.peers.surge import few_infants, unlimited

PARTIES = parties_of(few_infants(), unlimited())


def plan_of(parties: Parties, chosen: Ints) -> evacopt.Plan:
    """A plan of the pairs `chosen`."""
    instance = parties.instance
    return evacopt.Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=parties.assignments(chosen),
    )


@st.composite
def chosen_pairs(draw: st.DrawFn, most: int = 1) -> Ints:
    """Some pairs, at most `most` a party; seats may be too few for them."""
    rows = np.split(np.arange(len(PARTIES)), np.flatnonzero(np.diff(PARTIES.party)) + 1)
    some = draw(st.lists(st.sampled_from(rows), max_size=60))
    picked = {draw(st.sampled_from(row.tolist())) for row in some for _ in range(most)}
    alone = {int(PARTIES.party[pair]): pair for pair in sorted(picked)}
    return np.array(sorted(alone.values() if most == 1 else picked), dtype=np.int64)


@given(chosen_pairs())
def test_rows_are_the_rules(chosen: Ints) -> None:
    """A choice keeps the rows exactly where the judge finds no fault with its plan."""
    faults = evacopt.verify(PARTIES.instance, plan_of(PARTIES, chosen))
    assert PARTIES.holds(chosen) == (not faults)


@given(chosen_pairs(most=2))
def test_rows_say_what_holds_says(chosen: Ints) -> None:
    """The rows that the engines are given, added up, agree with the check of incumbents."""
    values = np.zeros(len(PARTIES), dtype=np.int64)
    values[chosen] = 1
    kept = all((row.use * values[row.pairs]).sum() <= row.most for row in PARTIES.rows())
    assert PARTIES.holds(chosen) == kept


@given(chosen_pairs())
def test_goals_are_those_of_the_judge(chosen: Ints) -> None:
    """Each goal counted over pairs is what the judge counts on the plan."""
    mine = [(goal.name, goal.value(chosen)) for goal in goals_of(PARTIES)]
    assert mine == evacopt.count_goals(PARTIES.instance, plan_of(PARTIES, chosen))


def test_every_party_is_one() -> None:
    """There is a party for each that the groups count, with all flights that take it, and no other."""
    instance = PARTIES.instance
    groups, flights = instance.groups, instance.flights
    assert len(PARTIES.group) == groups.count.sum()
    boards = set(zip(PARTIES.party.tolist(), PARTIES.flight.tolist(), strict=True))
    for party, row in enumerate(PARTIES.group.tolist()):
        for number, flight in enumerate(flights):
            nation = groups.nationality[row]
            taken = {"all": True, "own": flight.operator == nation}.get(
                flight.accepts[0], nation in flight.accepts
            )
            fine = taken and flight.departs >= groups.ready[row] and flight.origin == groups.origin[row]
            assert ((party, number) in boards) == fine


def test_building_minds_the_clock() -> None:
    """Pairs are not made on when time is up."""
    with pytest.raises(LimitError, match="time ran out"):
        parties_of(PARTIES.instance, Limits(seconds=0.0, memory=2**60))


def test_nobody_may_board_anything() -> None:
    """Without any pair there are no rows, and every goal is settled by who stays."""
    instance = evacopt.generate("surge", people=5, seed=1)
    alone = evacopt.Instance(
        name="late",
        begins=instance.begins,
        ends=instance.begins,
        policy=instance.policy,
        locations=instance.locations,
        groups=instance.groups,
        flights=instance.flights,
    )
    parties = parties_of(alone, unlimited())
    nobody = np.zeros(0, dtype=np.int64)
    assert len(parties) == 0
    assert list(parties.rows()) == []
    assert parties.holds(nobody)
    goals = {goal.name: goal.value(nobody) for goal in goals_of(parties)}
    assert goals["fairness[1]"] == 1_000_000
    assert goals == dict(evacopt.count_goals(alone, plan_of(parties, nobody)))
