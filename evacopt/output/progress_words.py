"""One line about where a run stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.output.wording import goal_value

if TYPE_CHECKING:
    from evacopt.planning.result import Progress


def progress_words(event: Progress, seconds: float) -> str:
    """`unserved[1]: best 12 people, bound 8 people, gap 33.3 %, 7 s`."""
    best = "no plan yet" if event.incumbent is None else f"best {goal_value(event.goal, event.incumbent)}"
    bound = "no bound yet" if event.bound is None else f"bound {goal_value(event.goal, event.bound)}"
    gap = "" if event.gap is None else f", gap {100 * event.gap:.1f} %"
    return f"{event.goal}: {best}, {bound}{gap}, {clock(seconds)}"


def clock(seconds: float) -> str:
    """`7 s`, `2 min 05 s`."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"
