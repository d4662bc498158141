"""What no plan can do better: fresh samples, each solved for itself (Mak, Morton and Wood 1999).

The mean of the best values of samples is a bound on the best expected value. The difference to what a plan
comes to on the same samples is its gap, and varies less than either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options
from evacopt.milp.linear import Goal, LinearModel
from evacopt.robust.extensive import Extensive
from evacopt.robust.relaxed import Relaxed, relaxed_in_stages
from evacopt.robust.task import Task
from evacopt.robust.value import until
from evacopt.robust.worlds import UNIT
from evacopt.simulation.result import Interval

STUDENT = (6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812)
"""One-sided 95 % of Student's t by degrees of freedom from 1 on; beyond, that of the normal distribution."""
NORMAL = 1.645


@dataclass(frozen=True, eq=False)
class Sample:
    """What a worker is asked: the levels of one sample, relaxed."""

    model: LinearModel
    goals: tuple[Goal, ...]
    slack: tuple[float, ...]
    backend: str
    options: Options
    ends: float


def sample_of(form: Extensive, people: Sequence[int], task: Task, backend: str, until: Options) -> Sample:
    """What is asked of the extensive form of a sample."""
    slack = slack_of(form, people, task.tuning.held)
    return Sample(form.model, form.goals, slack, backend, until, task.ends(until))


def relax(sample: Sample) -> Relaxed | None:
    """The relaxation of its extensive form; `None` where it is not ready in time."""
    options = until(sample.options, sample.ends)
    if Clock(options.time_limit).over():
        return None
    with Session(sample.backend) as session:
        return relaxed_in_stages(sample.model, sample.goals, session, options, slack=sample.slack)


def slack_of(form: Extensive, people: Sequence[int], held: float) -> tuple[float, ...]:
    """How far above its value each goal is held, in its own unit.

    Parameters
    ----------
    people : thousandths of all who are there, by level
    """
    return tuple(held * people[number % len(people)] / unit for number, unit in enumerate(form.units))


def values_of(form: Extensive, relaxed: Relaxed) -> list[float]:
    """The goals of people left behind, in people."""
    return [value * unit / UNIT for value, unit in zip(relaxed.values, form.units, strict=True)]


def gap_of(differences: Floats) -> Interval | None:
    """The gap over samples, from 0 to the upper end of its one-sided interval; `None` for less than two."""
    found = differences
    if len(found) < 2:
        return None
    student = STUDENT[len(found) - 2] if len(found) - 2 < len(STUDENT) else NORMAL
    mean = max(float(found.mean()), 0.0)
    high = mean + student * float(found.std(ddof=1)) / len(found) ** 0.5
    return Interval(mean=round(mean, 4), low=0.0, high=round(high, 4))
