"""Aircraft and crews that optional flights draw on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """`count` aircraft, each gone for `cycle` minutes from a departure."""

    id: str
    count: int
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """`count` crews able to fly `fleets`, each gone for `rest` minutes from a departure."""

    id: str
    count: int
    fleets: tuple[str, ...]
    rest: int
