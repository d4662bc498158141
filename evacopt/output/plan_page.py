"""The page about a plan, in the order in which a planner reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Group, RenderableType

from evacopt.output.flight_section import flight_section
from evacopt.output.place_section import place_section
from evacopt.output.records import CountLine, GoalLine, PlanView
from evacopt.output.stay_section import stay_section
from evacopt.output.tables import ROWS_SHOWN, Column, line, more, section, table
from evacopt.output.wording import SOURCES, goal_figure, how_good, people_out, percent, what_is_known

RECORDED = "A plan file records this and no more: `verify --certificate` checks it again."


def plan_page(view: PlanView, *, everything: bool = False) -> RenderableType:
    """What `show` and `solve` print; `everything` cuts no table."""
    return Group(*_parts(view, everything=everything))


def _parts(view: PlanView, *, everything: bool) -> Iterator[RenderableType]:
    yield from headline(view)
    yield flight_section(view, everything=everything)
    yield _nationalities(view, everything=everything)
    yield _classes(view)
    yield from place_section(view, everything=everything)
    yield _goals(view.goals)
    yield stay_section(view, everything=everything)


def headline(view: PlanView) -> Iterator[RenderableType]:
    """Who gets out, and how good that is."""
    yield line(f"{view.instance}: {view.title}" if view.title else view.instance)
    yield line(people_out(view), "bold")
    yield line(how_good(view.goals))


def _nationalities(view: PlanView, *, everything: bool) -> RenderableType:
    left = [row for row in view.nationalities if row.left]
    whole = [row for row in view.nationalities if not row.left]
    shown = list(view.nationalities) if everything else left[:ROWS_SHOWN]
    parts: list[RenderableType] = []
    if shown or view.blocs:
        parts.append(_counts("nationality", [*shown, *map(_as_bloc, view.blocs)]))
    if not everything:
        parts += more(len(left) - len(shown), "nationalities with people left behind")
        parts += _wholly_served(whole)
    return section("By nationality, worst served first", *parts)


def _as_bloc(row: CountLine) -> CountLine:
    return replace(row, name=f"{row.name} (bloc)")


def _wholly_served(lines: Sequence[CountLine]) -> list[RenderableType]:
    if not lines:
        return []
    named = ", ".join(f"{row.name} {row.people:,}" for row in lines[:ROWS_SHOWN])
    rest = f" and {len(lines) - ROWS_SHOWN:,} more; --all lists them" if len(lines) > ROWS_SHOWN else ""
    return [line(f"Nobody left behind: {named}{rest}")]


def _classes(view: PlanView) -> RenderableType:
    return section("By class, most urgent first", _counts("class", view.classes))


def _counts(head: str, lines: Sequence[CountLine]) -> RenderableType:
    columns = [Column(head, "code"), Column("people"), Column("out"), Column("left"), Column("left %")]
    rows = [
        [row.name, f"{row.people:,}", f"{row.served:,}", f"{row.left:,}", percent(row.left_ppm)]
        for row in lines
    ]
    return table(columns, rows)


def _goals(goals: Sequence[GoalLine]) -> RenderableType:
    columns = [Column("goal", "words"), Column("value"), Column("bound"), Column("how good", "words")]
    rows = [[goal.words, *_figures(goal), what_is_known(goal)] for goal in goals]
    body = table(columns, rows) if rows else line("None is recorded in this plan.")
    return section("Goals, most important first", body, *_legend(goals))


def _figures(goal: GoalLine) -> list[str]:
    bound = "unknown" if goal.bound is None or not goal.judged else goal_figure(goal.goal, goal.bound)
    return [goal_figure(goal.goal, goal.value), bound]


def _legend(goals: Sequence[GoalLine]) -> list[RenderableType]:
    grades = {goal.grade for goal in goals if goal.judged and goal.bound == goal.value}
    known = [f"{grade}: {words}." for grade, words in SOURCES.items() if grade in grades]
    return [line(" ".join((*known, RECORDED)), "dim")] if known else []
