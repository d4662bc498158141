"""What differs between plans, for programs: times as aware datetimes, as everywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from evacopt.output.records import moment

if TYPE_CHECKING:
    from evacopt.planning.compare import Comparison


def compare_object(found: Comparison) -> dict[str, Any]:
    """The object of `--json`: the parts of the comparison by name, each row with an entry a plan."""
    made = asdict(found)
    for plan in made["plans"]:
        plan["as_of"] = None if plan["as_of"] is None else moment(plan["as_of"])
    for row in made["flights"]:
        for entry in filter(None, row["entries"]):
            entry["departs"] = moment(entry["departs"])
    return made
