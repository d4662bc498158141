"""The airfield itself in words: stands, slots, reception and what else there is, a table each.

The rows are those of `evacopt.view.airfield_tables`, which say which columns there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from evacopt.domain.phrase import phrase
from evacopt.output.airfield_heads import OF_INSTANCES, OF_PLANS, Shown
from evacopt.output.table import Cell, Column, Table, per_cent, table
from evacopt.output.wording import day_among, percent, short_name, when_among
from evacopt.view.steps import Moment

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
"""Last columns of which there is a sum."""


def plan_airfield(
    rows: AirfieldRows,
    when: Callable[[datetime], str] | None = None,
    names: Iterable[str] = OF_PLANS,
    *,
    bars: bool = False,
    everything: bool = True,
) -> Iterator[Table]:
    """The tables called `names` under a plan, those that there are; times as `when` tells them.

    With `bars` how full each thing is stands in a column of its own. Unless `everything` is wanted, of needs
    beside seats those nearest to their room are shown, of prices and risks the largest.
    """
    shown = dict(rows) if everything else {name: _first(name, held) for name, held in rows.items()}
    for name, made in _shown({name: OF_PLANS[name] for name in names}, shown, when, bars=bars):
        hidden = len(rows[name]) - len(shown[name])
        notes = (phrase("{hidden:,} more are smaller or less full", hidden=hidden),) if hidden else ()
        yield replace(made, notes=notes, total=_total(made, rows[name]))


def _total(made: Table, rows: Sequence[Mapping[str, Any]]) -> tuple[Cell, ...]:
    """The sum of all `rows`, those that are not shown too; nothing where they have none."""
    summed = next((head for head in _SUMMED if head in rows[0]), None)
    if summed is None:
        return ()
    return (phrase("all"), *[""] * (len(made.columns) - 2), sum(row[summed] for row in rows))


def _first(name: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The rows that matter most, in their order."""
    if name not in _MATTERS:
        return rows
    ranked = sorted(range(len(rows)), key=lambda at: (-_MATTERS[name](rows[at]), at))
    first = [at for at in ranked[:MOST] if _MATTERS[name](rows[at])] or ranked[:1]
    return [rows[at] for at in sorted(first)]


MOST = 20
_MATTERS: Mapping[str, Callable[[Mapping[str, Any]], Fraction]] = {
    "dimensions": lambda row: Moment(0, row["needed"], row["room"]).part,
    "fares": lambda row: Fraction(row["cost"]),
    "risk": lambda row: Fraction(row["risk"]),
}
"""Of tables that may be long what counts in a row."""


def instance_airfield(rows: AirfieldRows) -> Iterator[Table]:
    """What there is before anything is decided."""
    return (made for _, made in _shown(OF_INSTANCES, rows, None))


def _shown(
    specs: Mapping[str, Shown],
    rows: AirfieldRows,
    when: Callable[[datetime], str] | None,
    *,
    bars: bool = False,
) -> Iterator[tuple[str, Table]]:
    times = [cell for all_ in rows.values() for row in all_ for cell in row.values()]
    times = [cell for cell in times if isinstance(cell, datetime)]
    tell, day = when or when_among(times), day_among(times)
    for name, spec in specs.items():
        if name in rows:
            made = _table(spec, rows[name], tell, day)
            made = _with_bars(made, rows[name], *FILLED[name]) if bars and name in FILLED else made
            yield name, made.trimmed


def _table(
    spec: Shown,
    rows: Sequence[Mapping[str, Any]],
    when: Callable[[datetime], str],
    day: Callable[[datetime], str],
) -> Table:
    heads = list(spec.columns)
    cells = [
        [_cell(head, _short(head, row), day if head == "day" else when) for head in heads] for row in rows
    ]
    return table(spec.caption, [spec.columns[head] for head in heads], cells)


def _short(head: str, row: Mapping[str, Any]) -> Any:
    """The cell; of a sortie the name without the departure that stands beside it."""
    value = row.get(head, "")
    return short_name(value, row["at"]) if head == "flight" and row.get("at") else value


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
