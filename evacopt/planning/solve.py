"""Decide who flies."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from evacopt.domain.arguments import a_plan, a_whole_number, an_instance
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError
from evacopt.planning.method import Task, Watch
from evacopt.planning.options import SolveKeywords, SolveOptions, options_of
from evacopt.planning.result import Result
from evacopt.planning.run import attempt
from evacopt.planning.start import startable

MOST_ALTERNATIVES = 20
"""More plans than anybody compares."""


def solve(
    instance: Instance,
    *,
    baseline: Plan | None = None,
    alternatives: int = 0,
    options: SolveOptions | None = None,
    **keywords: Unpack[SolveKeywords],
) -> Result:
    """Decide who travels how; never prints.

    Whatever ends it early, the best plan so far is judged and comes out, `interrupted`: Ctrl-C wherever it
    falls, `on_progress` that gives `False`, `should_stop` that gives true. A second Ctrl-C while that plan is
    judged gives it up. A proof or a reason that fails costs its bound or sentence: see `Result.notes`.

    Parameters
    ----------
    baseline : the plan that the goal `changes` compares with
    alternatives : so many other plans as good in every goal are looked for, as far as can be from the plan
        and from each other in people whose way differs; a part of the time limit is kept for them
    options, keywords : how to solve; the keyword arguments `backend`, `time_limit`, `gap`, `threads`, `seed`,
        `proving`, `start`, `on_progress` and `should_stop` are the fields of `SolveOptions`, and count more
        than it

    Returns
    -------
    Result
        Its plan is accepted by the judge. No plan in time and infeasible are results, not exceptions.

    Raises
    ------
    UsageError
        If an argument is of the wrong kind or out of range, with what to pass instead.
    InstanceError
        If the instance breaks a rule of the data, with every finding.
    PlanError
        If the plan to start from knows none of the groups.
    BackendError
        If the backend is missing, fails, or answers what cannot be.
    ProgressError
        If `on_progress` or `should_stop` raised; its `result` has the plan, its cause is what was raised.
    """
    an_instance(instance)
    asked = options_of(options, keywords, of="solve")
    if baseline is not None:
        a_plan(baseline, "baseline")
    a_whole_number(alternatives, "alternatives", least=0, most=MOST_ALTERNATIVES)
    watch = Watch.of(asked)
    if not alternatives:
        return watch.answered(solved(instance, asked, watch, baseline=baseline))
    from evacopt.planning.alternatives import SHARE, with_alternatives

    task = Task(instance=instance, options=asked, baseline=_of_today(instance, baseline), watch=watch)
    limit = asked.time_limit
    sooner = asked if limit is None else replace(asked, time_limit=limit * (1 - SHARE))
    result = solved(instance, sooner, watch, baseline=baseline)
    return watch.answered(with_alternatives(task, result, alternatives))


def solved(
    instance: Instance, options: SolveOptions, watch: Watch, *, baseline: Plan | None = None
) -> Result:
    """As `solve`; what the caller's own functions raise is left to `watch`."""
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    if options.start is not None:
        options = replace(options, start=startable(instance, options.start))
    before = _of_today(instance, baseline)
    if "," in options.backend:
        from evacopt.planning.agree import attempt_by_all

        result = attempt_by_all(instance, options, baseline=before, watch=watch)
    else:
        result = attempt(instance, options, baseline=before, watch=watch)
    return replace(result, instance=instance)


def _of_today(instance: Instance, baseline: Plan | None) -> Plan | None:
    """`baseline` with its people under their groups of today."""
    return None if baseline is None else baseline.with_splits(instance.splits)
