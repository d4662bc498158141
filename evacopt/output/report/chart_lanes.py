"""The axis of time, and flights over it: a lane an operator and aircraft, or heaps where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.clock import DAY, HOUR, moment
from evacopt.domain.phrase import figure, joined, phrase, plural
from evacopt.output.records import FlightLine
from evacopt.output.wording import day_words, people_words, when_among

_STEPS = (HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY)
_MOST_TICKS = 13
LANE = 17
HEAP_HEIGHT = 96
_LETTER = 6.2
_GAP = 8.0
_HEAPS = (HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY, 28 * DAY)
_MOST_HEAPS = 60
_MOST_SHADES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A named minute; `major` where a day begins."""

    x: float
    text: str
    major: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """UTC minutes from `begins` to `ends`, drawn from `left` to `right`."""

    begins: int
    ends: int
    left: float
    right: float

    def x(self, minute: int) -> float:
        """Where a minute is; minutes outside the axis are at its ends."""
        inside = min(max(minute, self.begins), self.ends)
        span = max(self.ends - self.begins, 1)
        return round(self.left + (self.right - self.left) * (inside - self.begins) / span, 1)

    @property
    def years(self) -> int:
        """How many years it reaches into."""
        return moment(self.ends).year - moment(self.begins).year + 1

    def ticks(self) -> Iterator[Tick]:
        """Whole hours or days, as many as can be read; of several years the first day of each names it."""
        span = self.ends - self.begins
        step = next((step for step in _STEPS if span <= step * _MOST_TICKS), -(-span // _MOST_TICKS))
        first, year = -(-self.begins // step) * step, 0 if self.years > 1 else moment(self.begins).year
        for minute in range(first, self.ends + 1, step):
            at = moment(minute)
            day = minute % DAY == 0
            text = f"{at:%H:%M}"
            if day:
                text, year = day_words(at, with_year=at.year != year), at.year
            yield Tick(x=self.x(minute), text=text, major=day)


def axis_of(minutes: list[int], *, left: float, right: float) -> Axis:
    """The axis over all of `minutes`, from a whole hour to a whole hour."""
    begins = min(minutes) // HOUR * HOUR
    ends = -(-max(minutes) // HOUR) * HOUR
    return Axis(begins=begins, ends=max(ends, begins + HOUR), left=left, right=right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A flight: its code, its span in the picture, its lane, its name beside it, how full it is (0 to 1)."""

    code: str
    x: float
    width: float
    y: float
    text: str
    text_x: float
    anchor: str
    filled: float
    first: bool
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneHead:
    """Who flies the lanes from `y` on."""

    text: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """A time in which a place is closed: to all who fly there (`full`), or to some; what a pointer tells."""

    x: float
    width: float
    y: float
    height: float
    full: bool
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """All bars, in a picture of `height` units; `shades` lie behind them."""

    heads: tuple[LaneHead, ...]
    bars: tuple[Bar, ...]
    height: float
    shades: tuple[Shade, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """The flights that depart in one span of time."""

    x: float
    width: float
    y: float
    height: float
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heaps:
    """Seats by time of departure, and the part of them taken; `most` seats fill the picture."""

    heaps: tuple[Heap, ...]
    taken: tuple[Heap, ...]
    span: str
    most: str
    height: int = HEAP_HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Flown:
    """A flight to draw: when, by whom, and whether it begins a journey."""

    name: str
    lane: str
    departs: int
    arrives: int
    first: bool
    line: FlightLine
    loads: bool


Closed = Mapping[str, Sequence[tuple[int, int, bool, str]]]
"""By lane the times in which it is closed, half-open, whether to all, and what is told of that."""


def lanes(
    flown: Sequence[Flown],
    axis: Axis,
    closed: Closed | None = None,
    *,
    row_height: float = LANE,
    letter: float = _LETTER,
) -> Lanes:
    """A bar a flight, the lane of the first departure on top; what would cover others goes a row down.

    Parameters
    ----------
    letter : how wide a letter of a name is taken to be
    """
    heads: list[LaneHead] = []
    bars: list[Bar] = []
    shut: list[Shade] = []
    top = 0.0
    for lane in dict.fromkeys(flight.lane for flight in sorted(flown, key=lambda f: (f.departs, f.lane))):
        heads.append(LaneHead(text=lane, y=round(top + row_height * 0.72, 1)))
        free: list[float] = []
        for flight in sorted((f for f in flown if f.lane == lane), key=lambda f: (f.departs, f.name)):
            bar, wide = _bar(flight, axis, top, letter), len(flight.name) * letter
            right = bar.anchor == "start"
            begin, end = (bar.x, bar.text_x + wide) if right else (bar.text_x - wide, bar.x + bar.width)
            row = next((row for row, edge in enumerate(free) if edge <= begin), len(free))
            free[row : row + 1] = [end + _GAP]
            bars.append(replace(bar, y=round(bar.y + row * row_height, 1)))
        shut += shades((closed or {}).get(lane, ()), axis, top, row_height * len(free))
        top += row_height * len(free) + 5
    return Lanes(heads=tuple(heads), bars=tuple(bars), height=round(top, 1), shades=tuple(shut))


def shades(
    closed: Sequence[tuple[int, int, bool, str]], axis: Axis, top: float, height: float
) -> Iterator[Shade]:
    """A shade for each time in which something is closed; none where they would be a grey mass."""
    for begin, end, full, tells in closed if len(closed) <= _MOST_SHADES else ():
        x, right = axis.x(begin), axis.x(end)
        if right > x:
            width, y = round(right - x, 1), round(top, 1)
            yield Shade(x=x, width=width, y=y, height=height, full=full, tells=tells)


def heaps(flown: Sequence[Flown], axis: Axis) -> Heaps:
    """Seats that depart in each hour, day or week, as fine as can be seen."""
    span = axis.ends - axis.begins
    step = next((step for step in _HEAPS if span <= step * _MOST_HEAPS), _HEAPS[-1])
    seats, used = Counter[int](), Counter[int]()
    for flight in flown:
        begin = flight.departs // step * step
        seats[begin] += flight.line.seats
        used[begin] += flight.line.seats_used
    most = max(seats.values(), default=1) or 1
    loads = any(flight.loads for flight in flown)
    each = plural("each hour", "each {count} hours", step // HOUR)
    if step >= DAY:
        each = plural("each day", "each {count} days", step // DAY)
    return Heaps(
        heaps=_piled(seats, axis, step, most, phrase("{seats:,} seats")),
        taken=_piled(used, axis, step, most, phrase("{seats:,} seats taken")) if loads else (),
        span=each,
        most=figure(most),
    )


def _piled(seats: Mapping[int, int], axis: Axis, step: int, most: int, what: str) -> tuple[Heap, ...]:
    piled = []
    for begin in sorted(seats):
        height, x = round(HEAP_HEIGHT * seats[begin] / most, 1), axis.x(begin)
        width = round(max(axis.x(begin + step) - x - 1, 0.6), 1)
        y = round(HEAP_HEIGHT - height, 1)
        piled.append(Heap(x=x, width=width, y=y, height=height, tells=phrase(what, seats=seats[begin])))
    return tuple(piled)


def _bar(flight: Flown, axis: Axis, top: float, letter: float) -> Bar:
    x, end = axis.x(flight.departs), axis.x(flight.arrives)
    wide = len(flight.name) * letter
    right = end + 3 + wide <= axis.right
    line = flight.line
    filled = line.seats_used / line.seats if line.seats and flight.loads else 1.0
    return Bar(
        code=line.id,
        x=x,
        width=round(max(end - x, 2.0), 1),
        y=round(top, 1),
        text=flight.name,
        text_x=round(end + 3 if right else x - 3, 1),
        anchor="start" if right else "end",
        filled=round(min(filled, 1.0), 3),
        first=flight.first,
        tells=_tells(flight, axis),
    )


def _tells(flight: Flown, axis: Axis) -> str:
    """What a pointer tells of a flight."""
    line = flight.line
    when = when_among(moment(minute) for minute in (axis.begins, axis.ends))
    told = [
        line.id,
        phrase("{origin} to {destination}", origin=line.origin, destination=line.destination),
        phrase("{begins} to {ends}", begins=when(line.departs), ends=when(line.arrives)),
    ]
    if flight.loads:
        told += [people_words(line.people), phrase("{free:,} seats free", free=line.seats_left)]
    return joined(", ", told)
