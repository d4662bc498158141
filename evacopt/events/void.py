"""Promises about flights that are not flown any more: void, or a cancellation would leave no plan at all."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.instance import Instance


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
    kept_pins, kept_shares, words = [], [], list[str]()
    for pin in now.pins:
        if pin.kind == "at_most" or pin.parties <= 0 or struck.isdisjoint((*pin.itinerary, pin.flight)):
            kept_pins.append(pin)
            continue
        asked = f"{pin.kind.replace('_', ' ')} {pin.parties} parties of {pin.group}"
        words.append(f"void with its flight: {asked} on {'>'.join(pin.itinerary) or pin.flight}")
    for share in now.shares:
        scope = [flight for flight in now.schedule if share.covers(flight)]
        void = all(flight.status == "cancelled" for flight in scope) and any(
            flight.id in struck for flight in scope
        )
        if share.kind != "min" or not share.people or not void:
            kept_shares.append(share)
            continue
        asked = f"at least {share.people} people of {share.nationality}"
        words.append(f"void with its flights: share {share.id} ({asked})")
    return replace(now, pins=tuple(kept_pins), shares=tuple(kept_shares)), tuple(words)
