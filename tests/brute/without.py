"""An instance without one of its rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Role

Change = Callable[[Instance], Instance]
PLENTY = 99


def _policy(**values: Any) -> Change:
    return lambda instance: replace(instance, policy=replace(instance.policy, **values))


def _groups(**values: Any) -> Change:
    return lambda instance: replace(instance, groups=Groups.of(replace(g, **values) for g in instance.groups))


def _flights(**values: Any) -> Change:
    return lambda instance: replace(
        instance,
        flights=tuple(replace(flight, **values) for flight in instance.flights),
        sorties=tuple(replace(sortie, **values) for sortie in instance.sorties),
    )


def _places(*roles: Role, **values: Any) -> Change:
    return lambda instance: replace(
        instance,
        locations=tuple(replace(p, **values) if p.role in roles else p for p in instance.locations),
    )


def _everywhere(**values: Any) -> Change:
    return _places("origin", "hub", "haven", **values)


def _shares(kind: str) -> Change:
    return lambda instance: replace(
        instance, shares=tuple(share for share in instance.shares if share.kind != kind)
    )


def _admissions(field: str) -> Change:
    return lambda instance: replace(
        instance, admissions=tuple(row for row in instance.admissions if not getattr(row, field))
    )


def _pins(kind: str) -> Change:
    return lambda instance: replace(instance, pins=tuple(pin for pin in instance.pins if pin.kind != kind))


def _fleets(instance: Instance) -> Instance:
    return replace(instance, fleets=tuple(replace(fleet, count=PLENTY) for fleet in instance.fleets))


def _crews(instance: Instance) -> Instance:
    return replace(instance, crews=())


WITHOUT: dict[str, Change] = {
    "seats": _flights(seats=PLENTY),
    "stretcher positions": _flights(stretchers=PLENTY),
    "seats of a stretcher": _flights(seats_per_stretcher=1),
    "infants": _flights(infants=PLENTY),
    "accepts": _flights(accepts=("all",)),
    "min_load": _flights(min_load=0),
    "operators": _groups(operators=()),
    "destinations": _groups(destinations=()),
    "leave_by": _groups(leave_by=None),
    "stay of a group": _groups(stay=None),
    "members": _groups(members=()),
    "weight": _groups(weight=None),
    "assistance": _policy(assistance_ratio=None),
    "check in": _policy(check_in_minutes=0),
    "connection": _policy(min_connection_minutes=0),
    "legs": _policy(max_legs=9),
    "full loads": _policy(full_loads=False),
    "max shares": _shares("max"),
    "min shares": _shares("min"),
    "reserved seats": _shares("reserve"),
    "admissions of a location": _admissions("location"),
    "admissions of a country": _admissions("country"),
    "capacity of a hub": _places("hub", capacity=None),
    "capacity of a haven": _places("haven", capacity=None),
    "stay at a haven": _places("haven", stay=None),
    "stay at a hub": _places("hub", max_stay=None),
    "throughput": _everywhere(throughput_per_hour=None),
    "movements in an hour": _everywhere(movements_per_hour=None),
    "movements in a day": _everywhere(movements_per_day=None),
    "opens": _everywhere(opens=None),
    "closes": _everywhere(closes=None),
    "fleets": _fleets,
    "crews": _crews,
    "at_least pins": _pins("at_least"),
    "at_most pins": _pins("at_most"),
    "exact pins": _pins("exactly"),
}
"""For each rule, the same instance without it."""
