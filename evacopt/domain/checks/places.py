"""Rules of locations and groups: opening times, where groups start and may go, who is in a party."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from evacopt.domain.checks.facts import Facts, objections
from evacopt.domain.checks.lists import NO_LIMIT
from evacopt.domain.checks.remark import Cell, Remark, cells_of
from evacopt.domain.countries import NATIONALITIES, NationalityRemedies
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import time_text

_SIGNS = re.compile(r"[,/|+&\s]+")
"""What planners put between codes instead of a semicolon."""


def place_remarks(facts: Facts) -> Iterator[Remark]:
    """The horizon, opening times, origins of groups and the destinations that they accept."""
    begins, ends = facts.instance.begins, facts.instance.ends
    if ends <= begins:
        rule = phrase("must be after begins, {begins}", begins=time_text(begins))
        yield Remark("instance", None, "ends", rule, time_text(ends), beside=("begins",))
    for row, place in enumerate(facts.instance.locations):
        if place.opens is not None and place.closes is not None and place.opens > place.closes:
            rule = phrase("must not be before opens, {opens}", opens=time_text(place.opens))
            yield Remark("locations", row, "closes", rule, time_text(place.closes), beside=("opens",))
    yield from _origins(facts)
    yield from _destinations(facts)


def _origins(facts: Facts) -> Iterator[Remark]:
    def haven(origin: str) -> int | None:
        place = facts.location_row.get(origin)
        return place if place is not None and facts.instance.locations[place].role == "haven" else None

    rule = phrase("must name a location that is no haven")
    for row, origin, place in objections(facts.instance.groups.origin, haven):
        remedy = phrase(
            "{origin} is a haven, where journeys end: give the group a location of role origin", origin=origin
        )
        relies = cells_of("locations", place, "role")
        yield Remark("groups", row, "origin", rule, origin, remedy, relies_on=relies)


def _destinations(facts: Facts) -> Iterator[Remark]:
    locations = facts.instance.locations
    countries = {place.country for place in locations}
    meant = NationalityRemedies({*facts.location_row, *countries})

    def remedy(code: str) -> str | None:
        """What to do about a code that nobody can go to; None for one that is right."""
        place = facts.location_row.get(code)
        if place is not None:
            role, is_end = locations[place].role, locations[place].is_end
            return None if is_end else phrase("{code} is a {role}", code=code, role=role)
        if code in countries or code in NATIONALITIES:
            return None
        if code.casefold() in NO_LIMIT:
            return phrase("leave the cell blank if every haven will do")
        parts = [part for part in _SIGNS.split(code) if part]
        if len(parts) > 1 and all(part in facts.location_row or part in NATIONALITIES for part in parts):
            return phrase("with ; between them: {parts}", parts=";".join(parts))
        return facts.place_called(code) or meant(code)

    def faults(codes: tuple[str, ...]) -> list[tuple[str, str]] | None:
        remedies = [(code, remedy(code)) for code in dict.fromkeys(codes)]
        return [(code, text) for code, text in remedies if text is not None] or None

    rule = phrase("must name havens or countries")
    for row, _, wrong in objections(facts.instance.groups.destinations, faults):
        for code, text in wrong:
            place = facts.location_row.get(code)
            relies: tuple[Cell, ...] = cells_of("locations", place, "role")
            if place is None:
                relies = cells_of("locations", None, "id", "country")
            yield Remark("groups", row, "destinations", rule, code, text, relies_on=relies)


def group_remarks(facts: Facts) -> Iterator[Remark]:
    """Who lies and who needs help within the size; members that add up to the people."""
    groups = facts.instance.groups
    for row in np.flatnonzero(groups.stretchers > groups.size).tolist():
        rule = phrase("must be at most size, {size}", size=groups.size[row])
        yield Remark("groups", row, "stretchers", rule, str(groups.stretchers[row]), beside=("size",))
    able = groups.size - np.minimum(groups.stretchers, groups.size)
    for row in np.flatnonzero(groups.assisted > able).tolist():
        rule = phrase("must be at most size - stretchers, {able}", able=able[row])
        beside = ("size", "stretchers")
        yield Remark("groups", row, "assisted", rule, str(groups.assisted[row]), beside=beside)
    counted = groups.members.ints(lambda members: sum(count for _, count in members))
    for row in np.flatnonzero((counted > 0) & (counted != groups.people)).tolist():
        rule = phrase(
            "must add up to the people of the party (size + infants), {people}", people=groups.people[row]
        )
        yield Remark("groups", row, "members", rule, str(counted[row]), beside=("size", "infants"))
    yield from _ranges(facts)


def _ranges(facts: Facts) -> Iterator[Remark]:
    """A range of how many parties there may be holds the number that is planned for."""
    groups = facts.instance.groups
    for row in np.flatnonzero(groups.fewest > groups.count).tolist():
        rule = phrase("must be at most count, {count}", count=groups.count[row])
        yield Remark("groups", row, "count_low", rule, str(groups.count_low[row]), beside=("count",))
    for row in np.flatnonzero(groups.most < groups.count).tolist():
        rule = phrase("must be at least count, {count}", count=groups.count[row])
        yield Remark("groups", row, "count_high", rule, str(groups.count_high[row]), beside=("count",))
