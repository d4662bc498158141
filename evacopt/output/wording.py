"""Goals, grades, figures and the progress of a run in the words of a planner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.output.records import GoalLine, PlanView
    from evacopt.planning.result import Progress

_LEVEL = re.compile(r"(\w+)\[(\d+)\]")

_WORDS = {
    "unserved": "weight left behind",
    "waiting": "hours waited, by class weight",
    "cost": "cost of optional flights",
    "flights": "optional flights flown",
    "changes": "people whose plan changes",
    "clearance": "time until the last departure",
}

SOURCES = {
    "proven": "checked in exact integers",
    "agreed": "two kinds of solver say so",
    "claimed": "one solver says so",
    "feasible": "nothing but the plan itself says so",
}
"""Where the word on a bound comes from, by grade."""


NOT_JUDGED = "not judged: the plan that it compares with is not there"


def goal_words(goal: str) -> str:
    """What a goal such as `unserved[2]` counts."""
    match = _LEVEL.fullmatch(goal)
    if match and match[1] == "unserved":
        return f"people left behind, class {match[2]}"
    if match and match[1] == "fairness":
        return "worst unserved share" if match[2] == "1" else f"worst {match[2]} unserved shares, summed"
    return _WORDS.get(goal, goal)


def goal_value(goal: str, value: int) -> str:
    """A value of `goal` with its unit, such as `12 people`, `25.00 %` or `2 d 04:30 h`."""
    if goal.startswith(("unserved[", "changes")):
        return people_words(value)
    return goal_figure(goal, value)


def goal_figure(goal: str, value: int) -> str:
    """`goal_value`, for a table that says by itself where people are counted."""
    kind = goal.partition("[")[0]
    if kind == "fairness":
        return percent(value)
    if kind == "clearance":
        return f"{value // 1440} d {value % 1440 // 60:02}:{value % 60:02} h"
    return f"{value:,} h" if kind == "waiting" else f"{value:,}"


def change_words(goal: str, before: int, after: int, *, same: str = "same") -> str:
    """By how much a goal changes, with a sign."""
    if before == after:
        return same
    return ("+" if after > before else "-") + goal_figure(goal, abs(after - before))


def people_words(people: int) -> str:
    """`1 person`, `12 people`."""
    return "1 person" if people == 1 else f"{people:,} people"


def parties_words(parties: int) -> str:
    """`1 party`, `12 parties`."""
    return "1 party" if parties == 1 else f"{parties:,} parties"


def percent(ppm: int) -> str:
    """Parts per million as per cent, rounded up: what is more than nothing never reads as 0."""
    hundredths = -(-ppm // 100)
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def when(moment: datetime) -> str:
    """`1 Aug 06:00`; the month is a word, so nobody mistakes it for the day."""
    return f"{moment.day} {moment:%b %H:%M}"


def period(begins: datetime, ends: datetime) -> str:
    """`1 Aug 06:00 to 3 Aug 00:00 2023 UTC`, each end with its year where they differ."""
    year = f" {begins.year}" if begins.year != ends.year else ""
    return f"{when(begins)}{year} to {when(ends)} {ends.year} UTC"


def when_among(moments: Iterable[datetime]) -> Callable[[datetime], str]:
    """How a page that shows `moments` tells each: as `when`, with the year behind where they have several."""
    several = len({moment.year for moment in moments}) > 1
    return (lambda moment: f"{when(moment)} {moment.year}") if several else when


def short_name(name: str, departs: datetime) -> str:
    """The id of a sortie without the departure that stands beside it: `SHUTTLE@`."""
    return name.removesuffix(f"{departs:%Y-%m-%dT%H:%M}Z")


def what_is_known(goal: GoalLine) -> str:
    """How good the value of one goal is known to be: `proven best`, `at most 7 better`."""
    if not goal.judged:
        return NOT_JUDGED
    if goal.bound is None:
        return "bound unknown"
    if goal.bound == goal.value:
        return "proven best" if goal.grade == "proven" else f"best, {goal.grade}"
    return f"at most {goal_figure(goal.goal, goal.value - goal.bound)} better"


def how_good(goals: Sequence[GoalLine]) -> str:
    """One sentence about the whole plan: the first goal that is open, or the weakest grade of all."""
    unknown = [goal for goal in goals if not goal.judged]
    if unknown:
        rest = how_good([goal for goal in goals if goal.judged])
        return f"{rest} {_in_a_sentence(unknown[0]).capitalize()} is not judged."
    if not goals:
        return "Nothing is recorded about how good it is."
    for goal in goals:
        if goal.bound is None:
            return f"Best found; how much better {_in_a_sentence(goal)} may be is not known."
        if goal.bound != goal.value:
            gap = goal_value(goal.goal, goal.value - goal.bound)
            return f"Best found; {_in_a_sentence(goal)} may be better by up to {gap}."
    grades = {goal.grade for goal in goals}
    if grades == {"proven"}:
        return "Proven: no better plan exists."
    weakest = next(grade for grade in ("feasible", "claimed", "agreed") if grade in grades)
    return f"No better plan exists ({weakest}: {SOURCES[weakest]})."


def _in_a_sentence(goal: GoalLine) -> str:
    return f'the goal "{goal.words}"'


def people_out(view: PlanView) -> str:
    """`992 of 1,079 people get out, 87 stay: 12 of class 2, 75 of class 3.`"""
    if not view.left:
        return f"All {people_words(view.people)} get out."
    by_class = ", ".join(f"{line.left:,} of class {line.name}" for line in view.classes if line.left)
    return f"{view.served:,} of {view.people:,} people get out, {view.left:,} stay: {by_class}."


def progress_words(event: Progress, seconds: float) -> str:
    """`unserved[1]: best 12 people, bound 8 people, gap 33.3 %, 7 s`."""
    best = "no plan yet" if event.incumbent is None else f"best {goal_value(event.goal, event.incumbent)}"
    bound = "no bound yet"
    if event.bound is not None and event.bound >= 0:  # no goal can be below 0: such a bound says nothing
        gap = "" if event.gap is None else f", gap {100 * event.gap:.1f} %"
        bound = f"bound {goal_value(event.goal, event.bound)}{gap}"
    return f"{event.goal}: {best}, {bound}, {clock(seconds)}"


def clock(seconds: float) -> str:
    """`7 s`, `2 min 05 s`."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"
