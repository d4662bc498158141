"""One line about where a run stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.output.wording import goal_value

if TYPE_CHECKING:
    from evacopt.planning.result import Progress


def progress_words(event: Progress, seconds: float) -> str:
    """`unserved[1]: best 12 people, bound 8 people, gap 33.3 %, 7 s`."""
    best = "no plan yet" if event.incumbent is None else f"best {goal_value(event.goal, event.incumbent)}"
    return f"{event.goal}: {best}, {_bound_words(event)}, {clock(seconds)}"


def _bound_words(event: Progress) -> str:
    # No goal can be below 0, so a bound below it says nothing.
    if event.bound is None or event.bound < 0:
        return "no bound yet"
    gap = "" if event.gap is None else f", gap {100 * event.gap:.1f} %"
    return f"bound {goal_value(event.goal, event.bound)}{gap}"


def clock(seconds: float) -> str:
    """`7 s`, `2 min 05 s`."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"
