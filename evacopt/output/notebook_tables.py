"""Tables that only notebooks show: demand of an instance, boardings of a plan, plans side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.output.compare_page import times_of
from evacopt.output.records import DemandLine, InstanceView, moment
from evacopt.output.table import Column, Table, per_cent, table
from evacopt.output.wording import goal_figure, goal_words, when_among

if TYPE_CHECKING:
    from evacopt.domain.plan import Plan
    from evacopt.planning.compare import Comparison, FlightEntry, NationRow, PeopleEntry

ROWS_SHOWN = 10


def demand_tables(view: InstanceView) -> tuple[Table, ...]:
    """Who waits: by origin, by class and by nationality."""
    heads = ("people", "seats scheduled", "seats optional")
    origins = [(line.id, line.people, line.seats_scheduled, line.seats_optional) for line in view.origins]
    return (
        table("By origin", [Column("origin", "code"), *map(Column, heads)], origins),
        _demand("class", "By class, most urgent first", view.classes),
        _demand("nationality", "By nationality, most people first", view.nationalities),
    )


def _demand(head: str, caption: str, lines: Sequence[DemandLine]) -> Table:
    most = max((line.people for line in lines), default=0)
    rows = [
        (line.name, line.people, line.parties, per_cent(line.people, most)) for line in lines[:ROWS_SHOWN]
    ]
    columns = (Column(head, "code"), Column("people"), Column("parties"), Column("", "bar"))
    return table(caption, columns, rows, notes=_more(len(lines), "more"))


def boardings_table(plan: Plan) -> Table:
    """Parties on each flight, most first."""
    aboard: Counter[str] = Counter()
    for row in plan.assignments:
        for flight in row.itinerary:
            aboard[flight] += row.parties
    ranked = sorted(aboard.items(), key=lambda item: (-item[1], item[0]))
    most = ranked[0][1] if ranked else 0
    rows = [(flight, parties, per_cent(parties, most)) for flight, parties in ranked[:ROWS_SHOWN]]
    columns = (Column("flight", "code"), Column("parties"), Column("", "bar"))
    return table("Parties aboard, most first", columns, rows, notes=_more(len(ranked), "more flights"))


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """People, goals, nationalities and flights, a column a plan; what does not differ is left out."""
    return tuple(one for one in _comparison_tables(comparison) if one.rows)


def _comparison_tables(comparison: Comparison) -> Iterator[Table]:
    heads = ("people", "out", "stay", "changed")
    columns = [Column("plan", "code"), *map(Column, heads), Column("part that stays", "bar")]
    plans = [
        (plan.name, plan.people, plan.served, stay, plan.changed, per_cent(stay, plan.people))
        for plan, stay in ((plan, plan.people - plan.served) for plan in comparison.plans)
    ]
    yield table("Plans", columns, plans)
    goals = [
        (goal_words(row.goal), *("" if n is None else goal_figure(row.goal, n) for n in row.values))
        for row in comparison.goals
    ]
    ranked = sorted(comparison.nationalities, key=lambda row: (-_spread(row), row.nationality))
    nations = [(row.nationality, *map(_left, row.entries)) for row in ranked]
    when = when_among(times_of(comparison))
    flights = [(row.flight, *(_taken(entry, when) for entry in row.entries)) for row in comparison.flights]
    for column, caption, rows in (
        (Column("goal", "words"), "Goals", goals),
        (Column("nationality", "code"), "People left behind, by nationality", nations),
        (Column("flight", "code"), "Flights: departure, seats taken", flights),
    ):
        columns = [column, *(Column(plan.name) for plan in comparison.plans)]
        yield table(caption, columns, rows[:ROWS_SHOWN], notes=_more(len(rows), "more that differ"))


def _more(rows: int, what: str) -> tuple[str, ...]:
    return (f"and {rows - ROWS_SHOWN:,} {what}",) if rows > ROWS_SHOWN else ()


def _spread(row: NationRow) -> int:
    """How far the plans are apart in people of a nationality who get out."""
    served = [entry.served if entry else 0 for entry in row.entries]
    return max(served) - min(served)


def _left(entry: PeopleEntry | None) -> str:
    return "" if entry is None else f"{entry.people - entry.served:,} of {entry.people:,}"


def _taken(entry: FlightEntry | None, when: Callable[[datetime], str]) -> str:
    if entry is None:
        return ""
    seats = f"{when(moment(entry.departs))}, {entry.taken:,} of {entry.seats:,}"
    return seats if entry.sorties else "not flown"
