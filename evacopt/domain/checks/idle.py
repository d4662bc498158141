"""Warnings: cells that change nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evacopt.domain.checks.airfield_idle import NEVER
from evacopt.domain.checks.facts import Facts, objections
from evacopt.domain.checks.remark import Remark, cells_of
from evacopt.domain.checks.values import DEFAULTS
from evacopt.domain.columns import BLANK
from evacopt.domain.fields import LOCATIONS
from evacopt.domain.location import Location
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import time_text, written

_FIELD = {field.column: field for field in LOCATIONS.fields}
_ONLY_OF: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("capacity", "capacity", ("hub", "haven", "both")),
    ("stay_hours", "stay", ("haven", "both")),
    ("max_stay_hours", "max_stay", ("hub", "both")),
    ("arrivals_per_hour", "arrivals_per_hour", ("hub", "haven", "both")),
    ("arrivals_per_day", "arrivals_per_day", ("hub", "haven", "both")),
    ("room", "room", ("hub", "haven", "both")),
    ("risk_ppm_per_hour", "risk_ppm_per_hour", ("origin", "hub", "both")),
)
_NOTHING_MOVES = phrase("nothing may depart or arrive")
_MEANS = {
    "capacity": phrase("nobody may be there"),
    "throughput_per_hour": phrase("nobody may be there"),
    "movements_per_hour": _NOTHING_MOVES,
    "movements_per_day": _NOTHING_MOVES,
    "arrivals_per_hour": phrase("nobody may land there"),
    "arrivals_per_day": phrase("nobody may land there"),
}
"""What a limit of 0 says."""


def idle_remarks(facts: Facts) -> Iterator[Remark]:
    """Limits of places and flights, and times of groups, that have no effect."""
    for row, place in enumerate(facts.instance.locations):
        yield from _place(row, place)
    for row, flight in enumerate(facts.instance.flights):
        for column, value, default in (("copies", flight.copies, 1), ("min_load", flight.min_load, 0)):
            if flight.status != "optional" and value != default:
                rule = phrase("has no effect on a {status} flight", status=flight.status)
                yield Remark("flights", row, column, rule, str(value), beside=("status",))
    for row, pending in enumerate(facts.instance.pending):
        column = "departs" if pending.departs is None else "arrives"
        rule = phrase("is not known yet: the flight takes no part until it is")
        yield Remark("pending", row, column, rule)
    yield from _groups(facts)
    yield from _hubs(facts)
    yield from _lying(facts)
    yield from _admissions(facts)


def _place(row: int, place: Location) -> Iterator[Remark]:
    rule = phrase("has no effect on a location of role {role}", role=place.role)
    for column, attribute, roles in _ONLY_OF:
        value = getattr(place, attribute)
        if value != DEFAULTS[Location][attribute] and place.role not in roles:
            text = written(_FIELD[column], value)
            yield Remark("locations", row, column, rule, text, beside=("role",))
    for column, nobody in _MEANS.items():
        if getattr(place, column) == 0:
            yield Remark(
                "locations",
                row,
                column,
                phrase("means that {nobody}", nobody=nobody),
                "0",
                phrase("leave it blank if there is no limit"),
            )
    if (place.lat is None) != (place.lon is None):
        blank = "lat" if place.lat is None else "lon"
        yield Remark("locations", row, blank, phrase("is blank while the other coordinate is given"))


def _groups(facts: Facts) -> Iterator[Remark]:
    groups, begins, ends = facts.instance.groups, facts.instance.begins, facts.instance.ends
    for row in np.flatnonzero((groups.ready != BLANK) & (groups.ready > ends)).tolist():
        rule = phrase("is after the end of the instance, {ends}", ends=time_text(ends))
        value = time_text(int(groups.ready[row]))
        relies = cells_of("instance", None, "ends")
        yield Remark("groups", row, "ready", rule, value, NEVER, relies_on=relies)
    early = (groups.leave_by != BLANK) & (groups.leave_by < groups.ready_from(begins))
    for row in np.flatnonzero(early).tolist():
        rule, value = phrase("is before the group is ready"), time_text(int(groups.leave_by[row]))
        relies = cells_of("instance", None, "begins")
        yield Remark("groups", row, "leave_by", rule, value, NEVER, ("ready",), relies)


def _lying(facts: Facts) -> Iterator[Remark]:
    """People who must lie where no flight has positions for them: the column was hardly thought of."""
    groups, legs = facts.instance.groups, [flight for _, _, flight in facts.flights]
    people = int((np.maximum(groups.stretchers, 0) * np.maximum(groups.count, 0)).sum())
    if people and legs and not any(leg.stretchers for leg in legs):
        rule = phrase("is blank or 0 on every flight, and {people:,} people must lie", people=people)
        remedy = phrase("fill it in on those that can take them")
        yield Remark("flights", None, "stretchers", rule, "", remedy)


def _hubs(facts: Facts) -> Iterator[Remark]:
    """Groups that start at a hub: they are not among those whom its limits count."""
    instance = facts.instance

    def hub(origin: str) -> int | None:
        place = facts.location_row.get(origin)
        return place if place is not None and instance.locations[place].role == "hub" else None

    rule = phrase("names a hub: who starts there counts neither for its capacity nor for its longest stay")
    for row, origin, place in objections(instance.groups.origin, hub):
        remedy = phrase(
            "if that is not meant, give {origin} the role origin, or a location of its own to the group",
            origin=origin,
        )
        relies = cells_of("locations", place, "role")
        yield Remark("groups", row, "origin", rule, origin, remedy, relies_on=relies)


def _admissions(facts: Facts) -> Iterator[Remark]:
    """Admissions of the same place and nationality as an earlier row: they do not add up."""
    admissions = facts.instance.admissions
    first: dict[tuple[object, ...], int] = {}
    for row, one in enumerate(admissions):
        speaks_of = (one.location, one.country, one.nationality, one.since, one.until)
        earlier = first.setdefault(speaks_of, row)
        if earlier != row:
            people = admissions[earlier].people
            limit = phrase("no limit") if people is None else phrase("{people} people", people=people)
            rule = phrase(
                "is admitted to {place} in an earlier row too, with {limit}", place=one.place, limit=limit
            )
            remedy, beside = (
                phrase("the two do not add up: the smaller one holds"),
                ("location", "country", "people"),
            )
            yield Remark("admissions", row, "nationality", rule, one.nationality, remedy, beside)
