"""The map: flights as arcs over outlines, once as a whole and once close to those who wait."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.phrase import headed, joined, phrase, plural
from evacopt.output.report.outlines import Outlines
from evacopt.output.report.window import Window
from evacopt.output.wording import ROLES, people_words

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.location import Location
    from evacopt.output.records import FlightLine

WIDTH, HEIGHT = 480, 380
NEAR_KM = 3_000
"""Hubs further from every origin than this are left to the whole map."""

_BOW = 0.14
_LETTERS = 12.0
_THINNEST, _WIDEST = 1.0, 8.0
_MILLIONTHS = 1_000_000
_EARTH_KM = 6371
_LETTER = 0.6
"""Width of a letter for a height of 1, on the safe side for the fonts of browsers."""

_LABEL_GAP = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """All flights from one place to another: `sorties` of them, with `people`; `None` where not to be told.

    `first` is true where people begin their journey, false where they go on from a hub.
    """

    origin: str
    destination: str
    sorties: int
    people: int | None
    first: bool

    @property
    def size(self) -> int:
        """What the width of the arc stands for: people, or flights where people are not told."""
        return self.sorties if self.people is None else self.people


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, width: float, height: float) -> bool:
        """Whether it lies inside a picture."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its beginning (`anchor` start), middle or end at `x`, its foot at `y`."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A flow as a curve: its path, its width, an arrow head in its middle and what a pointer tells of it."""

    path: str
    width: float
    head: str
    first: bool
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A place."""

    x: float
    y: float
    role: str
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture of `width` by `height` units."""

    title: str
    land: str
    borders: str
    arcs: tuple[Arc, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChart:
    """The panels of the map, and the places that are on none."""

    panels: tuple[Panel, ...]
    nowhere: tuple[str, ...]
    credit: str


def flows_of(instance: Instance, flights: Iterable[FlightLine], *, loads: bool = True) -> tuple[Flow, ...]:
    """A flow for each pair of places between which a flight flies, the smallest first.

    Without `loads` people are left out, and a flow counts for its flights.
    """
    sorties, people = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for flight in flights:
        if flight.sorties:
            sorties[flight.origin, flight.destination] += flight.sorties
            people[flight.origin, flight.destination] += flight.people
    made = [
        Flow(
            origin=pair[0],
            destination=pair[1],
            sorties=flown,
            people=people[pair] if loads else None,
            first=instance.location[pair[0]].is_start,
        )
        for pair, flown in sorties.items()
    ]
    return tuple(sorted(made, key=lambda flow: (flow.size, flow.origin, flow.destination)))


def map_chart(instance: Instance, flows: Sequence[Flow], outlines: Outlines) -> MapChart:
    """The whole map and, where there is something to see closer, the region of the origins."""
    placed = [place for place in instance.locations if place.lat is not None and place.lon is not None]
    used = {end for flow in flows for end in (flow.origin, flow.destination)}
    shown = [place for place in placed if place.id in used or place.is_start] or placed
    panels = []
    if shown:
        panels.append(_panel(phrase("All flights"), shown, shown, flows, outlines, least_degrees=12))
        close = _close(shown)
        if close and len(close) < len(shown):
            panels.append(
                _panel(phrase("Around the origins"), close, shown, flows, outlines, least_degrees=14)
            )
    nowhere = tuple(place.id for place in instance.locations if place not in placed)
    return MapChart(panels=tuple(panels), nowhere=nowhere, credit=outlines.credit)


def coordinates(place: Location) -> tuple[float, float]:
    """Longitude and latitude of a place that has both, in degrees."""
    return (place.lon or 0) / _MILLIONTHS, (place.lat or 0) / _MILLIONTHS


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two places, longitude and latitude in degrees."""
    (lon0, lat0), (lon1, lat1) = (map(math.radians, place) for place in (one, other))
    half = math.sin((lat1 - lat0) / 2) ** 2
    half += math.cos(lat0) * math.cos(lat1) * math.sin((lon1 - lon0) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _close(shown: Sequence[Location]) -> list[Location]:
    """The origins, and the hubs not far from one of them."""
    origins = [coordinates(place) for place in shown if place.is_start]

    def near(place: Location) -> bool:
        return any(kilometres(coordinates(place), origin) <= NEAR_KM for origin in origins)

    return [one for one in shown if one.is_start or (one.role == "hub" and near(one))]


def _panel(
    title: str,
    framed: Sequence[Location],
    shown: Sequence[Location],
    flows: Sequence[Flow],
    outlines: Outlines,
    *,
    least_degrees: float,
) -> Panel:
    """A picture around the places `framed`, with all of `shown` that fall into it.

    As many places have a label as have room, origins first; what a dot tells names the others.
    """
    spots = [coordinates(place) for place in framed]
    window = Window.around(spots, width=WIDTH, height=HEIGHT, margin=44, least_degrees=least_degrees)
    at = {place.id: window.point(*coordinates(place)) for place in shown}
    seen = [place for place in shown if window.holds(*at[place.id])]
    names = {place.id: f"{place.id} {place.name}".strip() for place in seen}
    ranked = sorted(seen, key=lambda place: ("origin", "both", "hub", "haven").index(place.role))
    points = [(place.id, *at[place.id]) for place in ranked]
    most = max((flow.size for flow in flows), default=1) or 1
    return Panel(
        title=title,
        land="".join(map(window.ring_path, outlines.land)),
        borders="".join(map(window.line_path, outlines.borders)),
        arcs=tuple(
            _arc(flow, at[flow.origin], at[flow.destination], most)
            for flow in flows
            if flow.origin in at and flow.destination in at
        ),
        dots=tuple(
            Dot(
                x=round(at[place.id][0], 1),
                y=round(at[place.id][1], 1),
                role="origin" if place.is_start else place.role,
                tells=phrase("{name} ({role})", name=names[place.id], role=ROLES[place.role]),
            )
            for place in seen
        ),
        labels=tuple(place_labels(points, width=WIDTH, height=HEIGHT, size=_LETTERS)[0]),
    )


def _arc(flow: Flow, start: tuple[float, float], end: tuple[float, float], most: int) -> Arc:
    """A curve to the left of the straight way, so that there and back are told apart."""
    (x0, y0), (x1, y1) = start, end
    cx = (x0 + x1) / 2 + (y1 - y0) * _BOW
    cy = (y0 + y1) / 2 - (x1 - x0) * _BOW
    width = _THINNEST + (_WIDEST - _THINNEST) * math.sqrt(flow.size / most)
    told = [plural("{count:,} flight", "{count:,} flights", flow.sorties)]
    told += [] if flow.people is None else [people_words(flow.people)]
    way = phrase("{origin} to {destination}", origin=flow.origin, destination=flow.destination)
    return Arc(
        path=f"M{x0:.1f} {y0:.1f}Q{cx:.1f} {cy:.1f} {x1:.1f} {y1:.1f}",
        width=round(width, 1),
        head=_head((x0 + 2 * cx + x1) / 4, (y0 + 2 * cy + y1) / 4, x1 - x0, y1 - y0, width),
        first=flow.first,
        tells=headed(way, joined(", ", told)),
    )


def _head(x: float, y: float, dx: float, dy: float, width: float) -> str:
    """A triangle at (x, y) that points along (dx, dy); blank where there is no way to point."""
    length = math.hypot(dx, dy)
    if length < 1:
        return ""
    along_x, along_y = dx / length, dy / length
    size = 3.5 + width
    corners = ((size, 0.0), (-size / 2, size * 0.6), (-size / 2, -size * 0.6))
    spots = [(x + a * along_x - b * along_y, y + a * along_y + b * along_x) for a, b in corners]
    return "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in spots) + "Z"


def place_labels(
    points: Sequence[tuple[str, float, float]], *, width: float, height: float, size: float
) -> tuple[list[Label], list[str]]:
    """A label at each point, the first ones placed first; texts of letters `size` high.

    Returns
    -------
    labels, left_out
        No label meets another or the dot of a place; what found no room is in `left_out`.
    """
    dots = [Box(x - 3, y - 3, x + 3, y + 3) for _, x, y in points]
    taken: list[Box] = []
    labels: list[Label] = []
    left_out: list[str] = []
    for number, (text, x, y) in enumerate(points):
        others = dots[:number] + dots[number + 1 :] + taken
        for label, box in _candidates(text, x, y, size):
            if box.within(width, height) and not any(box.meets(other) for other in others):
                labels.append(label)
                taken.append(box)
                break
        else:
            left_out.append(text)
    return labels, left_out


def _candidates(text: str, x: float, y: float, size: float) -> Iterator[tuple[Label, Box]]:
    """Right, left, above, below, then the corners, then further away."""
    wide = len(text) * size * _LETTER
    for far in (_LABEL_GAP, 2.2 * _LABEL_GAP):
        for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            middle = y + down * (far + size / 2)
            at = x + right * far
            anchor = ("middle", "start", "end")[right]
            left = at - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            box = Box(left, middle - size / 2, left + wide, middle + size / 2)
            yield Label(text, round(at, 1), round(middle + 0.35 * size, 1), anchor), box
