"""The instance as it was known at each time: what nobody could know yet is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.field import Table
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.errors import InstanceError, UsageError
from evacopt.events.events import after
from evacopt.events.rows import change_flights
from evacopt.events.void import without_void
from evacopt.replaying.reveal import Reveal

_NAMES = ("group", "flight", "series")
"""What the tables that depend on a row may name it as."""
SETTLED = (
    "operator",
    "origin",
    "destination",
    "seats",
    "stretchers",
    "seats_per_stretcher",
    "accepts",
    "room",
)
"""What cannot be otherwise of a flight that has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What was known from a time on.

    Attributes
    ----------
    time : UTC minutes
    instance : as it was known
    news : what became known then, in words
    """

    time: int
    instance: Instance
    news: tuple[str, ...] = ()


def worlds_of(truth: Instance, reveals: Sequence[Reveal], *, every: int = HOUR) -> tuple[World, ...]:
    """What was known from the beginning of the horizon on, and then each time something became known.

    A group is known from when it registered, taken in at the next multiple of `every` minutes. A row of any
    table is not known as long as a group or flight is not that it names.

    Raises
    ------
    InstanceError
        With each row whose events cannot be, leave data that break a rule, or tell of a flight that had left.
    """
    late = sorted((row for row in reveals if row.before), key=lambda row: row.time)
    since = _known_from(truth, every)
    times = sorted({truth.begins, *(row.time for row in late), *since.tolist()})
    bases = _undone(truth, late)
    worlds = list[World]()
    for time in (time for time in times if truth.begins <= time <= truth.ends):
        base = bases[sum(row.time <= time for row in late)]
        known = np.flatnonzero(since <= time)
        here = {truth.groups.id[row] for row in known.tolist()} | (base.groups.row.keys() - truth.groups.row)
        rows = np.array([row for row, code in enumerate(base.groups.id) if code in here], dtype=np.int64)
        seen = _of_known(truth, replace(base, groups=base.groups.take(rows)))
        told = [row for row in late if row.time == time]
        worlds.append(World(time=time, instance=seen, news=tuple(_news(truth, told, since, time))))
    findings = list(_told_too_late(worlds, late))
    if findings:
        raise InstanceError(findings)
    return _alike(worlds)


def _known_from(truth: Instance, every: int) -> Ints:
    """UTC minutes from which each group is known, shape (groups,)."""
    registered = truth.groups.registered
    up: Ints = -(-registered // every) * every
    return np.where(registered == BLANK, truth.begins, np.maximum(up, truth.begins))


def _undone(truth: Instance, late: Sequence[Reveal]) -> list[Instance]:
    """The instance with the last `len(late) - k` rows undone, for each k from 0 on."""
    bases, findings = [truth], list[Finding]()
    for row in reversed(late):
        try:
            base = after(bases[0], row.before)
            wrong = errors_of(_of_known(truth, base))
        except UsageError as error:
            findings.append(Finding(rule=error.why, column="before", place=row.place))
            continue
        if wrong:
            rule = phrase("leaves data that break a rule: {finding}", finding=str(wrong[0]))
            findings.append(Finding(rule=rule, column="before", place=row.place))
            continue
        bases.insert(0, base)
    if findings:
        raise InstanceError(findings[::-1])
    return bases


def _of_known(truth: Instance, instance: Instance) -> Instance:
    """`instance` without rows that name a group or flight of `truth` which it has not, or has cancelled."""
    gone = {*truth.groups.row} - {*instance.groups.row}
    flying = {*instance.flight, *(row.id for row in instance.sorties)}
    gone_flights = {*truth.flight, *(row.id for row in truth.sorties)} - flying
    if not gone and not gone_flights:
        return without_void(truth, instance)[0]
    unknown = {"group": gone, "flight": gone_flights, "series": gone_flights}
    kept: dict[str, Any] = {
        table.name: tuple(row for row in rows if not _names(table, row, unknown))
        for table in TABLES
        if table.name != "groups" and (rows := getattr(instance, table.name))
    }
    return without_void(truth, replace(instance, **kept))[0]


def _names(table: Table, row: object, unknown: dict[str, set[str]]) -> bool:
    """Whether `row` names something unknown."""
    for field in table.fields:
        if field.refers in _NAMES:
            cell = getattr(row, field.attribute)
            if not unknown[field.refers].isdisjoint((cell,) if isinstance(cell, str) else cell):
                return True
    return False


def _news(truth: Instance, told: Sequence[Reveal], since: Ints, time: int) -> Iterator[str]:
    """What became known at `time`, in words."""
    for row in told:
        events = joined("; ", map(str, row.before))
        yield row.note or phrase("known as it came to be; before: {events}", events=events)
    groups = truth.groups
    people = int((groups.people * groups.count)[since == time].sum())
    if people and time > truth.begins:
        yield plural("{count:,} person registered", "{count:,} people registered", people)


def _told_too_late(worlds: Sequence[World], late: Sequence[Reveal]) -> Iterator[Finding]:
    """News of a flight that had left by then as far as was known: that it did not was seen at once."""
    for before, now in pairwise(worlds):
        told = [row for row in late if row.time == now.time]
        for flight in before.instance.schedule if told else ():
            if _too_late(flight, now.instance.flight.get(flight.id), now.time):
                text = phrase(
                    "{flight} had left at {when}, by what was known before; tell what became of it by then"
                )
                rule = phrase(text, flight=flight.id, when=format_time(flight.departs))
                yield Finding(rule=rule, column="time", value=format_time(now.time), place=told[0].place)


def _too_late(flight: Flight, now: Flight | None, time: int) -> bool:
    if flight.status == "cancelled" or flight.departs > time or now == flight:
        return False
    if now is not None and now.departs <= time and now.status == flight.status:
        return any(getattr(flight, name) != getattr(now, name) for name in SETTLED)
    return flight.departs < time


def _alike(worlds: Sequence[World]) -> tuple[World, ...]:
    """The same with sorties that are not the same in all of them written out as their flights."""
    seen: dict[str, set[object]] = {}
    for world in worlds:
        for row in world.instance.sorties:
            seen.setdefault(row.id, set()).add(row)
        rows = {row.id for row in world.instance.sorties}
        for flight in world.instance.flights:
            code = flight.id.partition("@")[0]
            if "@" in flight.id and code not in rows:
                seen.setdefault(code, set()).add(None)
    changed = {code for code, rows in seen.items() if len(rows) > 1}
    return tuple(replace(world, instance=_written_out(world.instance, changed)) for world in worlds)


def _written_out(instance: Instance, codes: set[str]) -> Instance:
    first = [row.flights()[0].id for row in instance.sorties if row.id in codes]
    return change_flights(instance, first, lambda flight: flight)
