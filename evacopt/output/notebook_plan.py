"""The card of a plan."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evacopt.output.notebook_card import Card
from evacopt.output.report.chart_map import map_chart
from evacopt.output.report.chart_timeline import timeline_chart
from evacopt.output.report.flows import flows_of
from evacopt.output.report.outlines import natural_earth
from evacopt.output.report.people_tables import classes_table, nationalities_table
from evacopt.output.report.situation import Situation
from evacopt.output.report.table import Column, Table, figure, per_cent, table
from evacopt.output.wording import goal_figure, how_good, people_out, what_is_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.records import GoalLine

ROWS_SHOWN = 10


def known_plan_card(instance: Instance, plan: Plan) -> Card:
    """A plan whose instance is in memory: people, goals, map, timeline."""
    situation = Situation.of(instance, plan, as_of=instance.begins)
    view = situation.view
    return Card(
        title=instance.title or instance.name,
        words=(people_out(view), how_good(view.goals)),
        tables=(
            classes_table(view.classes),
            nationalities_table(
                view.nationalities, shown=ROWS_SHOWN, caption="By nationality, worst served first"
            ),
            goals_table(view.goals),
        ),
        map=map_chart(instance, flows_of(instance, view.flights), natural_earth()),
        timeline=timeline_chart(situation),
    )


def lone_plan_card(plan: Plan) -> Card:
    """A plan of an instance that is not in memory: what it says by itself."""
    from evacopt.output.plan_view import goal_lines

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


def goals_table(goals: Sequence[GoalLine]) -> Table:
    """The goals, most important first."""
    columns = (Column("goal", "words"), Column("value"), Column("bound"), Column("how good", "words"))
    rows = [
        (
            goal.words,
            goal_figure(goal.goal, goal.value),
            "unknown" if goal.bound is None or not goal.judged else goal_figure(goal.goal, goal.bound),
            what_is_known(goal),
        )
        for goal in goals
    ]
    return table("Goals, most important first", columns, rows)


def _boardings(plan: Plan) -> Table:
    """Parties on each flight, most first."""
    aboard: Counter[str] = Counter()
    for row in plan.assignments:
        for flight in row.itinerary:
            aboard[flight] += row.parties
    ranked = sorted(aboard.items(), key=lambda item: (-item[1], item[0]))
    most = ranked[0][1] if ranked else 0
    rows = [(flight, figure(parties), per_cent(parties, most)) for flight, parties in ranked[:ROWS_SHOWN]]
    more = len(ranked) - ROWS_SHOWN
    notes = (f"and {more:,} more flights",) if more > 0 else ()
    columns = (Column("flight", "code"), Column("parties"), Column("", "bar"))
    return table("Parties aboard, most first", columns, rows, notes=notes)
