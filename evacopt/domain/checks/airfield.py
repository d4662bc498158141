"""Rules of the airfield: windows, steps of capacity, slots, order, uses, links, tags (section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark, cells_of
from evacopt.domain.phrase import phrase
from evacopt.domain.resource import Use
from evacopt.domain.stored import clock_text, time_text
from evacopt.domain.window import Window

_SPANS = (("windows", "to"), ("slots", "to"), ("admissions", "until"))
_TIMES = ("from", "to", "daily_from", "daily_to")
_HELD = ("anchor", "from_minutes", "to_minutes")


def airfield_remarks(facts: Facts) -> Iterator[Remark]:
    """What each row of these tables must say, and which rows contradict each other."""
    instance = facts.instance
    for table, last in _SPANS:
        for row, one in enumerate(getattr(instance, table)):
            last_too = getattr(one, "kind", "") == "open"  # its last minute counts, and may be its first
            if one.since is not None and one.until is not None and one.until < one.since + (not last_too):
                rule = phrase("must be after from, {begins}", begins=time_text(one.since))
                yield Remark(table, row, last, rule, time_text(one.until), beside=("from",))
    for row, window in enumerate(instance.windows):
        yield from _times(row, window)
    yield from _steps(facts)
    yield from _alternatives(facts)
    yield from _order(facts)
    yield from _uses(facts)
    for row, link in enumerate(instance.links):
        if link.group and link.group == link.partner:
            rule = phrase("must not be the group itself")
            yield Remark("links", row, "with", rule, link.partner, beside=("group",))
    yield from _shares(facts)


def _times(row: int, window: Window) -> Iterator[Remark]:
    """From and to, or hours of every day: one of the two kinds, and both ends of a day's."""
    first, last = window.daily_from, window.daily_to
    daily = first is not None or last is not None
    if daily and (window.since is not None or window.until is not None):
        rule = phrase("must be blank where from or to is filled: a window has times of one kind")
        column, value = ("daily_from", first) if first is not None else ("daily_to", last)
        remedy = phrase("where a curfew begins or ends on a day, write from and to of each night")
        yield Remark("windows", row, column, rule, clock_text(value or 0), remedy, _TIMES)
    elif daily and (first is None or last is None):
        column, other = ("daily_from", "daily_to") if first is None else ("daily_to", "daily_from")
        rule = phrase("must be filled where {other} is", other=other)
        yield Remark("windows", row, column, rule, beside=(other,))
    elif not daily and window.since is None and window.until is None:
        rule = phrase("must be filled, or to, or daily_from and daily_to: a window has a time")
        yield Remark("windows", row, "from", rule, beside=_TIMES)
    elif first is not None and first == last:
        rule, remedy = phrase("must not be daily_from"), phrase("for whole days fill from and to")
        yield Remark("windows", row, "daily_to", rule, clock_text(first), remedy, ("daily_from",))


def _steps(facts: Facts) -> Iterator[Remark]:
    """Each minute once: a place has one capacity."""
    seen: set[tuple[str, int]] = set()
    for row, step in enumerate(facts.instance.capacities):
        if (step.location, step.since) in seen:
            rule = phrase("must not be that of an earlier row of {place}", place=step.location)
            yield Remark("capacities", row, "from", rule, time_text(step.since), beside=("location",))
        seen.add((step.location, step.since))


def _alternatives(facts: Facts) -> Iterator[Remark]:
    for row, flight in facts.scheduled:
        if flight.alternative:
            rule = phrase("must be blank on a scheduled flight, which flies whatever is decided")
            remedy = phrase("give it the status optional, or leave the cell blank")
            yield Remark("flights", row, "alternative", rule, flight.alternative, remedy, ("status",))


def _order(facts: Facts) -> Iterator[Remark]:
    rows = {flight.id: row for row, flight in facts.scheduled}
    for row, one in enumerate(facts.instance.order):
        if one.flight and one.flight == one.needs:
            rule = phrase("must not be the flight itself")
            yield Remark("order", row, "needs", rule, one.needs, beside=("flight",))
        elif one.flight in rows and one.needs in facts.flight and one.needs not in rows:
            rule = phrase("must be an optional flight: a scheduled one flies whatever else does")
            relies = (*cells_of("flights", rows[one.flight], "status"), *cells_of("flights", None, "id"))
            yield Remark("order", row, "flight", rule, one.flight, beside=("needs",), relies_on=relies)


def _uses(facts: Facts) -> Iterator[Remark]:
    """When a resource is held, where it comes back."""
    rows = {resource.id: row for row, resource in enumerate(facts.instance.resources)}
    for row, use in enumerate(facts.instance.uses):
        place = rows.get(use.resource)
        if place is not None and not facts.instance.resources[place].used_up:
            yield from _held(row, use, place)


def _held(row: int, use: Use, resource: int) -> Iterator[Remark]:
    relies = cells_of("resources", resource, "id", "used_up")
    if not use.anchor or use.from_minutes is None or use.to_minutes is None:
        blank = next(column for column in _HELD if getattr(use, column) in ("", None))
        rule = phrase("must be filled: the resource is held for a time and comes back")
        remedy = phrase("write true into used_up of the resource if it does not")
        yield Remark("uses", row, blank, rule, "", remedy, _HELD, relies)
    elif use.to_minutes <= use.from_minutes:
        rule = phrase("must be after from_minutes, {begins}", begins=use.from_minutes)
        value = str(use.to_minutes)
        yield Remark("uses", row, "to_minutes", rule, value, beside=("from_minutes",), relies_on=relies)


def _shares(facts: Facts) -> Iterator[Remark]:
    """Of whom a share speaks, and reserves alone are released."""
    for row, share in enumerate(facts.instance.shares):
        if not share.nationality and not share.tag:
            rule = phrase("must be filled where there is no tag: a share says of whom it speaks")
            yield Remark("shares", row, "nationality", rule, beside=("tag",))
        if share.release is not None and share.kind != "reserve":
            rule = phrase("must be blank where the kind is {kind}", kind=share.kind)
            remedy = phrase("only the seats of a reserve are released")
            yield Remark("shares", row, "release_hours", rule, "", remedy, ("kind",))
