"""How time and memory grow with size: a power law, fitted in one place for tables and pictures."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evacopt.bench.measures import first_plan, total
from evacopt.bench.record import FINISHED, WITH_PLAN, Record

FEWEST_SIZES = 3
MIB = 2**20
_SHORT = 0.5
"""The part of its limit within which a run ended by itself, whatever its grade."""

Measure = Callable[[Record], float | None]


@dataclass(frozen=True, slots=True)
class Fit:
    """`factor x people ** exponent`, least squares over logarithms.

    Attributes
    ----------
    points, sizes : how many measurements it is of, and of how many numbers of people
    """

    exponent: float
    factor: float
    points: int
    sizes: int

    def at(self, people: float) -> float:
        """What it says of so many people."""
        return float(self.factor * people**self.exponent)


def people_of(record: Record) -> int | None:
    """People of the instance; `None` where it was never made."""
    return record.outcome.facts.people if record.outcome.facts else None


def unhindered(record: Record) -> float | None:
    """The total time of a run that its limit did not cut: a time cut off says nothing about growth."""
    quick = record.measured.wall <= _SHORT * record.job.ask.time_limit
    ended = record.outcome.status in FINISHED or (record.outcome.status in WITH_PLAN and quick)
    return total(record) if ended else None


def memory(record: Record) -> float | None:
    """MiB at the peak, of runs with a plan."""
    if record.outcome.status not in WITH_PLAN or record.measured.memory is None:
        return None
    return record.measured.memory / MIB


MEASURES: dict[str, Measure] = {
    "total time, s": unhindered,
    "first plan, s": first_plan,
    "memory, MiB": memory,
}


def points(records: Sequence[Record], measure: Measure) -> list[tuple[int, float]]:
    """People and measurement of each record that has both."""
    pairs = ((people_of(record), measure(record)) for record in records)
    return [(people, value) for people, value in pairs if people and value]


def fitted(measured: Sequence[tuple[int, float]]) -> Fit | None:
    """The power law through `measured`; `None` for fewer than `FEWEST_SIZES` different sizes."""
    sizes = len({people for people, _ in measured})
    if sizes < FEWEST_SIZES:
        return None
    logs = [math.log(people) for people, _ in measured]
    slope, start = statistics.linear_regression(logs, [math.log(value) for _, value in measured])
    return Fit(slope, math.exp(start), len(measured), sizes)
