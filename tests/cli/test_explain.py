"""`evacopt explain`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.domain.share import Share
from evacopt.files import read_instance, write_instance
from tests.cli.conftest import SMALL, Command


def test_a_group(run: Command, plan_file: Path) -> None:
    """Why it stays, every way out with what stands in it, and the least change, on stdout."""
    ran = run("explain", SMALL, plan_file, "--group", "GBR-1", "--threads", "1")
    assert ran.exit_code == Exit.DONE
    assert ran.stdout.startswith("GBR-1 (GBR, class 2, at ")
    for title in ("Why it stays", "Every way out, nearest first", "The least change"):
        assert title in ran.stdout
    assert ran.stderr == ""


def test_a_flight(run: Command, plan_file: Path) -> None:
    """Why it is full or empty, who goes next, who is aboard."""
    ran = run("explain", SMALL, plan_file, "--flight", "UK", "--no-shows", "3")
    assert ran.exit_code == Exit.DONE
    assert "Who goes next if 3 people do not come" in ran.stdout
    assert "Who is aboard" in ran.stdout


def test_the_plan_quickly(run: Command, plan_file: Path) -> None:
    """Without solving again: the goals, and why people stay."""
    ran = run("explain", SMALL, plan_file, "--quick")
    assert ran.exit_code == Exit.DONE
    assert ran.stdout.startswith("As it is: people left behind, class 1 4")
    assert "Why people stay" in ran.stdout
    assert "What to ask for" not in ran.stdout


def test_the_plan(run: Command, plan_file: Path) -> None:
    """With solving again: offers and what one more of everything is worth."""
    ran = run("explain", SMALL, plan_file, "--time-limit", "30s")
    assert ran.exit_code == Exit.DONE
    assert "What to ask for, best first" in ran.stdout
    assert "What one more seat, place or hour is worth" in ran.stdout


def test_json(run: Command, plan_file: Path) -> None:
    """One object, of which only what was asked is filled."""
    ran = run("explain", SMALL, plan_file, "--group", "FRA-1", "--quick", "--json")
    told = json.loads(ran.stdout)
    assert [key for key, value in told.items() if value is not None] == ["instance", "group"]
    assert told["group"]["staying"] == 1
    assert told["group"]["ways"][0]["departs"].endswith("Z")
    assert told["group"]["forced"] is None


def test_a_contradiction(run: Command, tmp_path: Path) -> None:
    """Without a plan: what contradicts, and the cheapest repair."""
    known = read_instance(SMALL)
    many = Share(id="N1", kind="min", nationality="FRA", people=1_000)
    write_instance(replace(known, shares=(*known.shares, many)), tmp_path / "tight.json")
    ran = run("explain", tmp_path / "tight.json", "--threads", "1")
    assert ran.exit_code == Exit.DONE
    assert "There is no plan: these cannot all be kept (proven)." in ran.stdout
    assert "- share N1 (at least 1000 people of FRA)" in ran.stdout
    assert "A repair by " in ran.stdout
    assert "- share N1: 1,000 becomes " in ran.stdout


def test_nothing_to_explain(run: Command) -> None:
    """Without a plan and without a contradiction it is wrong usage."""
    ran = run("explain", SMALL, "--threads", "1")
    assert ran.exit_code == Exit.USAGE
    assert "solve it, then explain the plan" in ran.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--group", "FRA-9"), Exit.USAGE, "no group is called FRA-9; did you mean FRA-"),
        (("--flight", "UKX"), Exit.USAGE, "no flight is called UKX; did you mean UK"),
        (("--group", "FRA-1", "--flight", "UK"), Exit.USAGE, "not both"),
    ],
)
def test_wrong_usage(run: Command, plan_file: Path, words: tuple[str, ...], code: Exit, said: str) -> None:
    """A name that is none, with what may have been meant, and two questions at once."""
    ran = run("explain", SMALL, plan_file, "--quick", *words)
    assert ran.exit_code == code
    assert said in ran.stderr


def test_a_plan_of_another_instance(run: Command, plan_file: Path, tmp_path: Path) -> None:
    """A plan of an instance that was changed since is refused."""
    write_instance(replace(read_instance(SMALL), title="changed"), tmp_path / "other.json")
    assert run("explain", tmp_path / "other.json", plan_file, "--quick").exit_code == Exit.INVALID
