"""A part of the globe as a picture: Mercator's projection, cut to a window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evacopt.domain.columns import Floats
from evacopt.output.report.outlines import Line

NORTHERNMOST = 82.0
"""Mercator's projection grows without end towards the poles; nobody is evacuated beyond this latitude."""

_LEAST_STEP = 0.4
"""Points of an outline nearer to each other, in units of the picture, are drawn as one."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """A picture of `width` by `height` units; `scale` units a radian of longitude.

    `middle` is the longitude at its centre in degrees, `centre` the height of Mercator's projection there.
    """

    width: int
    height: int
    middle: float
    centre: float
    scale: float

    @classmethod
    def around(
        cls,
        places: Sequence[tuple[float, float]],
        *,
        width: int,
        height: int,
        margin: int,
        least_degrees: float,
    ) -> Window:
        """The closest window on `places` (longitude and latitude) with a `margin`.

        It shows at least `least_degrees` across, so that a lone place is seen with what lies around it.
        """
        middle = middle_longitude([lon for lon, _ in places])
        lons = [nearest_turn(lon, middle) for lon, _ in places]
        heights = [mercator(lat) for _, lat in places]
        across = max(math.radians(max(lons) - min(lons)), math.radians(least_degrees))
        upright = max(max(heights) - min(heights), math.radians(least_degrees) * height / width)
        scale = min((width - 2 * margin) / across, (height - 2 * margin) / upright)
        return cls(
            width=width,
            height=height,
            middle=(max(lons) + min(lons)) / 2,
            centre=(max(heights) + min(heights)) / 2,
            scale=scale,
        )

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place is in the picture, to the right and down."""
        drawn = self.points(np.array([(nearest_turn(lon, self.middle), lat)]))
        return float(drawn[0, 0]), float(drawn[0, 1])

    def points(self, line: Line) -> Floats:
        """`points` of the globe in the picture, shape (points, 2)."""
        lat = np.radians(np.clip(line[:, 1], -NORTHERNMOST, NORTHERNMOST))
        heights = np.arcsinh(np.tan(lat))
        right = self.width / 2 + np.radians(line[:, 0] - self.middle) * self.scale
        down = self.height / 2 - (heights - self.centre) * self.scale
        return np.column_stack([right, down])

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the picture is inside it."""
        return 0 <= x <= self.width and 0 <= y <= self.height

    def line_path(self, line: Line) -> str:
        """A line as the `d` of an SVG path, only where it may be seen; blank where it is not.

        A step may be seen where the box around it reaches into the picture.
        """
        parts = []
        for drawn in self._copies(line):
            low, high = np.minimum(drawn[:-1], drawn[1:]), np.maximum(drawn[:-1], drawn[1:])
            seen = np.all((high >= 0) & (low <= (self.width, self.height)), axis=1)
            edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(np.int64), [0]])))
            for first, stop in edges.reshape(-1, 2).tolist():
                parts.append(path_of(_thinned(drawn[first : stop + 1])))
        return "".join(parts)

    def ring_path(self, ring: Line) -> str:
        """A closed ring, cut at the edges of the picture, as the `d` of an SVG path; blank where not seen."""
        parts = []
        for drawn in self._copies(ring):
            cut = _clipped(drawn, self.width, self.height)
            if len(cut) > 2:
                parts.append(path_of(_thinned(cut)) + "Z")
        return "".join(parts)

    def _copies(self, line: Line) -> list[Floats]:
        """The line, and the line a turn further east and west, where these reach into the picture."""
        copies = []
        for turn in (-360, 0, 360):
            drawn = self.points(line + np.array([turn, 0.0]))
            low, high = drawn.min(axis=0), drawn.max(axis=0)
            if (high >= 0).all() and (low <= (self.width, self.height)).all():
                copies.append(drawn)
        return copies


def mercator(lat: float) -> float:
    """The height of Mercator's projection at a latitude in degrees."""
    return math.asinh(math.tan(math.radians(min(max(lat, -NORTHERNMOST), NORTHERNMOST))))


def nearest_turn(lon: float, middle: float) -> float:
    """The longitude `lon`, written within half a turn of `middle`."""
    return (lon - middle + 180) % 360 - 180 + middle


def middle_longitude(lons: Sequence[float]) -> float:
    """The middle of the smallest part of the circle that holds all of `lons`."""
    around = sorted(lon % 360 for lon in lons)
    gaps = [(after - before, after) for before, after in pairwise(around)]
    gaps.append((around[0] + 360 - around[-1], around[0] + 360))
    widest, begins = max(gaps)
    return (begins + (360 - widest) / 2 + 180) % 360 - 180


def path_of(drawn: Floats) -> str:
    """Points of a picture as `M…L…`, to a tenth of a unit."""
    pairs = [f"{x:.1f} {y:.1f}" for x, y in drawn.tolist()]
    return f"M{'L'.join(pairs)}"


def _thinned(drawn: Floats) -> Floats:
    """Without the points that no eye could tell from the one before."""
    kept = [0]
    for row in range(1, len(drawn)):
        if np.abs(drawn[row] - drawn[kept[-1]]).max() >= _LEAST_STEP:
            kept.append(row)
    return drawn[kept]


def _clipped(ring: Floats, width: int, height: int) -> Floats:
    """A ring cut to the picture (Sutherland and Hodgman, 1974), with room for the stroke along the edge."""
    for axis, sign, edge in ((0, 1, -2), (0, -1, -width - 2), (1, 1, -2), (1, -1, -height - 2)):
        depth = sign * ring[:, axis] - edge  # what lies below 0 is cut off
        if (depth >= 0).all():
            continue
        points = []
        after, depth_after = np.roll(ring, -1, axis=0), np.roll(depth, -1)
        for one, other, d0, d1 in zip(ring, after, depth, depth_after, strict=True):
            if d0 >= 0:
                points.append(one)
            if (d0 >= 0) != (d1 >= 0):
                points.append(one + (other - one) * (d0 / (d0 - d1)))
        ring = np.array(points).reshape(-1, 2)
    return ring
