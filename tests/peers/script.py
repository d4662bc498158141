"""A peer as the table runs it: a script in a process of its own, since its libraries do not share one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
SCRIPTS = ("highs", "cpsat", "pulp_cbc")


def peer(name: str, instance: Path, plan: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the script `name` to its end; its temporary files go to the folder `tmp` beside the plan."""
    private = plan.parent / "tmp"
    private.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, str(PEERS / f"{name}.py"), str(instance), "-o", str(plan), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=plan.parent,
        env={**os.environ, "TMPDIR": str(private)},
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The line that says what came of it; HiGHS greets before."""
    return done.stdout.splitlines()[-1]
