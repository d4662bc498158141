"""How instances, plans, results and comparisons show themselves in a notebook: a card each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evacopt.domain.instance import Instance, instance_of
from evacopt.domain.plan import Assignments, Plan
from evacopt.output.html import card_html
from evacopt.output.instance_view import instance_view
from evacopt.output.notebook_tables import boardings_table, comparison_tables, demand_tables
from evacopt.output.plan_view import goal_lines
from evacopt.output.report.chart_map import MapChart, flows_of, map_chart
from evacopt.output.report.chart_timeline import TimelineChart, timeline_chart
from evacopt.output.report.outlines import natural_earth
from evacopt.output.report.people_tables import classes_table, goals_table, nationalities_table
from evacopt.output.report.situation import Situation
from evacopt.output.table import Table
from evacopt.output.wording import how_good, people_out, people_words, period
from evacopt.planning.compare import Comparison
from evacopt.planning.result import Result

if TYPE_CHECKING:
    from evacopt.domain.shown import Shown

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
        tables=demand_tables(view),
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
    return Card(title=f"Plans compared: {names}", words=(words,), tables=comparison_tables(comparison))


def _plan_card(plan: Plan) -> Card:
    """Who gets out and how good that is; with map and timeline where its instance is in memory."""
    instance = instance_of(plan.instance_sha256)
    return _lone_plan_card(plan) if instance is None else _known_plan_card(instance, plan)


def _known_plan_card(instance: Instance, plan: Plan) -> Card:
    """A plan whose instance is in memory: people, goals, map, timeline."""
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


def _lone_plan_card(plan: Plan) -> Card:
    """A plan of an instance that is not in memory: what it says by itself."""
    goals = goal_lines(plan)
    travelling, staying = int(plan.assignments.parties.sum()), sum(row.parties for row in plan.unserved)
    return Card(
        title=f"A plan of {plan.instance_name}",
        words=(
            f"{travelling:,} parties travel, {staying:,} are listed as staying.",
            how_good(goals),
            "Read its instance and ask for its sha256 to see people, map and timeline.",
        ),
        tables=(boardings_table(plan), goals_table(goals)),
    )
