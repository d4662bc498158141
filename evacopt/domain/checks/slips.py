"""Warnings: figures, codes and dates that are allowed and look like slips of the hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from evacopt.domain.airfield_fields import CAPACITIES, SLOTS, WINDOWS
from evacopt.domain.checks.dates import meant_between, meant_within
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.checks.slips_of_codes import code_slips
from evacopt.domain.checks.slips_of_legs import leg_slips
from evacopt.domain.checks.thresholds import (
    DRAGGED,
    HORIZON_OFF,
    LONGEST_HORIZON,
    OTHER_GROUPS,
    PARTIES,
    PARTY,
    SURFACE,
)
from evacopt.domain.clock import DAY
from evacopt.domain.columns import BLANK
from evacopt.domain.fields import ADMISSIONS, FLIGHTS, LOCATIONS, SHARES
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import time_text

_COUNTED = (("flights", "seats"), ("locations", "capacity"), ("shares", "people"))
_OF_FLIGHTS = [field.column for field in FLIGHTS.fields]
_DATED = (LOCATIONS, SHARES, ADMISSIONS, WINDOWS, CAPACITIES, SLOTS)


def slip_remarks(facts: Facts) -> Iterator[Remark]:
    """Everything that is probably a slip of the hand, each with why."""
    yield from _parties(facts)
    yield from _sizes(facts.instance.groups)
    yield from _places(facts)
    yield from leg_slips(facts)
    yield from code_slips(facts)
    yield from _dates(facts.instance)
    yield from _horizon(facts)
    yield from _dragged(facts.instance)
    yield from _again(facts.instance)


def _parties(facts: Facts) -> Iterator[Remark]:
    """One group with far more parties than any other."""
    counts = facts.instance.groups.count
    if len(counts) <= OTHER_GROUPS.value:
        return
    next_one, most = np.sort(counts)[-2:].tolist()
    if most > PARTIES.value * next_one:
        row = int(np.argmax(counts))
        rule = phrase("is far more parties than any other group has, at most {next_one}", next_one=next_one)
        remedy = phrase("are they people, or is there a digit too many?")
        yield Remark("groups", row, "count", rule, str(most), remedy)


def _sizes(groups: Groups) -> Iterator[Remark]:
    """Parties larger than their number, as where the two were exchanged, and more infants than laps."""
    for row in np.flatnonzero((groups.size > PARTY.value) & (groups.size > groups.count)).tolist():
        rule, count = phrase("makes a party that flies together or not at all"), int(groups.count[row])
        remedy = phrase("are size and count, {count}, exchanged?", count=count)
        yield Remark("groups", row, "size", rule, str(groups.size[row]), remedy, ("count",))
    for row in np.flatnonzero(groups.infants > groups.size).tolist():
        rule = phrase(
            "is more lap infants than people with a seat, {size}: a lap holds one", size=groups.size[row]
        )
        yield Remark(
            "groups", row, "infants", rule, str(groups.infants[row]), phrase("do they have seats?"), ("size",)
        )


def _places(facts: Facts) -> Iterator[Remark]:
    """Places whose role leaves them without use, or against their use."""
    legs = [flight for _, _, flight in facts.flights]
    from_there, to_there = {leg.origin for leg in legs}, {leg.destination for leg in legs}
    starts = set(facts.instance.groups.origin.values)
    nobody = not len(facts.instance.groups)  # nobody is listed yet
    for row, place in enumerate(facts.instance.locations):
        waits = place.id in starts or (nobody and place.role == "origin")
        rule = _without_use(place, place.id in from_there, place.id in to_there, waits)
        if rule:
            remedy = phrase("is it really a place of role {role}?", role=place.role)
            yield Remark("locations", row, "role", rule, place.role, remedy)


_NOBODY_WAITS = phrase("is an origin, and nobody waits there")
_NO_ARRIVAL = phrase("is a haven, and nothing arrives there")
_NO_DEPARTURE = phrase("is where people wait, and nothing departs from there")


def _without_use(place: Location, leaves: bool, lands: bool, starts: bool) -> str:
    """What there is not at a place, though it is of its role; blank where there is all."""
    safe = phrase("is a haven, where people are safe, and yet something departs from there")
    lost = phrase("is a hub, and nothing arrives there")
    stuck = phrase("is a hub, and nothing departs from there")
    odd: dict[str, tuple[tuple[bool, str], ...]] = {
        "haven": ((leaves, safe), (not lands, _NO_ARRIVAL)),
        "hub": ((not (lands or starts), lost), (not leaves, stuck)),
        "origin": ((starts and not leaves, _NO_DEPARTURE), (not (starts or lands), _NOBODY_WAITS)),
        "both": (
            (starts and not leaves, _NO_DEPARTURE),
            (not starts, _NOBODY_WAITS),
            (not lands, _NO_ARRIVAL),
        ),
    }
    return next((rule for wrong, rule in odd[place.role] if wrong), "")


def _dates(instance: Instance) -> Iterator[Remark]:
    """Dates that would be within the horizon were they another month or year."""
    begins, ends, groups = instance.begins, instance.ends, instance.groups
    far = HORIZON_OFF.value * DAY
    early = (groups.ready != BLANK) & (groups.ready < begins - far)
    late = (groups.leave_by != BLANK) & (groups.leave_by > ends + far)
    for column, rows in (("ready", early), ("leave_by", late)):
        for row in np.flatnonzero(rows).tolist():
            yield from _date(instance, "groups", row, column, int(getattr(groups, column)[row]))
    for table in _DATED:
        columns = [(field.column, field.attribute) for field in table.fields if field.kind == "time"]
        for row, record in enumerate(getattr(instance, table.name)):
            for column, attribute in columns:
                minutes = getattr(record, attribute)
                if minutes is not None and not begins - far <= minutes <= ends + far:
                    yield from _date(instance, table.name, row, column, minutes)


def _horizon(facts: Facts) -> Iterator[Remark]:
    """A horizon that is long because day and month of one of its ends were exchanged, or a month is wrong."""
    instance, departs = facts.instance, [flight.departs for _, _, flight in facts.flights]
    longest = LONGEST_HORIZON.value * DAY
    if not departs or instance.ends - instance.begins <= longest:
        return
    first, last = min(departs), max(departs)
    for column, minutes, early, late in (
        ("begins", instance.begins, first - longest, first),
        ("ends", instance.ends, last, last + longest),
    ):
        near = "" if early <= minutes <= late else meant_between(early, late, minutes)
        if near:
            rule = phrase(
                "is far from every departure, {first} to {last}", first=time_text(first), last=time_text(last)
            )
            yield Remark("instance", None, column, rule, time_text(minutes), near)


def _dragged(instance: Instance) -> Iterator[Remark]:
    """Numbers that go up by one from row to row, as dragging a cell down makes them."""
    for table, column in _COUNTED:
        values = np.array([getattr(row, column) or 0 for row in getattr(instance, table)], dtype=np.int64)
        ups = np.flatnonzero(np.diff(values) != 1)
        edges = [-1, *ups.tolist(), len(values) - 1]
        for before, last in pairwise(edges):
            if last - before > DRAGGED.value and values[last] > PARTY.value:
                rule = phrase(
                    "goes up by one from row to row, {steps} times, as dragging a cell down makes it",
                    steps=last - before,
                )
                yield Remark(table, last, column, rule, str(values[last]), phrase("is each of them meant?"))


def _again(instance: Instance) -> Iterator[Remark]:
    """Flights that are an earlier one in all but their id, as rows pasted twice are."""
    first: dict[Flight, str] = {}
    for row, flight in enumerate(instance.flights):
        earlier = first.setdefault(replace(flight, id=""), flight.id)
        if earlier != flight.id and SURFACE.isdisjoint(flight.aircraft.casefold().split()):
            rule = phrase("is {earlier} again, the same in every cell but this one", earlier=earlier)
            yield Remark("flights", row, "id", rule, flight.id, phrase("do both fly?"), tuple(_OF_FLIGHTS))


def _date(instance: Instance, table: str, row: int, column: str, minutes: int) -> Iterator[Remark]:
    near = meant_within(instance, minutes)
    if near:
        rule = phrase(
            "is far off the horizon, {begins} to {ends}",
            begins=time_text(instance.begins),
            ends=time_text(instance.ends),
        )
        yield Remark(table, row, column, rule, time_text(minutes), near)
