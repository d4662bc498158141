"""Scenarios as a file for peers: which flights fail together, and in how many of all scenarios.

They are those that `evacopt solve --scenarios N` is made from, alike ones together. Where everybody comes and
no story is told, nothing else differs between them.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from evacopt.domain.instance import Instance
from evacopt.scenarios.draws import Draws


class Course(msgspec.Struct, frozen=True):
    """Flights that fail, by id, and how many scenarios are like that."""

    fails: tuple[str, ...]
    times: int


class Scenarios(msgspec.Struct, frozen=True):
    """All of them; `times` add up to `scenarios`."""

    scenarios: int
    courses: tuple[Course, ...]


def drawn(instance: Instance, scenarios: int, seed: int = 0) -> Scenarios:
    """The first scenarios of a seed; each flight of `instance` has one sortie."""
    flown, times = np.unique(Draws(instance, (), seed).of(range(scenarios)).flown, axis=0, return_counts=True)
    flights = [flight.id for flight in instance.schedule]
    return Scenarios(
        scenarios,
        tuple(
            Course(tuple(flights[flight] for flight in np.flatnonzero(~flies)), often)
            for flies, often in zip(flown, times.tolist(), strict=True)
        ),
    )


def read_scenarios(path: Path) -> Scenarios:
    """What `write_scenarios` wrote."""
    return msgspec.json.decode(path.read_bytes(), type=Scenarios)


def write_scenarios(scenarios: Scenarios, path: Path) -> None:
    """Write JSON to a file."""
    path.write_bytes(msgspec.json.encode(scenarios))
