"""Codes that must be unique, and codes that must name something of the instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from evacopt.domain.checks.facts import Facts, objections
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark, cells_of
from evacopt.domain.columns import Coded
from evacopt.domain.field import Field
from evacopt.domain.fields import TABLES
from evacopt.domain.nearest import Suggestions
from evacopt.domain.phrase import phrase

MUST_NAME = {
    "location": phrase("must name a location of this instance"),
    "flight": phrase("must name a flight of this instance"),
    "fleet": phrase("must name a fleet of this instance"),
    "group": phrase("must name a group of this instance"),
    "rule": phrase("must name a rule of this instance"),
    "series": phrase("must name a flight or sorties of this instance"),
    "resource": phrase("must name a resource of this instance"),
    "dimension": phrase("must name a dimension of this instance"),
}
_TIMELESS = phrase("its time is not known yet: leave the row out until it is")
MUST_BE_UNIQUE = phrase("must be unique")
SOURCES: dict[str, tuple[Cell, ...]] = {
    "location": (("locations", None, "id"),),
    "group": (("groups", None, "id"),),
    "flight": (("flights", None, "id"), ("sorties", None, "id")),
    "fleet": (("fleets", None, "id"),),
    "rule": (("rules", None, "id"),),
    "series": (("flights", None, "id"), ("sorties", None, "id")),
    "resource": (("resources", None, "id"),),
    "dimension": (("dimensions", None, "id"),),
}
"""Where the names come from: nothing is unknown while those could not be read."""


def key_remarks(facts: Facts) -> Iterator[Remark]:
    """Each row whose key an earlier row has already, and sorties that stand for a listed flight's id."""
    for table in TABLES:
        if table.name == "groups":
            yield from _repeated("groups", "id", facts.instance.groups.id)
        elif table.key:
            keys = [getattr(row, table.key) for row in getattr(facts.instance, table.name)]
            yield from _repeated(table.name, table.key, keys)
    listed = {flight.id for flight in facts.instance.flights}
    for row, pending in enumerate(facts.instance.pending):
        if pending.id in listed:
            remedy = phrase("the flight {pending} has its times already in another row", pending=pending.id)
            yield Remark("pending", row, "id", MUST_BE_UNIQUE, pending.id, remedy)
    for name, row, flight in facts.flights:
        if name == "sorties" and flight.id in listed:
            remedy = phrase(
                "the flight {flight} is listed and would also be one of its sorties", flight=flight.id
            )
            yield Remark("sorties", row, "id", MUST_BE_UNIQUE, facts.instance.sorties[row].id, remedy)


def _repeated(table: str, column: str, keys: Sequence[str]) -> Iterator[Remark]:
    if len(set(keys)) == len(keys):
        return
    counts = Counter(keys)
    seen: set[str] = set()
    for row, key in enumerate(keys):
        if key and key in seen:
            yield Remark(
                table, row, column, MUST_BE_UNIQUE, key, phrase("{often} rows have it", often=counts[key])
            )
        seen.add(key)


def reference_remarks(facts: Facts) -> Iterator[Remark]:
    """Each cell that names a location, group, flight or fleet which is not there."""
    known, pending = _known(facts), {flight.id for flight in facts.instance.pending}
    suggest = {name: Suggestions(codes) for name, codes in known.items()}
    for table in TABLES:
        rows = getattr(facts.instance, table.name)
        for field in table.fields:
            if field.refers in known:
                rule = MUST_NAME[field.refers]
                for row, code in _unknown(rows, field, known[field.refers]):
                    relies = SOURCES[field.refers]
                    if field.refers == "flight" and "@" in code:  # one of a sortie comes from its times too
                        relies += cells_of("sorties", ANY_ROW, "first_departure", "every_hours", "until")
                    called = facts.place_called(code) if field.refers == "location" else ""
                    remedy = _TIMELESS if code in pending else called or suggest[field.refers](code)
                    yield Remark(table.name, row, field.column, rule, code, remedy, relies_on=relies)


def _known(facts: Facts) -> dict[str, Collection[str]]:
    instance = facts.instance
    named = instance.pins or instance.splits or instance.terms or instance.links
    known: dict[str, Collection[str]] = {
        "location": {location.id for location in instance.locations},
        "group": instance.groups.row if named else (),
        "fleet": {fleet.id for fleet in instance.fleets},
        "rule": {rule.id for rule in instance.rules},
        "resource": {resource.id for resource in instance.resources},
        "dimension": {dimension.id for dimension in instance.dimensions},
    }
    if not facts.too_many_sorties:
        flights = {flight.id for _, _, flight in facts.flights}
        known |= {"flight": flights, "series": flights | {sortie.id for sortie in instance.sorties}}
    return known


def _unknown(rows: Any, field: Field, known: Collection[str]) -> Iterator[tuple[int, str]]:
    column = getattr(rows, field.attribute, None)
    if isinstance(column, Coded):
        bad = objections(column, lambda value: [c for c in _codes(value) if c not in known] or None)
        yield from ((row, code) for row, _, codes in bad for code in codes)
        return
    for row, record in enumerate(rows):
        if value := getattr(record, field.attribute):
            yield from ((row, code) for code in _codes(value) if code not in known)


def _codes(value: Any) -> list[str]:
    """The codes of a cell, each once: a code, a list of them, or amounts by code."""
    listed = value if isinstance(value, tuple) else (value,)
    return list(dict.fromkeys(one[0] if isinstance(one, tuple) else one for one in listed if one))
