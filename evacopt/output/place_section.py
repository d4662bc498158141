"""Hubs and havens over time."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from evacopt.output.records import PlaceLine, PlanView
from evacopt.output.tables import ROWS_SHOWN, Column, more, section, table, without_empty
from evacopt.output.wording import when

_COLUMNS = (
    Column("place", "code"),
    Column("day", "time"),
    Column("arrive"),
    Column("go on"),
    Column("most present"),
    Column("room for"),
    Column("when most", "time"),
)


def place_section(view: PlanView, *, everything: bool) -> Iterator[RenderableType]:
    """A row a place; where room may run out over several days, a row each of its days."""
    used = [place for place in view.places if place.arrived]
    rows = [row for place in used for row in _rows(place)]
    shown = rows if everything else rows[:ROWS_SHOWN]
    if shown:
        body = table(*without_empty(_COLUMNS, shown))
        yield section("By place and UTC day", body, *more(len(rows) - len(shown), "rows of places and days"))


def _rows(place: PlaceLine) -> Iterator[list[str]]:
    peak_at = when(place.peak_at) if place.peak_at else ""
    capacity = "no limit" if place.capacity is None else f"{place.capacity:,}"
    departed = sum(day.departed for day in place.days)
    total = [f"{place.arrived:,}", f"{departed:,}" if departed else "", f"{place.peak:,}", capacity, peak_at]
    yield [f"{place.id} ({place.role})", "in all", *total]
    if len(place.days) < 2 or (place.role == "haven" and place.capacity is None):
        return
    for day in place.days:
        departed_then = f"{day.departed:,}" if day.departed else ""
        name = f"{day.day.day} {day.day:%b}"
        yield ["", name, f"{day.arrived:,}", departed_then, f"{day.peak:,}", "", ""]
