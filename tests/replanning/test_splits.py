"""Groups that come apart during a night: whoever is split off keeps what the plan in force had for him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Policy
from evacopt.domain.replanned import Replanned, Split, Stranded
from evacopt.events.events import Cancel, Delay, Event, Seats, SetCell
from evacopt.files import read_instance, write_instance
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.compare import compare
from evacopt.planning.solve import solve
from evacopt.replanning import replan as replanning
from evacopt.replanning.news import NoShow
from evacopt.replanning.replan import Replan, replan
from tests.build import VIA_HUB, at, flight, group, instance, place
from tests.replanning.nights import quick
from tests.replanning.split_nights import apart, decided, random_news, random_plan, split_instance, truth

LATE = flight("LATE", "O 20:00", "V 22:00", seats=2)
GOALS = Policy(objectives=("unserved", "changes", "waiting"))
Rows = Sequence[tuple[str, tuple[str, ...], int]]


def _plan(of: Instance, rows: Rows, **more: Any) -> Plan:
    table = Assignments.of(Assignment(*row) for row in rows)
    return Plan(instance_name=of.name, instance_sha256=of.sha256, assignments=table, **more)


def _night(*groups: Group, **more: Any) -> Instance:
    flights = (*VIA_HUB, LATE, *more.pop("flights", ()))
    return instance(groups=groups, flights=flights, **{"policy": GOALS, **more})


def _decided(of: Instance, plan: Plan, now: str, *events: Event, **more: Any) -> tuple[Replan, Plan]:
    done = replan(of, plan, as_of=at(now), events=events, **{"freeze": 0, "threads": 1, **more})
    assert done.result.plan is not None, done.result
    assert verify(done.instance, done.result.plan, baseline=plan) == []
    return done, done.result.plan


def _rows(plan: Plan) -> list[tuple[str, tuple[str, ...], int]]:
    return sorted((row.group, row.itinerary, row.parties) for row in plan.assignments)


def _changes(done: Replan) -> int:
    return {goal.goal: goal.value for goal in done.result.goals}["changes"]


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans by class, kept close to the plan in force."""
    monkeypatch.setattr(replanning, "solved", quick)


STRANDED_AND_HOME = _night(group(count=2), group("H", ready=at("15:00"), count=1))
"""One of G flies to the hub, one waits for LATE, and H waits too."""


def _in_force(of: Instance) -> Plan:
    return _plan(of, [("G", ("IN", "OUT"), 1), ("G", ("LATE",), 1), ("H", ("LATE",), 1)])


@pytest.mark.sibling("33")
def test_who_never_left_keeps_his_flight() -> None:
    """Only the one who is stranded changes, though an earlier flight has a seat for who waits at home."""
    early = flight("EARLY", "O 18:00", "V 21:00", seats=1)
    known = replace(STRANDED_AND_HOME, flights=(*STRANDED_AND_HOME.flights, early))
    done, plan = _decided(known, _in_force(known), "11:00", Cancel("OUT"))
    assert _changes(done) == 1
    assert _rows(plan) == [("G-stayed", ("LATE",), 1), ("H", ("LATE",), 1)]
    assert done.instance.splits == (Split(group="G-stayed", of="G", parties=1, itinerary=("LATE",)),)


@pytest.mark.sibling("33")
def test_solving_what_was_written_counts_the_same(without_engine: None) -> None:
    """Solved on its own against the plan in force, with a proof, the split group's share counts there too."""
    before = _in_force(STRANDED_AND_HOME)
    done, _ = _decided(STRANDED_AND_HOME, before, "11:00", Cancel("OUT"))
    again = solve(done.instance, baseline=before, threads=1)
    assert again.plan is not None and again.certificate is not None
    assert [(goal.goal, goal.value) for goal in again.goals] == [
        (goal.goal, goal.value) for goal in done.result.goals
    ]
    assert all(goal.grade == "proven" for goal in again.goals)
    assert check_certificate(done.instance, again.plan, again.certificate, baseline=before) == []


@pytest.mark.sibling("33")
def test_comparing_plans_counts_the_same(without_engine: None) -> None:
    """`compare` tells one person changed, as the goal does."""
    before = _in_force(STRANDED_AND_HOME)
    done, plan = _decided(STRANDED_AND_HOME, before, "11:00", Cancel("OUT"))
    found = compare([(STRANDED_AND_HOME, before), (done.instance, plan)])
    assert found.plans[1].changed == 1


@pytest.mark.sibling("33")
@pytest.mark.parametrize("name", ["night", "night.json", "night.xlsx"])
def test_a_split_is_written_and_read(name: str, tmp_path: Path, without_engine: None) -> None:
    """Each container keeps whose share the plan in force has under which name; the hash with it."""
    done, _ = _decided(STRANDED_AND_HOME, _in_force(STRANDED_AND_HOME), "11:00", Cancel("OUT"))
    write_instance(done.instance, tmp_path / name)
    read = read_instance(tmp_path / name)
    assert read.splits == done.instance.splits
    assert read.sha256 == done.instance.sha256 != replace(read, splits=()).sha256


def test_without_a_split_nothing_of_it_is_written() -> None:
    """An instance that was never split has the hash that it always had."""
    assert instance().sha256 == ("95dd120f0b7ed188d9564b4dea59c9513a607a980166ea64eef5bfef30f297e8")


@pytest.mark.sibling("33")
@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("group", "Q", "must name a group"), ("of", "Q", "must name a group"), ("parties", 0, "at least 1")],
)
def test_a_split_must_name_groups(column: str, value: Any, said: str) -> None:
    """What stands in the table of splits is checked as everything else is."""
    row = replace(Split(group="G", of="H", parties=1, itinerary=("F",)), **{column: value})
    (finding,) = errors_of(replace(STRANDED_AND_HOME, splits=(row,)))
    assert (finding.table, finding.row, finding.column) == ("splits", 0, column)
    assert said in finding.rule


@pytest.mark.sibling("33")
def test_a_plan_that_knows_the_group_is_read_as_it_stands(without_engine: None) -> None:
    """A plan made after the split speaks for itself, whether those split off travel, stay or are stranded."""
    before = _in_force(STRANDED_AND_HOME)
    done, plan = _decided(STRANDED_AND_HOME, before, "11:00", Cancel("OUT"))
    assert plan.with_splits(done.instance.splits) is plan
    staying = replace(plan, assignments=Assignments.of([]), unserved=(*plan.unserved,))
    assert before.with_splits(done.instance.splits) != before
    named = Replanned(before="", as_of=0, stranded=(Stranded("G-stayed", ("IN",), 1),))
    assert replace(staying, replanned=named).with_splits(done.instance.splits) == replace(
        staying, replanned=named
    )
    counted = dict(count_goals(done.instance, plan, baseline=plan))
    assert counted["changes"] == 0


@pytest.mark.sibling("33")
def test_no_more_is_taken_than_the_plan_has() -> None:
    """A plan that has fewer there than were split off gives what it has."""
    splits = (
        Split(group="G-stayed", of="G", parties=5, itinerary=("LATE",)),
        Split(group="H", of="G", parties=1, itinerary=("LATE",)),
    )
    known = replace(_night(group(count=2), group("G-stayed", count=5), group("H")), splits=splits)
    plan = _plan(known, [("G", ("LATE",), 3), ("G", ("IN", "OUT"), 1)]).with_splits(known.splits)
    assert _rows(plan) == [("G", ("IN", "OUT"), 1), ("G-stayed", ("LATE",), 3)]


@pytest.mark.sibling("33")
def test_who_missed_the_flight_is_split_off_with_it(without_engine: None) -> None:
    """A party that did not come had a flight, so its staying now is a change; the others were to go there."""
    known = _night(group(count=3), flights=())
    before = _plan(known, [("G", ("IN", "OUT"), 2), ("G", ("LATE",), 1)])
    done, plan = _decided(known, before, "11:00", Cancel("OUT"), no_shows=[NoShow("G", 1, "IN")])
    assert _rows(plan) == [("G-stayed", ("LATE",), 2)]
    assert set(done.instance.splits) == {
        Split(group="G-stayed", of="G", parties=1, itinerary=("IN", "OUT")),
        Split(group="G-stayed", of="G", parties=1, itinerary=("LATE",)),
    }
    assert _changes(done) == 2


@pytest.mark.sibling("33")
def test_who_stayed_at_home_stays_unchanged(without_engine: None) -> None:
    """Somebody for whom the plan in force had nothing is no change while he has nothing."""
    known = _night(group(count=3), flights=())
    full = replace(known, flights=(*VIA_HUB, replace(LATE, seats=1)))
    before = _plan(full, [("G", ("IN", "OUT"), 1), ("G", ("LATE",), 1)])
    done, _ = _decided(full, before, "11:00", Cancel("OUT"))
    assert _changes(done) == 1


@pytest.mark.sibling("33")
def test_who_was_stranded_before_is_apart_from_who_is_now(without_engine: None) -> None:
    """One goes on whom the plan in force strands, one is stranded for whom it had a flight: both change."""
    other = flight("IN2", "O 08:10", "H 10:10")
    onward = flight("OUT2", "H 18:00", "V 20:00", seats=1)
    known = _night(group(count=2), flights=(other, onward))
    first = _plan(known, [("G", ("IN", "OUT"), 1), ("G", ("IN2", "OUT2"), 1)])
    _, stuck = _decided(known, first, "11:00", Cancel("OUT"))
    assert stuck.replanned is not None
    was, done_with = stuck.replanned.stranded, _decided(known, first, "11:00", Cancel("OUT"))[0].instance
    assert was == (Stranded("G", ("IN",), 1),)
    bar = Pin(group="G", kind="at_most", parties=0, itinerary=("IN2", "LAST"))
    last = flight("LAST", "H 19:00", "V 21:00", seats=1)
    news = replace(done_with, flights=(*done_with.flights, last), pins=(*done_with.pins, bar))
    done, plan = _decided(news, stuck, "13:00", Cancel("OUT2"))
    assert _rows(plan) == [("G-stranded", ("IN", "LAST"), 1)]
    assert _changes(done) == 2
    assert plan.replanned is not None
    assert plan.replanned.stranded == (Stranded("G", ("IN2",), 1),)


@pytest.mark.sibling("33")
def test_who_was_stranded_is_apart_from_who_comes_home(without_engine: None) -> None:
    """At the hub one goes on at last, at home one loses his flight: two people change, not one."""
    known = _night(group(count=1), flights=())
    before = _plan(known, [("G", ("IN", "OUT"), 1)])
    done, stuck = _decided(known, before, "11:00", Cancel("OUT"))
    relief = flight("RELIEF", "H 18:00", "V 20:00", seats=1)
    news = replace(done.instance, flights=(*done.instance.flights, relief))
    with_more = replace(news, groups=Groups.of([replace(news.groups[0], count=2)]))
    late = replace(stuck, assignments=Assignments.of([Assignment("G", ("LATE",), 1)]))
    done, plan = _decided(with_more, late, "13:00", Cancel("LATE"))
    assert _rows(plan) == [("G-stranded", ("IN", "RELIEF"), 1)]
    assert _changes(done) == 2


@pytest.mark.sibling("33")
def test_who_was_boarding_can_still_leave_another_way(without_engine: None) -> None:
    """A flight on which check-in was over is cancelled after all: its people are not tied to its hour."""
    policy = replace(GOALS, check_in_minutes=60)
    direct = flight("D", "O 11:30", "V 14:00")
    known = _night(group(count=2), flights=(direct,), policy=policy)
    before = _plan(known, [("G", ("IN", "OUT"), 1), ("G", ("D",), 1)])
    done, plan = _decided(known, before, "11:00", Cancel("OUT"))
    assert _rows(plan) == [("G", ("D",), 1)]
    _, after = _decided(done.instance, plan, "11:15", Cancel("D"))
    assert _rows(after) == [("G-stayed", ("LATE",), 1)]


@pytest.mark.sibling("33")
def test_who_has_left_does_not_leave_again(without_engine: None) -> None:
    """Somebody stranded at the hub is not put on a later flight from home, whatever seats it has."""
    known = _night(group(count=1), flights=())
    done, plan = _decided(known, _plan(known, [("G", ("IN", "OUT"), 1)]), "11:00", Cancel("OUT"))
    assert _rows(plan) == []
    assert done.instance.groups[0].leave_by is None


@pytest.mark.sibling("33")
@pytest.mark.parametrize(
    ("pin", "kept"),
    [
        (Pin(group="G", kind="at_least", parties=1, itinerary=("LATE",)), ["G-stayed at_least 1 LATE"]),
        (Pin(group="G", kind="at_most", parties=1, itinerary=("IN", "OUT")), ["G at_most 1 IN>OUT"]),
        (Pin(group="G", kind="exactly", parties=2, flight="LATE"), ["G-stayed exactly 2 LATE"]),
        (Pin(group="G", kind="at_most", parties=2, flight="IN"), ["G at_most 2 IN"]),
        (Pin(group="G", kind="at_least", parties=2), ["G-stayed at_least 1 "]),
        (Pin(group="G", kind="at_most", parties=2), ["G-stayed at_most 1 "]),
        (Pin(group="H", kind="at_most", parties=1), ["H at_most 1 "]),
    ],
)
def test_what_was_decided_goes_with_whom_it_is_about(pin: Pin, kept: list[str], without_engine: None) -> None:
    """Pins of a group that is split are pins of the part that can keep them; of any travel, of each."""
    known = _night(group(count=3), group("H"), pins=(pin,))
    before = _plan(known, [("G", ("IN", "OUT"), 1), ("G", ("LATE",), 2)])
    done, _ = _decided(known, before, "11:00", Cancel("OUT"))
    assert done.result.plan is not None and done.result.plan.replanned is not None
    own = [one for one in done.instance.pins if one not in done.result.plan.replanned.held]
    said = [f"{p.group} {p.kind} {p.parties} {'>'.join(p.itinerary) or p.flight}" for p in own]
    assert said == kept
    joint = not pin.itinerary and not pin.flight and pin.group == "G"
    told = f"was decided, who are in several places now: kept is {pin.kind} 1 of G-stayed"
    assert joint == any(note.endswith(told) for note in done.notes)


@pytest.mark.sibling("33")
def test_a_chain_of_splits_is_counted_plan_by_plan(without_engine: None) -> None:
    """The next replan counts from the plan before it, and leaves nothing of the earlier split behind."""
    done, plan = _decided(STRANDED_AND_HOME, _in_force(STRANDED_AND_HOME), "11:00", Cancel("OUT"))
    again, after = _decided(done.instance, plan, "12:00", Seats("LATE", 3))
    assert (again.instance.splits, _changes(again)) == ((), 0)
    assert _rows(after) == _rows(plan)


@pytest.mark.sibling("33")
def test_a_smaller_group_that_is_split(without_engine: None) -> None:
    """Where one of those at home found his own way, the share of the others is not more than they are."""
    known = _night(group(count=3), flights=())
    before = _plan(known, [("G", ("IN", "OUT"), 1), ("G", ("LATE",), 2)])
    done, plan = _decided(known, before, "11:00", SetCell("groups", "G", "count", 2), Cancel("OUT"))
    assert _rows(plan) == [("G-stayed", ("LATE",), 1)]
    assert _changes(done) == 1


@pytest.mark.sibling("33")
def test_a_missed_connection_splits_too(without_engine: None) -> None:
    """Who cannot reach the onward flight, because his own is late, is apart as if it were cancelled."""
    known = _night(group(count=2), flights=(), places=(place("H", max_stay=180),))
    before = _plan(known, [("G", ("IN", "OUT"), 1), ("G", ("LATE",), 1)])
    done, plan = _decided(known, before, "09:00", Delay("OUT", 300))
    assert _rows(plan) == [("G-stayed", ("LATE",), 1)]
    assert _changes(done) == 1


SPLIT_SEEDS = (1, 58, 73, 124, 182, 325)
"""Nights that split a group, with no-shows and newcomers among them; a campaign draws thousands."""


@pytest.mark.sibling("33")
@pytest.mark.parametrize("seed", SPLIT_SEEDS)
def test_nobody_pays_for_being_of_a_group(seed: int) -> None:
    """Each goal is that of the best for every party by itself, and of the night without groups to split."""
    rng = Random(seed)
    known = split_instance(rng)
    plan = random_plan(rng, known)
    assert plan is not None
    news = random_news(rng, known, plan, known.begins + rng.randrange(150, 420))
    done, alone = decided(known, plan, news), decided(*apart(known, plan, news))
    assert done is not None and done.result.plan is not None and alone is not None
    assert done.instance.splits
    goals = [(goal.goal, goal.value) for goal in done.result.goals]
    assert goals == truth(known, plan, news)
    assert goals == [(goal.goal, goal.value) for goal in alone.result.goals]
    assert verify(done.instance, done.result.plan, baseline=plan) == []
