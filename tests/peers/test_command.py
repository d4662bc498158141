"""The command around an engine: what it writes when the engine does not do as it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import evacopt
from tests.bench.records import waited_for
from tests.peers.surge import MADE, written

ENGINE = """
import subprocess, sys, time
import numpy as np
from benchmarks.peers.command import Answer, run

NOBODY = np.zeros(0, dtype=np.int64)

class Engine:
    def __init__(self, task):
        self.task = task
        open(task.folder + "/left", "w").close()
    def minimise(self, goal, start):
        return {mode}(self, goal)
    def hold(self, goal, value):
        pass

def deaf(engine, goal):
    "Tells of a plan, starts a process, and minds no limit; from then on the time is over."
    engine.task.heard(goal, NOBODY)
    started = subprocess.Popen(["sleep", "60"])
    print(started.pid, file=sys.stderr, flush=True)
    limits = engine.task.limits
    object.__setattr__(limits, "begun", time.monotonic() - limits.seconds)
    started.wait()
    return Answer(None, False, "was stopped")

def wrong(engine, goal):
    "Every party on every flight that it may board."
    return Answer(np.arange(len(engine.task.parties)), True, "best")

def honest(engine, goal):
    "Everybody stays, and no more is claimed."
    return Answer(NOBODY, False, "gave up")

sys.exit(run("fake 1", Engine, sys.argv[1:]))
"""


def fake(mode: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A peer with a made-up engine."""
    path = written(MADE["60"](), folder)
    (folder / "tmp").mkdir()
    return subprocess.run(
        [sys.executable, "-c", ENGINE.replace("{mode}", mode), str(path), "-o", str(folder / "p"), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).resolve().parents[2],
        env={"TMPDIR": str(folder / "tmp")},
    )


def test_writes_what_it_heard_when_time_is_up(tmp_path: Path) -> None:
    """An engine that ignores the limit is stopped with all it started; its incumbent is written."""
    done = fake("deaf", tmp_path, "--time-limit", "600")
    assert done.returncode == 0, done.stderr
    assert "stopped at unserved[1]: time ran out" in done.stdout
    plan = evacopt.read_plan(tmp_path / "p")
    assert evacopt.verify(MADE["60"](), plan) == []
    assert {goal.grade for goal in plan.goals} == {"feasible"}
    command = Path(f"/proc/{int(done.stderr)}/cmdline")
    assert waited_for(lambda: not command.exists() or command.read_bytes() == b"")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_no_plan_that_breaks_a_rule(tmp_path: Path) -> None:
    """A plan that overfills its flights is not taken from an engine, whatever it claims."""
    done = fake("wrong", tmp_path)
    assert done.returncode == 5, done.stderr
    assert "a plan that breaks a rule (best)" in done.stderr
    assert not (tmp_path / "p").exists()


def test_claims_no_more_than_the_engine(tmp_path: Path) -> None:
    """A plan without a claim is written as feasible, and the goals after it are not begun."""
    done = fake("honest", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "stopped at unserved[1]: gave up" in done.stdout
    first, *later = evacopt.read_plan(tmp_path / "p").goals
    assert (first.goal, first.bound, first.grade) == ("unserved[1]", None, "feasible")
    assert {goal.grade for goal in later} == {"feasible"}


@pytest.mark.parametrize("words", [("--time-limit", "soon"), ("--thread",)])
def test_wrong_usage(words: tuple[str, ...], tmp_path: Path) -> None:
    """Words that mean nothing are exit 2."""
    assert fake("honest", tmp_path, *words).returncode == 2
