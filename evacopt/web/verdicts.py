"""What the judge says of a change, as lines: what breaks, what mends, and what it costs goal by goal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.board.verdict import GoalChange, Verdict
from evacopt.domain.phrase import phrase, plural
from evacopt.output.wording import change_words, goal_figure, goal_words

if TYPE_CHECKING:
    from evacopt.domain.violation import Violation

UNKNOWN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A goal before and after a change; `tone` is `worse`, `better` or blank."""

    words: str
    before: str
    after: str
    change: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict for people; `tone` is `bad`, `good` or blank."""

    headline: str
    tone: str
    anew: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    goals: tuple[GoalLine, ...]
    notes: tuple[str, ...]


def judged(verdict: Verdict, notes: Iterable[str] = ()) -> Judged:
    """What is said of `verdict`: the goals that change, all others are as before."""
    lines = tuple(_line(goal) for goal in verdict.goals if goal.before != goal.after)
    first = lines[0] if lines else None
    return Judged(
        headline=_headline(verdict, first),
        tone="bad" if verdict.anew else "good" if verdict.mended else "",
        anew=verdict.anew,
        mended=verdict.mended,
        goals=lines,
        notes=tuple(notes),
    )


def _headline(verdict: Verdict, first: GoalLine | None) -> str:
    """One sentence: what it breaks, else what it mends, else the most important goal that changes."""
    if verdict.anew:
        return plural("This breaks {count} rule.", "This breaks {count} rules.", len(verdict.anew))
    if verdict.mended:
        text = plural("This mends {count} rule", "This mends {count} rules", len(verdict.mended))
        left = len(verdict.violations)
        if not left:
            return phrase("{mends}: the plan keeps every rule again.", mends=text)
        return phrase("{mends}; {left} are still broken.", mends=text, left=left)
    if first is None:
        return phrase("This breaks nothing and costs nothing.")
    if first.tone == "worse":
        return phrase(
            "This breaks nothing. It costs: {goal} {change}.", goal=first.words, change=first.change
        )
    return phrase(
        "This breaks nothing, and is better: {goal} {change}.", goal=first.words, change=first.change
    )


def _line(goal: GoalChange) -> GoalLine:
    before, after = goal.before, goal.after
    known = before is not None and after is not None
    return GoalLine(
        words=goal_words(goal.goal),
        before=UNKNOWN if before is None else goal_figure(goal.goal, before),
        after=UNKNOWN if after is None else goal_figure(goal.goal, after),
        change=change_words(goal.goal, before, after) if before is not None and after is not None else "",
        tone="" if not known else "worse" if (after or 0) > (before or 0) else "better",
    )
