"""Outlines from a GeoJSON file (RFC 7946): a ministry may draw borders its own way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from evacopt.errors import UsageError
from evacopt.output.report.outlines import Line, Outlines

CREDIT = "Outlines: a file given by the maker of this report."
MOST_POINTS = 2_000_000
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}


def outlines_of(text: bytes) -> Outlines:
    """The polygons (as land) and lines (as borders) of a GeoJSON text; points and properties are not drawn.

    Raises
    ------
    UsageError
        If it is no GeoJSON with at least one polygon or line, or holds more than two million points.
    """
    import msgspec

    try:
        content = msgspec.json.decode(text)
        found = [(kind, _line(points)) for kind, points in _lines(content)]
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, RecursionError, AttributeError):
        raise UsageError("the outlines are no GeoJSON of polygons or lines in degrees") from None
    if not found:
        raise UsageError("the outlines hold no polygon and no line")
    if sum(len(line) for _, line in found) > MOST_POINTS:
        raise UsageError(f"the outlines hold more than {MOST_POINTS:,} points; simplify them")
    return Outlines(
        land=tuple(line for kind, line in found if "Polygon" in kind),
        borders=tuple(line for kind, line in found if "Line" in kind),
        credit=CREDIT,
    )


def _lines(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Kind and points of every ring and line, however deep."""
    kind = node["type"]
    if kind == "FeatureCollection":
        for feature in node["features"]:
            yield from _lines(feature)
    elif kind == "Feature":
        if node["geometry"] is not None:
            yield from _lines(node["geometry"])
    elif kind == "GeometryCollection":
        for part in node["geometries"]:
            yield from _lines(part)
    elif kind in _DEPTH:
        yield from ((kind, points) for points in _flat(node["coordinates"], _DEPTH[kind]))


def _flat(coordinates: Any, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield coordinates
        return
    for part in coordinates:
        yield from _flat(part, depth - 1)


def _line(points: Any) -> Line:
    line: Line = np.array([(point[0], point[1]) for point in points], dtype=np.float64)
    if len(line) < 2 or not np.isfinite(line).all() or (np.abs(line) > (360, 90)).any():
        raise ValueError("no line on the globe")
    return line
