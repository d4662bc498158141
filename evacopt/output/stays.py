"""Who stays, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacopt.output.records import StayLine
from evacopt.output.travel import Travel, sums

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan, Reason


def stay_lines(instance: Instance, plan: Plan, travel: Travel) -> tuple[StayLine, ...]:
    """A line a group of which parties stay: most urgent class first, then most people, then by id."""
    groups = instance.groups
    stay = groups.count - sums(travel.group, travel.parties, len(groups))
    why = {entry.group: entry.reasons for entry in plan.unserved}
    rows = np.flatnonzero(stay > 0).tolist()
    lines = [_line(instance, row, int(stay[row]), why.get(groups.id[row], ())) for row in rows]
    return tuple(sorted(lines, key=lambda line: (line.priority, -line.people, line.group)))


def _line(instance: Instance, row: int, parties: int, reasons: tuple[Reason, ...]) -> StayLine:
    groups = instance.groups
    return StayLine(
        group=groups.id[row],
        nationality=groups.nationality[row],
        origin=groups.origin[row],
        priority=int(groups.priority[row]),
        parties=parties,
        people=parties * int(groups.people[row]),
        codes=tuple(reason.code for reason in reasons),
        reasons=tuple(reason.text for reason in reasons),
    )
