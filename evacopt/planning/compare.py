"""What differs between plans: goal by goal, nationality by nationality, flight by flight, group by group.

Plans of a chain are plans of different instances, because the world went on between them; each is counted
against its own. Every row holds one entry a plan, `None` where the plan's instance does not know the thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import mul
from typing import TypeVar, get_args

from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.domain.policy import Objective
from evacopt.errors import UsageError
from evacopt.judge.goals import count_goals
from evacopt.planning.comparison import (
    Comparison,
    FlightEntry,
    FlightRow,
    GoalRow,
    GroupRow,
    LimitEntry,
    LimitRow,
    NationRow,
    PeopleEntry,
    PlanEntry,
)
from evacopt.view.airfield import held_resources, movements_in
from evacopt.view.view import View

K = TypeVar("K")
T = TypeVar("T")
_STAYS: Itinerary = ()


def compare(
    plans: Sequence[tuple[Instance, Plan]], *, names: Sequence[str] = (), everything: bool = False
) -> Comparison:
    """Plans side by side, in the order given; each with the instance that it is a plan of.

    Parameters
    ----------
    names : what to call the plans; numbers from 1 where nothing is said
    everything : whether rows that are alike in all plans are listed too

    Raises
    ------
    UsageError
        If a plan is paired with another instance than its own, or there are no plans.
    """
    paired = isinstance(plans, (list, tuple))
    if not paired or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in plans):
        raise UsageError("plans must be a list of pairs: [(instance, plan), (instance, other_plan)]")
    if not plans:
        raise UsageError("name at least one plan to compare")
    called = tuple(names)
    if called and (len(called) != len(plans) or not all(isinstance(name, str) for name in called)):
        raise UsageError(f"names must be a word for each of the {len(plans)} plans, got {names!r}"[:300])
    for number, (instance, plan) in enumerate(plans, 1):
        an_instance(instance, f"the instance of plan {number}")
        a_plan(plan, f"plan {number}")
        if plan.instance_sha256 != instance.sha256:
            raise UsageError(f"plan {number} is no plan of the instance it is compared against")
    called = called or tuple(str(number) for number in range(1, len(plans) + 1))
    views = [View(instance, plan) for instance, plan in plans]
    keep = (lambda _: True) if everything else _differs
    return Comparison(
        plans=tuple(_plan_entries(called, views)),
        goals=_goals(plans),
        nationalities=tuple(
            NationRow(nationality=code, entries=entries)
            for code, entries in _rows(views, _nationalities, keep)
        ),
        flights=tuple(
            FlightRow(flight=code, entries=entries) for code, entries in _rows(views, _flights, keep)
        ),
        groups=tuple(_groups(views, keep)),
        limits=tuple(
            LimitRow(kind=kind, name=name, entries=entries)
            for (kind, name), entries in _rows(views, _limits, keep)
        ),
    )


def people_moved(instance: Instance, before: Plan, after: Plan) -> int:
    """People of `instance` whose itinerary, or staying, is another in `after` than in `before`."""
    return dict(count_goals(_counting(instance, ("changes",)), after, baseline=before))["changes"]


def _plan_entries(names: Sequence[str], views: Sequence[View]) -> list[PlanEntry]:
    entries = []
    for number, view in enumerate(views):
        instance, plan, before = view.instance, view.plan, views[number - 1].plan if number else None
        link, costs = plan.replanned, view.flights("cost")
        aboard, prices = view.aboard(instance.groups.people), view.flights("cost_per_person")
        changed = people_moved(instance, before, plan) if before else 0
        entries.append(
            PlanEntry(
                name=names[number],
                instance=instance.name,
                sha256=plan.sha256,
                as_of=link.as_of if link else None,
                follows=link.before == before.sha256 if link and before else None,
                people=instance.people,
                served=view.served,
                changed=changed,
                spent=sum(map(mul, costs.tolist(), view.flown.tolist()))
                + sum(map(mul, prices.tolist(), aboard.tolist())),
            )
        )
    return entries


def _goals(plans: Sequence[tuple[Instance, Plan]]) -> tuple[GoalRow, ...]:
    """The goals of the last plan's policy, then those that only others have; `changes` is told elsewhere."""
    objectives = list(dict.fromkeys(o for instance, _ in reversed(plans) for o in instance.policy.objectives))
    wanted = tuple(objective for objective in objectives if objective != "changes")
    values = [
        dict(count_goals(_counting(instance, _known(instance, wanted)), plan)) for instance, plan in plans
    ]
    names = dict.fromkeys(name for side in reversed(values) for name in side)
    rank: dict[str, int] = {objective: number for number, objective in enumerate(wanted)}
    ordered = sorted(names, key=lambda name: rank[name if name in rank else name.partition("[")[0]])
    return tuple(GoalRow(goal=name, values=tuple(side.get(name) for side in values)) for name in ordered)


def _known(instance: Instance, objectives: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are goals of the instance: a linear goal may be another instance's."""
    standard, own = get_args(Objective), {rule.id for rule in instance.rules if rule.is_goal}
    return tuple(goal for goal in objectives if goal in standard or goal in own)


def _counting(instance: Instance, objectives: tuple[str, ...]) -> Instance:
    """The instance with other goals; the plan is then counted, not judged, so its hash does not matter."""
    return replace(instance, policy=replace(instance.policy, objectives=objectives))


def _nationalities(view: View) -> dict[str, PeopleEntry]:
    counts = sorted(view.by_nationality.items())
    return {code: PeopleEntry(people=count.people, served=count.served) for code, count in counts}


def _flights(view: View) -> dict[str, FlightEntry]:
    rows = zip(view.instance.schedule, view.flown.tolist(), view.seats_used.tolist(), strict=True)
    return {
        flight.id: FlightEntry(
            departs=flight.departs, sorties=sorties, seats=flight.seats * sorties, taken=taken
        )
        for flight, sorties, taken in rows
    }


def _limits(view: View) -> dict[tuple[str, str], LimitEntry]:
    used = {
        ("resource", held.resource.id): LimitEntry(used=held.fullest.value, limit=held.resource.count)
        for held in held_resources(view)
    }
    return used | {
        ("slot", slot.id): LimitEntry(used=movements_in(view, slot), limit=slot.movements)
        for slot in view.instance.slots
    }


def _rows(
    views: Sequence[View],
    entries_of: Callable[[View], dict[K, T]],
    keep: Callable[[tuple[T | None, ...]], bool],
) -> list[tuple[K, tuple[T | None, ...]]]:
    """The entries of each key in the order in which the plans have them, latest plan first."""
    sides = [entries_of(view) for view in views]
    keys = dict.fromkeys(key for side in reversed(sides) for key in side)
    rows = ((key, tuple(side.get(key) for side in sides)) for key in keys)
    return [(key, entries) for key, entries in rows if keep(entries)]


def _groups(views: Sequence[View], keep: Callable[[tuple[int | None, ...]], bool]) -> list[GroupRow]:
    """Parties of each group on each itinerary; those that stay come first, on none."""
    sides = []
    for view in views:
        side = Counter(
            {
                (group, _STAYS): left
                for group, left in zip(view.instance.groups.id, view.left.tolist(), strict=True)
            }
        )
        for row in view.plan.assignments:
            side[row.group, row.itinerary] += row.parties
        sides.append(side)
    order = dict.fromkeys(group for view in reversed(views) for group in view.instance.groups.id)
    rank = {group: number for number, group in enumerate(order)}
    places = {place for side in sides for place in side}
    rows = []
    for group, itinerary in sorted(places, key=lambda place: (rank[place[0]], place)):
        known = [(group, _STAYS) in side for side in sides]
        parties = tuple(
            side.get((group, itinerary), 0) if knows else None
            for side, knows in zip(sides, known, strict=True)
        )
        if keep(parties) and any(parties):
            rows.append(GroupRow(group=group, itinerary=itinerary, parties=parties))
    return rows


def _differs(entries: tuple[object, ...]) -> bool:
    return any(entry != entries[0] for entry in entries)
