"""What a worker does: make the instance, run the command in a process of its own, judge its plan."""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from evacopt.backends.isolated import python
from evacopt.backends.memory import is_lack_of_memory
from evacopt.bench.features import features_of
from evacopt.bench.job import Job, Task, job_of, sha256_of
from evacopt.bench.machine import machine
from evacopt.bench.record import (
    STATUSES,
    WITH_PLAN,
    Facts,
    GoalReached,
    Measured,
    Outcome,
    Record,
    Seen,
    Status,
)
from evacopt.bench.watch import Watched, log_of, trace_of, watch
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import plain
from evacopt.domain.plan import Plan
from evacopt.domain.unfinished import holding, temporary
from evacopt.errors import EvacoptError, UsageError
from evacopt.files import read_instance, write_instance
from evacopt.files.published import read_published


def instance_of(job: Job) -> Instance:
    """The instance, with what the job says of its policy.

    Raises
    ------
    UsageError
        If its file is not on this machine, or is another one than the campaign means.
    InstanceError
        If the file holds no valid instance.
    """
    source = job.source
    if source.family:
        from evacopt.generation.generate import generate

        instance = generate(source.family, people=source.people, seed=source.seed, **source.params)
    else:
        file = file_of(source.path, source.sha256)
        instance = read_published(file, source.form, case=source.case) if source.form else read_instance(file)
    policy: dict[str, Any] = {name: _frozen(value) for name, value in job.ask.policy.items()}
    return replace(instance, policy=replace(instance.policy, **policy)) if policy else instance


def path_of(job: Job, instance: Instance, folder: Path) -> Path:
    """Where a command finds the instance: its own file where that says it all, else one written for it."""
    source = job.source
    if source.path and not source.form and not job.ask.policy:
        return Path(source.path)
    path = folder / "instance"
    write_instance(instance, path, parquet=True)
    return path


def facts_of(instance: Instance) -> Facts:
    """What the instance is, in numbers."""
    groups = instance.groups
    return Facts(
        sha256=instance.sha256,
        people=_total(groups.people, groups.count),
        groups=len(groups),
        flights=len(instance.schedule),
        weight=_total(instance.policy.party_weights(groups), groups.count),
        features=features_of(instance),
    )


def file_of(path: str, sha256: str) -> Path:
    """The file at `path`, which has this hash.

    Raises
    ------
    UsageError
        If it is not there, or is another one.
    """
    file = Path(path)
    if not file.exists():
        raise UsageError(f"{file.name} is not on this machine; workers need it at the same path")
    if sha256_of(file) != sha256:
        raise UsageError(f"{file.name} is not the file that the campaign was read with (its sha256 differs)")
    return file


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _total(amounts: np.ndarray[Any, np.dtype[np.int64]], counts: np.ndarray[Any, np.dtype[np.int64]]) -> int:
    return sum(amount * count for amount, count in zip(amounts.tolist(), counts.tolist(), strict=True))


PATIENCE, AFTERWARDS = 2.0, 120.0
"""A command is ended after so many times its limit, and so many seconds for reading and writing."""
_LONGEST_DETAIL = 300


def work(task: Task, keep: Path | None = None) -> dict[str, Any]:
    """The record of a job, as plain values; whatever goes wrong with the job is in it.

    A plan that the judge accepts stays in the folder `keep`, where there is one, with what shows its bounds.
    """
    import msgspec

    job = job_of(task)
    private = tempfile.TemporaryDirectory(prefix=temporary("bench"), ignore_cleanup_errors=True)
    try:
        with private as name, holding(Path(name)):
            record = _told(job, Path(name), keep)
    finally:
        private.cleanup()  # who is asked to end in the midst of putting it away does so all the same
    made: dict[str, Any] = msgspec.to_builtins(record, enc_hook=plain)
    return made


def _told(job: Job, folder: Path, keep: Path | None) -> Record:
    """The record; one job's bad luck is not the end of the campaign."""
    try:
        return _record(job, folder, keep)
    except (EvacoptError, OSError) as failure:
        return _failed(job, str(failure))
    except Exception as bug:
        what = "not enough memory" if is_lack_of_memory(bug) else "a bug"
        return _failed(job, f"{what}: {type(bug).__name__}: {bug}")


def record_of(job: Job, outcome: Outcome, measured: Measured) -> Record:
    """The record, with the folders of this machine left out."""
    return Record(key=job.key, job=job.nameless, outcome=outcome, measured=measured)


def _failed(job: Job, detail: str) -> Record:
    return record_of(job, Outcome(status="failed", detail=_short(detail)), Measured(seconds={}))


@dataclass
class _Clock:
    """When the command began to tell: each look makes it no later than it is."""

    log: Path
    first: float | None = None

    def look(self, seconds: float) -> None:
        if self.first is None and self.log.exists() and self.log.stat().st_size:
            self.first = seconds


def _record(job: Job, folder: Path, keep: Path | None) -> Record:
    from evacopt.bench.published import write_pair
    from evacopt.files import read_certificate, read_plan

    instance = instance_of(job)
    made, log, shown = folder / "made.plan.json", folder / "log", folder / "made.certificate.json"
    command = _command(job, path_of(job, instance, folder), made, log)
    if keep is not None and not job.ask.peer:
        command += ["--certificate", str(shown)]
    clock = _Clock(log)
    patience = PATIENCE * job.ask.time_limit + AFTERWARDS
    seen = watch(command, folder=folder, patience=patience, look=clock.look)
    news = trace_of(log) if job.ask.peer else log_of(log)
    plan = read_plan(made) if made.exists() else None
    outcome = _outcome(job, instance, seen, plan)
    if keep is not None and plan is not None and outcome.status in WITH_PLAN:
        certificate = read_certificate(shown) if shown.exists() else None
        write_pair(keep, job.key, plan, certificate)
    return record_of(job, outcome, _measured(seen, clock.first, news, plan))


def _command(job: Job, instance: Path, made: Path, log: Path) -> list[str]:
    """`evacopt solve`, or the peer with the same words."""
    ask = job.ask
    shared = [str(instance), "-o", str(made), "--time-limit", f"{ask.time_limit:g}", "--seed", str(ask.seed)]
    shared += ["--threads", str(ask.threads)] if ask.threads else []
    if ask.peer:
        script = file_of(ask.peer, ask.peer_sha256)
        return [sys.executable, str(script), *shared, "--trace", str(log)]
    words = ["--backend", ask.backend, "--gap", repr(ask.gap), "--log", str(log), "-q"]
    return python("-m", "evacopt", "solve", *shared, *words)


def _outcome(job: Job, instance: Instance, seen: Watched, plan: Plan | None) -> Outcome:
    """How it ended; a plan must be accepted by our judge, whoever made it."""
    from evacopt.judge.verify import verify

    facts = facts_of(instance)
    if plan is None or seen.code or not seen.in_time:
        status, detail = without_plan(seen)
        return Outcome(status=status, exit=seen.code, detail=_short(detail), facts=facts)
    engine = plan.run.backend if plan.run else ""
    broken = Counter(violation.rule for violation in verify(instance, plan))
    if broken:
        rules = ", ".join(f"{rule} ({times})" for rule, times in sorted(broken.items()))
        detail = f"the plan breaks rules: {rules}"
        return Outcome(status="failed", exit=seen.code, detail=detail, engine=engine, facts=facts)
    goals = _reached(job, instance, plan)
    return Outcome(status=graded(goals), exit=seen.code, engine=engine, facts=facts, goals=goals)


def _reached(job: Job, instance: Instance, plan: Plan) -> tuple[GoalReached, ...]:
    """What the plan says of its goals, which the judge has compared; counted where it says nothing.

    A peer's word is a claim, whatever it says: nobody has checked a proof.
    """
    from evacopt.judge.goals import count_goals

    if not plan.goals:
        return tuple(
            GoalReached(name, value, None, "feasible") for name, value in count_goals(instance, plan)
        )
    claims = ("proven", "agreed") if job.ask.peer else ()
    return tuple(
        GoalReached(goal.goal, goal.value, goal.bound, "claimed" if goal.grade in claims else goal.grade)
        for goal in plan.goals
    )


def _measured(seen: Watched, first: float | None, news: tuple[Seen, ...], plan: Plan | None) -> Measured:
    started = None
    if news:
        begun = seen.wall if first is None else first
        started = round(max(begun - news[0].seconds, 0.0), 3)
    return Measured(
        wall=round(seen.wall, 3),
        started=started,
        seconds=dict(plan.run.seconds) if plan and plan.run else {},
        memory=seen.memory,
        memory_of=seen.memory_of,
        trace=news,
        said="" if plan else _short(seen.said),
        machine=machine(),
    )


def _short(text: str) -> str:
    """One line, not too long, without the folder that the job was run in."""
    line = " ".join(text.split())
    with contextlib.suppress(ValueError):
        line = line.replace(tempfile.gettempdir(), "")
    return line[:_LONGEST_DETAIL]


_BY_CODE: dict[int, Status] = {4: "infeasible", 5: "no plan"}
"""Exit codes of `evacopt solve` that are answers without a plan; peers keep to them."""


def graded(goals: Sequence[GoalReached]) -> Status:
    """The weakest grade of the goals."""
    grades: list[Status] = [
        next((status for status in STATUSES if status == goal.grade), "feasible") for goal in goals
    ]
    return max(grades, key=STATUSES.index, default="proven")


def without_plan(seen: Watched) -> tuple[Status, str]:
    """The status of a command that left no plan, and what went wrong; its own words are kept elsewhere."""
    if not seen.in_time:
        return "failed", "was ended far beyond its limit"
    if seen.code in _BY_CODE:
        return _BY_CODE[seen.code], ""
    if seen.code == 0:
        return "failed", "ended well and left no plan"
    names = {member.value: member.name for member in signal.Signals}
    by = f"ended by {names.get(-seen.code, f'signal {-seen.code}')}"
    return "failed", by if seen.code < 0 else f"exit code {seen.code}"
