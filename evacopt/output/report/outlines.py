"""Coastlines and borders to draw a map over: Natural Earth, or GeoJSON (RFC 7946) of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase
from evacopt.errors import InvalidInput

Line: TypeAlias = npt.NDArray[np.float64]
"""Points of a line, longitude and latitude in degrees, shape (points, 2)."""

CREDIT = phrase("Outlines: Natural Earth (public domain).")
_OWN_CREDIT = phrase("Outlines: a file given by the maker of this report.")
MOST_POINTS = 2_000_000
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
_NOT_DRAWN = ("Point", "MultiPoint")
_MEMBERS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}
_UNIT = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Outlines:
    """Closed rings of `land`, open `borders`, and where they are from."""

    land: tuple[Line, ...]
    borders: tuple[Line, ...] = ()
    credit: str = CREDIT


@cache
def natural_earth() -> Outlines:
    """Coastlines and borders of Natural Earth 1:110m."""
    import msgspec

    text = files("evacopt.output.report").joinpath("data", "world.json").read_bytes()
    stored = msgspec.json.decode(text)
    return Outlines(land=tuple(map(_points, stored["land"])), borders=tuple(map(_points, stored["borders"])))


def _points(steps: list[int]) -> Line:
    """The points of a line that is stored as its first point and the steps to the next ones."""
    points: Line = np.cumsum(np.array(steps, dtype=np.int64).reshape(-1, 2), axis=0) / _UNIT
    return points


def read_outlines(path: Path) -> Outlines:
    """The outlines in a file.

    Raises
    ------
    InvalidInput
        As `outlines_of`, or if it cannot be read.
    """
    try:
        return outlines_of(path.read_bytes(), path.name)
    except OSError as error:
        rule = f"cannot be read: {error.strerror}"
        raise InvalidInput([Finding(rule=rule, place=str(path))]) from None


def outlines_of(text: bytes, where: str = "outlines") -> Outlines:
    """The polygons (as land) and lines (as borders) of a GeoJSON text; points and properties are not drawn.

    Raises
    ------
    InvalidInput
        If it is no GeoJSON with at least one polygon or line, or holds more than two million points; the
        finding names the place within it, under `where`.
    """
    import msgspec

    try:
        lines = list(_lines(msgspec.json.decode(text), ""))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refused(where, "", f"is no JSON that can be read: {error}") from None
    except RecursionError:
        raise _refused(where, "", "is nested too deeply") from None
    except _OddPlaceError as odd:
        raise _refused(where, odd.at, odd.rule) from None
    if not lines:
        raise _refused(where, "", "holds no polygon and no line")
    if sum(len(line) for _, line in lines) > MOST_POINTS:
        raise _refused(where, "", f"holds more than {MOST_POINTS:,} points", "simplify it")
    return Outlines(
        land=tuple(line for kind, line in lines if "Polygon" in kind),
        borders=tuple(line for kind, line in lines if "Line" in kind),
        credit=_OWN_CREDIT,
    )


class _OddPlaceError(ValueError):
    """A place that is not as GeoJSON has it, and the rule that it breaks."""

    def __init__(self, at: str, rule: str) -> None:
        super().__init__(rule)
        self.at, self.rule = at.removeprefix("."), rule


def _refused(where: str, at: str, rule: str, remedy: str = "") -> InvalidInput:
    return InvalidInput([Finding(rule=rule, place=where, column=at, remedy=remedy)])


def _lines(node: Any, at: str) -> Iterator[tuple[str, Line]]:
    """Kind and points of every ring and line, however deep."""
    kind = node.get("type") if isinstance(node, dict) else None
    if not isinstance(kind, str) or not isinstance(node, dict):
        raise _OddPlaceError(at, "must be an object of GeoJSON, with a type")
    if kind in _MEMBERS:
        for number, part in enumerate(_listed(node.get(_MEMBERS[kind]), f"{at}.{_MEMBERS[kind]}")):
            yield from _lines(part, f"{at}.{_MEMBERS[kind]}[{number}]")
    elif kind == "Feature":
        if node.get("geometry") is not None:
            yield from _lines(node["geometry"], f"{at}.geometry")
    elif kind in _DEPTH:
        for points, place in _flat(node.get("coordinates"), _DEPTH[kind], f"{at}.coordinates"):
            yield kind, _line(points, place)
    elif kind not in _NOT_DRAWN:
        raise _OddPlaceError(f"{at}.type", "must be a type of GeoJSON")


def _flat(coordinates: Any, depth: int, at: str) -> Iterator[tuple[list[Any], str]]:
    if depth == 0:
        yield _listed(coordinates, at), at
        return
    for number, part in enumerate(_listed(coordinates, at)):
        yield from _flat(part, depth - 1, f"{at}[{number}]")


def _listed(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list):
        raise _OddPlaceError(at, "must be a list")
    return value


def _line(points: list[Any], at: str) -> Line:
    try:
        line = np.array([(point[0], point[1]) for point in points])
    except (TypeError, KeyError, IndexError, ValueError):
        raise _OddPlaceError(at, "must be a list of points, each of two numbers") from None
    if line.ndim != 2 or line.dtype.kind not in "if":
        raise _OddPlaceError(at, "must be a list of points, each of two numbers")
    if len(line) < 2 or not np.isfinite(line).all() or (np.abs(line) > (360, 90)).any():
        raise _OddPlaceError(at, "must be two points or more on the globe, in degrees")
    made: Line = line.astype(np.float64)
    return made
