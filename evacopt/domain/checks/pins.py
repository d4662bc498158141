"""Rules of pins."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark, beside


def pin_remarks(facts: Facts) -> Iterator[Remark]:
    """A pin speaks of an itinerary, of a flight, or of any travel: of one of them."""
    for row, pin in enumerate(facts.instance.pins):
        if pin.itinerary and pin.flight:
            rule = "must be blank where an itinerary is given"
            yield Remark("pins", row, "flight", rule, pin.flight, "", beside("pins", row, "itinerary"))
        elif len(set(pin.itinerary)) < len(pin.itinerary):
            yield Remark("pins", row, "itinerary", "must name each flight once", ">".join(pin.itinerary))


def idle_pin_remarks(facts: Facts) -> Iterator[Remark]:
    """Pins that ask for more parties than there are, or say again what another says."""
    groups = facts.instance.groups
    for row, pin in enumerate(facts.instance.pins):
        place = groups.row.get(pin.group)
        if place is not None and pin.kind != "at_most" and pin.parties > groups.count[place]:
            rule = f"asks for more parties than the group has, {groups.count[place]}"
            relies = (*beside("pins", row, "group", "kind"), *beside("groups", place, "count"))
            yield Remark("pins", row, "parties", rule, str(pin.parties), "no plan can keep it", relies)
    yield from _repeated(facts)


def _repeated(facts: Facts) -> Iterator[Remark]:
    """Pins that speak of the same parties in the same way as an earlier row: they do not add up."""
    first: dict[tuple[str, str, str, str], int] = {}
    for row, pin in enumerate(facts.instance.pins):
        about = pin.group, pin.kind, ">".join(pin.itinerary), pin.flight
        earlier = first.setdefault(about, row)
        if earlier != row:
            rule = f"is pinned {pin.kind} for the same travel in an earlier row, which asks for "
            rule += f"{facts.instance.pins[earlier].parties} parties"
            remedy = "the two do not add up: each holds by itself"
            relies = beside("pins", row, "group", "kind", "itinerary", "flight")
            yield Remark("pins", row, "parties", rule, str(pin.parties), remedy, relies)
