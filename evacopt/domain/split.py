"""Parties that replanning split off a group: where a plan made before has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`parties` of `group` are listed under `of`, on `itinerary`, by plans made before the split."""

    group: str
    of: str
    parties: int
    itinerary: Itinerary


def as_split(instance: Instance, plan: Plan) -> Plan:
    """`plan` with the people of groups that were split since under their groups of today.

    Whoever is split off takes with him what the plan had for him. A plan that names the group itself was made
    after the split, and is what it is.
    """
    if not instance.splits:
        return plan
    known = {*plan.assignments.group.values, *(row.group for row in plan.unserved)}
    known |= {row.group for row in plan.replanned.stranded} if plan.replanned else set()
    missing: dict[tuple[str, Itinerary], Counter[str]] = {}
    for row in instance.splits:
        if row.group not in known:
            missing.setdefault((row.of, row.itinerary), Counter())[row.group] += row.parties
    if not missing:
        return plan
    rows = (part for row in plan.assignments for part in _parts(row, missing))
    return replace(plan, assignments=Assignments.of(rows))


def _parts(row: Assignment, missing: dict[tuple[str, Itinerary], Counter[str]]) -> Iterator[Assignment]:
    """`row` under the groups of today; whom it has is taken out of `missing`."""
    left, wanted = row.parties, missing.get((row.group, row.itinerary), Counter())
    for group in sorted(wanted):
        taken = min(left, wanted[group])
        wanted[group] -= taken
        left -= taken
        if taken:
            yield replace(row, group=group, parties=taken)
    if left:
        yield replace(row, parties=left)
