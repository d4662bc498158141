"""Codes that must name something of the instance."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from evacopt.domain.checks.distinct import objections
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import ANY_ROW, Cell, Remark
from evacopt.domain.columns import Coded
from evacopt.domain.fields import TABLES, Field
from evacopt.domain.nearest import Suggestions

_SOURCES: dict[str, tuple[Cell, ...]] = {
    "location": (("locations", None, "id"),),
    "group": (("groups", None, "id"),),
    "flight": (("flights", None, "id"), ("sorties", None, "id")),
    "fleet": (("fleets", None, "id"),),
}
"""Where the names come from: nothing is unknown while those could not be read."""


def reference_remarks(facts: Facts) -> Iterator[Remark]:
    """Each cell that names a location, group, flight or fleet which is not there."""
    known = _known(facts)
    suggest = {name: Suggestions(codes) for name, codes in known.items()}
    for table in TABLES:
        rows = getattr(facts.instance, table.name)
        for field in table.fields:
            if field.refers in known:
                rule = f"must name a {field.refers} of this instance"
                for row, code in _unknown(rows, field, known[field.refers]):
                    remedy = suggest[field.refers](code)
                    yield Remark(table.name, row, field.column, rule, code, remedy, _sources(field, code))


def _sources(field: Field, code: str) -> tuple[Cell, ...]:
    """The cells that the names come from; one of a sortie comes from its times too."""
    times = ("first_departure", "every_hours", "until") if field.refers == "flight" and "@" in code else ()
    return (*_SOURCES[field.refers], *(("sorties", ANY_ROW, column) for column in times))


def _known(facts: Facts) -> dict[str, Collection[str]]:
    instance = facts.instance
    known: dict[str, Collection[str]] = {
        "location": {location.id for location in instance.locations},
        "group": instance.groups.row if instance.pins or instance.splits else (),
        "fleet": {fleet.id for fleet in instance.fleets},
    }
    if not facts.too_many_sorties:
        known["flight"] = {flight.id for _, _, flight in facts.flights}
    return known


def _unknown(rows: Any, field: Field, known: Collection[str]) -> Iterator[tuple[int, str]]:
    column = getattr(rows, field.attribute, None)
    if isinstance(column, Coded):
        bad = objections(column, lambda code: code if code and code not in known else None)
        yield from ((row, code) for row, code, _ in bad)
        return
    for row, record in enumerate(rows):
        value = getattr(record, field.attribute)
        for code in dict.fromkeys(value if isinstance(value, tuple) else (value,)):
            if code and code not in known:
                yield row, code
