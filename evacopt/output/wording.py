"""Goals, grades, figures and the progress of a run in the words of a planner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.domain.phrase import figure, headed, joined, phrase, plural

if TYPE_CHECKING:
    from evacopt.domain.call_forward import CallForward
    from evacopt.domain.share import Share
    from evacopt.output.records import GoalLine, PlanView
    from evacopt.planning.result import Progress

_SAME = phrase("same")
_LEVEL = re.compile(r"(\w+)\[(\d+)\]")

_WORDS = {
    "unserved": phrase("weight left behind"),
    "waiting": phrase("hours waited, by class weight"),
    "cost": phrase("cost of optional flights"),
    "flights": phrase("optional flights flown"),
    "risk": phrase("risk, in millionths of a person"),
    "changes": phrase("people whose plan changes"),
    "clearance": phrase("time until the last departure"),
}

GRADES = {
    "proven": phrase("proven"),
    "agreed": phrase("agreed"),
    "claimed": phrase("claimed"),
    "feasible": phrase("feasible"),
}

ROLES = {
    "origin": phrase("origin"),
    "hub": phrase("hub"),
    "haven": phrase("haven"),
    "both": phrase("origin and haven"),
}

STATUS = {"scheduled": "", "optional": phrase("optional"), "cancelled": phrase("cancelled")}
"""The status of a flight, where it is not as usual."""

SOURCES = {
    "proven": phrase("checked in exact integers"),
    "agreed": phrase("two kinds of solver say so"),
    "claimed": phrase("one solver says so"),
    "feasible": phrase("nothing but the plan itself says so"),
}
"""Where the word on a bound comes from, by grade."""


LIMITS = {
    "at_most": phrase("at most"),
    "at_least": phrase("at least"),
    "exactly": phrase("exactly"),
}
"""What the sum of a linear rule is held to, by its kind."""

NOT_JUDGED = phrase("not judged: the plan that it compares with is not there")


def goal_words(goal: str) -> str:
    """What a goal such as `unserved[2]` counts."""
    match = _LEVEL.fullmatch(goal)
    if match and match[1] == "unserved":
        return phrase("people left behind, class {name}", name=match[2])
    if match and match[1] == "fairness":
        if match[2] == "1":
            return phrase("worst unserved share")
        return phrase("worst {number} unserved shares, summed", number=match[2])
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
        days, hours, minutes = value // 1440, value % 1440 // 60, value % 60
        return phrase("{days} d {hours:02}:{minutes:02} h", days=days, hours=hours, minutes=minutes)
    return phrase("{hours:,} h", hours=value) if kind == "waiting" else figure(value)


def change_words(goal: str, before: int, after: int, *, same: str = _SAME) -> str:
    """By how much a goal changes, with a sign."""
    if before == after:
        return same
    return joined("", ("+" if after > before else "-", goal_figure(goal, abs(after - before))))


def people_words(people: int) -> str:
    """`1 person`, `12 people`."""
    return plural("{count:,} person", "{count:,} people", people)


def parties_words(parties: int) -> str:
    """`1 party`, `12 parties`."""
    return plural("{count:,} party", "{count:,} parties", parties)


def groups_words(groups: int) -> str:
    """`1 group`, `12 groups`."""
    return plural("{count:,} group", "{count:,} groups", groups)


def whom_words(share: Share) -> str:
    """Of whom a share speaks: `FRA`, `SIV`, `FRA with SIV`."""
    if share.nationality and share.tag:
        return phrase("{nationality} with {tag}", nationality=share.nationality, tag=share.tag)
    return share.nationality or share.tag


def percent(ppm: int) -> str:
    """Parts per million as per cent, rounded up: what is more than nothing never reads as 0."""
    hundredths = -(-ppm // 100)
    return phrase("{share:.2f} %", share=hundredths / 100)


def refused_words(calls: CallForward) -> str:
    """What a call-forward promises to those whom it calls."""
    alpha = percent(calls.alpha)
    return phrase("On no flight is anybody who is called refused with a chance above {alpha}.", alpha=alpha)


def when(moment: datetime) -> str:
    """`1 Aug 06:00`; the month is a word, so nobody mistakes it for the day."""
    return phrase("{moment.day} {moment:%b %H:%M}", moment=moment)


def _when_in_its_year(moment: datetime) -> str:
    return phrase("{moment.day} {moment:%b %H:%M} {moment.year}", moment=moment)


def period(begins: datetime, ends: datetime) -> str:
    """`1 Aug 06:00 to 3 Aug 00:00 2023 UTC`, each end with its year where they differ."""
    first = when(begins) if begins.year == ends.year else _when_in_its_year(begins)
    return phrase("{begins} to {ends} UTC", begins=first, ends=_when_in_its_year(ends))


def when_among(moments: Iterable[datetime]) -> Callable[[datetime], str]:
    """How a page that shows `moments` tells each: as `when`, with the year behind where they have several."""
    several = len({moment.year for moment in moments}) > 1
    return _when_in_its_year if several else when


def day_among(moments: Iterable[datetime]) -> Callable[[datetime], str]:
    """The same for whole days: `1 Aug`, or `1 Aug 2023`."""
    several = len({moment.year for moment in moments}) > 1
    return lambda day: day_words(day, with_year=several)


def day_words(day: datetime, *, with_year: bool) -> str:
    """`1 Aug`, `1 Aug 2023`."""
    if with_year:
        return phrase("{moment.day} {moment:%b %Y}", moment=day)
    return phrase("{moment.day} {moment:%b}", moment=day)


def short_name(name: str, departs: datetime) -> str:
    """The id of a sortie without the departure that stands beside it: `SHUTTLE@`."""
    return name.removesuffix(f"{departs:%Y-%m-%dT%H:%M}Z")


def what_is_known(goal: GoalLine) -> str:
    """How good the value of one goal is known to be: `proven best`, `at most 7 better`."""
    if not goal.judged:
        return NOT_JUDGED
    if goal.bound is None:
        return phrase("bound unknown")
    if goal.bound == goal.value:
        proven = goal.grade == "proven"
        return phrase("proven best") if proven else phrase("best, {grade}", grade=GRADES[goal.grade])
    return phrase("at most {gap} better", gap=goal_figure(goal.goal, goal.value - goal.bound))


def how_good(goals: Sequence[GoalLine]) -> str:
    """One sentence about the whole plan: the first goal that is open, or the weakest grade of all."""
    unknown = [goal for goal in goals if not goal.judged]
    if unknown:
        rest = how_good([goal for goal in goals if goal.judged])
        return phrase('{rest} The goal "{goal}" is not judged.', rest=rest, goal=unknown[0].words)
    if not goals:
        return phrase("Nothing is recorded about how good it is.")
    for goal in goals:
        if goal.bound is None:
            return phrase(
                'Best found; how much better the goal "{goal}" may be is not known.', goal=goal.words
            )
        if goal.bound != goal.value:
            gap = goal_value(goal.goal, goal.value - goal.bound)
            return phrase(
                'Best found; the goal "{goal}" may be better by up to {gap}.', goal=goal.words, gap=gap
            )
    grades = {goal.grade for goal in goals}
    if grades == {"proven"}:
        return phrase("Proven: no better plan exists.")
    weakest = next(grade for grade in ("feasible", "claimed", "agreed") if grade in grades)
    return phrase(
        "No better plan exists ({grade}: {source}).", grade=GRADES[weakest], source=SOURCES[weakest]
    )


def people_out(view: PlanView) -> str:
    """`992 of 1,079 people get out, 87 stay: 12 of class 2, 75 of class 3.`"""
    if not view.left:
        return plural("All {count:,} person get out.", "All {count:,} people get out.", view.people)
    return phrase(
        "{served:,} of {people:,} people get out, {left:,} stay: {by_class}.",
        served=view.served,
        people=view.people,
        left=view.left,
        by_class=left_by_class(view),
    )


def left_by_class(view: PlanView) -> str:
    """`12 of class 2, 75 of class 3`."""
    each = (
        phrase("{left:,} of class {name}", left=line.left, name=line.name)
        for line in view.classes
        if line.left
    )
    return joined(", ", each)


def progress_words(event: Progress, seconds: float) -> str:
    """`unserved[1]: best 12 people, bound 8 people, gap 33.3 %, 7 s`."""
    told: list[str] = [phrase("no plan yet")]
    if event.incumbent is not None:
        told = [phrase("best {value}", value=goal_value(event.goal, event.incumbent))]
    if event.bound is None or event.bound < 0:  # no goal can be below 0: such a bound says nothing
        told.append(phrase("no bound yet"))
    else:
        told.append(phrase("bound {value}", value=goal_value(event.goal, event.bound)))
        if event.gap is not None:
            told.append(phrase("gap {gap:.1f} %", gap=100 * event.gap))
    return headed(event.goal, joined(", ", (*told, clock(seconds))))


def clock(seconds: float) -> str:
    """`7 s`, `2 min 05 s`."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"
