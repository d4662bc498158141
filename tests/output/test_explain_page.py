"""Pages of `explain` as they are printed."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from evacopt.domain.plan import Reason
from evacopt.explaining.answer import (
    ConflictStory,
    Explanation,
    FlightStory,
    Forced,
    GoalChange,
    GroupStory,
    Holder,
    Kept,
    Move,
    Next,
    PlanStory,
    WayOut,
    Worth,
)
from evacopt.explaining.offers import ones
from evacopt.output.explain_page import explain_page
from evacopt.output.explain_plan import _one_more, gain_words
from tests.output.airfield import INSTANCE as AIRFIELD

WAY = WayOut(
    itinerary=("IN", "ON"), departs="2023-08-01T06:00Z", obstacles=(Reason("seats", "no seat left on IN"),)
)
STORY = GroupStory(
    group="G[red]",
    nationality="FRA",
    origin="KRT",
    priority=2,
    people=3,
    travelling=((("IN", "ON"), 1),),
    staying=2,
    reasons=(WAY.obstacles[0],),
    ways=(WAY,) * 12,
    more=4,
)
MOVE = Move(group="X", nationality="DEU", priority=3, parties=1, people=2, before=("UK",), after=())
GOALS = (
    GoalChange(goal="unserved[1]", before=8, after=8, grade="proven"),
    GoalChange(goal="unserved[2]", before=30, after=26, grade="proven"),
)
WORTH = Worth(
    kind="seat",
    subject="IN",
    text="10 more seats on IN",
    ask="FRA",
    goals=GOALS[1:],
    known="proven",
    how="solved again",
)


def _printed(found: Explanation, *, everything: bool = False) -> str:
    console = Console(file=io.StringIO(), width=100, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(explain_page(found, everything=everything))
    return captured.get()


def _group(**more: object) -> str:
    return _printed(Explanation(instance="i", group=replace(STORY, **more)))  # type: ignore[arg-type]


def test_a_group() -> None:
    """Who stays, on what the others travel, why, the nearest ways, and how many more there are."""
    page = _group()
    assert page.startswith("G[red] (FRA, class 2, at KRT): 2 parties of 3 people stay.\n1 party on IN>ON\n")
    assert "- no seat left on IN" in page
    assert page.count("2023-08-01T06:00Z") == 10
    assert "and 6 more ways; --all lists them" in page


def test_a_group_that_gets_out() -> None:
    """Nothing but where it travels."""
    page = _group(staying=0, ways=(), more=0, reasons=())
    assert page == "G[red] (FRA, class 2, at KRT): all its parties of 3 people get out.\n1 party on IN>ON\n"


def test_a_change_that_was_found() -> None:
    """Goal by goal before and after, how many change, whether there is a cheaper one, and who moves."""
    forced = Forced(outcome="found", proven=True, goals=GOALS, moves=(MOVE,), people_changed=2)
    page = _group(forced=forced)
    assert "people left behind, class 2   30    26      -4" in page
    assert "people left behind, class 1    8     8    same" in page
    assert "2 people change. No other plan that brings it out costs less." in page
    assert "X          3       2  UK    stays" in page
    assert "Another may cost less." in _group(forced=replace(forced, proven=False))


def test_a_change_that_was_not() -> None:
    """What forbids it, or that time was up."""
    assert "There is none: it stands against share N1." in _group(
        forced=Forced(outcome="impossible", message="it stands against share N1")
    )
    assert "Not found in the time there was: stopped" in _group(
        forced=Forced(outcome="not found", message="stopped")
    )


FLIGHT = FlightStory(
    flight="UK",
    origin="KRT",
    destination="LHR",
    departs="2023-08-01T06:00Z",
    status="scheduled",
    sorties=1,
    seats=10,
    taken=10,
    why=("full: all 10 seats are taken",),
    holders=(),
    kept=(Kept(code="seats", text="no seat left on UK", people=12),),
    no_shows=1,
    absent=(Holder(group="X", nationality="DEU", priority=3, parties=2, people=2),),
    standby=(
        Next(
            group="G",
            nationality="FRA",
            priority=1,
            parties=2,
            people=3,
            seats=3,
            boards=1,
            itinerary=("UK",),
        ),
    ),
)


def test_a_flight() -> None:
    """Its state, what keeps people off, the standby order."""
    page = _printed(Explanation(instance="i", flight=FLIGHT))
    assert page.startswith("UK (KRT-LHR, 2023-08-01T06:00Z, scheduled)\n- full: all 10 seats are taken\n")
    assert "    12  no seat left on UK" in page
    assert "Who goes next if 1 person does not come" in page
    assert "Taken not to come: 2 parties of X." in page
    assert "Nobody: what they leave free is not all that anybody lacks." in _printed(
        Explanation(instance="i", flight=replace(FLIGHT, standby=()))
    )


NOTHING = replace(WORTH, goals=())
PLAN = PlanStory(
    goals=GOALS,
    reasons=(Kept(code="seats", text="no seat left on UK", people=34),),
    worths=(WORTH, NOTHING, NOTHING, replace(NOTHING, kind="hour", known="not tried")),
    offers=(WORTH,),
    tried=7,
    hopeless=6,
    note="1 of 4 were not tried: time was up",
)


def test_a_plan() -> None:
    """What it is now, why people stay, the offers with whom to ask, and what is worth nothing, counted."""
    page = _printed(Explanation(instance="i", plan=PLAN))
    assert "As it is: people left behind, class 1 8, people left behind, class 2 30." in page
    assert "Note: 1 of 4 were not tried: time was up." in page
    assert (
        "What to ask for, best first (7 offers tried, each by itself; 6 proven to bring nobody out)" in page
    )
    assert "One more seat at 2 flights is worth nothing, proven." in page
    assert "One hour more at 1 end of a window was not tried, time was up." in page
    alone = _printed(Explanation(instance="i", plan=replace(PLAN, offers=())))
    assert "None of them was found to bring anybody out." in alone
    hurried = _printed(Explanation(instance="i", plan=replace(PLAN, offers=(), tried=0)))
    assert "There was no time to try any." in hurried


def test_gains_are_told_with_what_they_cost() -> None:
    """Fewer left of one class, and more of a later one, are both told."""
    worse = GoalChange(goal="unserved[3]", before=5, after=6, grade="proven")
    assert gain_words((GOALS[1], worse)) == (
        "people left behind, class 2: 4 people fewer; people left behind, class 3: 1 person more"
    )


def test_a_contradiction_without_a_repair() -> None:
    """Where no repair was found in time it says so."""
    story = ConflictStory(conflict=("share N1",), proven=False, repairs=(), people=0, cheapest=False)
    page = _printed(Explanation(instance="i", conflict=story))
    assert page.startswith("There is no plan: these cannot all be kept (one solver says so).\n- share N1\n")
    assert "No repair was found in the time there was." in page


def test_one_more_of_anything_has_words() -> None:
    """Whatever there may be one more of is told by what it is: a stand, a movement in a slot, room."""
    kinds = {change.kind for change in ones(AIRFIELD)}
    assert {"seat", "place", "hour", "resource", "slot", "room"} <= kinds
    told = {_one_more(kind, 2) for kind in kinds}
    assert {"One more of 2 resources", "One more movement in 2 slots"} <= told
    assert not [text for text in told if "changes" in text]
