"""Who stays, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacopt.output.records import StayLine
from evacopt.output.travel import Travel, sums

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def stay_lines(instance: Instance, plan: Plan, travel: Travel) -> tuple[StayLine, ...]:
    """A line a group of which parties stay: most urgent class first, then most people."""
    groups = instance.groups
    stay = groups.count - sums(travel.group, travel.parties, len(groups))
    rows = np.flatnonzero(stay > 0)
    rows = rows[np.lexsort((-(stay * groups.people)[rows], groups.priority[rows]))]
    why = {entry.group: entry.reasons for entry in plan.unserved}
    return tuple(
        StayLine(
            group=group,
            nationality=nationality,
            origin=origin,
            priority=priority,
            parties=parties,
            people=parties * people,
            codes=tuple(reason.code for reason in why.get(group, ())),
            reasons=tuple(reason.text for reason in why.get(group, ())),
        )
        for group, nationality, origin, priority, parties, people in _columns(instance, rows, stay[rows])
    )


def _columns(instance: Instance, rows: Ints, stay: Ints) -> zip[tuple[str, str, str, int, int, int]]:
    groups = instance.groups
    return zip(
        [groups.id[row] for row in rows.tolist()],
        groups.nationality.take(rows),
        groups.origin.take(rows),
        groups.priority[rows].tolist(),
        stay.tolist(),
        groups.people[rows].tolist(),
        strict=True,
    )
