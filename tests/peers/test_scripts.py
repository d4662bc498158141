"""The three scripts, run as the table runs them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import evacopt
from tests.peers.script import SCRIPTS, last_line, peer
from tests.peers.surge import MADE, written

Goals = list[tuple[str, int]]


@cache
def known_best(name: str) -> tuple[evacopt.Instance, Goals]:
    """The instance, and its best goals as evacopt proves them."""
    instance = MADE[name]()
    goals = evacopt.solve(instance, backend="highs").goals
    assert {goal.grade for goal in goals} == {"proven"}
    return instance, [(goal.goal, goal.value) for goal in goals]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", sorted(MADE))
def test_reaches_what_is_proven_best(name: str, script: str, tmp_path: Path) -> None:
    """A peer finishes every goal at the proven value, with a plan that keeps every rule."""
    instance, best = known_best(name)
    done = peer(script, written(instance, tmp_path), tmp_path / "p.json", "--time-limit", 60, "--threads", 1)
    assert done.returncode == 0, done.stderr
    plan = evacopt.read_plan(tmp_path / "p.json")
    assert evacopt.verify(instance, plan) == []
    assert [(goal.goal, goal.value) for goal in plan.goals] == best
    assert {goal.grade for goal in plan.goals} == {"claimed"}
    assert "every goal finished" in last_line(done)


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_time_no_plan(script: str, tmp_path: Path) -> None:
    """Within a millisecond nothing is found: exit 5, a line that says so, and no file."""
    path = written(MADE["60"](), tmp_path)
    done = peer(script, path, tmp_path / "p.json", "--time-limit", 0.001)
    assert done.returncode == 5, done.stderr
    assert "no plan; stopped at reading: time ran out" in done.stderr
    assert not (tmp_path / "p.json").exists()


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_memory_no_plan(script: str, tmp_path: Path) -> None:
    """A peer that is above its memory is stopped, and says so with exit 5."""
    path = written(MADE["200"](), tmp_path)
    done = peer(script, path, tmp_path / "p.json", "--memory", 0.001)
    assert done.returncode == 5, done.stderr
    assert "memory ran out" in done.stderr


@pytest.mark.parametrize("script", SCRIPTS)
def test_trace_and_temporary_files(script: str, tmp_path: Path) -> None:
    """The trace ends each goal at the plan's value, in the order of time, and no temporary file is left."""
    path = written(MADE["200"](), tmp_path)
    done = peer(script, path, tmp_path / "p.json", "--trace", tmp_path / "trace", "--seed", 3)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in (tmp_path / "trace").read_text(encoding="ascii").splitlines()]
    seconds = [float(when) for when, _, _ in lines]
    assert seconds == sorted(seconds)
    plan = evacopt.read_plan(tmp_path / "p.json")
    reached = {goal: int(value) for _, goal, value in lines}
    assert reached.items() <= {(goal.goal, goal.value) for goal in plan.goals}
    assert "waiting" in reached
    assert list((tmp_path / "tmp").iterdir()) == []


def test_refuses_other_families(tmp_path: Path) -> None:
    """An instance with rules that no peer models is refused with exit 7, and named."""
    path = written(evacopt.generate("hubs", people=60), tmp_path)
    done = peer("pulp_cbc", path, tmp_path / "p.json")
    assert done.returncode == 7
    assert "this instance also has" in done.stderr
    assert "hubs" in done.stderr
    assert not (tmp_path / "p.json").exists()


def test_invalid_instance(tmp_path: Path) -> None:
    """An instance that is not valid is exit 3, as it is everywhere."""
    path = tmp_path / "instance.json"
    path.write_text("{}", encoding="utf-8")
    assert peer("pulp_cbc", path, tmp_path / "p.json").returncode == 3


def test_keeps_an_existing_plan(tmp_path: Path) -> None:
    """A plan file is replaced only with `--force`."""
    path = written(MADE["60"](), tmp_path)
    (tmp_path / "p.json").write_text("mine", encoding="ascii")
    assert peer("pulp_cbc", path, tmp_path / "p.json").returncode == 2
    assert (tmp_path / "p.json").read_text(encoding="ascii") == "mine"
    assert peer("pulp_cbc", path, tmp_path / "p.json", "--force").returncode == 0
    assert evacopt.read_plan(tmp_path / "p.json").goals


def test_no_folder_for_the_plan(tmp_path: Path) -> None:
    """A plan that could not be written is exit 2 at once."""
    path = written(MADE["60"](), tmp_path)
    done = peer("pulp_cbc", path, tmp_path / "p.json", "-o", tmp_path / "none" / "p.json")
    assert done.returncode == 2
    assert "no such folder" in done.stderr
