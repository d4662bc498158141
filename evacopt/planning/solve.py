"""Decide who flies."""

from __future__ import annotations

from evacopt.backends.contract import Options
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.split import as_split
from evacopt.errors import InstanceError
from evacopt.planning.agree import attempt_by_all
from evacopt.planning.attempt import attempt
from evacopt.planning.request import OnProgress
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
    proving: float | None = None,
) -> Result:
    """Decide who travels how; never prints.

    Parameters
    ----------
    backend : name of a backend, or `auto`; several, with commas between them, are compared
    time_limit : seconds for all goals together (of each backend), `None` for no limit
    gap : relative gap at which a goal is good enough, 0 for the best
    threads : threads of the engine, `None` for its own choice
    baseline : the plan that the goal `changes` compares with
    on_progress : called with news while solving
    proving : seconds for proving at most, within the limit; `None` for as long again as solving took

    Returns
    -------
    Result
        Its plan is accepted by the judge. No plan in time and infeasible are results, not exceptions.

    Raises
    ------
    InstanceError
        If the instance breaks a rule of the data, with every finding.
    BackendError
        If the backend is missing, fails, or answers what cannot be.
    """
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    baseline = as_split(instance, baseline) if baseline else None
    options = Options(time_limit=time_limit, gap=gap, threads=threads, seed=seed)
    names = [name.strip() for name in backend.split(",")]
    if len(names) > 1:
        return attempt_by_all(names, instance, options=options, baseline=baseline, on_progress=on_progress)
    return attempt(
        instance,
        backend=backend,
        options=options,
        baseline=baseline,
        on_progress=on_progress,
        proving=proving,
    )
