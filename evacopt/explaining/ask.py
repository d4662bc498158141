"""Why a group stays, why a flight is full, what more would be worth, why there is no plan."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from evacopt.domain.checks import errors_of
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.kinds import a_plan, a_whole_number, an_instance
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError, PlanError, UsageError
from evacopt.explaining.answer import Explanation
from evacopt.explaining.conflict_story import conflict_story
from evacopt.explaining.flight_story import flight_story
from evacopt.explaining.group_story import group_story
from evacopt.explaining.plan_story import plan_story
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options
from evacopt.planning.options import checked_options
from evacopt.planning.solve import solve
from evacopt.reasons.reasons import explained

NO_SHOWS = 10
"""People who are taken not to come, for the standby order of a flight."""
SHOWN = 40
"""Ways of a group that are told."""


def explain(
    instance: Instance,
    plan: Plan | None = None,
    *,
    group: str | None = None,
    flight: str | None = None,
    no_shows: int = NO_SHOWS,
    shown: int = SHOWN,
    time_limit: float | None = 60.0,
    executor: Executor | None = None,
    backend: str = "auto",
    threads: int | None = None,
    seed: int = 0,
) -> Explanation:
    """Explain a group, a flight, or the whole of `plan`; without a plan, why there can be none. Never prints.

    Parameters
    ----------
    group : the id of a group: every way out, what stands in it, and the least change that would bring out
        one more of its parties, with what it costs the others goal by goal
    flight : the id of a flight: why it is full or empty, and who goes next if `no_shows` people do not come
    shown : ways out of a group that are told
    time_limit : seconds for what is solved again, `None` for no limit; 0 for what needs no solving
    executor : what many instances to solve are spread over
    backend, threads, seed : as of `solve`

    Raises
    ------
    UsageError
        If there is no such group or flight, if both are named, or if there is nothing to explain.
    InstanceError, PlanError
        If the instance breaks a rule of the data, or the plan one of the instance, with every finding.
    BackendError
        As of `solve`.
    """
    an_instance(instance)
    checked_options(backend=backend, time_limit=time_limit, gap=0.0, threads=threads, seed=seed)
    a_whole_number(no_shows, "no_shows", least=1)
    a_whole_number(shown, "shown", least=0)
    if plan is not None:
        a_plan(plan)
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    options: dict[str, Any] = {"backend": backend, "threads": threads, "seed": seed}
    if plan is None:
        return _of_conflict(instance, time_limit, options)
    _refuse(instance, plan)
    if group is not None and flight is not None:
        raise UsageError("name a group or a flight, not both")
    if group is not None:
        story = group_story(instance, plan, group, shown=shown, forced=time_limit, **options)
        return Explanation(instance=instance.name, group=story)
    if flight is not None:
        return Explanation(
            instance=instance.name, flight=flight_story(instance, plan, flight, no_shows=no_shows)
        )
    told = explained(instance, plan)
    return Explanation(
        instance=instance.name,
        plan=plan_story(instance, plan, told, time_limit=time_limit, executor=executor, **options),
    )


def _of_conflict(instance: Instance, time_limit: float | None, options: dict[str, Any]) -> Explanation:
    result = solve(instance, time_limit=time_limit, **options).unless_interrupted()
    if result.status != "infeasible":
        raise UsageError("its promises can be kept, so there is a plan: solve it, then explain the plan")
    limits = Options(time_limit=time_limit, threads=options["threads"], seed=options["seed"])
    story = conflict_story(instance, result, backend=options["backend"], options=limits)
    return Explanation(instance=instance.name, conflict=story)


def _refuse(instance: Instance, plan: Plan) -> None:
    """A plan that does not hold has no true reasons.

    Raises
    ------
    PlanError
        With a finding for each rule that it breaks.
    """
    broken = verify(instance, plan)
    if broken:
        raise PlanError([Finding(rule=f"breaks {violation}") for violation in broken])
