"""`evacopt simulate`: what a plan is worth, told and kept; what was reached survives an interruption."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click
import pytest
from msgspec.structs import replace

from evacopt.cli.arguments import share_of
from evacopt.files import write_instance, write_plan
from evacopt.simulation.result import Simulation
from evacopt.simulation.result_file import read_simulation
from tests.cli.conftest import Command
from tests.simulation.results import a_simulation
from tests.simulation.test_simulate import PLAN, TWO


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    """An instance in which two flights may fail, and its plan, as files."""
    write_instance(TWO, tmp_path / "two.json")
    write_plan(PLAN, tmp_path / "two.plan.json")
    return tmp_path / "two.json", tmp_path / "two.plan.json"


def test_it_tells_and_keeps_what_comes_out(run: Command, given: tuple[Path, Path], tmp_path: Path) -> None:
    """A headline, people, flights to guard; the file and `--json` hold the same."""
    kept = tmp_path / "two.simulation.json"
    done = run("simulate", *given, "--recourse", "none", "-o", kept)
    assert done.exit_code == 0
    assert "On average 10 people get out; in the worst tenth of the cases 4." in done.stdout
    assert "All 4 cases that there are were counted" in done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["FRA", "12", "12", "10"] in rows
    assert [row[:1] + row[-1:] for row in rows if row[:1] in (["F"], ["L"])] == [["F", "6"], ["L", "6"]]
    assert f"wrote {kept}" in done.stderr
    assert read_simulation(kept, PLAN).out.mean == pytest.approx(9.9)
    told = json.loads(run("simulate", *given, "--recourse", "none", "--json", "-q").stdout)
    assert told == json.loads(kept.read_text(encoding="utf-8"))


def test_stories_are_taken_from_a_table(run: Command, given: tuple[Path, Path], tmp_path: Path) -> None:
    """Each with what it costs; a table that is wrong is refused."""
    stories = tmp_path / "stories.csv"
    stories.write_text("story,probability,events\nstrike,0.5,cancel L\n", encoding="utf-8")
    told = json.loads(run("simulate", *given, "--recourse", "none", "--stories", stories, "--json").stdout)
    assert [row["out"]["mean"] for row in told["stories"]] == pytest.approx([5.4])
    stories.write_text("story,probability,events\nstrike,0.5,cancel X\n", encoding="utf-8")
    assert run("simulate", *given, "--stories", stories).exit_code == 3


def _gives(monkeypatch: pytest.MonkeyPatch, made: Simulation) -> None:
    monkeypatch.setattr("evacopt.simulation.simulate.simulate", lambda *given, **wish: made)


def test_what_was_reached_when_interrupted_is_kept(
    run: Command, given: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written and told, and the exit code says it."""
    _gives(monkeypatch, replace(a_simulation(PLAN), interrupted=True))
    kept = tmp_path / "two.simulation.json"
    done = run("simulate", *given, "-o", kept)
    assert done.exit_code == 130
    assert "people get out" in done.stdout
    assert "interrupted; these are the scenarios that were done by then" in done.stderr
    assert read_simulation(kept, PLAN).interrupted


def test_what_was_not_run_is_listed(
    run: Command, given: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number, in spans."""
    _gives(monkeypatch, replace(a_simulation(PLAN), missing=(3, *range(500, 1000))))
    done = run("simulate", *given, "-q")
    assert done.exit_code == 0
    assert "501 scenarios were not run, for their workers were lost: 3, 500-999" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--tls-ca", "two.json"], "--tls-ca, --tls-cert and --tls-key go with --cluster"),
        (["--cluster", "tcp://10.0.0.5:8786"], "not encrypted"),
        (["--cluster", "tcp://127.0.0.1:1", "--workers", "2"], "--workers does not go with --cluster"),
        (["-o", "two.json"], "exists already"),
        (["--within", "narrow"], "is no share; write 0.5% or 0.005"),
        (["--scenarios", "0"], "--scenarios"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    run: Command,
    given: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    told: str,
) -> None:
    """Before anything is done."""
    monkeypatch.chdir(given[0].parent)
    done = run("simulate", *given, *words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_plan_of_another_instance_is_refused(run: Command, given: tuple[Path, Path]) -> None:
    """Exit code 3, as everywhere."""
    write_plan(dataclasses.replace(PLAN, instance_sha256="0" * 64), given[1], force=True)
    assert run("simulate", *given).exit_code == 3


@pytest.mark.parametrize(("typed", "share"), [("0.5%", 0.005), ("0.005", 0.005), ("0", 0.0), ("2 %", 0.02)])
def test_a_share_is_typed_either_way(typed: str, share: float) -> None:
    """In per cent or as a number."""
    context = click.Context(click.Command("simulate"))
    assert share_of(context, click.Option(["--within"]), typed) == pytest.approx(share)
