"""The large-scale method on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from evacopt.cli.exits import Exit
from evacopt.files import write_instance
from evacopt.generation.generate import generate
from tests.cli.conftest import SMALL, Command


def test_a_plan_and_a_certificate_that_hold(run: Command, tmp_path: Path) -> None:
    """Solved, written, and verified again without any solver; some goal has a bound above nothing."""
    paths = [tmp_path / name for name in ("x.json", "x.plan.json", "x.certificate.json")]
    write_instance(generate("surge", people=300, seed=1), paths[0])
    words = ("--backend", "scale", "--threads", "1", "--time-limit", "none")
    ran = run("solve", paths[0], "-o", paths[1], "--certificate", paths[2], *words)
    assert ran.exit_code == Exit.DONE
    assert "scale on highs" in ran.stderr
    plan = json.loads(paths[1].read_text(encoding="utf-8"))
    assert plan["run"]["backend"].startswith("scale on highs ")
    assert any(goal["bound"] for goal in plan["goals"])
    again = run("verify", paths[0], paths[1], "--certificate", paths[2])
    assert again.exit_code == Exit.DONE
    assert "the certificate holds:" in again.stdout


def test_what_it_cannot_honour_is_an_error(run: Command, backends_known: None) -> None:
    """Exit 7, and the backends that honour it."""
    ran = run("solve", SMALL, "--backend", "scale", "--gap", "0.1")
    assert ran.exit_code == Exit.BACKEND
    assert "scale cannot honour --gap; those that can: highs" in " ".join(ran.stderr.split())


def test_a_wrong_name_is_answered_with_it(run: Command) -> None:
    """It is one of the names to choose from."""
    ran = run("solve", SMALL, "--backend", "scales")
    assert ran.exit_code == Exit.BACKEND
    assert "scale" in ran.stderr.partition("there are:")[2].replace("scales", "")
