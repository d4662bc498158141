"""Tables that only notebooks show: demand of an instance, and plans side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.output.compare_object import times_of
from evacopt.output.records import DemandLine, InstanceView, moment
from evacopt.output.report.table import Column, Table, figure, per_cent, table
from evacopt.output.wording import goal_figure, goal_words, when_among

if TYPE_CHECKING:
    from evacopt.planning.compare import Comparison, FlightEntry, NationRow, PeopleEntry

ROWS_SHOWN = 10


def demand_tables(view: InstanceView) -> tuple[Table, ...]:
    """Who waits: by origin, by class and by nationality."""
    columns = (
        Column("origin", "code"),
        Column("people"),
        Column("seats scheduled"),
        Column("seats optional"),
    )
    origins = [
        (line.id, figure(line.people), figure(line.seats_scheduled), figure(line.seats_optional))
        for line in view.origins
    ]
    return (
        table("By origin", columns, origins),
        _demand("class", "By class, most urgent first", view.classes),
        _demand("nationality", "By nationality, most people first", view.nationalities),
    )


def _demand(head: str, caption: str, lines: Sequence[DemandLine]) -> Table:
    most = max((line.people for line in lines), default=0)
    rows = [
        (line.name, figure(line.people), figure(line.parties), per_cent(line.people, most))
        for line in lines[:ROWS_SHOWN]
    ]
    columns = (Column(head, "code"), Column("people"), Column("parties"), Column("", "bar"))
    return table(caption, columns, rows, notes=_more(len(lines), "more"))


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """People, goals, nationalities and flights, a column a plan; what does not differ is left out."""
    made = _comparison_tables(comparison, [plan.name for plan in comparison.plans])
    return tuple(one for one in made if one.rows)


def _comparison_tables(comparison: Comparison, names: Sequence[str]) -> Iterator[Table]:
    columns = [Column("plan", "code"), Column("people"), Column("out"), Column("stay"), Column("changed")]
    rows = [
        (
            plan.name,
            figure(plan.people),
            figure(plan.served),
            figure(plan.people - plan.served),
            figure(plan.changed),
            per_cent(plan.people - plan.served, plan.people),
        )
        for plan in comparison.plans
    ]
    yield table("Plans", [*columns, Column("part that stays", "bar")], rows)
    yield _side_by_side("goal", "Goals", names, _goal_rows(comparison))
    nations = sorted(comparison.nationalities, key=lambda row: (-_spread(row), row.nationality))
    yield _side_by_side(
        "nationality",
        "People left behind, by nationality",
        names,
        [(row.nationality, *map(_left, row.entries)) for row in nations],
    )
    tell = when_among(times_of(comparison))
    yield _side_by_side(
        "flight",
        "Flights: departure, seats taken",
        names,
        [(row.flight, *(_taken(entry, tell) for entry in row.entries)) for row in comparison.flights],
    )


def _goal_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    return [
        (
            goal_words(row.goal),
            *("" if value is None else goal_figure(row.goal, value) for value in row.values),
        )
        for row in comparison.goals
    ]


def _side_by_side(head: str, caption: str, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    """A column a plan; only the first rows, for a notebook is read at a glance."""
    columns = [Column(head, "words" if head == "goal" else "code"), *(Column(name) for name in names)]
    return table(caption, columns, rows[:ROWS_SHOWN], notes=_more(len(rows), "more that differ"))


def _more(rows: int, what: str) -> tuple[str, ...]:
    return (f"and {rows - ROWS_SHOWN:,} {what}",) if rows > ROWS_SHOWN else ()


def _spread(row: NationRow) -> int:
    """How far the plans are apart in people of a nationality who get out."""
    served = [entry.served if entry else 0 for entry in row.entries]
    return max(served) - min(served)


def _left(entry: PeopleEntry | None) -> str:
    return "" if entry is None else f"{entry.people - entry.served:,} of {entry.people:,}"


def _taken(entry: FlightEntry | None, tell: Callable[[datetime], str]) -> str:
    if entry is None:
        return ""
    return (
        f"{tell(moment(entry.departs))}, {entry.taken:,} of {entry.seats:,}" if entry.sorties else "not flown"
    )
