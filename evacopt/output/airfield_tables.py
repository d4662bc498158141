"""The airfield itself in words: stands, slots, reception and what else there is, a table each.

The rows are those of `evacopt.view.airfield_tables`, which say which columns there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evacopt.domain.phrase import phrase
from evacopt.output.airfield_heads import OF_INSTANCES, OF_PLANS, Shown
from evacopt.output.table import Cell, Column, Table, per_cent, table
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

FILLED = {
    "resources": ("most", "count"),
    "slots": ("flown", "movements"),
    "reception": ("present", "capacity"),
    "capacities": ("present", "people"),
    "dimensions": ("needed", "room"),
}
"""What is used, and of how much, by the name of the table."""

_SUMMED = frozenset({"cost", "risk"})


def plan_airfield(
    rows: AirfieldRows,
    when: Callable[[datetime], str] | None = None,
    names: Iterable[str] = OF_PLANS,
    *,
    bars: bool = False,
) -> Iterator[Table]:
    """The tables called `names` under a plan, those that there are; times as `when` tells them.

    With `bars` how full each thing is stands in a column of its own.
    """
    yield from _shown({name: OF_PLANS[name] for name in names}, rows, when, bars=bars)


def instance_airfield(rows: AirfieldRows) -> Iterator[Table]:
    """What there is before anything is decided."""
    yield from _shown(OF_INSTANCES, rows, None)


def _shown(
    specs: Mapping[str, Shown],
    rows: AirfieldRows,
    when: Callable[[datetime], str] | None,
    *,
    bars: bool = False,
) -> Iterator[Table]:
    times = [cell for all_ in rows.values() for row in all_ for cell in row.values()]
    times = [cell for cell in times if isinstance(cell, datetime)]
    tell, day = when or when_among(times), day_among(times)
    for name, spec in specs.items():
        if name in rows:
            made = _table(spec, rows[name], tell, day)
            yield (_with_bars(made, rows[name], *FILLED[name]) if bars and name in FILLED else made).trimmed


def _table(
    spec: Shown,
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
    return table(spec.caption, [spec.columns[head] for head in heads], cells, total=total)


def _with_bars(made: Table, rows: Sequence[Mapping[str, Any]], used: str, limit: str) -> Table:
    """The table with a bar at the end of each row that has a limit."""
    bars = ["" if row[limit] is None else per_cent(row[used], row[limit]) for row in rows]
    cells = tuple((*row, bar) for row, bar in zip(made.rows, bars, strict=True))
    return replace(made, columns=(*made.columns, Column(phrase("filled"), "bar")), rows=cells)


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
