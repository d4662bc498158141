"""Small instances of the family `surge`, as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import evacopt
from benchmarks.peers.limits import Limits


def few_infants() -> evacopt.Instance:
    """Many infants, and room for one on each flight: the limit on infants decides."""
    instance = evacopt.generate("surge", people=90, seed=4, infants=150)
    return replace(instance, flights=tuple(replace(flight, infants=1) for flight in instance.flights))


MADE: dict[str, Callable[[], evacopt.Instance]] = {
    "60": lambda: evacopt.generate("surge", people=60, seed=3),
    "two origins": lambda: evacopt.generate("surge", people=120, seed=2, origins=2),
    "few infants": few_infants,
    "200": lambda: evacopt.generate("surge", people=200, seed=7, nationalities=8),
}


def unlimited() -> Limits:
    """Limits that no test meets."""
    return Limits(seconds=1e6, memory=2**60)


def written(instance: evacopt.Instance, folder: Path) -> Path:
    """The path of `instance` as a file in `folder`."""
    path = folder / "instance.json"
    evacopt.write_instance(instance, path)
    return path
