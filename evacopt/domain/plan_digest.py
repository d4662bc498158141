"""The hash of what a plan decides and says of itself: the same however long it took and wherever it is kept.

SHA-256 over JSON of the parts of a plan in the order of its file, the assignments as columns: each distinct
group and itinerary once, then their numbers and the parties as 64-bit little-endian integers. Only `run`, the
record of how the plan was made, does not count.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import TYPE_CHECKING

from evacopt.domain.fields import PLAN_FORMAT

if TYPE_CHECKING:
    from evacopt.domain.plan import Plan


def plan_digest(plan: Plan) -> str:
    """SHA-256 of the content of `plan`, in hexadecimal."""
    table = plan.assignments
    group, itinerary = table.group.normal(), table.itinerary.normal()
    link = astuple(plan.replanned) if plan.replanned else ()
    parts = (
        (PLAN_FORMAT, plan.instance_name, plan.instance_sha256),
        [astuple(goal) for goal in plan.goals],
        (group.values, itinerary.values),
        sorted(plan.sorties),
        plan.crews,
        [astuple(row) for row in plan.unserved],
        link,
    )
    sha = hashlib.sha256(json.dumps(parts).encode())
    for column in (group.codes, itinerary.codes, table.parties):
        sha.update(column.astype("<i8").tobytes())
    return sha.hexdigest()
