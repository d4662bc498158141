"""The page of `explain` about a plan as a whole: why people stay, what to ask for, what one more is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from evacopt.output.tables import ROWS_SHOWN, Column, line, more, section, table
from evacopt.output.wording import goal_figure, goal_words, people_words

if TYPE_CHECKING:
    from evacopt.explaining.answer import GoalChange, Kept, PlanStory, Worth

REASONS = 12
_UNITS = {"seat": "one more seat", "place": "one more place", "hour": "one hour more"}
_AT = {
    "seat": ("flight", "flights"),
    "place": ("place", "places"),
    "hour": ("end of a window", "ends of windows"),
}


def plan_parts(story: PlanStory, *, everything: bool) -> Iterator[RenderableType]:
    """The parts of the page; `everything` cuts no table."""
    now = ", ".join(f"{goal_words(one.goal)} {goal_figure(one.goal, one.before)}" for one in story.goals)
    yield line(f"As it is: {now}.", "bold")
    if story.note:
        yield line(f"Note: {story.note}.")
    yield _reasons(story.reasons, everything=everything)
    if story.worths:
        yield _offers(story)
        yield _worths(story.worths, everything=everything)


def _reasons(reasons: Sequence[Kept], *, everything: bool) -> RenderableType:
    title = "Why people stay: the first reason of each group"
    if not reasons:
        return section(title, line("Nobody stays."))
    shown = reasons if everything else reasons[:REASONS]
    columns = [Column("people"), Column("reason", "words")]
    rows = [[f"{one.people:,}", one.text] for one in shown]
    return section(title, table(columns, rows), *more(len(reasons) - len(shown), "reasons"))


def _offers(story: PlanStory) -> RenderableType:
    hopeless = f"{story.hopeless:,} proven to bring nobody out"
    title = f"What to ask for, best first ({story.tried:,} offers tried, each by itself; {hopeless})"
    if not story.offers:
        said = (
            "None of them was found to bring anybody out." if story.tried else "There was no time to try any."
        )
        return section(title, line(said))
    columns = [
        Column(""),
        Column("offer", "words"),
        Column("ask", "code"),
        Column("gain", "words"),
        Column("known", "words"),
    ]
    rows = [
        [f"{place}", offer.text, offer.ask, gain_words(offer.goals), offer.known]
        for place, offer in enumerate(story.offers, 1)
    ]
    return section(
        title,
        table(columns, rows),
        line("proven: no plan with that offer does better; at least: found in the time there was.", "dim"),
    )


def _worths(worths: Sequence[Worth], *, everything: bool) -> RenderableType:
    title = "What one more seat, place or hour is worth"
    some = [worth for worth in worths if worth.goals]
    shown = some if everything else some[:ROWS_SHOWN]
    columns = [Column("one more", "words"), Column("gain", "words"), Column("known", "words")]
    parts: list[RenderableType] = []
    if shown:
        parts.append(table(columns, [[one.text, gain_words(one.goals), one.known] for one in shown]))
    return section(title, *parts, *more(len(some) - len(shown), "that gain"), *_rest(worths))


def _rest(worths: Sequence[Worth]) -> Iterator[RenderableType]:
    """What gains nothing, counted by kind and by how well that is known."""
    nothing = Counter((worth.kind, worth.known) for worth in worths if not worth.goals)
    for (kind, known), number in sorted(nothing.items()):
        singular, plural = _AT.get(kind, ("change", "changes"))
        what = f"{_UNITS.get(kind, kind)} at {number:,} {singular if number == 1 else plural}"
        said = {
            "proven": "is worth nothing, proven",
            "at least": "gained nothing in the time there was",
            "not tried": "was not tried, time was up",
        }[known]
        yield line(f"{what[0].upper()}{what[1:]} {said}.")


def gain_words(goals: Sequence[GoalChange]) -> str:
    """What gets better, and by how much: `16 fewer people left behind, class 2`."""
    said = []
    for one in goals:
        better, much = one.after < one.before, abs(one.after - one.before)
        figure = people_words(much) if one.goal.startswith("unserved[") else goal_figure(one.goal, much)
        said.append(f"{goal_words(one.goal)}: {figure} {'fewer' if better else 'more'}")
    return "; ".join(said)
