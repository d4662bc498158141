"""What the judge says of a plan, a run of itself and an explanation of both can be said in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

import evacopt as ev
from evacopt.domain.columns import Coded
from evacopt.domain.plan import GoalTable, Plan
from evacopt.domain.share import Share
from evacopt.domain.violation import RULES
from evacopt.events.events import Cancel, after
from evacopt.events.void import without_void
from evacopt.explaining.offers import offers, ones
from evacopt.judge.verify import verify
from evacopt.output.explain_page import explain_page
from evacopt.planning.warnings import warnings_of
from evacopt.reasons.slack import Slack
from evacopt.replanning.news import NoShow
from tests.build import at
from tests.output.report.cases import INSTANCE, PLAN
from tests.output.test_language import KNOWN, printed
from tests.pseudo import PSEUDO, english_in

CODES = ("NONE", "show", "groups", "unserved", "fairness", "instance", "highs")
SHARES = ("most", "more", "late")
PROMISES = replace(
    INSTANCE,
    shares=(
        *INSTANCE.shares,
        Share(id="most", kind="min", nationality="FRA", people=18, flight="IN"),
        Share(id="more", kind="min", nationality="SDN", people=12, flight="IN"),
        Share(id="late", kind="min", nationality="SDN", people=6, flight="LATE"),
    ),
)
"""More than there are seats for."""


def said(*texts: str) -> list[str]:
    """English that is left in texts that are no more than phrases, codes aside."""
    return [word for text in texts for word in english_in(PSEUDO(text), *KNOWN, *RULES, *CODES)]


def broken_plans() -> list[Plan]:
    """Plans that break rules of each kind that is there to be broken."""
    travelling = PLAN.assignments
    crowded = replace(travelling, parties=travelling.parties * 1_000)
    astray = replace(travelling, itinerary=Coded.of(legs[::-1] * 2 for legs in travelling.itinerary))
    return [
        replace(PLAN, assignments=crowded, instance_sha256="0" * 64),
        replace(PLAN, assignments=astray, sorties=(("none", 2), ("none", 3))),
        replace(PLAN, goals=GoalTable(tuple(replace(goal, value=goal.value + 1) for goal in PLAN.goals))),
    ]


def test_no_english_is_left_in_what_the_judge_says() -> None:
    """The names of rules and goals aside, which are those of the documentation."""
    told = [str(violation) for plan in broken_plans() for violation in verify(INSTANCE, plan)]
    assert len({text.partition(" ")[0] for text in told}) > 3
    assert said(*told) == []


def test_no_english_is_left_in_what_a_run_says() -> None:
    """Of itself, of other plans as good, of what is left of the plan to start from, and before it begins."""
    result = ev.solve(INSTANCE, backend="highs", start=broken_plans()[0], alternatives=1)
    assert result.notes
    assert said(result.message, *result.notes, *map(str, warnings_of(INSTANCE))) == []


def test_no_english_is_left_where_promises_contradict_each_other() -> None:
    """In the message, in the promises named, in the repair, and where it is asked what if."""
    result = ev.solve(PROMISES, backend="highs")
    assert result.conflict
    assert english_in(PSEUDO(result.message), *CODES) == []
    assert [word for one in result.conflict for word in english_in(PSEUDO(one), *KNOWN, *SHARES)] == []
    explained = ev.explain(PROMISES, backend="highs")
    assert english_in(printed(explain_page(explained), PSEUDO), *KNOWN, *SHARES) == []


def test_no_english_is_left_where_a_plan_is_changed() -> None:
    """Who has flown, who did not come, what was decided about flights that are cancelled."""
    done = ev.replan(
        INSTANCE,
        PLAN,
        as_of=at("1T07:00"),
        events=[Cancel("ON")],
        no_shows=[NoShow("F1", 1, "IN"), NoShow("F1", 1, "IN")],
        backend="highs",
    )
    assert len(done.notes) > 2
    assert said(*done.notes, done.result.message) == []
    _, void = without_void(PROMISES, after(PROMISES, [Cancel("LATE")]))
    assert void
    assert [word for one in void for word in english_in(PSEUDO(one), *KNOWN, *SHARES)] == []


@pytest.mark.parametrize(
    ("group", "flight"), [("F2", None), ("D1", None), (None, "LATE"), (None, "IN"), (None, None)]
)
def test_no_english_is_left_in_an_explanation(group: str | None, flight: str | None) -> None:
    """Of a group, of a flight, of a plan as a whole, as far as nothing has to be solved for it."""
    explained = ev.explain(INSTANCE, PLAN, group=group, flight=flight, time_limit=0)
    assert english_in(printed(explain_page(explained), PSEUDO), *KNOWN) == []


def test_no_english_is_left_in_what_could_be_offered() -> None:
    """By other states, by companies and by places."""
    slack = Slack(INSTANCE, PLAN)
    assert said(*(change.text for change in (*ones(INSTANCE), *offers(INSTANCE, slack)))) == []


def test_no_english_is_left_where_what_is_asked_cannot_be() -> None:
    """By a variant that names what is not there, or by a no-show of nobody."""
    found = ev.what_if(INSTANCE, {"gone": [Cancel("NONE")]}, backend="highs")
    assert found[1].fault
    assert said(found[1].fault) == []
    with pytest.raises(ev.UsageError) as refused:
        ev.replan(INSTANCE, PLAN, as_of=at("1T07:00"), no_shows=[NoShow("F3", 1)], backend="highs")
    assert said(refused.value.why) == []
