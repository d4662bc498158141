"""Why each group stays that a plan leaves behind."""

from __future__ import annotations

import time

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Itinerary, Plan, Reason, Unserved
from evacopt.model.baseline import Baseline
from evacopt.model.formulation import Formulation
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.slack import Room
from evacopt.reasons.why import Why, whys
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.itineraries import Timetable

WORK = 20_000
"""Ways that are looked at in all: the more groups stay, the fewer of each."""
FEWEST, MOST = 6, 1_000
"""Ways of one group that are looked at, at least and at most."""


def unserved_with_reasons(formulation: Formulation, values: Ints, plan: Plan) -> tuple[Unserved, ...]:
    """Who stays under `plan`, which `values` decode to, and why; in the order of the instance's groups."""
    instance = formulation.instance
    baseline = None if formulation.baseline is None else _in_force(instance, formulation.baseline, plan)
    return unserved_of(instance, plan, baseline=baseline, cohort_of=formulation.travel.cohorts.of)


def unserved_of(
    instance: Instance,
    plan: Plan,
    *,
    baseline: Plan | None = None,
    cohort_of: Ints | None = None,
    most: int | None = None,
    until: float = np.inf,
) -> tuple[Unserved, ...]:
    """Who stays under `plan`, and why; in the order of the instance's groups.

    Parameters
    ----------
    plan : keeps every rule of `instance`
    baseline : the plan that the goal `changes` compares with
    cohort_of : int64 array, shape (groups,), alike for groups that nothing tells apart; else worked out
    most : so many groups that are not alike are looked at, the most urgent first; others get no reasons
    until : nor do those that are not looked at by then, on the monotonic clock
    """
    return tuple(
        Unserved(group, left, tuple(why.reason for why in found))
        for group, left, found in explained(
            instance, plan, baseline=baseline, cohort_of=cohort_of, most=most, until=until
        )
    )


def staying(instance: Instance, plan: Plan, reasons: tuple[Reason, ...] = ()) -> tuple[Unserved, ...]:
    """Who stays under `plan`, in the order of the instance's groups, all for the same `reasons`."""
    groups, left = instance.groups, instance.groups.count.copy()
    rows = np.array([groups.row[code] for code in plan.assignments.group.values], dtype=np.int64)
    if len(rows):
        np.subtract.at(left, rows[plan.assignments.group.codes], plan.assignments.parties)
    return tuple(
        Unserved(groups.id[row], int(left[row]), reasons) for row in np.flatnonzero(left > 0).tolist()
    )


def explained(
    instance: Instance,
    plan: Plan,
    *,
    baseline: Plan | None = None,
    cohort_of: Ints | None = None,
    most: int | None = None,
    until: float = np.inf,
) -> list[tuple[str, int, tuple[Why, ...]]]:
    """`unserved_of` with the ways that the reasons speak of: group, parties that stay, reasons."""
    near, groups = Nearest(Room(instance, plan)), instance.groups
    rows = np.flatnonzero(near.room.left > 0).tolist()
    of = _cohorts(instance) if cohort_of is None else cohort_of
    alike = {row: (int(of[row]), int(groups.ready[row]), int(groups.leave_by[row])) for row in rows}
    urgent = sorted(rows, key=lambda row: (int(groups.priority[row]), row))
    told = set(list(dict.fromkeys(alike[row] for row in urgent))[:most])
    ways = min(max(WORK // max(len(told), 1), FEWEST), MOST)
    known: dict[tuple[int, int, int], tuple[Why, ...]] = {}
    for row in urgent:
        if alike[row] in told and alike[row] not in known and time.monotonic() < until:
            known[alike[row]] = whys(near, groups[row], ways, baseline)
    return [(groups.id[row], int(near.room.left[row]), known.get(alike[row], ())) for row in rows]


def _cohorts(instance: Instance) -> Ints:
    """The cohort of each group; those that a decision names stand apart."""
    apart = {instance.groups.row[pin.group] for pin in instance.pins}
    return merge_groups(Timetable.of(instance), apart=apart).of


def _in_force(instance: Instance, baseline: Baseline, plan: Plan) -> Plan:
    """The plan in force as a plan again: who took what."""
    rows: list[tuple[str, Itinerary, int]] = [
        (instance.groups.id[row], itinerary, parties)
        for row, taken in baseline.parties.items()
        for itinerary, parties in taken.items()
    ]
    return Plan(
        instance_name=plan.instance_name,
        instance_sha256=plan.instance_sha256,
        assignments=Assignments(
            Coded.of(group for group, _, _ in rows),
            Coded.of(itinerary for _, itinerary, _ in rows),
            np.array([parties for _, _, parties in rows], dtype=np.int64),
        ),
    )
