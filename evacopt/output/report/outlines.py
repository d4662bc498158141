"""Coastlines and borders to draw a map over: Natural Earth, or a file of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Line: TypeAlias = npt.NDArray[np.float64]
"""Points of a line, longitude and latitude in degrees, shape (points, 2)."""

CREDIT = "Outlines: Natural Earth (public domain)."
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
    return Outlines(
        land=tuple(map(_points, stored["land"])),
        borders=tuple(map(_points, stored["borders"])),
    )


def _points(steps: list[int]) -> Line:
    """The points of a line that is stored as its first point and the steps to the next ones."""
    points: Line = np.cumsum(np.array(steps, dtype=np.int64).reshape(-1, 2), axis=0) / _UNIT
    return points
