"""Tiny instances whose times, limits, windows and sizes fall everywhere: at odd minutes, and on each other.

Every time and every duration of a tiny instance may be moved to where it decides: to the minute of a
movement, to whole hours before it, to somebody else's landing, or one minute beside it. Groups get twins that
differ in a single field, so that what is taken for alike is tried at its edges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.share import Share
from tests.brute.journeys import journeys
from tests.tiny.airfield import with_airfield
from tests.tiny.instances import tiny_instance

_BESIDE = (-1, 0, 0, 1)
_GOALS: tuple[tuple[Objective, ...], ...] = (
    ("waiting", "unserved"),
    ("unserved", "fairness", "waiting", "cost"),
    ("waiting", "fairness", "clearance"),
    ("unserved", "clearance", "waiting", "flights"),
    ("fairness", "waiting", "changes"),
    ("changes", "unserved", "waiting"),
    ("cost", "waiting", "unserved"),
)


def odd_instance(seed: int, *, people: int = 12) -> Instance:
    """A valid tiny instance with odd times, the same for the same `seed`."""
    for turn in range(50):
        rng = Random(f"minutes {seed} {turn}")
        instance = _moved(rng, tiny_instance(rng.randrange(10**9), people=people))
        for change in (_policy, _flights, _groups, _twins, _locations, _resting, _shares, _cut_short):
            instance = change(rng, instance) if rng.randrange(5) else instance
        if not errors_of(instance):
            return replace(instance, name=f"minutes-{seed}")
    raise AssertionError(f"no valid instance from seed {seed}")


def odd_airfield(seed: int, *, people: int = 9) -> Instance:
    """A valid tiny instance with odd times and rules of the airfield itself."""
    for turn in range(50):
        rng = Random(f"odd airfield {seed} {turn}")
        instance = with_airfield(rng, odd_instance(rng.randrange(10**9), people=people), seed)
        if not errors_of(instance):
            return replace(instance, name=f"odd-airfield-{seed}")
    raise AssertionError(f"no valid instance from seed {seed}")


def odd_baseline(seed: int, instance: Instance) -> Plan | None:
    """A plan that `changes` are counted from, where the policy asks: some known ways, some no more."""
    if "changes" not in instance.policy.objectives:
        return None
    rng = Random(f"baseline {seed}")
    rows = [
        Assignment(group.id, tuple(leg.id for leg in rng.choice(ways).legs), rng.randint(1, group.count))
        for group, ways in zip(instance.groups, journeys(instance), strict=True)
        if ways and rng.randrange(3)
    ]
    rows += [Assignment(row.group, (leg.id,), 1) for row, leg in zip(rows, instance.schedule, strict=False)]
    return Plan(
        instance_name=instance.name, instance_sha256=instance.sha256, assignments=Assignments.of(rows)
    )


def _moved(rng: Random, instance: Instance) -> Instance:
    """The same at a horizon that begins seven minutes past the hour, or at any other minute of the day."""
    by = rng.choice((0, 7, 7, 59, rng.randrange(HOUR), rng.randrange(DAY)))

    def row(thing: Any, *names: str) -> Any:
        times = {name: getattr(thing, name) for name in names}
        return replace(thing, **{name: at if at is None else at + by for name, at in times.items()})

    return replace(
        instance,
        begins=instance.begins + by,
        ends=instance.ends + by,
        locations=tuple(row(place, "opens", "closes") for place in instance.locations),
        groups=Groups.of(row(group, "ready", "leave_by", "registered") for group in instance.groups),
        flights=tuple(row(flight, "departs", "arrives") for flight in instance.flights),
        sorties=tuple(row(sortie, "first_departure", "until") for sortie in instance.sorties),
        shares=tuple(row(share, "departs_from", "departs_before") for share in instance.shares),
    )


def _policy(rng: Random, instance: Instance) -> Instance:
    """Goals that count hours more often; connections and check-in that fit to the minute."""
    gaps = [gap for gap in _gaps(instance) if gap >= 0]
    policy: Policy = instance.policy
    if rng.randrange(3):
        policy = replace(policy, objectives=rng.choice(_GOALS))
    if gaps and rng.randrange(2):
        policy = replace(policy, min_connection_minutes=_beside(rng, gaps))
    if rng.randrange(2):
        policy = replace(policy, check_in_minutes=rng.choice((1, 59, 60, 61, rng.randrange(200))))
    return replace(instance, policy=policy)


def _gaps(instance: Instance) -> Iterator[int]:
    """Minutes from each landing to each departure from the same place."""
    for leg in instance.schedule:
        yield from (on.departs - leg.arrives for on in instance.schedule if on.origin == leg.destination)


def _beside(rng: Random, minutes: list[int]) -> int:
    return max(rng.choice(minutes) + rng.choice(_BESIDE), 0)


def _flights(rng: Random, instance: Instance) -> Instance:
    """Departures at any minute, some together or with a landing; durations of any number of minutes."""
    moments = [minute for leg in instance.schedule for minute in (leg.departs, leg.arrives)]

    def other(flight: Flight) -> Flight:
        near = [minute for minute in moments if abs(minute - flight.departs) < 4 * HOUR]
        late = flight.departs + rng.randrange(-40, 41)
        departs = rng.choice((flight.departs, late, late, rng.choice(near) + rng.choice(_BESIDE)))
        lasts = max(flight.arrives - flight.departs + rng.choice((0, 1, -1, rng.randrange(-29, 30))), 1)
        return replace(
            flight, departs=departs, arrives=departs + lasts, seats=flight.seats + rng.randrange(2)
        )

    return replace(instance, flights=tuple(map(other, instance.flights)))


def _groups(rng: Random, instance: Instance) -> Instance:
    """Readiness and last departures so many whole hours before a departure, at it, or a minute beside."""
    return replace(instance, groups=Groups.of(_timed(rng, instance, group) for group in instance.groups))


def _timed(rng: Random, instance: Instance, group: Group) -> Group:
    leaving = [leg.departs for leg in instance.schedule if leg.origin == group.origin] or [instance.ends]
    checked_in = rng.choice(leaving) - instance.policy.check_in_minutes
    hours = rng.choice((*leaving, instance.ends)) - HOUR * rng.randrange(12)
    ready = rng.choice(
        (
            None,
            checked_in + rng.choice(_BESIDE),
            hours + rng.choice(_BESIDE),
            instance.begins + rng.randrange(12 * HOUR),
        )
    )
    last = rng.choice((None, None, rng.choice(leaving) + rng.choice(_BESIDE)))
    weight = rng.choice((group.weight, rng.randrange(5)))
    return replace(group, ready=ready, leave_by=last, weight=weight, stay=_stay(rng, instance, group.stay))


def _stay(rng: Random, instance: Instance, otherwise: int | None) -> int | None:
    """Until somebody else lands, to the minute, or any number of minutes."""
    landings = sorted(leg.arrives for leg in instance.schedule)
    between = [late - early for early in landings for late in landings if late >= early]
    return rng.choice(
        (otherwise, _beside(rng, between), rng.randrange(5 * HOUR)) if between else (otherwise,)
    )


def _twins(rng: Random, instance: Instance) -> Instance:
    """Some groups again, with another id, count and at most one other field, before or behind the others."""
    groups = list(instance.groups)
    for number in range(rng.choice((1, 1, 2))):
        row = rng.randrange(len(groups))
        if rng.randrange(2):
            groups[row] = replace(groups[row], ready=_edge(rng, instance, _ready(instance, groups[row])))
        twin = _twin(rng, instance, groups[row], f"{number} twin")
        groups.insert(rng.choice((0, len(groups))), twin)
    return replace(instance, groups=Groups.of(groups))


def _twin(rng: Random, instance: Instance, group: Group, code: str) -> Group:
    ready, others = _ready(instance, group), list(instance.groups)
    by = rng.choice((1, -1, 5, -5, 29, 59, 60, -60, 61))
    fields: dict[str, Callable[[], Any]] = {
        "ready": lambda: rng.choice((ready + by, _edge(rng, instance, ready), _edge(rng, instance, ready))),
        "leave_by": lambda: None if group.leave_by is None else group.leave_by + by,
        "priority": lambda: rng.randrange(1, 4),
        "weight": lambda: rng.choice((None, group.people, 0)),
        "stay": lambda: rng.choice((None, 0, 1, HOUR + by % HOUR)),
        "destinations": lambda: rng.choice(others).destinations,
        "operators": lambda: rng.choice(others).operators,
        "registered": lambda: instance.begins,
        "show_up": lambda: 1,
    }
    name = rng.choice(("ready", "ready", "ready", "ready", *fields))
    return replace(group, id=code, count=rng.choice((1, 2)), **{name: fields[name]()})


def _ready(instance: Instance, group: Group) -> int:
    return instance.begins if group.ready is None else group.ready


def _edge(rng: Random, instance: Instance, ready: int) -> int:
    """A minute near `ready` from or before which a whole hour less is waited, or a flight is still caught."""
    moments = [instance.ends, *(leg.departs for leg in instance.schedule)]
    moments += [leg.departs - instance.policy.check_in_minutes for leg in instance.schedule]
    near = [moment - (moment - ready) // HOUR * HOUR for moment in moments]
    return rng.choice(near) + rng.choice((-1, 0, 0, -rng.randrange(HOUR)))


def _locations(rng: Random, instance: Instance) -> Instance:
    """Windows that open or close at a movement; stays and waits that end where somebody lands or leaves."""
    return replace(instance, locations=tuple(_windowed(rng, instance, place) for place in instance.locations))


def _windowed(rng: Random, instance: Instance, place: Location) -> Location:
    moves = [leg.departs for leg in instance.schedule if leg.origin == place.id]
    moves += [leg.arrives for leg in instance.schedule if leg.destination == place.id]
    waits = [gap for gap in _gaps(instance) if gap >= 0]
    if moves and rng.randrange(3) == 0:
        place = replace(place, opens=min(moves) + rng.choice((*_BESIDE, -7, -61)), closes=place.closes)
    if moves and rng.randrange(4) == 0:
        place = replace(place, closes=max(moves) + rng.choice((*_BESIDE, 7)))
    if place.role == "haven":
        return replace(place, stay=_stay(rng, instance, place.stay))
    if place.role == "hub" and waits and rng.randrange(2):
        return replace(place, max_stay=_beside(rng, waits))
    return place


def _resting(rng: Random, instance: Instance) -> Instance:
    """Cycles and rests that end at the minute of another departure, or beside it."""
    leaving = sorted(leg.departs for leg in instance.schedule if leg.fleet) or [0]
    between = [late - early for early in leaving for late in leaving if late >= early]
    fleets = (replace(fleet, cycle=_beside(rng, between)) for fleet in instance.fleets)
    crews = (replace(crew, rest=_beside(rng, between)) for crew in instance.crews)
    return replace(instance, fleets=tuple(fleets), crews=tuple(crews))


def _shares(rng: Random, instance: Instance) -> Instance:
    """Scopes that begin or end at a departure, or a minute beside it."""
    leaving = [leg.departs for leg in instance.schedule] or [instance.begins]

    def other(share: Share) -> Share:
        edge = rng.choice(leaving) + rng.choice(_BESIDE)
        if share.kind == "reserve" or rng.randrange(2):
            return share
        return replace(share, departs_from=edge) if rng.randrange(2) else replace(share, departs_before=edge)

    return replace(instance, shares=tuple(map(other, instance.shares)))


def _cut_short(rng: Random, instance: Instance) -> Instance:
    """A horizon that begins or ends at a departure, or a minute beside it, or at any minute."""
    leaving = sorted(leg.departs for leg in instance.schedule) or [instance.ends]
    ends = rng.choice((instance.ends + rng.randrange(HOUR), leaving[-1] + rng.choice(_BESIDE)))
    begins = rng.choice((instance.begins, leaving[0] + rng.choice(_BESIDE), leaving[0] - HOUR))
    return replace(instance, begins=begins, ends=ends)
