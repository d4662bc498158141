"""Hubs and havens over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from rich.console import RenderableType

from evacopt.output.records import PlaceLine, PlanView
from evacopt.output.tables import ROWS_SHOWN, Column, more, section, table, without_empty
from evacopt.output.wording import when_among

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
    days = [day.day for place in used for day in place.days]
    tell = when_among([*days, *(place.peak_at for place in used if place.peak_at)])
    rows = [row for place in used for row in _rows(place, tell)]
    shown = rows if everything else rows[:ROWS_SHOWN]
    if shown:
        body = table(*without_empty(_COLUMNS, shown))
        yield section("By place and UTC day", body, *more(len(rows) - len(shown), "rows of places and days"))


def _rows(place: PlaceLine, tell: Callable[[datetime], str]) -> Iterator[list[str]]:
    peak_at = tell(place.peak_at) if place.peak_at else ""
    capacity = "no limit" if place.capacity is None else f"{place.capacity:,}"
    departed = sum(day.departed for day in place.days)
    total = [f"{place.arrived:,}", f"{departed:,}" if departed else "", f"{place.peak:,}", capacity, peak_at]
    yield [f"{place.id} ({place.role})", "in all", *total]
    if len(place.days) < 2 or (place.role == "haven" and place.capacity is None):
        return
    for day in place.days:
        departed_then = f"{day.departed:,}" if day.departed else ""
        yield [
            "",
            tell(day.day).replace(" 00:00", ""),
            f"{day.arrived:,}",
            departed_then,
            f"{day.peak:,}",
            "",
            "",
        ]
