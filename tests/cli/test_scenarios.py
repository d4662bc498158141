"""`evacopt solve --scenarios`: what goes together, and what comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.cli.uncertain import RISKS
from evacopt.files import write_instance
from evacopt.robust import result
from tests.build import instance
from tests.cli.conftest import Command
from tests.robust.test_solve import PEOPLE, SAFE_LATER


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A risky flight and a safe one."""
    write_instance(instance(groups=PEOPLE, flights=SAFE_LATER), tmp_path / "small.json")
    return str(tmp_path / "small.json")


def test_risks_are_those_of_the_record() -> None:
    """They are written out, for help must not import what has them."""
    assert RISKS == result.RISKS


def test_a_plan_for_scenarios_comes_with_what_it_is_worth(run: Command, folder: str) -> None:
    """As JSON: the plan, and both plans over the same fresh scenarios."""
    asked = ["solve", folder, "--scenarios", "30", "--json", "-q", "--threads", "1"]
    answer = run(*asked)
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert told["worth"]["scenarios"] == 30
    assert told["worth"]["classes"][0]["left"]["mean"] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--risk", "cvar"], "--risk goes with --scenarios"),
        (["--scenario-count", "9"], "--scenario-count goes with --scenarios"),
        (["--scenarios", "9", "--alternatives", "2"], "--alternatives does not go with --scenarios"),
        (["--scenarios", "9", "--scenario-count", "9"], "--scenario-count"),
        (["--scenarios", "9", "--backend", "cbc"], "--backend cbc does not go with --scenarios"),
        (["--scenarios", "no.csv"], "no file and no number"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    run: Command, folder: str, options: list[str], said: str
) -> None:
    """Before anything is solved."""
    answer = run("solve", folder, *options)
    assert answer.exit_code == 2
    assert said in answer.output
