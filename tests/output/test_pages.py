"""Pages as they are printed."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from evacopt.domain.finding import Finding
from evacopt.domain.plan import Assignment, Assignments
from evacopt.output.instance_page import instance_page
from evacopt.output.plan_page import GROUPS_SHOWN, plan_page
from evacopt.output.records import PlanView, StayLine
from evacopt.output.views import instance_view, plan_view
from tests.output.small import INSTANCE, PLAN

VIEW = plan_view(INSTANCE, PLAN)


def _printed(page: RenderableType, *, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(page)
    return captured.get()


def _row(text: str, begins: str) -> str:
    return next(" ".join(line.split()) for line in text.splitlines() if line.startswith(begins))


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """The page folds instead of running over."""
    assert max(map(len, _printed(plan_page(VIEW), width=width).splitlines())) <= width
    assert max(map(len, _printed(instance_page(instance_view(INSTANCE)), width=width).splitlines())) <= width


def test_the_headline_comes_first() -> None:
    """Who gets out and how good that is stand before every table."""
    lines = _printed(plan_page(VIEW)).splitlines()
    assert lines[0] == "small: Small"
    assert lines[1] == "22 of 33 people get out, 11 stay: 8 of class 1, 3 of class 3."
    assert lines[2].startswith("Best found; the goal")


def test_the_order_is_that_of_reading() -> None:
    """Flights, nationalities, classes, places, goals, who stays."""
    text = _printed(plan_page(VIEW))
    heads = ("By flight", "By nationality", "By class", "By place", "Goals", "Who stays and why")
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


def test_a_flight_row_has_its_figures() -> None:
    """Seats, used, left, people and infants of IN2, flown twice."""
    assert _row(_printed(plan_page(VIEW)), "IN2 ") == "IN2 FRA KRT-JIB 1 Aug 20:00 2× 16 9 7 9"


def test_the_last_flight_row_sums_the_seats() -> None:
    """20 + 10 + 16 + 20 seats fly, 10 + 5 + 9 + 15 are used (a stretcher takes one seat on ON)."""
    assert _row(_printed(plan_page(VIEW)), "all 4") == "all 4 66 39 27"


def test_flights_that_do_not_fly_are_named() -> None:
    """A cancelled flight and an optional one that stays on the ground are said so."""
    text = _printed(plan_page(VIEW))
    assert "Cancelled: NO\n" in text.replace(" \n", "\n")
    assert "Optional, not flown: MAYBE" in text


def test_each_reason_stands_over_its_groups() -> None:
    """The sentence first, then the groups that it holds back."""
    text = _printed(plan_page(VIEW))
    stays = text[text.index("Who stays and why: 11 people in 3 parties of 2 groups") :]
    assert (
        stays.index("Both stretchers of IN are taken.") < stays.index("F1 ") < stays.index("No seat is left")
    )


def test_nobody_stays_is_said() -> None:
    """A complete plan says so instead of showing an empty table."""
    rows = [Assignment(group.id, ("IN", "ON"), group.count) for group in INSTANCE.groups]
    view = plan_view(INSTANCE, replace(PLAN, assignments=Assignments.of(rows), unserved=()))
    text = _printed(plan_page(view))
    assert "Nobody stays." in text
    assert "All 33 people get out." in text


def _crowded() -> PlanView:
    return replace(VIEW, stays=tuple(_stay(number) for number in range(GROUPS_SHOWN + 5)))


def _stay(number: int) -> StayLine:
    return StayLine(
        group=f"X{number:02}",
        nationality="FRA",
        origin="KRT",
        priority=1,
        parties=1,
        people=2,
        codes=(),
        reasons=(),
    )


def test_long_lists_are_cut_and_say_so() -> None:
    """The first 20 groups, and how many people more; --all shows them."""
    text = _printed(plan_page(_crowded()))
    assert "X19" in text
    assert "X20" not in text
    assert "and 5 more groups, 10 people; --all lists them" in text
    assert "X24" in _printed(plan_page(_crowded(), everything=True))


def test_markup_and_escapes_of_an_instance_mean_nothing() -> None:
    """A title with rich markup is printed as it is, one with escapes is made harmless."""
    view = plan_view(replace(INSTANCE, title="[red]x[/red] :smile: \x1b[2J"), PLAN)
    first = _printed(plan_page(view)).splitlines()[0]
    assert first.rstrip() == "small: [red]x[/red] :smile: \ufffd[2J"


def test_the_instance_page_shows_demand_seats_and_warnings() -> None:
    """People against seats at the origin, every flight with whom it takes, and what looks wrong."""
    warning = Finding(rule="nobody can use it", subject="flight UK", severity="warning")
    text = _printed(instance_page(instance_view(INSTANCE, [warning])))
    assert _row(text, "KRT") == "KRT 33 29 30 34"
    assert _row(text, "UK ") == "UK GBR KRT-LHR 1 Aug 12:00 10 own"
    assert "flight UK: nobody can use it" in text


def test_demand_by_nationality_counts_members() -> None:
    """Sudanese of mixed families appear with the parties that they are part of."""
    lines = {
        line.name: (line.people, line.parties, line.groups) for line in instance_view(INSTANCE).nationalities
    }
    assert lines == {"FRA": (24, 9, 3), "GBR": (5, 5, 1), "SDN": (4, 2, 1)}
