"""The offers to ask for: all kinds of them, and their ranking right by solving each again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.share import Admission, Share
from evacopt.explaining.answer import Worth
from evacopt.explaining.offers import offers, promising
from evacopt.explaining.plan_story import plan_story
from evacopt.explaining.solving import Spread
from evacopt.explaining.worth import Base, base_of, worths_of
from evacopt.files import read_instance
from evacopt.judge.goals import count_goals
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.reasons.reasons import explained
from evacopt.reasons.slack import Slack
from tests.build import DIRECT, VIA_HUB, at, group, instance, place
from tests.explaining.plans import plan_of

INSTANCES = Path(__file__).parents[2] / "instances"
SMALL = Path(__file__).parents[1] / "data" / "small"
KINDS = {
    "seat",
    "flight",
    "accepts",
    "hour",
    "aircraft",
    "crew",
    "place",
    "permit",
    "admission",
    "share",
    "approval",
}


def _wide() -> Instance:
    """An instance with something of every kind to ask for."""
    return instance(
        groups=(group(ready=at("09:00"), operators=("FRA",)), group("X", nationality="DEU", count=4)),
        flights=(
            replace(DIRECT, accepts=("FRA",)),
            replace(DIRECT, id="C", status="cancelled"),
            replace(DIRECT, id="S", status="optional", fleet="A"),
            *VIA_HUB,
        ),
        places=(
            place("H", capacity=3, opens=at("07:00")),
            place("O", movements_per_hour=2, movements_per_day=9, closes=at("20:00")),
        ),
        fleets=(Fleet(id="A", count=1, cycle=120),),
        crews=(Crew(id="c", count=1, fleets=("A",), rest=60),),
        admissions=(Admission(location="V", nationality="FRA", people=2),),
        shares=(Share(id="N", kind="max", nationality="DEU", people=2),),
    )


def test_every_kind_of_offer_is_made() -> None:
    """Seats, flights, aircraft, crews, places, hours, permits, admissions, shares and approvals."""
    known = _wide()
    made = list(offers(known, Slack(known, plan_of(known, {}))))
    assert {change.kind for change in made} == KINDS
    assert all(change.text and change.ask for change in made)
    assert len({change.text for change in made}) == len(made)


def test_every_offer_changes_the_instance() -> None:
    """No offer is of nothing."""
    known = _wide()
    for change in offers(known, Slack(known, plan_of(known, {}))):
        assert change.made(known).sha256 != known.sha256, change.text


def test_a_later_flight_is_offered_when_all_are_ready() -> None:
    """Where some who stay were not ready for the last flight, one like it at the next hour is offered."""
    known = instance(groups=(group(ready=at("09:30")),), places=(place("O", closes=at("08:00")),))
    texts = [change.text for change in offers(known, Slack(known, plan_of(known, {})))]
    assert "one more flight like F at 2023-08-01T10:00Z (10 seats), and O open for it" in texts


def test_what_stands_in_most_peoples_way_is_tried_first() -> None:
    """The seats of the flight that most people lack a seat on come first."""
    late = replace(DIRECT, id="L", departs=DIRECT.departs + 60, seats=1)
    known = instance(
        groups=(group(count=3, leave_by=DIRECT.departs), group("X", nationality="DEU", count=2)),
        flights=(replace(DIRECT, seats=1), late),
    )
    plan = plan_of(known, {("X", ("F",)): 1, ("X", ("L",)): 1})
    told = [(left, whys) for _, left, whys in explained(known, plan)]
    made = promising(list(offers(known, Slack(known, plan))), told)
    assert made[0].subject == "F"


def _held_against(folder: Path) -> tuple[Instance, Plan, Base]:
    known = read_instance(folder)
    found = solve(replace(known, policy=replace(known.policy, objectives=("unserved",))), time_limit=60)
    assert found.plan is not None
    plan = replace(found.plan, instance_sha256=known.sha256, goals=type(found.plan.goals)(), unserved=())
    return known, plan, base_of(known, plan, SolveOptions(time_limit=60))


@pytest.mark.parametrize(
    "folder",
    [SMALL, pytest.param(INSTANCES / "niamey-2023", marks=pytest.mark.nightly)],
    ids=lambda one: one.name,
)
def test_the_ranking_is_right_by_solving_each_again(folder: Path) -> None:
    """The ten offers are the best of all, and each is worth what solving from nothing says."""
    known, plan, base = _held_against(folder)
    made = list(offers(base.instance, Slack(base.instance, base.plan)))
    values = [_solved(change.made(base.instance)) for change in made]
    story = plan_story(known, plan, explained(known, plan), SolveOptions(time_limit=None))
    now = [value for _, value in base.values]
    assert [list(_after(base, offer)) for offer in story.offers] == sorted(
        after for after in values if after < now
    )[:10]
    assert len(story.offers) > 1
    assert {offer.known for offer in story.offers} == {"proven"}


@pytest.mark.nightly
def test_offers_of_a_larger_operation() -> None:
    """Of many offers some, the later flights among them, are worth what solving from nothing says."""
    _, _, base = _held_against(INSTANCES / "khartoum-2023")
    made = list(offers(base.instance, Slack(base.instance, base.plan)))
    later = [change for change in made if "WADI open for it" in change.text and "GBR" in change.ask]
    picked = [*later, made[0], made[-1]]
    found = worths_of(base, picked, Spread(SolveOptions(threads=1)), time_limit=None, each=30)
    assert any(valued.worth.goals for valued in found)
    for change, valued in zip(picked, found, strict=True):
        assert list(valued.after) == _solved(change.made(base.instance)), change.text


def _solved(changed: Instance) -> list[int]:
    result = solve(changed, time_limit=60, proving=0.0, threads=1)
    assert result.status == "solved" or all(goal.grade != "feasible" for goal in result.goals)
    return [goal.value for goal in result.goals]


def _after(base: Base, offer: Worth) -> tuple[int, ...]:
    changed = {goal.goal: goal.after for goal in offer.goals}
    return tuple(changed.get(goal, value) for goal, value in base.values)


def test_the_story_without_solving() -> None:
    """With no time for solving the goals and reasons are told, and nothing is said of worth."""
    known = _wide()
    plan = plan_of(known, {})
    story = plan_story(known, plan, explained(known, plan), SolveOptions(time_limit=0))
    assert [(one.goal, one.before) for one in story.goals] == count_goals(known, plan)
    assert sum(one.people for one in story.reasons) == 5
    assert (story.worths, story.offers, story.tried) == ((), (), 0)
