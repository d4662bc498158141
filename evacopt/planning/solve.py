"""Decide who flies."""

from __future__ import annotations

from functools import partial

from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.kinds import a_plan, an_instance
from evacopt.domain.plan import Plan
from evacopt.domain.split import as_split
from evacopt.errors import InstanceError
from evacopt.milp.contract import Options
from evacopt.planning.agree import attempt_by_all
from evacopt.planning.attempt import attempt
from evacopt.planning.options import checked_options
from evacopt.planning.request import OnProgress, ShouldStop, Watch
from evacopt.planning.result import Result


def solve(
    instance: Instance,
    *,
    backend: str = "auto",
    time_limit: float | None = 60.0,
    gap: float = 0.0,
    threads: int | None = None,
    seed: int = 0,
    baseline: Plan | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
    proving: float | None = None,
) -> Result:
    """Decide who travels how; never prints.

    Whatever ends it early, the best plan so far is judged and comes out, `interrupted`: Ctrl-C wherever it
    falls, `on_progress` that gives `False`, `should_stop` that gives true. A second Ctrl-C while that plan is
    judged gives it up. A proof or a reason that fails costs its bound or sentence: see `Result.notes`.

    Parameters
    ----------
    backend : name of a backend, or `auto`; several, with commas between them, are compared
    time_limit : seconds for all goals together (of each backend), `None` for no limit
    gap : relative gap at which a goal is good enough, 0 for the best
    threads : threads of the engine, `None` for its own choice
    baseline : the plan that the goal `changes` compares with
    on_progress : called with news while solving; `False` ends it
    should_stop : asked every now and then; true ends it
    proving : seconds for proving at most, within the limit; `None` for as long again as solving took

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
    BackendError
        If the backend is missing, fails, or answers what cannot be.
    ProgressError
        If `on_progress` or `should_stop` raised; its `result` has the plan, its cause is what was raised.
    """
    an_instance(instance)
    options = checked_options(
        backend=backend, time_limit=time_limit, gap=gap, threads=threads, seed=seed, proving=proving
    )
    if baseline is not None:
        a_plan(baseline, "baseline")
    watch = Watch.of(on_progress, should_stop)
    return watch.answered(solved(instance, backend, options, watch, baseline=baseline, proving=proving))


def solved(
    instance: Instance,
    backend: str,
    options: Options,
    watch: Watch,
    *,
    baseline: Plan | None = None,
    proving: float | None = None,
) -> Result:
    """As `solve`; what the caller's own functions raise is left to `watch`."""
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    baseline = as_split(instance, baseline) if baseline else None
    names = [name.strip() for name in backend.split(",")]
    asked = partial(attempt_by_all, names) if len(names) > 1 else partial(attempt, backend=backend)
    return asked(instance, options=options, baseline=baseline, watch=watch, proving=proving)
