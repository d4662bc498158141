"""How instances, plans, results and comparisons show themselves in a notebook: a card each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.instance import Instance, instance_of
from evacopt.domain.plan import Assignments, Plan
from evacopt.output.compare_page import times_of
from evacopt.output.html import card_html
from evacopt.output.records import DemandLine, InstanceView
from evacopt.output.report.chart_map import MapChart, flows_of, map_chart
from evacopt.output.report.chart_timeline import TimelineChart, timeline_chart
from evacopt.output.report.outlines import natural_earth
from evacopt.output.report.people_tables import classes_table, goals_table, nationalities_table
from evacopt.output.report.situation import Situation
from evacopt.output.table import Column, Table, per_cent, table
from evacopt.output.views import goal_lines, instance_view
from evacopt.output.wording import (
    goal_figure,
    goal_words,
    how_good,
    people_out,
    people_words,
    period,
    when_among,
)
from evacopt.planning.comparison import Comparison
from evacopt.planning.result import Result

if TYPE_CHECKING:
    from evacopt.domain.shown import Shown
    from evacopt.planning.comparison import FlightEntry, NationRow

ROWS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Card:
    """A title, sentences (the first one large), tables side by side, pictures."""

    title: str
    words: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    map: MapChart | None = None
    timeline: TimelineChart | None = None


def page_of(thing: Shown) -> str:
    """The HTML of what a notebook shows."""
    if isinstance(thing, Instance):
        return card_html(_instance_card(thing))
    if isinstance(thing, Plan):
        return card_html(_plan_card(thing))
    if isinstance(thing, Result):
        return card_html(_result_card(thing))
    if isinstance(thing, Comparison):
        return card_html(_comparison_card(thing))
    raise TypeError(f"no page shows a {type(thing).__name__}")


def _instance_card(instance: Instance) -> Card:
    """Who waits where, the flights on offer as arcs, and when they leave."""
    view = instance_view(instance)
    everything = Plan(
        instance_name=instance.name,
        instance_sha256="",
        assignments=Assignments.of(()),
        sorties=tuple((one.id, one.copies) for one in instance.schedule if one.status == "optional"),
    )
    offered = Situation.of(instance, everything, as_of=instance.begins)
    waiting = f"{people_words(view.people)} wait in {view.parties:,} parties of {view.groups:,} groups."
    flights = f"{len(view.flights):,} flights are on offer, {period(view.begins, view.ends)}."
    return Card(
        title=instance.title or instance.name,
        words=(waiting, flights),
        tables=_demand_tables(view),
        map=map_chart(instance, flows_of(instance, offered.view.flights, loads=False), natural_earth()),
        timeline=timeline_chart(offered, loads=False),
    )


def _result_card(result: Result) -> Card:
    """The plan with what the run says of it, or why there is none."""
    if result.plan is not None:
        card = _plan_card(result.plan)
        return replace(card, words=(*card.words, *filter(None, (result.message,))))
    contradictions = tuple(f"Cannot be kept with the others: {promise}." for promise in result.conflict)
    title = "These promises contradict each other" if result.conflict else "No plan"
    return Card(title=title, words=(result.message or result.status, *contradictions))


def _comparison_card(comparison: Comparison) -> Card:
    """Plans side by side: people, goals, nationalities, flights."""
    names = ", ".join(plan.name for plan in comparison.plans)
    groups = len({row.group for row in comparison.groups})
    words = (
        f"{groups:,} groups are listed with other itineraries or numbers." if groups else "No group differs."
    )
    return Card(title=f"Plans compared: {names}", words=(words,), tables=tuple(comparison_tables(comparison)))


def _plan_card(plan: Plan) -> Card:
    """Who gets out and how good that is; with map and timeline where its instance is in memory."""
    instance = instance_of(plan.instance_sha256)
    if instance is None:
        goals = goal_lines(plan)
        travelling, staying = int(plan.assignments.parties.sum()), sum(row.parties for row in plan.unserved)
        return Card(
            title=f"A plan of {plan.instance_name}",
            words=(
                f"{travelling:,} parties travel, {staying:,} are listed as staying.",
                how_good(goals),
                "Read its instance and ask for its sha256 to see people, map and timeline.",
            ),
            tables=(_boardings(plan), goals_table(goals)),
        )
    situation = Situation.of(instance, plan, as_of=instance.begins)
    view = situation.view
    worst = "By nationality, worst served first"
    return Card(
        title=instance.title or instance.name,
        words=(people_out(view), how_good(view.goals)),
        tables=(
            classes_table(view.classes),
            nationalities_table(view.nationalities, shown=ROWS_SHOWN, caption=worst),
            goals_table(view.goals),
        ),
        map=map_chart(instance, flows_of(instance, view.flights), natural_earth()),
        timeline=timeline_chart(situation),
    )


def _demand_tables(view: InstanceView) -> tuple[Table, ...]:
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


def _boardings(plan: Plan) -> Table:
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


def comparison_tables(comparison: Comparison) -> Iterator[Table]:
    """People, goals, nationalities and flights, a column a plan; what does not differ is left out."""
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
    nations = [
        (row.nationality, *(f"{n.people - n.served:,} of {n.people:,}" if n else "" for n in row.entries))
        for row in ranked
    ]
    when = when_among(times_of(comparison))
    flights = [(row.flight, *(_taken(entry, when) for entry in row.entries)) for row in comparison.flights]
    for column, caption, rows in (
        (Column("goal", "words"), "Goals", goals),
        (Column("nationality", "code"), "People left behind, by nationality", nations),
        (Column("flight", "code"), "Flights: departure, seats taken", flights),
    ):
        columns = [column, *(Column(plan.name) for plan in comparison.plans)]
        if rows:
            yield table(caption, columns, rows[:ROWS_SHOWN], notes=_more(len(rows), "more that differ"))


def _more(rows: int, what: str) -> tuple[str, ...]:
    return (f"and {rows - ROWS_SHOWN:,} {what}",) if rows > ROWS_SHOWN else ()


def _spread(row: NationRow) -> int:
    """How far the plans are apart in people of a nationality who get out."""
    served = [entry.served if entry else 0 for entry in row.entries]
    return max(served) - min(served)


def _taken(entry: FlightEntry | None, when: Callable[[datetime], str]) -> str:
    if entry is None:
        return ""
    seats = f"{when(moment(entry.departs))}, {entry.taken:,} of {entry.seats:,}"
    return seats if entry.sorties else "not flown"
