"""An instance without one of its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    return _places("origin", "hub", "haven", "both", **values)


def _shares(kind: str) -> Change:
    return lambda instance: replace(
        instance, shares=tuple(share for share in instance.shares if share.kind != kind)
    )


def _admissions(field: str) -> Change:
    return lambda instance: replace(
        instance, admissions=tuple(row for row in instance.admissions if not getattr(row, field))
    )


def _shares_of_all(instance: Instance) -> Instance:
    """Shares of a nationality and a tag speak of the whole nationality."""
    shares = tuple(replace(row, tag="") if row.nationality else row for row in instance.shares)
    return replace(instance, shares=shares)


def _pins(kind: str) -> Change:
    return lambda instance: replace(instance, pins=tuple(pin for pin in instance.pins if pin.kind != kind))


def _table(name: str, dropped: Callable[[Any], bool] = lambda _: True) -> Change:
    """Without the rows of a table that are `dropped`."""
    return lambda instance: _rows(instance, name, (r for r in getattr(instance, name) if not dropped(r)))


def _column(name: str, **values: Any) -> Change:
    """With the same values in every row of a table."""
    return lambda instance: _rows(instance, name, (replace(r, **values) for r in getattr(instance, name)))


def _rows(instance: Instance, name: str, rows: Iterable[Any]) -> Instance:
    table: dict[str, Any] = {name: tuple(rows)}
    return replace(instance, **table)


def _held(*, used_up: bool) -> Change:
    return lambda instance: replace(
        instance,
        resources=tuple(
            replace(row, count=PLENTY) if row.used_up == used_up else row for row in instance.resources
        ),
    )


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

AIRFIELD: dict[str, Change] = {
    "open windows": _table("windows", lambda row: row.kind == "open" and row.daily_from is None),
    "closed windows": _table("windows", lambda row: row.kind == "closed" and row.daily_from is None),
    "daily windows": _table("windows", lambda row: row.daily_from is not None),
    "capacities": _table("capacities"),
    "arrivals in an hour": _everywhere(arrivals_per_hour=None),
    "arrivals in a day": _everywhere(arrivals_per_day=None),
    "admissions with times": _table("admissions", lambda row: (row.since, row.until) != (None, None)),
    "slots": _table("slots"),
    "alternatives": _flights(alternative=""),
    "order": _table("order"),
    "resources held": _held(used_up=False),
    "resources used up": _held(used_up=True),
    "room of flights": _flights(room=()),
    "room of places": _everywhere(room=()),
    "links of itineraries": _table("links", lambda row: row.kind == "same_itinerary"),
    "links of havens": _table("links", lambda row: row.kind == "same_haven"),
    "links of minutes": _table("links", lambda row: row.kind == "not_before"),
    "tagged max shares": _table("shares", lambda row: row.tag and row.kind == "max"),
    "tagged min shares": _table("shares", lambda row: row.tag and row.kind == "min"),
    "tagged reserves": _table("shares", lambda row: row.tag and row.kind == "reserve"),
    "ends that are both": _places("both", role="origin"),
    "stops that are both": _places("both", max_stay=None),
    "price a head": _flights(cost_per_person=0),
    "risk of flights": _flights(risk_ppm=0),
    "risk of waiting": _everywhere(risk_ppm_per_hour=0),
}
"""For each rule of section 6, the same instance without it."""

NARROWER: dict[str, Change] = {
    "direction of windows": _column("windows", direction=""),
    "operators of windows": _column("windows", operators=()),
    "times of admissions": _column("admissions", since=None, until=None),
    "operator of slots": _column("slots", operator=""),
    "direction of slots": _column("slots", direction=""),
    "amount of uses": _column("uses", amount=1),
    "ratio of links": _column("links", ratio=1),
    "tags of shares": _shares_of_all,
}
"""For columns of section 6 that narrow a rule or add to it, the same instance with none of them filled."""
