"""The airfield itself in words: stands, slots, reception and what else there is, a table each.

The rows are those of `evacopt.view.airfield_tables`, which say which columns there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from evacopt.domain.phrase import phrase, phrase_about
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.wording import day_among, percent, when_among

if TYPE_CHECKING:
    from evacopt.output.records import AirfieldRows

DIRECTIONS = {"in": phrase("arrivals"), "out": phrase("departures"), "": phrase("both")}
"""Of what a window or a slot speaks."""

_KINDS = {
    "open": phrase("open"),
    "closed": phrase("closed"),
    "same_itinerary": phrase("on the same itinerary"),
    "same_haven": phrase("to the same haven"),
    "not_before": phrase("not before them"),
}
_NO_LIMIT = frozenset({"capacity", "room", "people"})
"""Columns in which a blank is no limit."""

_SUMMED = frozenset({"cost", "risk"})
_PLACE, _RESOURCE = Column(phrase("place"), "code"), Column(phrase("resource"), "code")
_FLIGHT, _LOCAL = Column(phrase("flight"), "code"), Column(phrase("local"), "time")
_FROM, _TO = Column(phrase("from"), "time"), Column(phrase("to"), "time")
_PEOPLE, _OF = Column(phrase("people")), Column(phrase("of"))
_WHEN, _ROOM = Column(phrase("when most"), "time"), Column(phrase("room for"))
_SLOT = {
    "id": Column(phrase("slot"), "code"),
    "location": _PLACE,
    "operator": Column(phrase_about("operator", "by"), "code"),
    "direction": Column(phrase("movements"), "words"),
    "from": _FROM,
    "to": _TO,
    "local": _LOCAL,
}
_BESIDE = Column(phrase("beside people"), "code"), Column(phrase("unit"), "words")


class _Shown(NamedTuple):
    """How a table is shown: its caption, and the head of each column by its name."""

    caption: str
    columns: Mapping[str, Column]


_OF_PLANS = {
    "resources": _Shown(
        phrase("Stands, escorts and what else sorties hold, at its fullest (UTC)"),
        {
            "id": _RESOURCE,
            "location": _PLACE,
            "used_up": Column(phrase("how"), "words"),
            "most": Column(phrase("at most")),
            "count": _OF,
            "left": Column(phrase_about("seats", "left")),
            "most_at": _WHEN,
            "local": _LOCAL,
        },
    ),
    "slots": _Shown(
        phrase("Slots (UTC)"), {**_SLOT, "flown": Column(phrase_about("times", "flown")), "movements": _OF}
    ),
    "reception": _Shown(
        phrase("Reception by UTC day"),
        {
            "location": _PLACE,
            "day": Column(phrase("day"), "time"),
            "landed": Column(phrase("arrive")),
            "per_day": Column(phrase("of a day")),
            "busiest_hour": Column(phrase("busiest hour"), "time"),
            "in_hour": Column(phrase("arrive in it")),
            "per_hour": Column(phrase("of an hour")),
            "present": Column(phrase("most present")),
            "capacity": _ROOM,
        },
    ),
    "capacities": _Shown(
        phrase("Room that changes (UTC)"),
        {
            "location": _PLACE,
            "from": _FROM,
            "present": Column(phrase("most present")),
            "people": _ROOM,
            "present_at": _WHEN,
            "local": _LOCAL,
        },
    ),
    "dimensions": _Shown(
        phrase("Baggage, pets and what else is needed beside seats"),
        {
            "flight": _FLIGHT,
            "location": _PLACE,
            "at": Column(phrase("when"), "time"),
            "dimension": _BESIDE[0],
            "unit": _BESIDE[1],
            "needed": Column(phrase("needed")),
            "room": _ROOM,
        },
    ),
    "tags": _Shown(
        phrase("By tag"),
        {
            "tag": Column(phrase("tag"), "code"),
            "people": _PEOPLE,
            "served": Column(phrase("out")),
            "left": Column(phrase_about("people", "left")),
            "left_ppm": Column(phrase("left %")),
        },
    ),
    "alternatives": _Shown(
        phrase("Alternatives, of which one flies at most"),
        {
            "alternative": Column(phrase("alternative"), "code"),
            "flown": Column(phrase_about("times", "flown"), "code"),
            "flights": Column(phrase("of"), "list"),
        },
    ),
    "order": _Shown(
        phrase("Flights that need another one flown"),
        {
            "flight": _FLIGHT,
            "flown": Column(phrase("sorties")),
            "needs": Column(phrase("needs"), "code"),
            "needs_flown": Column(phrase("sorties")),
        },
    ),
    "links": _Shown(
        phrase("Groups that go by others: parties that get out"),
        {
            "group": Column(phrase("group"), "code"),
            "parties": Column(phrase("out")),
            "with": Column(phrase("with"), "code"),
            "with_parties": Column(phrase("out")),
            "kind": Column(phrase("how"), "words"),
            "ratio": Column(phrase("parties for each")),
        },
    ),
    "fares": _Shown(
        phrase("Costs of people aboard"),
        {
            "flight": _FLIGHT,
            "people": _PEOPLE,
            "cost_per_person": Column(phrase("cost each")),
            "cost": Column(phrase("cost")),
        },
    ),
    "risk": _Shown(
        phrase("Risk, in millionths of a person"),
        {
            "flight": _FLIGHT,
            "location": _PLACE,
            "people": _PEOPLE,
            "hours": Column(phrase("hours of all")),
            "ppm": Column(phrase("risk each")),
            "risk": Column(phrase("risk")),
        },
    ),
}
_OF_INSTANCES = {
    "windows": _Shown(
        phrase("When places are open or closed (UTC)"),
        {
            "location": _PLACE,
            "kind": Column(phrase("window"), "words"),
            "direction": Column(phrase("movements"), "words"),
            "operators": Column(phrase("operators"), "code"),
            "from": _FROM,
            "to": _TO,
            "daily_from": Column(phrase("every day from"), "time"),
            "daily_to": Column(phrase("every day to"), "time"),
        },
    ),
    "capacities": _Shown(
        phrase("Reception (UTC)"),
        {
            "location": _PLACE,
            "from": _FROM,
            "people": _ROOM,
            "arrivals_per_hour": Column(phrase("arrivals an hour")),
            "arrivals_per_day": Column(phrase("arrivals a day")),
        },
    ),
    "slots": _Shown(phrase("Slots (UTC)"), {**_SLOT, "movements": Column(phrase("at most"))}),
    "resources": _Shown(
        phrase("Stands, escorts and what else sorties hold"),
        {
            "id": _RESOURCE,
            "used_up": Column(phrase("how"), "words"),
            "count": Column(phrase("there are")),
            "flights": Column(phrase("flights that hold it")),
        },
    ),
    "dimensions": _Shown(
        phrase("Baggage, pets and what else is needed beside seats"),
        {
            "id": _BESIDE[0],
            "unit": _BESIDE[1],
            "needed": Column(phrase("needed")),
            "room": _ROOM,
            "flights": Column(phrase("flights that limit it")),
        },
    ),
    "tags": _Shown(
        phrase("By tag"),
        {
            "tag": Column(phrase("tag"), "code"),
            "people": _PEOPLE,
            "parties": Column(phrase("parties")),
            "groups": Column(phrase("groups")),
        },
    ),
    "alternatives": _Shown(
        phrase("Alternatives, of which one flies at most"),
        {
            "alternative": Column(phrase("alternative"), "code"),
            "flights": Column(phrase("flights"), "list"),
        },
    ),
    "order": _Shown(
        phrase("Flights that need another one flown"),
        {"flight": _FLIGHT, "needs": Column(phrase("needs"), "code")},
    ),
    "links": _Shown(
        phrase("Groups that go by others"),
        {
            "group": Column(phrase("group"), "code"),
            "with": Column(phrase("with"), "code"),
            "kind": Column(phrase("how"), "words"),
            "ratio": Column(phrase("parties for each")),
        },
    ),
}


def plan_airfield(
    rows: AirfieldRows, when: Callable[[datetime], str] | None = None, names: Iterable[str] = _OF_PLANS
) -> Iterator[Table]:
    """The tables called `names` under a plan, those that there are; times as `when` tells them."""
    yield from _shown(_OF_PLANS, rows, when, names)


def instance_airfield(rows: AirfieldRows) -> Iterator[Table]:
    """What there is before anything is decided."""
    yield from _shown(_OF_INSTANCES, rows, None, _OF_INSTANCES)


def _shown(
    specs: Mapping[str, _Shown],
    rows: AirfieldRows,
    when: Callable[[datetime], str] | None,
    names: Iterable[str],
) -> Iterator[Table]:
    times = [cell for all_ in rows.values() for row in all_ for cell in row.values()]
    times = [cell for cell in times if isinstance(cell, datetime)]
    tell, day = when or when_among(times), day_among(times)
    for name in names:
        if name in rows:
            yield _table(specs[name], rows[name], tell, day)


def _table(
    spec: _Shown,
    rows: Sequence[Mapping[str, Any]],
    when: Callable[[datetime], str],
    day: Callable[[datetime], str],
) -> Table:
    heads = list(spec.columns)
    cells = [
        [_cell(head, row.get(head, ""), day if head == "day" else when) for head in heads] for row in rows
    ]
    total: list[Cell] = []
    if _SUMMED & set(heads):
        total = [sum(row[head] for row in rows) if head in _SUMMED else "" for head in heads]
        total[0] = phrase("all")
    return table(spec.caption, [spec.columns[head] for head in heads], cells, total=total).trimmed


def _cell(head: str, value: Any, when: Callable[[datetime], str]) -> Cell:
    if isinstance(value, bool):
        return phrase("used up") if value else ""
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if head == "left_ppm":
        return percent(value)
    if head in ("direction", "kind"):
        return {**DIRECTIONS, **_KINDS}[value]
    return phrase("no limit") if value is None and head in _NO_LIMIT else value
