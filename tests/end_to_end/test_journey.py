"""The way of a planner: check, solve, verify, show, edit in a workbook, solve again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.shell import DATA, SMALL, shell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plan of the small instance, solved in a way that can be repeated."""
    made = tmp_path_factory.mktemp("journey")
    solved = shell("solve", SMALL, "-o", made / "small.plan.json", *_SAME)
    assert solved.returncode == 0, solved.stderr
    return made


_SAME = ("--threads", "1", "--time-limit", "none")


def _without_seconds(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    content["run"].pop("seconds")
    return content


def test_the_best_plan_of_the_small_instance(folder: Path) -> None:
    """All of class 1; then JIB is full with 20 people and UK with 4, so 3 of class 2 and class 3 stay."""
    goals = {goal["goal"]: goal for goal in _without_seconds(folder / "small.plan.json")["goals"]}
    assert [goals[f"unserved[{level}]"]["value"] for level in (1, 2, 3)] == [0, 3, 8]
    assert all(goal["bound"] == goal["value"] for goal in goals.values())


def test_what_solve_prints_is_what_show_prints(folder: Path) -> None:
    """The same page, whether fresh or from the file."""
    solved = shell("solve", SMALL, *_SAME)
    shown = shell("show", SMALL, folder / "small.plan.json")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == solved.stdout


def test_the_plan_is_verified(folder: Path) -> None:
    """A plan file of `solve` passes the judge."""
    verified = shell("verify", SMALL, folder / "small.plan.json")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert "keeps every rule" in verified.stdout


def test_a_tampered_plan_is_found(folder: Path) -> None:
    """One party more in the file than the plan had: exit 6."""
    content = json.loads((folder / "small.plan.json").read_bytes())
    content["assignments"][0]["parties"] += 1
    tampered = folder / "tampered.plan.json"
    tampered.write_text(json.dumps(content))
    assert shell("verify", SMALL, tampered).returncode == 6


@pytest.mark.parametrize("name", ["small.xlsx", "small.json", "small-parquet"])
def test_every_container_gives_the_same_plan(folder: Path, name: str) -> None:
    """Converted and solved again, the plan file is the same but for the seconds."""
    parquet = ["--parquet"] if name.endswith("parquet") else []
    assert shell("convert", SMALL, folder / name, *parquet).returncode == 0
    again = folder / f"{name}.plan.json"
    assert shell("solve", folder / name, "-o", again, *_SAME).returncode == 0
    assert _without_seconds(again) == _without_seconds(folder / "small.plan.json")


def test_contradictory_promises_are_named(tmp_path: Path) -> None:
    """10 seats, 8 promised to one and 4 to the other: exit 4, both named, no file."""
    out = tmp_path / "x.plan.json"
    ran = shell("solve", DATA / "contradictory", "-o", out)
    assert (ran.returncode, ran.stdout, out.exists()) == (4, "", False)
    assert "share WE (at least 8" in ran.stderr
    assert "share THEY (at least 4" in ran.stderr


def test_an_unknown_backend_is_refused() -> None:
    """Exit 7, with its name."""
    ran = shell("solve", SMALL, "--backend", "abacus")
    assert (ran.returncode, ran.stdout) == (7, "")
    assert "abacus" in ran.stderr


def test_streams_are_apart(folder: Path) -> None:
    """Tables on stdout, progress on stderr; with -q and --json stdout is one object."""
    ran = shell("solve", SMALL)
    assert "By flight" in ran.stdout
    assert "By flight" not in ran.stderr
    assert "unserved[1]: best" in ran.stderr
    assert json.loads(shell("solve", SMALL, "-q", "--json").stdout)["status"] == "solved"


def test_a_broken_instance_is_refused_by_every_command(tmp_path: Path) -> None:
    """Exit 3 from each command that reads an instance; only `check` has the findings as its result."""
    for words in (["check"], ["solve"], ["show"]):
        ran = shell(*words, DATA / "broken")
        assert ran.returncode == 3
        findings = ran.stdout if words == ["check"] else ran.stderr
        assert "flights.csv:2 (flight IN), seats: must be at least 1, got -4" in findings
    assert shell("convert", DATA / "broken", tmp_path / "x.json").returncode == 3
