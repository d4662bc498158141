"""Rules of shares, admissions and pins, which speak of groups and flights."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark, cells_of
from evacopt.domain.fields import SHARES
from evacopt.domain.phrase import phrase
from evacopt.domain.share import Share

_SHARE = tuple(field.column for field in SHARES.fields)
_LEG = ("id", "operator", "origin", "destination", "departs", "first_departure")
_ANY_LEG = (*cells_of("flights", ANY_ROW, *_LEG), *cells_of("sorties", ANY_ROW, *_LEG))


def share_remarks(facts: Facts) -> Iterator[Remark]:
    """An admission speaks of one place; reserved seats exist."""
    for row, admission in enumerate(facts.instance.admissions):
        if bool(admission.location) == bool(admission.country):
            rule = phrase("must name either a location or a country")
            value = (
                phrase("{location} and {country}", location=admission.location, country=admission.country)
                if admission.location
                else ""
            )
            yield Remark("admissions", row, "location", rule, value, beside=("country",))
    reserves = [(row, share) for row, share in enumerate(facts.instance.shares) if share.kind == "reserve"]
    pools: dict[str, list[tuple[int, Share]]] = {}
    for row, share in reserves:
        for _, _, flight in facts.flights:
            if share.covers(flight):
                pools.setdefault(flight.id, []).append((row, share))
    for table, row, flight in facts.flights:
        pool = pools.get(flight.id, [])
        reserved = sum(share.people for _, share in pool)
        if reserved > flight.seats:
            ids = ", ".join(share.id for _, share in pool)
            rule = phrase(
                "must be at least the {reserved} seats reserved by {ids}", reserved=reserved, ids=ids
            )
            relies: list[Cell] = [cell for number, _ in pool for cell in cells_of("shares", number, *_SHARE)]
            value = str(flight.seats)
            yield Remark(table, row, "seats", rule, value, beside=_LEG, relies_on=tuple(relies))


def idle_share_remarks(facts: Facts) -> Iterator[Remark]:
    """Shares that speak of no flight, and windows in which nothing can depart."""
    for row, share in enumerate(facts.instance.shares):
        if not any(share.covers(flight) for _, _, flight in facts.flights):
            rule, remedy = phrase("covers no flight of this instance"), _why_idle(facts, share)
            yield Remark("shares", row, "", rule, remedy=remedy, beside=_SHARE, relies_on=_ANY_LEG)


def _why_idle(facts: Facts, share: Share) -> str:
    begins, ends = share.departs_from, share.departs_before
    if begins is not None and ends is not None and ends <= begins:
        return phrase("departs_before is not after departs_from")
    return facts.flies_nothing(share.operator)


def pin_remarks(facts: Facts) -> Iterator[Remark]:
    """A pin speaks of an itinerary, of a flight, or of any travel: of one of them."""
    for row, pin in enumerate(facts.instance.pins):
        if pin.itinerary and pin.flight:
            rule = phrase("must be blank where an itinerary is given")
            yield Remark("pins", row, "flight", rule, pin.flight, beside=("itinerary",))
        elif len(set(pin.itinerary)) < len(pin.itinerary):
            yield Remark(
                "pins", row, "itinerary", phrase("must name each flight once"), ">".join(pin.itinerary)
            )


def idle_pin_remarks(facts: Facts) -> Iterator[Remark]:
    """Pins that ask for more parties than there are, or say again what another says: they do not add up."""
    groups, pins = facts.instance.groups, facts.instance.pins
    for row, pin in enumerate(pins):
        place = groups.row.get(pin.group)
        if place is not None and pin.kind != "at_most" and pin.parties > groups.count[place]:
            rule = phrase("asks for more parties than the group has, {count}", count=groups.count[place])
            relies = cells_of("groups", place, "count")
            value, remedy = str(pin.parties), phrase("no plan can keep it")
            yield Remark("pins", row, "parties", rule, value, remedy, ("group", "kind"), relies)
    first: dict[tuple[str, str, str, str], int] = {}
    for row, pin in enumerate(pins):
        earlier = first.setdefault((pin.group, pin.kind, ">".join(pin.itinerary), pin.flight), row)
        if earlier != row:
            rule = phrase(
                "is pinned {kind} for the same travel in an earlier row, which asks for {parties} parties",
                kind=pin.kind,
                parties=pins[earlier].parties,
            )
            remedy = phrase("the two do not add up: each holds by itself")
            beside = ("group", "kind", "itinerary", "flight")
            yield Remark("pins", row, "parties", rule, str(pin.parties), remedy, beside)
