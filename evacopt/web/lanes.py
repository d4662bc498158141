"""Flights in time: as lanes by operator or by place, a day or all days, or as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evacopt.domain.clock import DAY, moment, parse_time
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.output.records import FlightLine
from evacopt.output.report.chart_lanes import Axis, Flown, LaneHead, Shade, Tick, axis_of, lanes
from evacopt.output.report.chart_timeline import MOST_STRIPS, Strip, step_chart
from evacopt.output.report.chart_windows import closed_lanes
from evacopt.output.table import per_cent
from evacopt.output.wording import day_words, people_words, short_name
from evacopt.web.shown import Shown

MOST_AT_ONCE = 80
"""With more flights than these, one day is shown where nothing else is asked for."""
MOST_BARS, MOST_ROWS = 300, 200
WIDTH, LEFT, RIGHT, ROW, LETTER, STRIP = 1180, 92, 1090, 25.0, 7.3, 56
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the flights is wanted; blank is everything.

    Attributes
    ----------
    day : `2021-08-25`, or `all`
    by : `operator`, `place` or `list`
    free, broken, idle : only with free seats; only with a broken rule; also those that are not flown
    """

    day: str = ""
    by: str = "operator"
    operator: str = ""
    place: str = ""
    free: bool = False
    broken: bool = False
    idle: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """As a page sends it; what is unknown is as if it was not there."""
        by = query.get("by", "")
        return cls(
            day=query.get("day", ""),
            by=by if by in ("place", "list") else "operator",
            operator=query.get("operator", ""),
            place=query.get("place", ""),
            free=query.get("free") == "1",
            broken=query.get("broken") == "1",
            idle=query.get("idle") == "1",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A flight in the picture: where it is, how it is called there, and what a screen reader says."""

    code: str
    x: float
    y: float
    width: float
    filled: float
    text: str
    text_x: float
    anchor: str
    tells: str
    looks: str

    @property
    def left(self) -> float:
        """Where bar and name begin."""
        return self.x if self.anchor == "start" else round(self.text_x - self.wide, 1)

    @property
    def right(self) -> float:
        """Where both end."""
        return round(self.text_x + self.wide, 1) if self.anchor == "start" else self.x + self.width

    @property
    def wide(self) -> float:
        """Of the name."""
        return len(self.text) * LETTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of `width` by `height` units; below it how hubs fill over the same time."""

    ticks: tuple[Tick, ...]
    heads: tuple[LaneHead, ...]
    bars: tuple[Bar, ...]
    shades: tuple[Shade, ...]
    now: float | None
    height: float
    strips: tuple[Strip, ...] = ()
    strips_height: float = 0
    left: float = LEFT
    right: float = RIGHT
    width: int = WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A flight in the list."""

    line: FlightLine
    departs: str
    filled: int
    broken: int
    looks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flights:
    """What is shown of the flights: a chart, or rows of a list; `told` says how many and of which day."""

    filters: Filters
    told: str
    chart: Chart | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be asked for: values, and how they are called."""

    days: tuple[tuple[str, str], ...]
    operators: tuple[str, ...]
    places: tuple[str, ...]
    day: str


def choices(shown: Shown) -> Choices:
    """The days with their flights, operators and places, and the day that is shown at first."""
    lines = [line for line in shown.lines.values() if line.sorties]
    instance, days = shown.state.instance, dict[datetime, list[FlightLine]]()
    for line in lines:
        days.setdefault(_day(line), []).append(line)
    words = [(f"{day:%Y-%m-%d}", _day_words(shown, day, of_day)) for day, of_day in sorted(days.items())]
    return Choices(
        days=((ALL, phrase("all days")), *words),
        operators=tuple(sorted({flight.operator for flight in instance.schedule})),
        places=tuple(place.id for place in instance.locations),
        day=_first_day(shown, lines),
    )


def _day(line: FlightLine) -> datetime:
    return line.departs.replace(hour=0, minute=0)


def _day_words(shown: Shown, day: datetime, lines: list[FlightLine]) -> str:
    """`25 Aug: 115 flights, 212 seats free, 3 broken`."""
    free, broken = sum(line.seats_left for line in lines), sum(line.id in shown.broken for line in lines)
    parts = [
        plural("{count:,} flight", "{count:,} flights", len(lines)),
        phrase("{free:,} seats free", free=free),
        *([phrase("{count} broken", count=broken)] if broken else []),
    ]
    return phrase("{day}: {rest}", day=day_words(day, with_year=False), rest=joined(", ", parts))


def _first_day(shown: Shown, lines: list[FlightLine]) -> str:
    """All days where the flights are few; else the day of the board's time, or the next one with a flight."""
    if len(lines) <= MOST_AT_ONCE:
        return ALL
    today = f"{moment(shown.situation.as_of):%Y-%m-%d}"
    days = sorted({f"{line.departs:%Y-%m-%d}" for line in lines})
    return next((day for day in days if day >= today), days[-1])


def flights(shown: Shown, query: Mapping[str, str]) -> Flights:
    """The flights that `query` asks for."""
    filters = Filters.of(query)
    offered = choices(shown)
    days = {value for value, _ in offered.days}
    day = filters.day if filters.day in days else offered.day
    kept = [line for line in shown.lines.values() if _wanted(shown, filters, line, day)]
    told = plural("{count:,} flight", "{count:,} flights", len(kept))
    chart = None
    if filters.by != "list" and 0 < len(kept) <= MOST_BARS:
        chart = _chart(shown, filters, kept, None if day == ALL else parse_time(f"{day}T00:00Z"))
    elif filters.by != "list" and kept:
        told = phrase("{flights}: too many to draw; choose a day. They are listed.", flights=told)
    rows = () if chart else tuple(_row(shown, line) for line in kept[:MOST_ROWS])
    if len(kept) > MOST_ROWS and not chart:
        told = phrase("{told} The first {count:,} of them are here.", told=told, count=MOST_ROWS)
    return Flights(filters=filters, told=told, chart=chart, rows=rows)


def _wanted(shown: Shown, filters: Filters, line: FlightLine, day: str) -> bool:
    return (
        (bool(line.sorties) or filters.idle or line.id in shown.broken)
        and day in (ALL, f"{line.departs:%Y-%m-%d}")
        and filters.operator in ("", line.operator)
        and filters.place in ("", line.origin, line.destination)
        and not (filters.free and line.seats_left <= 0)
        and not (filters.broken and line.id not in shown.broken)
    )


def _row(shown: Shown, line: FlightLine) -> Row:
    return Row(
        line=line,
        departs=shown.situation.when(line.departs),
        filled=per_cent(line.seats_used, line.seats),
        broken=len(shown.broken.get(line.id, ())),
        looks=_looks(shown, line),
    )


def _chart(shown: Shown, filters: Filters, lines: Iterable[FlightLine], day: int | None) -> Chart:
    """A bar a flight, over that day or over all days that there are flights on."""
    flown = [_flown(shown, line, by_place=filters.by == "place") for line in lines]
    schedule = shown.state.instance.schedule
    axis = axis_of(
        [minute for leg in schedule for minute in (leg.departs, leg.arrives)], left=LEFT, right=RIGHT
    )
    if day is not None:
        axis = Axis(begins=day, ends=day + DAY, left=LEFT, right=RIGHT)
    closed = closed_lanes(shown.state.instance, flown, axis) if filters.by == "operator" else None
    drawn = lanes(flown, axis, closed, row_height=ROW, letter=LETTER)
    now, hubs = shown.situation.as_of, [hub for hub in shown.situation.hubs if hub.peak][:MOST_STRIPS]
    strips = [Strip(y=20 + STRIP * row, chart=step_chart(hub, axis)) for row, hub in enumerate(hubs)]
    bars = tuple(
        Bar(
            **{name: getattr(bar, name) for name in ("code", "x", "width", "y", "filled", "text", "text_x")},
            anchor=bar.anchor,
            tells=_tells(shown, shown.lines[bar.code]),
            looks=_looks(shown, shown.lines[bar.code]),
        )
        for bar in drawn.bars
    )
    return Chart(
        ticks=tuple(axis.ticks()),
        heads=drawn.heads,
        bars=bars,
        shades=drawn.shades,
        now=axis.x(now) if axis.begins <= now <= axis.ends else None,
        height=drawn.height + 22,
        strips=tuple(strips),
        strips_height=20 + STRIP * len(strips),
    )


def _flown(shown: Shown, line: FlightLine, *, by_place: bool) -> Flown:
    """The flight under the name that stands beside its bar: code, load, and a sign where it is broken."""
    flight = shown.state.instance.flight[line.id]
    name = short_name(line.id, line.departs).rstrip("@")
    load = f"{line.seats_used}/{line.seats}" if line.sorties else "–"
    return Flown(
        name=f"{'⚠ ' if line.id in shown.broken else ''}{name} {load}",
        lane=line.origin if by_place else line.operator,
        departs=flight.departs,
        arrives=flight.arrives,
        first=shown.state.instance.location[line.origin].is_start,
        line=line,
        loads=bool(line.sorties),
    )


def _looks(shown: Shown, line: FlightLine) -> str:
    """The classes of a flight: whence, and whether it is broken, gone, not flown."""
    gone = line.departs < moment(shown.situation.as_of)
    looks = {
        "first" if shown.state.instance.location[line.origin].is_start else "onward": True,
        "broken": line.id in shown.broken,
        "gone": gone,
        "idle": not line.sorties,
        "free": line.seats_left > 0 and not gone,
    }
    return " ".join(name for name, so in looks.items() if so)


def _tells(shown: Shown, line: FlightLine) -> str:
    """What is said of a flight to who cannot see the picture."""
    when = shown.situation.when
    parts = [
        line.id,
        phrase("{origin} to {destination}", origin=line.origin, destination=line.destination),
        phrase("{begins} to {ends}", begins=when(line.departs), ends=when(line.arrives)),
        people_words(line.people),
        phrase("{free:,} seats free", free=line.seats_left),
    ]
    if not line.sorties:
        parts[3:] = [phrase("cancelled") if line.status == "cancelled" else phrase("not flown")]
    broken = len(shown.broken.get(line.id, ()))
    if broken:
        parts.append(plural("breaks {count} rule", "breaks {count} rules", broken))
    return joined(", ", parts)
