"""How instances, plans, results and comparisons show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.domain.instance import Instance, instance_of
from evacopt.domain.plan import Assignments, Plan
from evacopt.output.notebook_card import Card, card_html
from evacopt.output.notebook_plan import known_plan_card, lone_plan_card
from evacopt.output.notebook_tables import comparison_tables, demand_tables
from evacopt.output.report.chart_map import map_chart
from evacopt.output.report.chart_timeline import timeline_chart
from evacopt.output.report.flows import flows_of
from evacopt.output.report.outlines import natural_earth
from evacopt.output.report.situation import Situation
from evacopt.output.wording import people_words, period
from evacopt.planning.compare import Comparison
from evacopt.planning.result import Result

if TYPE_CHECKING:
    from evacopt.domain.shown import Shown


def page_of(thing: Shown) -> str:
    """The HTML of what a notebook shows."""
    if isinstance(thing, Instance):
        return instance_html(thing)
    if isinstance(thing, Plan):
        return plan_html(thing)
    if isinstance(thing, Result):
        return result_html(thing)
    if isinstance(thing, Comparison):
        return comparison_html(thing)
    raise TypeError(f"no page shows a {type(thing).__name__}")


def instance_html(instance: Instance) -> str:
    """Who waits where, the flights on offer as arcs, and when they leave."""
    from evacopt.output.instance_view import instance_view

    view = instance_view(instance)
    offered = Situation.of(instance, _everything_flown(instance), as_of=instance.begins)
    waiting = f"{people_words(view.people)} wait in {view.parties:,} parties of {view.groups:,} groups."
    flights = f"{len(view.flights):,} flights are on offer, {period(view.begins, view.ends)}."
    return card_html(
        Card(
            title=instance.title or instance.name,
            words=(waiting, flights),
            tables=demand_tables(view),
            map=map_chart(instance, flows_of(instance, offered.view.flights, told=False), natural_earth()),
            timeline=timeline_chart(offered, told=False),
        )
    )


def plan_html(plan: Plan) -> str:
    """Who gets out and how good that is; with map and timeline where its instance is in memory."""
    instance = instance_of(plan.instance_sha256)
    return card_html(lone_plan_card(plan) if instance is None else known_plan_card(instance, plan))


def result_html(result: Result) -> str:
    """The plan with what the run says of it, or why there is none."""
    if result.plan is not None:
        instance = instance_of(result.plan.instance_sha256)
        card = lone_plan_card(result.plan) if instance is None else known_plan_card(instance, result.plan)
        return card_html(card.saying(result.message))
    contradictions = tuple(f"Cannot be kept with the others: {promise}." for promise in result.conflict)
    title = "These promises contradict each other" if result.conflict else "No plan"
    return card_html(Card(title=title, words=(result.message or result.status, *contradictions)))


def comparison_html(comparison: Comparison) -> str:
    """Plans side by side: people, goals, nationalities, flights."""
    names = ", ".join(plan.name for plan in comparison.plans)
    groups = len({row.group for row in comparison.groups})
    words = (
        f"{groups:,} groups are listed with other itineraries or numbers." if groups else "No group differs."
    )
    return card_html(
        Card(title=f"Plans compared: {names}", words=(words,), tables=comparison_tables(comparison))
    )


def _everything_flown(instance: Instance) -> Plan:
    """A plan of nobody in which all that may fly does: what is on offer."""
    return Plan(
        instance_name=instance.name,
        instance_sha256="",
        assignments=Assignments.of(()),
        sorties=tuple(
            (flight.id, flight.copies) for flight in instance.schedule if flight.status == "optional"
        ),
    )
