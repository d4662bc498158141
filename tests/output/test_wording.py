"""Figures and grades in words."""

from __future__ import annotations

from typing import get_args

import pytest

from evacopt.domain.plan import GRADES, Grade
from evacopt.domain.policy import Objective
from evacopt.output.records import GoalLine
from evacopt.output.views import plan_view
from evacopt.output.wording import (
    SOURCES,
    clock,
    goal_value,
    goal_words,
    how_good,
    people_out,
    percent,
    progress_words,
    what_is_known,
)
from evacopt.planning.result import Progress
from tests.output.small import INSTANCE, PLAN


def _goal(goal: str, value: int, bound: int | None, grade: Grade) -> GoalLine:
    return GoalLine(goal=goal, words=goal_words(goal), value=value, bound=bound, grade=grade)


@pytest.mark.parametrize(
    ("goal", "value", "words"),
    [
        ("unserved[2]", 1_200, "1,200 people"),
        ("unserved[2]", 1, "1 person"),
        ("unserved", 1_200, "1,200"),
        ("fairness[1]", 333_334, "33.34 %"),
        ("waiting", 5, "5 h"),
        ("cost", 70_000, "70,000"),
        ("changes", 3, "3 people"),
        ("clearance", 1_440 + 150, "1 d 02:30 h"),
    ],
)
def test_values_have_their_unit(goal: str, value: int, words: str) -> None:
    """Each goal is read in its own unit."""
    assert goal_value(goal, value) == words


def test_every_goal_of_the_model_has_words() -> None:
    """No goal is shown by its code alone."""
    for objective in get_args(Objective):
        name = f"{objective}[1]" if objective == "fairness" else objective
        assert goal_words(name) != name


def test_every_grade_has_words() -> None:
    """The legend knows each grade."""
    assert tuple(SOURCES) == GRADES


@pytest.mark.parametrize(("ppm", "words"), [(0, "0.00 %"), (1, "0.01 %"), (250_000, "25.00 %")])
def test_a_share_above_nothing_never_reads_as_nothing(ppm: int, words: str) -> None:
    """Percentages are rounded up, as the goal itself is."""
    assert percent(ppm) == words


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (_goal("unserved[1]", 3, 3, "proven"), "proven best"),
        (_goal("unserved[1]", 3, 3, "agreed"), "best, agreed"),
        (_goal("unserved[1]", 3, 1, "claimed"), "at most 2 better"),
        (_goal("unserved[1]", 3, None, "feasible"), "bound unknown"),
    ],
)
def test_what_is_known_of_a_goal(goal: GoalLine, words: str) -> None:
    """Only a checked bound is called proven; an open gap is named in the goal's unit."""
    assert what_is_known(goal) == words


def test_the_whole_plan_is_as_good_as_its_first_open_goal() -> None:
    """One open goal and the plan is no longer called the best."""
    closed = _goal("unserved[1]", 0, 0, "proven")
    assert how_good([closed]) == "Proven: no better plan exists."
    assert "may be better by up to 2 people" in how_good([closed, _goal("unserved[2]", 3, 1, "claimed")])
    assert "not known" in how_good([closed, _goal("waiting", 3, None, "feasible")])


def test_the_weakest_grade_speaks_for_a_closed_plan() -> None:
    """Proven, agreed and claimed goals together are only claimed."""
    goals = [_goal("cost", 1, 1, grade) for grade in ("proven", "claimed", "agreed")]
    assert how_good(goals) == "No better plan exists (claimed: one solver says so)."


def test_the_headline_names_the_classes_of_those_who_stay() -> None:
    """People out, people left, and of which classes."""
    words = "22 of 33 people get out, 11 stay: 8 of class 1, 3 of class 3."
    assert people_out(plan_view(INSTANCE, PLAN)) == words


def test_progress_says_what_is_not_known_yet() -> None:
    """No number stands for nothing."""
    line = progress_words(Progress("unserved[1]", None, None, 0.2), 0.2)
    assert line == "unserved[1]: no plan yet, no bound yet, 0 s"
    below = progress_words(Progress("unserved[1]", 8, -3, 0.2), 0.2)
    assert below == "unserved[1]: best 8 people, no bound yet, 0 s"


def test_progress_shows_goal_incumbent_bound_gap_and_time() -> None:
    """The five things that a waiting planner asks for."""
    line = progress_words(Progress("unserved[1]", 12, 9, 65.2), 65.2)
    assert line == "unserved[1]: best 12 people, bound 9 people, gap 25.0 %, 1 min 05 s"
    assert clock(59.9) == "59 s"
