"""The page about what differs between plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from evacopt.output.compare_object import times_of
from evacopt.output.records import moment
from evacopt.output.tables import ROWS_SHOWN, Column, line, more, section, table
from evacopt.output.wording import goal_figure, goal_words, people_words, when_among

if TYPE_CHECKING:
    from evacopt.planning.compare import Comparison, FlightEntry, PeopleEntry, PlanEntry

ABSENT = "-"
"""What stands where a plan's instance does not know the thing."""


def compare_page(found: Comparison, *, everything: bool = False) -> RenderableType:
    """What `compare` prints; `everything` cuts no table."""
    return Group(_plans(found), *compare_sections(found, everything=everything))


def compare_sections(found: Comparison, *, everything: bool = False) -> Iterator[RenderableType]:
    """Goals, nationalities, flights and groups, a column a plan."""
    names = [plan.name for plan in found.plans]
    yield _goals(found, names)
    yield _differing(
        "By nationality: left behind of all",
        ["nationality"],
        names,
        [[row.nationality, *map(_left, row.entries)] for row in found.nationalities],
        everything,
    )
    yield _differing(
        "By flight: seats taken",
        ["flight"],
        names,
        [[row.flight, *_flight_cells(row.entries, when_among(times_of(found)))] for row in found.flights],
        everything,
    )
    yield _differing(
        "By group: parties",
        ["group", "itinerary"],
        names,
        [[row.group, ">".join(row.itinerary) or "stays", *map(_number, row.parties)] for row in found.groups],
        everything,
    )


def chain_words(plan: PlanEntry, *, first: bool) -> str:
    """How a plan stands to the one to its left."""
    if first:
        return "first of these"
    if plan.follows is None:
        return "names no plan before it"
    return "follows the one above" if plan.follows else "follows another plan"


def _plans(found: Comparison) -> RenderableType:
    columns = [
        Column("plan", "code"),
        Column("as of", "time"),
        Column("people"),
        Column("out"),
        Column("stay"),
        Column("changed"),
        Column("money"),
        Column("chain", "words"),
    ]
    tell = when_among(times_of(found))
    rows = [
        [
            plan.name,
            ABSENT if plan.as_of is None else tell(moment(plan.as_of)),
            f"{plan.people:,}",
            f"{plan.served:,}",
            f"{plan.people - plan.served:,}",
            f"{plan.changed:,}" if number else ABSENT,
            f"{plan.spent:,}",
            chain_words(plan, first=not number),
        ]
        for number, plan in enumerate(found.plans)
    ]
    changed = sum(plan.changed for plan in found.plans[1:])
    return section(
        f"{len(found.plans)} plans of {found.plans[-1].instance}; {people_words(changed)} changed on the way",
        table(columns, rows),
        line("changed: people whose itinerary, or staying, is another than in the plan above.", "dim"),
        line("money: of all flights that fly, those that have flown included.", "dim"),
    )


def _goals(found: Comparison, names: Sequence[str]) -> RenderableType:
    columns = [Column("goal", "words"), *map(Column, names), Column("change")]
    rows = [
        [
            goal_words(row.goal),
            *(ABSENT if value is None else goal_figure(row.goal, value) for value in row.values),
            _change(row.goal, row.values),
        ]
        for row in found.goals
    ]
    return section("Goals, most important first", table(columns, rows))


def _change(goal: str, values: Sequence[int | None]) -> str:
    """From the first plan to the last, signed."""
    first, last = values[0], values[-1]
    if first is None or last is None:
        return ""
    sign = "+" if last > first else "-" if last < first else ""
    return sign + goal_figure(goal, abs(last - first)) if sign else "0"


def _differing(
    title: str, heads: Sequence[str], names: Sequence[str], rows: list[list[str]], everything: bool
) -> RenderableType:
    if not rows:
        return section(title, line("No difference."))
    shown = rows if everything else rows[:ROWS_SHOWN]
    columns = [*(Column(head, "code") for head in heads), *map(Column, names)]
    return section(title, table(columns, shown), *more(len(rows) - len(shown), "rows that differ"))


def _left(entry: PeopleEntry | None) -> str:
    return ABSENT if entry is None else f"{entry.people - entry.served:,} of {entry.people:,}"


def _flight_cells(entries: Sequence[FlightEntry | None], tell: Callable[[datetime], str]) -> Iterator[str]:
    """A cell a plan; a departure that has moved is told."""
    before: FlightEntry | None = None
    for entry in entries:
        if entry is None:
            yield ABSENT
        elif not entry.sorties:
            yield "not flown"
        else:
            moved = before is not None and before.departs != entry.departs
            at = f" at {tell(moment(entry.departs))}" if moved else ""
            yield f"{entry.taken:,} of {entry.seats:,}{at}"
        before = entry or before


def _number(parties: int | None) -> str:
    return ABSENT if parties is None else f"{parties:,}"
