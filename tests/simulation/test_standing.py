"""What comes of a plan that is kept: `none` and `standby`, against one party after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.domain.slot import Order
from evacopt.errors import UsageError
from evacopt.events.events import Arrivals, Cancel, Delay, Seats
from evacopt.events.turnout import TurnOut
from evacopt.scenarios.draws import Drawn, Draws, as_drawn
from evacopt.scenarios.story import Story
from evacopt.simulation import standing, ways
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.result import Recourse
from evacopt.simulation.run import RECOURSES, outcomes_of
from tests.build import VIA_HUB, at, flight, group, instance, place, plan
from tests.simulation.compared import differences, misses
from tests.simulation.uncertain import uncertain

BOTH: tuple[Recourse, ...] = ("none", "standby")
NEVER, SURELY = 1_000_000, 0
EARLY, LATE = flight("E", "O 08:00", "V 12:00", seats=2), flight("L", "O 10:00", "V 14:00", seats=2)


def _drawn(
    draws: Draws, *, fails: tuple[int, ...] = (), away: tuple[int, ...] = (), spread: int = NEVER - 1
) -> Drawn:
    """One scenario in which the sorties `fails` are cancelled and the parties `away` do not come."""
    sorties, parties = int(draws.first_sortie[-1]), int(draws.first_party[-1])
    return as_drawn(
        draws.instance,
        numbers=np.zeros(1, dtype=np.int64),
        stories=np.array([[0] * len(draws.sets)], dtype=np.int64),
        fails=np.where(np.isin(np.arange(sorties), fails), SURELY, NEVER - 1)[None],
        spread=np.full((1, len(draws.instance.groups)), spread),
        chance=np.where(np.isin(np.arange(parties), away), NEVER - 1, SURELY)[None],
    )


def _chancy(known: Instance) -> Instance:
    """Any flight may be cancelled, and anybody may stay away."""
    groups = replace(known.groups, show_up=np.full(len(known.groups), 500_000))
    legs = tuple(replace(leg, cancel_probability=500_000) for leg in known.flights)
    return replace(known, groups=groups, flights=legs)


def _out(known: Instance, planned: Plan, recourse: Recourse, *events: Any, **drawn: Any) -> dict[str, int]:
    """Parties out by `group@flight`, where `events` are a story that happens."""
    stories = [Story(id="S", probability=500_000, events=events)] if events else []
    draws = Draws(_chancy(known), stories)
    outcomes = RECOURSES[recourse](planned, draws, _drawn(draws, **drawn))
    codes = [*known.groups.id, "N"]
    lists = (outcomes.group.tolist(), outcomes.minute.tolist(), outcomes.landed.tolist())
    hour = {at(f"{hour:02}:00"): f"{hour:02}" for hour in range(24)}
    return {f"{codes[row]}@{hour[minute]}": parties for row, minute, parties in zip(*lists, strict=True)}


@pytest.mark.parametrize("seed", [2, 14, 17, 21, 34, 78, 121, 129, 145, 205, 232, 233])
def test_as_one_party_after_the_other(seed: int) -> None:
    """Landings, sorties, seats and refusals of each scenario, with stories, ranges and every rule."""
    case = uncertain(seed)
    assert case is not None
    known, planned, stories = case
    draws = Draws(known, stories, seed)
    wrong, _ = differences(planned, draws, draws.of(range(6)))
    assert wrong == []


@pytest.mark.parametrize("seed", [2, 5, 9, 13, 28, 32, 33, 46])
def test_the_mean_over_all_that_may_happen(seed: int) -> None:
    """Where there are few scenarios, each with its chance as a fraction."""
    case = uncertain(seed, few=True)
    assert case is not None
    known, planned, stories = case
    found = misses(planned, Draws(known, stories), stories, 200)
    assert found is not None
    assert found[0] == []
    assert found[1] > 1


def test_what_is_certain_goes_as_planned() -> None:
    """Who is planned gets out, at the minute that the plan says, whatever else is scarce, and nobody else."""
    legs = (flight("IN", "O 08:00", "H 10:00", seats=4), flight("OUT", "H 12:00", "V 16:00", seats=3))
    known = instance(groups=[group("A", count=2), group("B"), group("C")], flights=legs)
    planned = plan(known, ("A", "IN>OUT", 2), ("B", "IN>OUT", 1))
    draws = Draws(known)
    for recourse in BOTH:
        outcomes = RECOURSES[recourse](planned, draws, draws.of([0]))
        assert outcomes.group.tolist() == [0, 1]
        assert outcomes.landed.tolist() == [2, 1]
        assert outcomes.minute.tolist() == [at("16:00")] * 2
        assert outcomes.taken.tolist() == [[3, 3]]
        assert outcomes.parties.tolist() == [[2, 1, 1]]


def test_who_misses_a_flight() -> None:
    """Stays where he is, or takes the empty seats of the next one; who does not come takes none."""
    known = instance(groups=[group("A", count=2), group("B", count=2)], flights=[EARLY, LATE])
    planned = plan(known, ("A", "E", 2), ("B", "L", 2))
    assert _out(known, planned, "none") == {"A@12": 2, "B@14": 2}
    assert _out(known, planned, "none", fails=(0,), away=(2,)) == {"B@14": 1}
    assert _out(known, planned, "standby", fails=(0,), away=(2,)) == {"A@14": 1, "B@14": 1}
    assert _out(known, planned, "standby", fails=(0,), away=(0, 1)) == {"B@14": 2}


def test_the_standby_order() -> None:
    """The class comes first, then the nationality that the plan helps least, then who registered first."""
    others = [
        group("A", registered=at("01:00")),
        group("B", registered=at("00:30")),
        group("C", nationality="DEU", count=2),
        group("D", priority=2),
    ]
    known = instance(groups=[group("X", count=3), *others], flights=[replace(EARLY, seats=3)])
    planned = plan(known, ("X", "E", 3))
    taken = {gone: _out(known, planned, "standby", away=tuple(range(gone))).keys() for gone in range(1, 4)}
    assert taken[1] == {"X@12", "C@12"}
    assert taken[3] == {"C@12", "B@12"}


def test_who_is_bumped() -> None:
    """Where seats go, the least urgent called stay; where they come back by no-shows, nobody does."""
    known = instance(groups=[group("A", priority=2), group("B")], flights=[EARLY, LATE])
    planned = plan(known, ("A", "E", 1), ("B", "E", 1))
    assert _out(known, planned, "none", Seats("E", 1)) == {"B@12": 1}
    assert _out(known, planned, "none", Seats("E", 1), away=(1,)) == {"A@12": 1}
    assert _out(known, planned, "standby", Seats("E", 1)) == {"B@12": 1, "A@14": 1}


def test_a_connection_breaks() -> None:
    """Who comes too late for the flight onward strands; with standby he goes on by the next one."""
    legs = (*VIA_HUB, flight("NEXT", "H 15:00", "W 19:00", seats=1))
    known = instance(groups=[group("A", count=2), group("B", origin="O")], flights=legs)
    planned = plan(known, ("A", "IN>OUT", 2))
    late = Delay("IN", 180)
    assert _out(known, planned, "none", late) == {}
    assert _out(known, planned, "standby", late, away=(2,)) == {"A@19": 1}
    assert _out(known, planned, "standby", fails=(1,), away=(2,)) == {"A@19": 1}


def test_who_strands_takes_room_at_the_hub() -> None:
    """So that who is called to the hub later finds no bed, until he has gone on."""
    legs = (
        *VIA_HUB,
        flight("IN2", "O 12:30", "H 13:00"),
        flight("OUT2", "H 14:00", "V 18:00"),
    )
    hub = place("H", capacity=1)
    known = instance(groups=[group("A"), group("B")], flights=legs, places=[hub])
    planned = plan(known, ("A", "IN>OUT", 1), ("B", "IN2>OUT2", 1))
    assert _out(known, planned, "none") == {"A@16": 1, "B@18": 1}
    assert _out(known, planned, "none", fails=(1,)) == {}
    assert _out(known, planned, "standby", fails=(1,)) == {"A@18": 1}


def test_seats_of_who_is_called_later_are_kept() -> None:
    """Nobody who stands by takes what a later flight needs: a share that the called fill."""
    share = Share(id="S", kind="max", nationality="FRA", people=1)
    known = instance(groups=[group("A"), group("B")], flights=[EARLY, LATE], shares=(share,))
    planned = plan(known, ("A", "L", 1))
    assert _out(known, planned, "standby") == {"A@14": 1}
    assert _out(known, planned, "standby", fails=(1,)) == {}
    early = plan(known, ("A", "E", 1))
    assert _out(known, early, "standby", away=(0,)) == {"B@12": 1}


def test_escorts() -> None:
    """Whose escort does not come stays behind; where another one comes by standby, both go."""
    link = Link(group="C", partner="A", kind="same_itinerary")
    known = instance(groups=[group("C"), group("A", count=2)], flights=[EARLY], links=(link,))
    planned = plan(known, ("C", "E", 1), ("A", "E", 1))
    assert _out(known, planned, "none", away=(1,)) == {}
    assert _out(known, planned, "standby", away=(1,)) == {"A@12": 1, "C@12": 1}


def test_a_family_over_two_flights() -> None:
    """Who flies first may count on those who are called to a later flight; at a hub nobody is counted."""
    link = Link(group="A", partner="B", kind="same_haven")
    groups = [group("A"), group("B", nationality="DEU")]
    known = instance(groups=groups, flights=[EARLY, LATE], links=(link,))
    planned = plan(known, ("A", "E", 1), ("B", "L", 1))
    assert _out(known, planned, "none") == {"A@12": 1, "B@14": 1}
    assert _out(known, planned, "none", away=(1,)) == {"A@12": 1}
    by_hub = instance(
        groups=groups, flights=[*VIA_HUB, LATE, flight("L2", "O 11:00", "V 15:00")], links=(link,)
    )
    planned = plan(by_hub, ("A", "IN>OUT", 1), ("B", "L", 1))
    assert _out(by_hub, planned, "standby", Cancel("OUT")) == {"B@14": 1}


def test_the_way_that_is_first_at_a_haven() -> None:
    """Not the one of the first flight onward."""
    onward = (flight("SLOW", "H 12:00", "V 20:00"), flight("FAST", "H 13:00", "V 15:00"))
    known = instance(groups=[group("A")], flights=[VIA_HUB[0], *onward])
    assert _out(known, plan(known), "standby") == {"A@15": 1}


def test_helpers_come_first() -> None:
    """Who needs a helper boards once somebody has who can help, though he is more urgent."""
    known = instance(
        groups=[group("H", assisted=1), group("A", priority=2)],
        flights=[EARLY],
        policy=Policy(objectives=("unserved",), assistance_ratio=1_000_000),
    )
    assert _out(known, plan(known), "standby") == {"A@12": 1, "H@12": 1}


def test_a_flight_that_needs_another() -> None:
    """Is not flown where that is cancelled; of two sorties one may be."""
    legs = [replace(EARLY, status="optional", copies=2), replace(LATE, status="optional")]
    known = instance(groups=[group("A", count=5)], flights=legs, order=(Order(flight="L", needs="E"),))
    planned = plan(known, ("A", "E", 3), ("A", "L", 2), sorties={"E": 2, "L": 1})
    assert _out(known, planned, "none", fails=(0,)) == {"A@12": 2, "A@14": 2}
    assert _out(known, planned, "none", fails=(0, 1)) == {}


def test_what_stories_bring() -> None:
    """Flights go, those of a place stay away, and newcomers stand by like everybody else."""
    known = instance(groups=[group("A", nationality="DEU"), group("B")], flights=[EARLY, LATE])
    planned = plan(known, ("A", "E", 1), ("B", "E", 1))
    more = Arrivals(Groups.of([group("N", count=3)]))
    assert _out(known, planned, "none", Cancel("E")) == {}
    assert _out(known, planned, "none", TurnOut((("nationality", "DEU"),), 0)) == {"B@12": 1}
    assert _out(known, planned, "standby", more) == {"A@12": 1, "B@12": 1, "N@14": 2}


def test_more_and_fewer_than_expected() -> None:
    """The last of the plan are missing first; those who are more stand by."""
    known = instance(groups=[group("A", count=3, count_low=1, count_high=4)], flights=[EARLY, LATE])
    planned, draws = plan(known, ("A", "L", 1), ("A", "E", 1)), Draws(known)
    for spread, none, standby in (
        (0, [(12, 1)], [(12, 1)]),
        (NEVER - 1, [(12, 1), (14, 1)], [(12, 2), (14, 2)]),
    ):
        drawn = _drawn(draws, spread=spread)
        for recourse, expected in zip(BOTH, (none, standby), strict=True):
            outcomes = RECOURSES[recourse](planned, draws, drawn)
            landings = zip(outcomes.minute.tolist(), outcomes.landed.tolist(), strict=True)
            assert sorted(landings) == [(at(f"{hour}:00"), parties) for hour, parties in expected]


def test_refusals_are_told() -> None:
    """Of who comes and gets no seat though the flight leaves, not of who loses his flight."""
    known = instance(groups=[group("A", count=3)], flights=[replace(EARLY, seats=3), LATE])
    draws = Draws(_chancy(known), [Story(id="S", probability=1, events=(Seats("E", 1),))])
    planned = plan(known, ("A", "E", 3))
    left = RECOURSES["none"](planned, draws, _drawn(draws, away=(0,)))
    assert (left.refused.tolist(), left.flown.tolist()) == ([[1, 0]], [[1, 1]])
    lost = RECOURSES["none"](planned, draws, _drawn(draws, fails=(0,)))
    assert (lost.refused.tolist(), lost.flown.tolist()) == ([[0, 0]], [[0, 1]])


def test_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios do not depend on which are done with them, nor on how many fit into memory."""
    case = uncertain(129)
    assert case is not None
    known, planned, stories = case
    whole = outcomes_of(known, planned, stories, "standby", numbers=range(12), seed=3)
    monkeypatch.setattr(standing, "AT_ONCE", 1)
    parts = [
        outcomes_of(known, planned, stories, "standby", numbers=some, seed=3)
        for some in (range(5), range(5, 12))
    ]
    assert _lines(Outcomes.joined(parts)) == _lines(whole)


def _lines(outcomes: Outcomes) -> list[list[Any]]:
    landings = np.stack([outcomes.scenario, outcomes.minute, outcomes.group, outcomes.landed], axis=1)
    columns = (outcomes.numbers, outcomes.stories, outcomes.parties, outcomes.flown, outcomes.taken)
    return [sorted(landings.tolist()), *(column.tolist() for column in (*columns, outcomes.refused))]


def test_the_first_ways_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many, each flight is boarded by the way that is first at a haven; or it is said."""
    into, out = VIA_HUB
    legs = (into, replace(out, seats=1), flight("OUT2", "H 13:00", "V 17:00"), EARLY)
    known = instance(groups=[group("A", count=3, nationality="DEU"), group("B", count=3)], flights=legs)
    planned = plan(known, ("A", "IN>OUT2", 3))
    assert _out(known, planned, "standby") == {"A@17": 3, "B@16": 1, "B@17": 2}
    monkeypatch.setattr(ways, "MOST", 5)
    assert _out(known, planned, "standby") == {"A@17": 3, "B@16": 1, "B@12": 2}
    assert _out(known, planned, "none") == {"A@17": 3}
    monkeypatch.setattr(ways, "MOST", 3)
    with pytest.raises(UsageError, match="more than 3 ways for people who stand by"):
        _out(known, planned, "standby")
