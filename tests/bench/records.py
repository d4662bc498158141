"""Records made up for tests, and peers that behave in a known way."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evacopt.bench.job import Ask, Job, Source
from evacopt.bench.machine import Session
from evacopt.bench.record import Facts, GoalReached, Measured, Outcome, Record, Seen, Status
from evacopt.bench.results_file import Header, Results

PATIENCE = 120.0
"""Seconds after which something is not waited for any longer."""
NO_PLAN = "import sys; sys.exit(5)"
CRASH = "import os; os.abort()"
KILL_WORKER = "import os, psutil, time; psutil.Process(os.getppid()).parent().kill(); time.sleep(60)"
"""It would go on for a minute, was it not ended with its worker."""
KILL_ONCE = f"""
from pathlib import Path
marker = Path(__file__).with_suffix(".begun")
if not marker.exists():
    marker.touch()
    {KILL_WORKER}
{NO_PLAN}
"""
"""A worker that runs it is killed the first time; afterwards it has no plan."""


def peer(folder: Path, name: str, code: str) -> str:
    """A script in `folder`; its name."""
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return f"{name}.py"


def job(code: str = "surge-100-s0", *, people: int | None = 100, backend: str = "auto", **ask: Any) -> Job:
    """A job on a family."""
    source = Source(group="surge", code=code, family="surge", people=people, params={})
    return Job(source=source, ask=Ask(**{"backend": backend, "time_limit": 10.0, "policy": {}, **ask}))


def record(
    made: Job | None = None,
    *,
    status: Status = "proven",
    value: int = 10,
    bound: int | None = 10,
    wall: float = 2.0,
    started: float | None = 0.5,
    trace: tuple[Seen, ...] = (Seen(0.25, "unserved[1]", 10, 10),),
    people: int = 100,
    weight: int = 100,
    memory: int | None = 2**20,
    sha256: str = "one",
) -> Record:
    """A record; with a plan of one goal where `status` is one of a plan."""
    its = made or job()
    with_plan = status in ("proven", "agreed", "claimed", "feasible")
    facts = Facts(sha256=sha256, people=people, groups=1, flights=1, weight=weight)
    goals = (GoalReached("unserved[1]", value, bound, status),) if with_plan else ()
    return Record(
        key=its.key,
        job=its,
        outcome=Outcome(status=status, exit=0, facts=facts, goals=goals),
        measured=Measured(
            wall=wall, started=started, seconds={}, memory=memory, memory_of="tree", trace=trace
        ),
    )


def results(*records: Record) -> Results:
    """Results of these records."""
    session = Session(
        date="2026-01-01T00:00Z",
        command="evacopt bench made-up.toml",
        workers="1 process",
        machine="a machine",
        platform="Linux",
        versions={"evacopt": "0.1.0"},
        commit="0" * 40,
        clean=True,
    )
    return Results(Header(campaign="made-up", title="Made up", sessions=(session,)), records)


def unmeasured(made: Results) -> list[dict[str, Any]]:
    """What must be the same whatever ran the jobs: everything but what was measured."""
    import msgspec

    plain = [msgspec.to_builtins(one) for one in made.records]
    return [{name: one[name] for name in ("key", "job", "outcome")} for one in plain]


def waited_for(holds: Callable[[], bool]) -> bool:
    """Whether it holds before patience ends: the kernel takes a moment, and a busy machine longer."""
    give_up = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True
