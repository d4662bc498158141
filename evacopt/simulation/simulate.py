"""What a plan is worth when flights fail and people do not come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack, get_args

from evacopt.backends.pool import end_if_started_again
from evacopt.domain.arguments import a_plan, an_instance, options_with, rows_with
from evacopt.domain.checks import errors_of
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError, PlanError, UsageError
from evacopt.judge.verify import verify
from evacopt.scenarios.story import Story
from evacopt.simulation.course import Course
from evacopt.simulation.options import SimulateKeywords, SimulateOptions
from evacopt.simulation.result import Recourse, Simulation
from evacopt.simulation.subject import Subject


def simulate(
    instance: Instance,
    plan: Plan,
    *,
    stories: Sequence[Story] = (),
    recourse: Recourse = "standby",
    options: SimulateOptions | None = None,
    **keywords: Unpack[SimulateKeywords],
) -> Simulation:
    """What `plan` is worth with a recourse, over many scenarios; never prints.

    The same whatever does the work: scenarios are drawn by their number and done in batches, and whether that
    is enough is looked at after whole batches in their order. Where there are few scenarios at all, each
    counts by its chance and nothing is estimated. Ctrl-C, or `on_progress` that gives `False`, ends it with
    what was reached.

    Parameters
    ----------
    stories : what may happen as a whole, as `read_stories` reads them
    recourse : `none`: who misses a flight stays; `standby`: empty seats are filled in the standby order;
        `replan`: decided again at each event
    options, keywords : how to simulate; the keyword arguments `scenarios`, `within`, `seed`,
        `perfect_information`, `executor` and `on_progress` are the fields of `SimulateOptions`, and count
        more than it

    Raises
    ------
    UsageError
        If an argument is of the wrong kind or out of range, two stories say what cannot both be, or an
        executor that was given breaks.
    InstanceError, PlanError
        If the instance breaks a rule of the data, or the plan one of the instance, with every finding.
    ProgressError
        If `on_progress` raised; its `result` has what was reached.
    """
    end_if_started_again()
    an_instance(instance)
    a_plan(plan)
    asked = options_with(options, SimulateOptions(), keywords, known=SimulateKeywords, of="simulate")
    listed = rows_with(stories, "probability", "stories", 'Story(id="strike", probability=100_000)')
    if recourse not in get_args(Recourse):
        raise UsageError(f"recourse must be one of {', '.join(get_args(Recourse))}, got {recourse!r}"[:300])
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    broken = verify(instance, plan)
    if broken:
        raise PlanError([Finding(rule=phrase("breaks {violation}", violation=str(one))) for one in broken])
    return Course(Subject(instance, plan, listed, recourse, asked.seed, asked.scenarios), asked).simulation()
