"""What could be asked of other states and of companies, and what one more of everything could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.explaining.changes import (
    any_nationality,
    any_operator,
    flown_after_all,
    longer,
    more_admitted,
    more_aircraft,
    more_crews,
    more_movements,
    more_places,
    more_seats,
    more_shared,
    one_more,
)
from evacopt.explaining.worth import Change
from evacopt.reasons.reasons import Why
from evacopt.reasons.slack import Slack

UNIT = 10
"""Seats, places and people that an offer is of, so that offers can be compared."""


def ones(instance: Instance) -> Iterator[Change]:
    """One more seat on each flight, place at each hub and haven with a limit, hour of each window."""
    for leg in instance.schedule:
        if leg.status != "cancelled":
            yield more_seats(leg, 1)
    for place in instance.locations:
        if place.capacity is not None and place.role != "origin":
            yield more_places(instance, place.id, 1)
    yield from _windows(instance)


def offers(instance: Instance, room: Slack) -> Iterator[Change]:
    """All that another state or a company could offer: seats, flights, aircraft, places, hours, permits."""
    for leg in instance.schedule:
        if leg.status == "cancelled":
            yield flown_after_all(leg)
            continue
        yield more_seats(leg, UNIT)
        yield one_more(instance, leg, leg.departs)
        if leg.accepts != ("all",):
            yield any_nationality(leg)
    yield from _later(instance, room)
    yield from _windows(instance)
    yield from _limits(instance)
    groups = instance.groups
    stay = {groups.operators[row] for row, left in enumerate(room.left.tolist()) if left > 0}
    for operators in sorted(stay - {()}):
        yield any_operator(operators)


def _later(instance: Instance, room: Slack) -> Iterator[Change]:
    """The last flight of each operator out of each origin once more, when all who stay there are ready."""
    last = {}
    for leg in sorted(instance.schedule, key=lambda leg: (leg.departs, leg.id)):
        if instance.location[leg.origin].role == "origin" and leg.status != "cancelled":
            last[leg.origin, leg.operator] = leg
    for (origin, _), leg in sorted(last.items()):
        departs = _all_ready(instance, room, origin)
        if leg.departs < departs <= instance.ends:
            yield one_more(instance, leg, departs)


def _all_ready(instance: Instance, room: Slack, origin: str) -> int:
    """The first whole hour at which everybody who stays at `origin` has checked in."""
    groups, latest = instance.groups, instance.begins
    for row, left in enumerate(room.left.tolist()):
        if left > 0 and groups.origin[row] == origin:
            latest = max(latest, int(groups.ready[row]))
    return -(-(latest + instance.policy.check_in_minutes) // HOUR) * HOUR


def _windows(instance: Instance) -> Iterator[Change]:
    for place in instance.locations:
        if place.opens is not None:
            yield longer(instance, place.id, earlier=True)
        if place.closes is not None:
            yield longer(instance, place.id, earlier=False)


def _limits(instance: Instance) -> Iterator[Change]:
    for row in range(len(instance.fleets)):
        yield more_aircraft(instance, row)
    for row in range(len(instance.crews)):
        yield more_crews(instance, row)
    for place in instance.locations:
        if place.capacity is not None and place.role != "origin":
            yield more_places(instance, place.id, UNIT)
        for limit in ("movements_per_hour", "movements_per_day"):
            if getattr(place, limit) is not None:
                yield more_movements(instance, place.id, limit)
    for row, admission in enumerate(instance.admissions):
        if admission.people is not None:
            yield more_admitted(instance, row, UNIT)
    for row, share in enumerate(instance.shares):
        if share.kind == "max":
            yield more_shared(instance, row, UNIT)


def promising(changes: Sequence[Change], told: Sequence[tuple[int, Sequence[Why]]]) -> list[Change]:
    """`changes`, those first of what stands alone in the way of most people.

    Parameters
    ----------
    told : people who stay, and why
    """
    blocked = Counter[str]()
    for people, reasons in told:
        subjects = {
            one.subject
            for why in reasons
            for way in why.candidates
            if len(way.obstacles) == 1
            for one in way.obstacles
        }
        for subject in sorted(subjects):
            blocked[subject] += people
    return sorted(changes, key=lambda change: -blocked[change.subject])
