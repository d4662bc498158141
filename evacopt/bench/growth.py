"""How times and memory grow with the number of people: power laws, how sure they are, and what they miss."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from evacopt.bench.measures import first_plan, total
from evacopt.bench.paired import student_quantile
from evacopt.bench.record import FINISHED, WITH_PLAN, Record

FEWEST_SIZES = 3
MIB = 2**20
_SHORT = 0.5
"""The part of its limit within which a run ended by itself, whatever its grade."""

Measure: TypeAlias = Callable[[Record], float | None]
Point: TypeAlias = tuple[int, float]
"""People and a measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """`factor x people ** exponent`, least squares over logarithms.

    Attributes
    ----------
    margin : half of the 95 % confidence interval of the exponent, of Student's t; `None` without scipy
    spread : standard deviation of the residuals' logarithms, as a factor: 1 is a perfect fit
    points, sizes : how many measurements it is of, and of how many numbers of people
    """

    exponent: float
    factor: float
    margin: float | None
    spread: float
    points: int
    sizes: int

    @property
    def power(self) -> str:
        """The exponent with its margin, for people."""
        return f"{self.exponent:.2f}" + ("" if self.margin is None else f" ± {self.margin:.2f}")

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


def measured(records: Sequence[Record], measure: Measure) -> list[tuple[Record, Point]]:
    """The records that have people and the measurement, with both."""
    found = ((record, people_of(record), measure(record)) for record in records)
    return [(record, (people, value)) for record, people, value in found if people and value]


def points(records: Sequence[Record], measure: Measure) -> list[Point]:
    """People and measurement of each record that has both."""
    return [point for _, point in measured(records, measure)]


def fitted(known: Sequence[Point]) -> Fit | None:
    """The power law through `known`; `None` for fewer than `FEWEST_SIZES` different sizes."""
    sizes = len({people for people, _ in known})
    if sizes < FEWEST_SIZES:
        return None
    sides, heights = ([math.log(pair[at]) for pair in known] for at in (0, 1))
    slope, start = statistics.linear_regression(sides, heights)
    residuals = [height - start - slope * side for side, height in zip(sides, heights, strict=True)]
    freedom = len(known) - 2
    deviation = math.sqrt(math.fsum(residual**2 for residual in residuals) / freedom)
    middle = statistics.fmean(sides)
    error = deviation / math.sqrt(math.fsum((side - middle) ** 2 for side in sides))
    quantile = student_quantile(freedom)
    return Fit(
        exponent=slope,
        factor=math.exp(start),
        margin=None if quantile is None else quantile * error,
        spread=math.exp(deviation),
        points=len(known),
        sizes=sizes,
    )
