"""Plans that break one rule of section 6 by one: the rule is added to an instance that they keep.

A way draws a rule around what the plan does, up to a limit that is still open. The limit is then the tightest
that the plan keeps, by the reference, less one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Rule
from tests.brute.broken import broken
from tests.brute.kept import MOST, Kept, Limited, Way
from tests.brute.ways_of_people import (
    admission,
    arrivals_day,
    arrivals_hour,
    capacity,
    linked,
    reserve,
    room_of_flights,
    room_of_places,
    share_max,
    share_min,
)
from tests.brute.ways_of_sorties import alternative, order, resource, slot, window, window_of_travellers

WAYS: dict[str, tuple[Rule, Way]] = {
    "window of a sortie": ("window", window),
    "window of travellers": ("itinerary", window_of_travellers),
    "capacity in steps": ("capacity", capacity),
    "arrivals in an hour": ("arrivals_hour", arrivals_hour),
    "arrivals in a day": ("arrivals_day", arrivals_day),
    "admission with times": ("admission", admission),
    "slot": ("slot", slot),
    "alternative": ("alternative", alternative),
    "order": ("order", order),
    "resource": ("resource", resource),
    "room of a flight": ("dimension", room_of_flights),
    "room of a place": ("dimension", room_of_places),
    "same itinerary": ("link", linked("same_itinerary")),
    "same haven": ("link", linked("same_haven")),
    "not before": ("link", linked("not_before")),
    "most of a tag": ("share_max", share_max),
    "least of a tag": ("share_min", share_min),
    "seats of a tag": ("reserve", reserve),
}
"""Ways to break a plan, and the rule that each breaks."""


@dataclass(frozen=True)
class Break:
    """An instance in which `plan` breaks `rule` by one, and the one in which `kept`, the same, keeps it."""

    rule: Rule
    way: str
    instance: Instance
    keeps: Instance
    plan: Plan
    kept: Plan


def breaks(rng: Random, instance: Instance, plan: Plan) -> Iterator[Break]:
    """Each way to break the plan once, where there is something to break and the data remain valid."""
    for name, (rule, way) in WAYS.items():
        limited = way(rng, Kept(instance, plan))
        limit = None if limited is None else _tightest(limited, plan, rule)
        if limited is not None and limit is not None:
            tight, keeps = limited(limit - 1), limited(limit)
            if not errors_of(tight):
                yield Break(rule, name, tight, keeps, _of(tight, plan), _of(keeps, plan))


def _tightest(limited: Limited, plan: Plan, rule: Rule) -> int | None:
    """The lowest limit that the plan keeps, None where it keeps even 0 or keeps none."""

    def kept(limit: int) -> bool:
        return rule not in broken(limited(limit), plan)

    low, high = 0, MOST
    if kept(low) or not kept(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle) else (middle, high)
    return high


def _of(instance: Instance, plan: Plan) -> Plan:
    return replace(plan, instance_sha256=instance.sha256)
