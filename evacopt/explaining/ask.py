"""Why a group stays, why a flight is full, what more would be worth, why there is no plan."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Unpack

from evacopt.domain.arguments import a_plan, a_whole_number, an_instance
from evacopt.domain.checks import errors_of
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError, PlanError, UsageError
from evacopt.explaining.answer import Explanation
from evacopt.explaining.conflict_story import conflict_story
from evacopt.explaining.flight_story import flight_story
from evacopt.explaining.group_story import group_story
from evacopt.explaining.plan_story import plan_story
from evacopt.judge.verify import verify
from evacopt.planning.options import EngineKeywords, SolveOptions, options_of
from evacopt.planning.solve import solve
from evacopt.reasons.reasons import explained

NO_SHOWS = 10
"""People who are taken not to come, for the standby order of a flight."""
SHOWN = 40
"""Ways out of a group that are told."""


class ExplainKeywords(EngineKeywords, total=False):
    """What else `explain` takes as keyword arguments."""

    no_shows: int
    shown: int


def explain(
    instance: Instance,
    plan: Plan | None = None,
    *,
    group: str | None = None,
    flight: str | None = None,
    executor: Executor | None = None,
    options: SolveOptions | None = None,
    **keywords: Unpack[ExplainKeywords],
) -> Explanation:
    """Explain a group, a flight, or the whole of `plan`; without a plan, why there can be none. Never prints.

    Parameters
    ----------
    group : the id of a group: every way out, what stands in it, and the least change that would bring out
        one more of its parties, with what it costs the others goal by goal
    flight : the id of a flight: why it is full or empty, and who goes next if `no_shows` people do not come
    no_shows, shown : people who do not come to the flight, 10 where nothing is said; ways out of a group that
        are told, 40 where nothing is said
    executor : what many instances to solve are spread over
    options, keywords : as of `solve`, but for a gap, a time for proving, a start and functions to call;
        `time_limit` is for what is solved again, 0 for what needs no solving

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
    no_shows, shown = keywords.pop("no_shows", NO_SHOWS), keywords.pop("shown", SHOWN)
    asked = options_of(options, keywords, of="explain", known=EngineKeywords)
    others = ("gap", "proving", "start", "on_progress", "should_stop")
    named = [name for name in others if getattr(asked, name) != getattr(SolveOptions(), name)]
    if named:
        raise UsageError(f"explain cannot honour {' and '.join(named)}")
    a_whole_number(no_shows, "no_shows", least=1)
    a_whole_number(shown, "shown", least=0)
    if plan is not None:
        a_plan(plan)
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    if plan is None:
        return _of_conflict(instance, asked)
    broken = verify(instance, plan)  # a plan that does not hold has no true reasons
    if broken:
        raise PlanError(
            [Finding(rule=phrase("breaks {violation}", violation=str(violation))) for violation in broken]
        )
    if group is not None and flight is not None:
        raise UsageError("name a group or a flight, not both")
    if group is not None:
        of_group = group_story(instance, plan, group, asked, shown=shown)
        return Explanation(instance=instance.name, group=of_group)
    if flight is not None:
        of_flight = flight_story(instance, plan, flight, no_shows=no_shows)
        return Explanation(instance=instance.name, flight=of_flight)
    of_plan = plan_story(instance, plan, explained(instance, plan), asked, executor=executor)
    return Explanation(instance=instance.name, plan=of_plan)


def _of_conflict(instance: Instance, options: SolveOptions) -> Explanation:
    result = solve(instance, options=options).unless_interrupted()
    if result.status != "infeasible":
        raise UsageError(
            phrase("its promises can be kept, so there is a plan: solve it, then explain the plan")
        )
    story = conflict_story(instance, result, options)
    return Explanation(instance=instance.name, conflict=story)
