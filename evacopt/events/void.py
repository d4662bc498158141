"""Promises about flights that are not flown any more: void, or a cancellation would leave no plan at all."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.share import Share


def without_void(before: Instance, now: Instance) -> tuple[Instance, tuple[str, ...]]:
    """`now` without the promises of `before` that its cancellations have made void, and these in words.

    Void is a pin that asks for travel on a flight that was cancelled, and a `min` share all of whose flights
    were. What could not be kept before the events is left as it is.
    """
    struck = {
        flight.id
        for flight in now.schedule
        if flight.status == "cancelled"
        and (flight.id not in before.flight or before.flight[flight.id].status != "cancelled")
    }
    if not struck:
        return now, ()
    pins = tuple(pin for pin in now.pins if _asks_for(pin, struck))
    shares = tuple(share for share in now.shares if _speaks_only_of(now, share, struck))
    kept = replace(
        now,
        pins=tuple(pin for pin in now.pins if pin not in pins),
        shares=tuple(share for share in now.shares if share not in shares),
    )
    return kept, (*map(_pin_words, pins), *map(_share_words, shares))


def _asks_for(pin: Pin, struck: set[str]) -> bool:
    return pin.kind != "at_most" and pin.parties > 0 and not struck.isdisjoint((*pin.itinerary, pin.flight))


def _speaks_only_of(now: Instance, share: Share, struck: set[str]) -> bool:
    if share.kind != "min" or not share.people:
        return False
    scope = [flight for flight in now.schedule if share.covers(flight)]
    flying = any(flight.status != "cancelled" for flight in scope)
    return not flying and any(flight.id in struck for flight in scope)


def _pin_words(pin: Pin) -> str:
    where = ">".join(pin.itinerary) or pin.flight
    return (
        f"void with its flight: {pin.kind.replace('_', ' ')} {pin.parties} parties of {pin.group} on {where}"
    )


def _share_words(share: Share) -> str:
    return f"void with its flights: share {share.id} (at least {share.people} people of {share.nationality})"
