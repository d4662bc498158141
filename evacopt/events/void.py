"""Promises about flights that are not flown any more: void, or a cancellation would leave no plan at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.promise import rule_words, share_words
from evacopt.domain.rule import LinearRule
from evacopt.events.windows import is_open_to

_VOID = {
    "at_least": phrase("void with its flight: at least {parties} parties of {group} on {way}"),
    "exactly": phrase("void with its flight: exactly {parties} parties of {group} on {way}"),
}
"""By kind of decision."""


def without_void(before: Instance, now: Instance) -> tuple[Instance, tuple[str, ...]]:
    """`now` without the promises of `before` that its cancellations have made void, and these in words.

    Void is a pin that asks for travel on a flight that was cancelled, and a `min` share or a linear rule that
    asks for something of flights that all were; a flight that a place is shut to now is as good as cancelled.
    What could not be kept before the events is left as it is.
    """
    struck = {
        flight.id
        for flight in now.schedule
        if _carries_nobody(now, flight)
        and (flight.id not in before.flight or not _carries_nobody(before, before.flight[flight.id]))
    }
    if not struck:
        return now, ()
    kept_pins, kept_shares, words = [], [], list[str]()
    for pin in now.pins:
        if pin.kind == "at_most" or pin.parties <= 0 or struck.isdisjoint((*pin.itinerary, pin.flight)):
            kept_pins.append(pin)
            continue
        way = ">".join(pin.itinerary) or pin.flight
        words.append(phrase(_VOID[pin.kind], parties=pin.parties, group=pin.group, way=way))
    for share in now.shares:
        scope = [flight for flight in now.schedule if share.covers(flight)]
        void = all(_carries_nobody(now, flight) for flight in scope) and any(
            flight.id in struck for flight in scope
        )
        if share.kind != "min" or not share.people or not void:
            kept_shares.append(share)
            continue
        words.append(_void(share_words(share)))
    kept_rules = []
    for rule in now.rules:
        if not _is_void(now, rule, struck):
            kept_rules.append(rule)
            continue
        words.append(_void(rule_words(rule)))
    kept = {rule.id for rule in kept_rules}
    terms = tuple(term for term in now.terms if term.rule in kept)
    changed = replace(now, rules=tuple(kept_rules), terms=terms)
    return replace(changed, pins=tuple(kept_pins), shares=tuple(kept_shares)), tuple(words)


def _carries_nobody(instance: Instance, flight: Flight) -> bool:
    """Whether it is cancelled, or by its windows a place is shut when it would come or go."""
    return flight.status == "cancelled" or (bool(instance.windows) and not is_open_to(instance, flight))


def _void(promise: str) -> str:
    return phrase("void with its flights: {promise}", promise=promise)


def _is_void(now: Instance, rule: LinearRule, struck: Collection[str]) -> bool:
    """Whether a linear rule speaks of cancelled flights alone, some `struck`, and 0 does not keep it."""
    flights = {term.flight for term in now.terms_of[rule.id]}
    if rule.limit is None or "" in flights or flights.isdisjoint(struck):
        return False
    gone = all(_carries_nobody(now, now.flight[flight]) for flight in flights)
    too_little = rule.kind != "at_most" and rule.limit > 0
    return gone and (too_little or (rule.kind != "at_least" and rule.limit < 0))
