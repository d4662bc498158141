"""Rules of shares and admissions."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark, beside
from evacopt.domain.fields import SHARES
from evacopt.domain.flight import Flight
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.share import Share

_ANY_LEG: tuple[Cell, ...] = tuple(
    (table, ANY_ROW, column)
    for table in ("flights", "sorties")
    for column in ("id", "operator", "origin", "destination", "departs", "first_departure")
)


def share_remarks(facts: Facts) -> Iterator[Remark]:
    """An admission speaks of one place; reserved seats exist."""
    for row, admission in enumerate(facts.instance.admissions):
        if bool(admission.location) == bool(admission.country):
            rule = "must name either a location or a country"
            value = f"{admission.location} and {admission.country}" if admission.location else ""
            relies = beside("admissions", row, "country")
            yield Remark("admissions", row, "location", rule, value, "", relies)
    yield from _reserved(facts)


def _reserved(facts: Facts) -> Iterator[Remark]:
    pools: dict[str, list[tuple[int, Share]]] = {}
    shares = [(row, share) for row, share in enumerate(facts.instance.shares) if share.kind == "reserve"]
    for row, share in shares:
        for _, _, flight in facts.flights:
            if share.covers(flight):
                pools.setdefault(flight.id, []).append((row, share))
    for table, row, flight in facts.flights:
        pool = pools.get(flight.id, [])
        reserved = sum(share.people for _, share in pool)
        if reserved > flight.seats:
            yield _overbooked(table, row, flight, pool)


def _overbooked(table: str, row: int, flight: Flight, pool: list[tuple[int, Share]]) -> Remark:
    reserved = sum(share.people for _, share in pool)
    names = ", ".join(share.id for _, share in pool)
    relies: list[Cell] = [("shares", number, field.column) for number, _ in pool for field in SHARES.fields]
    relies += beside(table, row, "id", "operator", "origin", "destination", "departs", "first_departure")
    rule = f"must be at least the {reserved} seats reserved by {names}"
    return Remark(table, row, "seats", rule, str(flight.seats), "", tuple(relies))


def idle_share_remarks(facts: Facts) -> Iterator[Remark]:
    """Shares that speak of no flight, and windows in which nothing can depart."""
    for row, share in enumerate(facts.instance.shares):
        own = beside("shares", row, *(field.column for field in SHARES.fields))
        relies: tuple[Cell, ...] = (*own, *_ANY_LEG)
        if not any(share.covers(flight) for _, _, flight in facts.flights):
            yield Remark(
                "shares", row, "", "covers no flight of this instance", "", _why(facts, share), relies
            )


def _why(facts: Facts, share: Share) -> str:
    begins, ends = share.departs_from, share.departs_before
    if begins is not None and ends is not None and ends <= begins:
        return "departs_before is not after departs_from"
    operators = {flight.operator for _, _, flight in facts.flights}
    if share.operator and share.operator not in operators:
        return f"{share.operator} flies nothing; {did_you_mean(share.operator, operators)}".rstrip("; ")
    return ""
