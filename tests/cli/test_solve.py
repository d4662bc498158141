"""What `evacopt solve` answers to each outcome."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evacopt.cli.exits import Exit
from evacopt.cli.outcome import GRADES
from evacopt.domain import plan as domain_plan
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Plan
from evacopt.errors import BackendError, ProgressError
from evacopt.files import read_plan, write_plan
from evacopt.planning.result import Result, Status
from tests.cli.conftest import DATA, EVENTS, SMALL, Command
from tests.files.writing import FILES, folder

Solver = Callable[[Any], list[dict[str, Any]]]


def test_the_grades_are_those_of_the_domain() -> None:
    """The copy that keeps the help light is a true copy."""
    assert GRADES == domain_plan.GRADES


def test_a_plan_is_written_and_shown(run: Command, solver: Solver, plan: Plan, tmp_path: Path) -> None:
    """Tables to stdout, progress and the message to stderr, the plan to the file."""
    solver(Result("solved", plan, message="fake 1: done"))
    ran = run("solve", SMALL, "-o", tmp_path / "out.plan.json")
    assert ran.exit_code == Exit.DONE
    assert ran.stdout.startswith("small: Two ways out\n16 of 35 people get out")
    assert "fake 1: done" in ran.stderr
    assert "unserved[1]: best 8 people" in ran.stderr
    assert read_plan(tmp_path / "out.plan.json") == plan


@pytest.mark.parametrize("status", ["solved", "stopped"])
def test_a_stopped_run_with_a_plan_is_done(run: Command, solver: Solver, plan: Plan, status: Status) -> None:
    """A limit that was reached is no failure where there is a plan."""
    solver(Result(status, plan))
    assert run("solve", SMALL).exit_code == Exit.DONE


def test_options_reach_the_solver(run: Command, solver: Solver, plan: Plan, plan_file: Path) -> None:
    """Each option arrives, in the unit of the library."""
    calls = solver(Result("solved", plan))
    words = ["--backend", "highs", "--time-limit", "5m", "--gap", "0.01", "--threads", "2", "--seed", "7"]
    words += ["--proving", "2m", "--start", str(plan_file)]
    assert run("solve", SMALL, *words, "--baseline", plan_file).exit_code == Exit.DONE
    assert [calls[0].pop(name) for name in ("on_progress", "should_stop", "proving")][1:] == [None, 120.0]
    assert calls[0].pop("start") == plan
    assert calls == [
        {"backend": "highs", "time_limit": 300.0, "gap": 0.01, "threads": 2, "seed": 7, "baseline": plan}
    ]


def test_the_default_limit_is_a_minute(run: Command, solver: Solver, plan: Plan) -> None:
    """Without options: any backend, 60 seconds, no gap, the backend's threads."""
    calls = solver(Result("solved", plan))
    run("solve", SMALL)
    others = ("on_progress", "should_stop", "proving", "start")
    assert [calls[0].pop(name) for name in others][1:] == [None] * 3
    assert calls == [
        {"backend": "auto", "time_limit": 60.0, "gap": 0.0, "threads": None, "seed": 0, "baseline": None}
    ]


@pytest.mark.parametrize("option", ["-o", "--log"])
def test_an_existing_file_is_refused_before_solving(
    run: Command, solver: Solver, plan: Plan, plan_file: Path, option: str
) -> None:
    """Nobody waits for an hour to learn that the file is there already; --force replaces it."""
    calls = solver(Result("solved", plan))
    refused = run("solve", SMALL, option, plan_file)
    assert (refused.exit_code, calls) == (Exit.USAGE, [])
    assert f"{plan_file} exists already; --force replaces it" in refused.stderr
    assert run("solve", SMALL, option, plan_file, "--force").exit_code == Exit.DONE


@pytest.mark.parametrize("place", ["", "nowhere/out.plan.json"])
def test_a_place_that_cannot_be_written_is_refused_before_solving(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path, place: str
) -> None:
    """A folder, or a file in a folder that is not there."""
    calls = solver(Result("solved", plan))
    assert (run("solve", SMALL, "-o", tmp_path / place).exit_code, calls) == (Exit.USAGE, [])


def test_a_plan_weaker_than_required_is_not_written(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path
) -> None:
    """The plan is shown, the goals that are too weak are named, and no file appears."""
    solver(Result("stopped", plan))
    ran = run("solve", SMALL, "-o", tmp_path / "out.plan.json", "--require", "agreed")
    assert ran.exit_code == Exit.NO_PLAN
    assert "unserved[2] is claimed, and --require asks for agreed" in ran.stderr
    assert "unserved[1] is" not in ran.stderr
    assert "people get out" in ran.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_plan_as_strong_as_required_is_written(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path
) -> None:
    """Claimed satisfies claimed, and proven all the more."""
    goals = tuple(goal for goal in plan.goals if goal.grade != "feasible")
    solver(Result("solved", replace(plan, goals=GoalTable(goals))))
    out = tmp_path / "out.plan.json"
    assert run("solve", SMALL, "-o", out, "--require", "claimed").exit_code == Exit.DONE
    assert out.exists()


def test_infeasible_names_the_promises(run: Command, solver: Solver, tmp_path: Path) -> None:
    """Exit 4, each promise on a line, no plan file."""
    solver(Result("infeasible", conflict=("share WE (at least 8 FRA)", "share THEY (at least 4 SDN)")))
    ran = run("solve", SMALL, "-o", tmp_path / "out.plan.json")
    assert ran.exit_code == Exit.INFEASIBLE
    assert "  share WE (at least 8 FRA)\n  share THEY (at least 4 SDN)\n" in ran.stderr
    assert (ran.stdout, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.parametrize(("status", "code"), [("no_plan", Exit.NO_PLAN), ("interrupted", Exit.INTERRUPTED)])
def test_no_plan_says_why(run: Command, solver: Solver, status: Status, code: Exit) -> None:
    """Neither a limit nor Ctrl-C before the first plan is a bug."""
    solver(Result(status, message="the time limit came first"))
    ran = run("solve", SMALL)
    assert ran.exit_code == code
    assert "no plan was found. the time limit came first" in ran.stderr


def test_an_interrupted_run_writes_the_best_plan(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path
) -> None:
    """Exit 130, and the plan is there."""
    solver(Result("interrupted", plan))
    out = tmp_path / "out.plan.json"
    assert run("solve", SMALL, "-o", out).exit_code == Exit.INTERRUPTED
    assert read_plan(out) == plan


@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (BackendError("scip is not installed"), Exit.BACKEND, "evacopt: scip is not installed"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, "evacopt: interrupted"),
        (MemoryError(), Exit.NO_PLAN, "not enough memory"),
        (PermissionError(13, "Permission denied", "x"), Exit.USAGE, "evacopt: x: Permission denied"),
        (
            ZeroDivisionError("oops"),
            Exit.BUG,
            "this is a bug in evacopt, please report it: ZeroDivisionError: oops",
        ),
    ],
)
def test_failures_become_words_and_a_code(
    run: Command, solver: Solver, failure: BaseException, code: Exit, words: str
) -> None:
    """Each kind of failure has its exit code; none shows a traceback."""
    solver(failure)
    ran = run("solve", SMALL)
    assert ran.exit_code == code
    assert words in ran.stderr
    assert "Traceback" not in ran.output


def test_a_bug_shows_its_place_on_demand(
    run: Command, solver: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With EVACOPT_DEBUG=1 the traceback is there for a report."""
    monkeypatch.setenv("EVACOPT_DEBUG", "1")
    solver(ZeroDivisionError("oops"))
    ran = run("solve", SMALL)
    assert ran.exit_code == Exit.BUG
    assert "Traceback (most recent call last)" in ran.stderr


def test_a_broken_instance_is_refused_with_every_finding(run: Command) -> None:
    """Exit 3, all findings on stderr, nothing on stdout."""
    ran = run("solve", DATA / "broken")
    assert (ran.exit_code, ran.stdout) == (Exit.INVALID, "")
    assert "flights.csv:2 (flight IN), seats: must be at least 1, got -4" in ran.stderr
    assert "flights.csv:3 (flight ON), destination" in ran.stderr
    assert "nothing was done" in ran.stderr


def test_quiet_says_nothing_of_progress(run: Command, solver: Solver, plan: Plan) -> None:
    """With -q stdout has the tables and stderr nothing."""
    solver(Result("solved", plan, message="done"))
    ran = run("solve", SMALL, "-q")
    assert ran.stderr == ""
    assert "people get out" in ran.stdout


def test_the_log_has_every_event_and_is_private(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path
) -> None:
    """One JSON object an event with goal, incumbent, bound, gap and seconds, readable by its owner only."""
    solver(Result("solved", plan))
    log = tmp_path / "run.log"
    run("solve", SMALL, "--log", log)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["goal"], line["incumbent"], line["bound"], line["gap"]) for line in lines] == [
        (event.goal, event.incumbent, event.bound, event.gap) for event in EVENTS
    ]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_json_is_one_object_with_the_plan(run: Command, solver: Solver, plan: Plan) -> None:
    """A program gets status, plan as in its file, conflict, message and notes."""
    solver(Result("solved", plan, message="done"))
    answer = json.loads(run("solve", SMALL, "--json").stdout)
    assert set(answer) == {"status", "plan", "conflict", "message", "notes"}
    assert answer["plan"]["format"] == "evacopt-plan/1"
    assert answer["plan"]["assignments"][0] == {"group": "FRA-1", "itinerary": ["IN", "ON"], "parties": 3}


def test_json_without_a_plan_is_an_object_too(run: Command, solver: Solver) -> None:
    """Infeasible is a result that a program can read."""
    solver(Result("infeasible", conflict=("share WE",), message="contradictory"))
    ran = run("solve", SMALL, "--json")
    assert ran.exit_code == Exit.INFEASIBLE
    assert json.loads(ran.stdout) == {
        "status": "infeasible",
        "plan": None,
        "conflict": ["share WE"],
        "message": "contradictory",
        "notes": [],
    }


@pytest.mark.parametrize(
    ("typed", "seconds"), [("90", 90.0), ("90s", 90.0), ("5m", 300.0), ("0.5h", 1800.0), ("none", None)]
)
def test_time_limits_as_people_type_them(
    run: Command, solver: Solver, plan: Plan, typed: str, seconds: float | None
) -> None:
    """Seconds by default, s, m and h, and no limit at all."""
    calls = solver(Result("solved", plan))
    run("solve", SMALL, "--time-limit", typed)
    assert calls[0]["time_limit"] == seconds


def test_a_proof_may_be_done_without(run: Command, solver: Solver, plan: Plan) -> None:
    """No time for proving is a time, where no limit at all would be none."""
    calls = solver(Result("solved", plan))
    run("solve", SMALL, "--proving", "0")
    assert calls[0]["proving"] == 0.0


@pytest.mark.parametrize(
    "words",
    [
        ["--time-limit", "0"],
        ["--time-limit", "5 minutes"],
        ["--proving", "none"],
        ["--proving", "-1"],
        ["--gap", "-1"],
        ["--threads", "0"],
        ["--require", "perfect"],
        ["--certificate"],
        ["--baseline", "nowhere.json"],
        ["--start", "nowhere.json"],
        ["--alternatives", "21"],
        ["--alternatives", "1", "--what-if", "cancel UK"],
    ],
)
def test_wrong_usage_is_refused(run: Command, words: list[str]) -> None:
    """Exit 2 before anything is read."""
    assert run("solve", SMALL, *words).exit_code == Exit.USAGE


@pytest.mark.parametrize("gap", ["nan", "inf", "-1"])
def test_a_gap_that_is_no_gap_is_wrong_usage(gap: str, run: Command) -> None:
    """Nothing is solved to a gap that nothing can be compared with."""
    ran = run("solve", SMALL, "--gap", gap, "-q")
    assert ran.exit_code == Exit.USAGE
    assert "gap" in ran.stderr


@pytest.mark.sibling("34")
def test_ctrl_c_while_the_progress_is_put_away_loses_no_plan(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan was found by then: it is written, and the exit code is that of an interruption."""

    @contextmanager
    def watching(**_: object) -> Iterator[Callable[[object], None]]:
        yield lambda event: None
        raise KeyboardInterrupt

    monkeypatch.setattr("evacopt.cli.solve.watching", watching)
    solver(Result("solved", plan))
    assert run("solve", SMALL, "-o", tmp_path / "p.json", "-q").exit_code == Exit.INTERRUPTED
    assert read_plan(tmp_path / "p.json") == plan


@pytest.mark.sibling("34")
def test_what_on_progress_raises_loses_no_plan(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path
) -> None:
    """The plan is written first, then it is told what could not be done."""
    failure = ProgressError("the run was ended", Result("interrupted", plan))
    failure.__cause__ = PermissionError(13, "Permission denied", "the.log")
    solver(failure)
    ran = run("solve", SMALL, "-o", tmp_path / "p.json", "-q")
    assert ran.exit_code == Exit.USAGE
    assert "the.log: Permission denied" in ran.stderr
    assert read_plan(tmp_path / "p.json") == plan


@pytest.mark.sibling("34")
def test_what_failed_without_costing_the_plan_is_said(run: Command, solver: Solver, plan: Plan) -> None:
    """However quiet it is to be: a plan without its proof must not look like one that needed none."""
    solver(Result("solved", plan, notes=("proving failed (IndexError: 7); the plan is kept",)))
    ran = run("solve", SMALL, "-q")
    assert ran.exit_code == Exit.DONE
    assert ran.stderr == "evacopt: WARNING: proving failed (IndexError: 7); the plan is kept\n"


@pytest.fixture
def another(plan: Plan) -> Plan:
    """As many people fly, but others."""
    rows = [Assignment("FRA-2", ("IN", "ON"), 3), Assignment("GBR-1", ("UK",), 4)]
    return replace(plan, assignments=Assignments.of(rows))


def test_other_plans_are_written_beside_the_plan(
    run: Command, solver: Solver, plan: Plan, another: Plan, tmp_path: Path
) -> None:
    """Each in a file of its own; the table says who is moved, and how many files there are."""
    calls = solver(Result("solved", plan, alternatives=(another,), message="1 other plan as good found"))
    ran = run("solve", SMALL, "-o", tmp_path / "out.plan.json", "--alternatives", "2")
    assert (ran.exit_code, calls[0]["alternatives"]) == (Exit.DONE, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-alt1.plan.json", "out.plan.json"]
    assert read_plan(tmp_path / "out-alt1.plan.json") == another
    page = ran.stdout.split("Other plans, as good in every goal")[1]
    assert page.splitlines()[3].split() == ["out-alt1.plan.json", "18", "2", "18"]
    assert f"wrote {tmp_path / 'out-alt1.plan.json'}" in ran.stderr


def test_other_plans_for_programs(run: Command, solver: Solver, plan: Plan, another: Plan) -> None:
    """Each with its differences, and as it would be in its file."""
    solver(Result("solved", plan, alternatives=(another,)))
    answer = json.loads(run("solve", SMALL, "--alternatives", "1", "--json").stdout)
    (one,) = answer["alternatives"]
    assert (one["people"], one["flights"], one["apart"]) == (18, 2, 18)
    assert one["plan"]["assignments"][0]["group"] == "FRA-2"


def test_no_other_plan_is_no_table(run: Command, solver: Solver, plan: Plan, tmp_path: Path) -> None:
    """The message says why there is none."""
    solver(Result("solved", plan, message="no other plans as good found: time was up"))
    ran = run("solve", SMALL, "-o", tmp_path / "out.plan.json", "--alternatives", "1")
    assert "Other plans" not in ran.stdout
    assert "no other plans as good found: time was up" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.plan.json"]


def test_a_file_of_another_plan_is_not_replaced(
    run: Command, solver: Solver, plan: Plan, tmp_path: Path
) -> None:
    """It is noticed before anything is solved."""
    calls = solver(Result("solved", plan))
    (tmp_path / "out-alt2.plan.json").write_text("old")
    ran = run("solve", SMALL, "-o", tmp_path / "out.plan.json", "--alternatives", "2")
    assert (ran.exit_code, calls) == (Exit.USAGE, [])
    assert "out-alt2.plan.json exists already; --force replaces it" in ran.stderr


def test_weak_plans_have_no_others(
    run: Command, solver: Solver, plan: Plan, another: Plan, tmp_path: Path
) -> None:
    """Where the plan is not written for its grade, they are not."""
    solver(Result("stopped", plan, alternatives=(another,)))
    run("solve", SMALL, "-o", tmp_path / "out.plan.json", "--alternatives", "1", "--require", "proven")
    assert list(tmp_path.iterdir()) == []


def test_a_start_that_cannot_be_read(run: Command, tmp_path: Path) -> None:
    """Is told as any plan that is not valid, with its place."""
    (tmp_path / "broken.plan.json").write_text("{")
    ran = run("solve", SMALL, "--start", tmp_path / "broken.plan.json")
    assert ran.exit_code == Exit.INVALID
    assert "broken.plan.json" in ran.stderr


def test_a_start_of_other_people(run: Command, plan: Plan, tmp_path: Path) -> None:
    """Whose groups are all unknown here is no plan to start from; the exit code is that of a wrong plan."""
    other = replace(plan, assignments=Assignments.of([Assignment("XYZ-9", ("IN", "ON"), 1)]))
    write_plan(other, tmp_path / "other.plan.json")
    ran = run("solve", SMALL, "--start", tmp_path / "other.plan.json", "-q")
    assert ran.exit_code == Exit.INVALID
    assert "must be a plan of small, or of an instance with some of its groups" in ran.stderr


def test_what_looks_wrong_is_said(run: Command, solver: Solver, tmp_path: Path) -> None:
    """Who decides at night has not run `check`: a name that speaks of nobody is on stderr, but for `-q`."""
    flights = FILES["flights.csv"].replace("seats\n", "seats,accepts\n").replace(",10\n", ",10,France\n")
    path = folder(tmp_path / "x", flights_csv=flights)
    solver(Result("no_plan", None))
    said = "warning: flights.csv:2 (flight F1), accepts: is no nationality and no bloc of this instance"
    assert run("solve", path).stderr.count(said) == 1
    assert "warning" not in run("solve", path, "-q").stderr
