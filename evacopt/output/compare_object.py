"""What differs between plans, for programs: times as aware datetimes, as everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
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


def times_of(found: Comparison) -> Iterator[datetime]:
    """Every time that a comparison may tell."""
    yield from (moment(plan.as_of) for plan in found.plans if plan.as_of is not None)
    yield from (moment(entry.departs) for row in found.flights for entry in row.entries if entry)
