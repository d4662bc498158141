"""Decide who flies."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError
from evacopt.planning.agree import attempt_by_all
from evacopt.planning.method import Watch
from evacopt.planning.options import SolveKeywords, SolveOptions, options_of
from evacopt.planning.result import Result
from evacopt.planning.run import attempt
from evacopt.planning.start import startable


def solve(
    instance: Instance,
    *,
    baseline: Plan | None = None,
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
    watch = Watch.of(asked)
    return watch.answered(solved(instance, asked, watch, baseline=baseline))


def solved(
    instance: Instance, options: SolveOptions, watch: Watch, *, baseline: Plan | None = None
) -> Result:
    """As `solve`; what the caller's own functions raise is left to `watch`."""
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    baseline = baseline.with_splits(instance.splits) if baseline else None
    if options.start is not None:
        options = replace(options, start=startable(instance, options.start))
    asked = attempt_by_all if "," in options.backend else attempt
    return asked(instance, options, baseline=baseline, watch=watch)
