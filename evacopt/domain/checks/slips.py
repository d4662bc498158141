"""Warnings: figures, codes and dates that are allowed and look like slips of the hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from evacopt.domain.checks.dates import meant_within
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.checks.slips_of_legs import leg_slips
from evacopt.domain.checks.thresholds import (
    HORIZON_OFF,
    LOOK_ALIKE,
    OTHER_GROUPS,
    PARTIES,
)
from evacopt.domain.clock import DAY
from evacopt.domain.columns import BLANK
from evacopt.domain.fields import TABLES
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.stored import time_text

_FIRST = str.maketrans({sign: signs[0] for signs in LOOK_ALIKE for sign in signs})
_DATES = {"locations": ("opens", "closes"), "shares": ("departs_from", "departs_before")}


def slip_remarks(facts: Facts) -> Iterator[Remark]:
    """Everything that is probably a slip of the hand, each with why."""
    yield from _parties(facts)
    yield from _places(facts)
    yield from leg_slips(facts)
    for table in TABLES:
        if table.key:
            rows = getattr(facts.instance, table.name)
            keys = rows.id if table.name == "groups" else [getattr(row, table.key) for row in rows]
            yield from _look_alikes(table.name, table.key, keys)
    yield from _dates(facts.instance)


def _parties(facts: Facts) -> Iterator[Remark]:
    """One group with far more parties than any other."""
    counts = facts.instance.groups.count
    if len(counts) <= OTHER_GROUPS.value:
        return
    next_one, most = np.sort(counts)[-2:].tolist()
    if most > PARTIES.value * next_one:
        row = int(np.argmax(counts))
        rule = f"is far more parties than any other group has, at most {next_one}"
        remedy = "are they people, or is there a digit too many?"
        yield Remark("groups", row, "count", rule, str(most), remedy)


def _places(facts: Facts) -> Iterator[Remark]:
    """Places whose role leaves them without use, or against their use."""
    legs = [flight for _, _, flight in facts.flights]
    from_there, to_there = {leg.origin for leg in legs}, {leg.destination for leg in legs}
    starts = set(facts.instance.groups.origin.values)
    for row, place in enumerate(facts.instance.locations):
        rule = _without_use(place, place.id in from_there, place.id in to_there, place.id in starts)
        if rule:
            remedy = f"is it really a place of role {place.role}?"
            yield Remark("locations", row, "role", rule, place.role, remedy)


def _without_use(place: Location, leaves: bool, lands: bool, starts: bool) -> str:
    if place.role == "haven":
        if leaves:
            return "is a haven, where people are safe, and yet something departs from there"
        return "" if lands else "is a haven, and nothing arrives there"
    if place.role == "hub":
        if not (lands or starts):
            return "is a hub, and nothing arrives there"
        return "" if leaves else "is a hub, and nothing departs from there"
    if starts and not leaves:
        return "is where people wait, and nothing departs from there"
    return "" if starts or lands else "is an origin, and nobody waits there"


def _look_alikes(table: str, column: str, keys: Iterable[str]) -> Iterator[Remark]:
    """Ids that differ from an earlier one in one sign that looks like another."""
    heaps: dict[str, list[tuple[int, str]]] = {}
    for row, key in enumerate(keys):
        heaps.setdefault(key.translate(_FIRST), []).append((row, key))
    for heap in heaps.values():
        for (_, earlier), (row, key) in combinations(heap, 2):
            odd = [(one, other) for one, other in zip(earlier, key, strict=True) if one != other]
            if len(odd) == 1:
                rule = f"differs from {earlier} in nothing but {odd[0][1]} for {odd[0][0]}"
                yield Remark(table, row, column, rule, key, "are they one?")
                break


def _dates(instance: Instance) -> Iterator[Remark]:
    """Dates that would be within the horizon were they another month or year."""
    begins, ends, groups = instance.begins, instance.ends, instance.groups
    far = HORIZON_OFF.value * DAY
    early = (groups.ready != BLANK) & (groups.ready < begins - far)
    late = (groups.leave_by != BLANK) & (groups.leave_by > ends + far)
    for column, rows in (("ready", early), ("leave_by", late)):
        for row in np.flatnonzero(rows).tolist():
            yield from _date(instance, "groups", row, column, int(getattr(groups, column)[row]))
    for table, columns in _DATES.items():
        for row, record in enumerate(getattr(instance, table)):
            for column in columns:
                minutes = getattr(record, column)
                if minutes is not None and not begins - far <= minutes <= ends + far:
                    yield from _date(instance, table, row, column, minutes)


def _date(instance: Instance, table: str, row: int, column: str, minutes: int) -> Iterator[Remark]:
    near = meant_within(instance, minutes)
    if near:
        rule = f"is far off the horizon, {time_text(instance.begins)} to {time_text(instance.ends)}"
        yield Remark(table, row, column, rule, time_text(minutes), near)
