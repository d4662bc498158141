"""What comes of a plan that is changed by the way, at each event, with what is known then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.events.events import Cancel, Delay, Seats, SetCell
from evacopt.events.turnout import TurnOut
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import everybody
from evacopt.simulation import replan as recourse
from evacopt.simulation.again import Again, Decided, Known
from evacopt.simulation.beliefs import news_of
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.result import Recourse
from evacopt.simulation.run import outcomes_of
from tests.build import VIA_HUB, at, flight, group, instance, plan
from tests.simulation.changed import broken, by_class, certain, replanned, told_early
from tests.simulation.uncertain import uncertain

SURE = 1_000_000
EARLY, LATE = flight("E", "O 08:00", "V 12:00", seats=2), flight("L", "O 10:00", "V 14:00", seats=2)
LOST = replace(EARLY, cancel_probability=SURE)


@pytest.fixture(scope="module", autouse=True)
def _one_engine() -> Iterator[None]:
    """The engine that is kept for a process ends with these tests."""
    yield
    recourse.engine().close()


def _out(of: Instance, planned: Plan, how: Recourse, *stories: Story) -> dict[str, int]:
    """Parties out in the first scenario, by `group@flight`."""
    outcomes = outcomes_of(of, planned, stories, how, numbers=(0,), seed=0)
    flights = {leg.arrives: leg.id for leg in of.schedule}
    groups = everybody(of, stories).id
    lists = (outcomes.group.tolist(), outcomes.minute.tolist(), outcomes.landed.tolist())
    return {
        f"{groups[row]}@{flights.get(minute, minute)}": parties
        for row, minute, parties in zip(*lists, strict=True)
    }


def _surely(*events: Any, known: str | None = None) -> Story:
    return Story(id="S", probability=SURE, events=events, known_from=None if known is None else at(known))


def test_the_more_urgent_go_by_the_next() -> None:
    """Who lost a flight takes the seats of those who are less urgent, which nobody who stands by does."""
    groups = (group("A", count=2), group("B", priority=2, nationality="DEU", count=2))
    of = instance(groups=groups, flights=(LOST, LATE))
    planned = plan(of, ("A", "E", 2), ("B", "L", 2))
    assert _out(of, planned, "standby") == {"B@L": 2}
    assert _out(of, planned, "replan") == {"A@L": 2}


def test_who_is_known_to_come_is_called_first() -> None:
    """Of those who were called to the flight that was lost, those who came are called to the next one."""
    of = instance(groups=(group("A", count=4, show_up=500_000),), flights=(replace(LOST, seats=4), LATE))
    planned, came = plan(of, ("A", "E", 4)), 0
    for number in range(6):
        told = outcomes_of(of, planned, (), "replan", numbers=(number,), seed=0)
        came += int(told.landed.sum())
        assert (
            told.landed.sum()
            == outcomes_of(of, planned, (), "standby", numbers=(number,), seed=0).landed.sum()
        )
    assert came > 6


def test_who_is_there_already_leaves_sooner() -> None:
    """Who came to the flight that was lost takes an empty seat of an earlier one than that of their call."""
    groups = (group("A", count=2), group("B", nationality="DEU", count=2, show_up=1))
    soon = flight("M", "O 09:00", "V 13:00", seats=2)
    of = instance(groups=groups, flights=(LOST, soon, LATE))
    assert _out(of, plan(of, ("A", "E", 2), ("B", "M", 2)), "replan") == {"A@M": 2}


def test_news_let_people_leave_before() -> None:
    """A flight that is known to fail is left for an earlier one; where it is only felt, that has gone."""
    of = instance(groups=(group("A", count=2),), flights=(EARLY, LATE))
    planned = plan(of, ("A", "L", 2))
    assert _out(of, planned, "replan", _surely(Cancel("L"), known="06:00")) == {"A@E": 2}
    assert _out(of, planned, "replan", _surely(Cancel("L"), known="08:00")) == {"A@E": 2}
    assert _out(of, planned, "replan", _surely(Cancel("L"), known="08:01")) == {}
    assert _out(of, planned, "replan", _surely(Cancel("L"))) == {}
    assert _out(of, planned, "standby", _surely(Cancel("L"), known="06:00")) == {}


def test_flights_are_ordered_that_the_plan_left_out() -> None:
    """Also where all who could take them are called elsewhere, or at a hub by now."""
    more = flight("X", "O 15:00", "V 19:00", status="optional", seats=1)
    of = instance(groups=(group("A", count=2),), flights=(LOST, more))
    assert _out(of, plan(of, ("A", "E", 2)), "replan") == {"A@X": 1}
    assert _out(of, plan(of, ("A", "E", 2)), "standby") == {}
    inward, onward = VIA_HUB
    late = flight("LATE", "H 14:00", "V 18:00", status="optional", seats=3)
    of = instance(
        groups=(group("A", count=5),), flights=(inward, replace(onward, cancel_probability=SURE), late)
    )
    assert _out(of, plan(of, ("A", "IN>OUT", 4)), "replan") == {"A@LATE": 3}


def test_who_strands_goes_on_once_it_is_known() -> None:
    """A connection that a delay breaks is news when it is felt, at the hub; those who can go on otherwise."""
    inward, onward = VIA_HUB
    late = flight("LATE", "H 14:00", "V 18:00", seats=3)
    of = instance(groups=(group("A", count=4),), flights=(inward, onward, late))
    told = _out(of, plan(of, ("A", "IN>OUT", 4)), "replan", _surely(Cancel("OUT")))
    assert told == {"A@LATE": 3}


def test_what_is_news() -> None:
    """What is said counts, and no later than it is felt; who comes is no news, nor what may fail."""
    of = instance(flights=(EARLY, LATE))
    assert news_of(of, _surely(Cancel("L"))) == at("10:00")
    assert news_of(of, _surely(Delay("L", 60), known="09:00")) == at("09:00")
    assert news_of(of, _surely(Delay("L", -60))) == at("09:00")
    assert news_of(of, _surely(Seats("L", 1), known="23:00")) == at("10:00")
    assert news_of(of, _surely(SetCell("groups", "G", "leave_by", at("09:00")))) == at("08:00")
    assert news_of(of, _surely(SetCell("flights", "L", "cancel_probability", SURE))) is None
    assert news_of(of, _surely(TurnOut((("origin", "O"),), 0), known="00:00")) is None


def test_without_an_event_as_with_standby() -> None:
    """Where nothing fails and nothing is news, free seats are filled in the standby order."""
    of = instance(
        groups=(group("A", count=3, show_up=500_000), group("B", priority=2)), flights=(EARLY, LATE)
    )
    planned = plan(of, ("A", "E", 2), ("A", "L", 1))
    ways = [outcomes_of(of, planned, (), how, numbers=range(20), seed=1) for how in ("replan", "standby")]
    assert _lines(ways[0]) == _lines(ways[1])
    assert ways[0].landed.sum() > 0


@pytest.mark.parametrize("seed", [2, 14, 21, 34, 35, 57])
def test_where_nothing_is_found_the_plan_stays(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """And all goes as with standby, however often it was asked; how often is told."""
    case = uncertain(seed)
    assert case is not None
    known, planned, stories = case
    monkeypatch.setattr(Again, "decided", lambda _again, _known: None)
    kept, stayed = (
        outcomes_of(known, planned, stories, how, numbers=range(12), seed=7) for how in ("standby", "replan")
    )
    assert _lines(stayed) == _lines(kept)
    assert stayed.undecided.sum() > 0


def test_what_is_not_decided_to_the_end_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best that was found is what is done, and how often that was is told."""
    of = instance(groups=(group("A", count=2),), flights=(LOST, LATE))
    decided = Again.decided

    def cut_short(again: Again, known: Known) -> Decided | None:
        found = decided(again, known)
        return found and replace(found, complete=False)

    monkeypatch.setattr(Again, "decided", cut_short)
    told = outcomes_of(of, plan(of, ("A", "E", 2)), (), "replan", numbers=(0,), seed=0)
    assert (told.landed.tolist(), told.undecided.tolist()) == ([2], [1])


@pytest.mark.parametrize("seed", [3, 9, 14, 21, 35, 43, 57])
def test_who_gets_out_keeps_every_rule_of_the_world(seed: int) -> None:
    """What was flown in the end is a plan of what came true, promises of at least something aside."""
    known, planned, stories = told_early(seed)
    runs = replanned(known, planned, stories, range(8))
    assert runs
    assert [broken(gone) for gone in runs] == [[]] * len(runs)


@pytest.mark.parametrize("seed", [0, 3, 7, 14, 50, 57])
def test_knowing_harms_nobody_where_all_else_iscertain(seed: int) -> None:
    """Where nothing but stories is uncertain, and classes count first, no class is worse off for another one.

    That does not hold of every scenario: who is called from a flight that fails to another one may find that
    this fails too.
    """
    known, planned, stories = told_early(seed)
    of = certain(known)
    none, standby, anew = (
        by_class(of, outcomes_of(of, planned, stories, how, numbers=range(8), seed=7), stories)
        for how in ("none", "standby", "replan")
    )
    assert all(kept <= better for kept, better in zip(none, anew, strict=True))
    assert all(kept <= better for kept, better in zip(standby, anew, strict=True))
    assert standby != anew


def test_the_same_in_parts() -> None:
    """Scenarios do not depend on which are done with them, or before."""
    known, planned, stories = told_early(57)
    whole = outcomes_of(known, planned, stories, "replan", numbers=range(10), seed=3)
    recourse._beliefs.cache_clear()
    parts = [
        outcomes_of(known, planned, stories, "replan", numbers=some, seed=3)
        for some in (range(6, 10), range(6))
    ]
    assert _lines(Outcomes.joined(parts[::-1])) == _lines(whole)


def _lines(outcomes: Outcomes) -> list[Any]:
    landings = np.stack([outcomes.scenario, outcomes.minute, outcomes.group, outcomes.landed], axis=1)
    columns = (outcomes.numbers, outcomes.parties, outcomes.flown, outcomes.taken, outcomes.refused)
    return [sorted(landings[outcomes.landed > 0].tolist()), *(column.tolist() for column in columns)]
