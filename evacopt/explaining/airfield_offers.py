"""What could be asked for at the airfield itself: an hour of a curfew, a stand, an escort, a slot, room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from evacopt.domain.clock import DAY, HOUR, format_time
from evacopt.domain.flight import by_alternative
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase, plural
from evacopt.domain.stored import clock_text
from evacopt.domain.window import Window
from evacopt.events.rows import change_flights, change_row
from evacopt.explaining.change import Change, of_flight, of_place


def window_hours(instance: Instance) -> Iterator[Change]:
    """Each window that opens a place an hour longer at either end, each that shuts it an hour shorter."""
    for number, row in enumerate(instance.windows):
        sign, shut = (1, True) if row.kind == "closed" else (-1, False)
        ends = list[tuple[Window, int, bool]]()
        if row.daily_from is not None and row.daily_to is not None:
            if row.kind == "open" and (row.daily_to - row.daily_from) % DAY + HOUR >= DAY:
                continue  # it is open nearly always
            first, last = (row.daily_from + sign * HOUR) % DAY, (row.daily_to - sign * HOUR) % DAY
            ends += [
                (replace(row, daily_from=first), first, shut),
                (replace(row, daily_to=last), last, not shut),
            ]
        elif row.since is not None:
            first = row.since + sign * HOUR
            ends.append((replace(row, since=first), first, shut))
        if row.until is not None:
            last = row.until - sign * HOUR
            ends.append((replace(row, until=last), last, not shut))
        for changed, minute, until in ends:
            yield _hour(instance, number, changed, minute, until=until)


def _hour(instance: Instance, number: int, changed: Window, minute: int, *, until: bool) -> Change:
    """A window that ends otherwise, at `minute`; one that would shut a place for no time is gone."""
    row = instance.windows[number]
    place, daily = instance.location[row.location], row.daily_from is not None
    text = phrase("{place} open an hour longer, from {when}")
    if until:
        text = phrase("{place} open an hour longer, until {when}")
    if daily:
        text = phrase("{place} open an hour longer every day, from {when}")
    if daily and until:
        text = phrase("{place} open an hour longer every day, until {when}")
    when = f"{clock_text(minute)}Z" if daily else format_time(minute)
    said = phrase(text, place=place.id, when=when)
    if row.operators:
        said = phrase("{hour} ({operators} alone)", hour=said, operators=", ".join(row.operators))
    made = partial(_with_window, number=number, row=None if _is_over(row) else changed)
    return replace(of_place(place, "hour", said), made=made)


def _is_over(row: Window) -> bool:
    """Whether a closed window is no longer than an hour."""
    if row.kind == "open":
        return False
    if row.daily_from is not None and row.daily_to is not None:
        return (row.daily_to - row.daily_from) % DAY <= HOUR
    return row.since is not None and row.until is not None and row.until - row.since <= HOUR


def _with_window(instance: Instance, number: int, row: Window | None) -> Instance:
    rows = instance.windows
    return replace(instance, windows=(*rows[:number], *([row] if row else ()), *rows[number + 1 :]))


def more_of_airfield(instance: Instance, unit: int, needed: Mapping[str, int]) -> Iterator[Change]:
    """More of each resource, slot and dimension.

    Parameters
    ----------
    unit : how much more of what is used up
    needed : how much room of a dimension; 1 where nothing is said
    """
    yield from _resources(instance, unit)
    for row, slot in enumerate(instance.slots):
        place, more = instance.location[slot.location], 1 if slot.direction else 2
        text = plural(
            "one more movement in the slot {slot}",
            "{count:,} more movements in the slot {slot}",
            more,
            slot=slot.id,
        )
        made = partial(change_row, table="slots", row=row, movements=slot.movements + more)
        yield Change(kind="slot", subject=slot.id, text=text, ask=place.country, made=made)
    for leg in instance.schedule:
        for code, room in leg.room if leg.status != "cancelled" else ():
            more = needed.get(code, 1)
            text = phrase("room for {more:,} more {dimension} on {flight}")
            text = phrase(text, more=more, dimension=code, flight=leg.id)
            yield of_flight(leg, "room", text, room=_more_room(leg.room, code, room + more))
    for place in instance.locations:
        for code, room in place.room if place.role != "origin" else ():
            more = needed.get(code, 1)
            text = phrase("room for {more:,} more {dimension} at {place}")
            text = phrase(text, more=more, dimension=code, place=place.id)
            yield of_place(place, "room", text, room=_more_room(place.room, code, room + more))


def _more_room(room: tuple[tuple[str, int], ...], code: str, amount: int) -> tuple[tuple[str, int], ...]:
    return tuple((one, amount if one == code else most) for one, most in room)


def _resources(instance: Instance, unit: int) -> Iterator[Change]:
    """One more of what is held, `unit` more of what is used up; to be asked of those who hold it."""
    for row, resource in enumerate(instance.resources):
        more = unit if resource.used_up else 1
        text = plural("one more of {resource}", "{count:,} more of {resource}", more, resource=resource.id)
        places = {
            instance.location[code].country
            for use in instance.uses
            if use.resource == resource.id
            for code in (use.destination if use.anchor == "arrives" else use.origin,)
            if code
        }
        operators = {
            leg.operator
            for leg in instance.schedule
            if any(use.resource == resource.id for use in instance.uses_of(leg))
        }
        yield Change(
            kind="resource",
            subject=resource.id,
            text=text,
            ask=", ".join(sorted(places or operators)),
            made=partial(change_row, table="resources", row=row, count=resource.count + more),
        )


def without_choice(instance: Instance) -> Iterator[Change]:
    """All of a code's alternatives may be flown; a flight needs no other one any more."""
    for first, *others in by_alternative(instance.schedule).values():
        text = phrase("{flight} and its alternatives may all be flown", flight=first.id)
        made = partial(_all_flown, flights=tuple(leg.id for leg in (first, *others)))
        yield Change(kind="flight", subject=first.id, text=text, ask=first.operator, made=made)
    for number, row in enumerate(instance.order):
        text = phrase("{flight} may be flown without {other}", flight=row.flight, other=row.needs)
        rest = (*instance.order[:number], *instance.order[number + 1 :])
        leg = instance.flight[row.flight]
        made = partial(replace, order=rest)
        yield Change(kind="flight", subject=row.needs, text=text, ask=leg.operator, made=made)


def _all_flown(instance: Instance, flights: tuple[str, ...]) -> Instance:
    return change_flights(instance, flights, lambda leg: replace(leg, alternative=""))
