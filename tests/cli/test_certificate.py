"""`solve --certificate` and `verify --certificate`, with a real solver."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit
from evacopt.domain.instance import Instance
from evacopt.files import write_instance
from tests.cli.conftest import Command
from tests.tiny.instances import tiny_instance

SEED, INFEASIBLE = 3, 6
QUIET = ("--backend", "highs", "--threads", "1", "-q")


def _written(instance: Instance, folder: Path) -> tuple[Path, Path, Path]:
    """Paths of the instance, which is there, and of a plan and a certificate, which are not."""
    path = folder / "tiny.json"
    write_instance(instance, path, force=True)
    return path, folder / "tiny.plan.json", folder / "tiny.certificate.json"


@pytest.fixture
def solved(run: Command, tmp_path: Path) -> tuple[Path, Path, Path]:
    """Instance, plan and certificate of a tiny instance."""
    paths = _written(tiny_instance(SEED), tmp_path)
    assert run("solve", paths[0], "-o", paths[1], "--certificate", paths[2], *QUIET).exit_code == Exit.DONE
    return paths


def test_a_certificate_is_written_and_holds(run: Command, solved: tuple[Path, Path, Path]) -> None:
    """It is private, and verify says how many goals it proves."""
    instance, plan, certificate = solved
    assert stat.S_IMODE(certificate.stat().st_mode) == 0o600
    ran = run("verify", instance, plan, "--certificate", certificate)
    goals = len(tiny_instance(SEED).policy.objectives)
    assert ran.exit_code == Exit.DONE
    assert "the certificate holds:" in ran.stdout
    assert goals > 1


def test_a_bound_too_high_is_named(run: Command, solved: tuple[Path, Path, Path]) -> None:
    """Exit 6, and the goal with both numbers; the plan itself is not blamed."""
    instance, plan, certificate = solved
    content = json.loads(certificate.read_text(encoding="utf-8"))
    proof = content["proofs"][0]
    proof["bound"] += 1
    certificate.write_text(json.dumps(content), encoding="utf-8")
    ran = run("verify", instance, plan, "--certificate", certificate)
    assert ran.exit_code == Exit.BROKEN
    words = f"certificate {proof['goal']}: shows {proof['bound'] - 1}, claims {proof['bound']}"
    assert ran.stdout.splitlines() == [words, f"{tiny_instance(SEED).name}: the certificate does not hold"]
    found = json.loads(run("verify", instance, plan, "--certificate", certificate, "--json").stdout)
    assert [row["rule"] for row in found["violations"]] == ["certificate"]


def test_an_existing_certificate_is_kept(run: Command, solved: tuple[Path, Path, Path]) -> None:
    """Refused before solving, replaced with --force."""
    instance, plan, certificate = solved
    before = certificate.read_bytes()
    certificate.write_bytes(b"mine")
    assert run("solve", instance, "--certificate", certificate, *QUIET).exit_code == Exit.USAGE
    assert certificate.read_bytes() == b"mine"
    assert run("solve", instance, "--certificate", certificate, "--force", *QUIET).exit_code == Exit.DONE
    assert certificate.read_bytes() == before
    assert plan.exists()


def test_a_contradiction_is_written_and_checked(run: Command, tmp_path: Path) -> None:
    """Where there is no plan the certificate shows why, and verify needs no plan."""
    instance, plan, certificate = _written(tiny_instance(INFEASIBLE), tmp_path)
    ran = run("solve", instance, "-o", plan, "--certificate", certificate, *QUIET)
    assert (ran.exit_code, plan.exists()) == (Exit.INFEASIBLE, False)
    ran = run("verify", instance, "--certificate", certificate)
    assert ran.exit_code == Exit.DONE
    assert "the certificate shows that no plan keeps all of: " in ran.stdout
    content = json.loads(certificate.read_text(encoding="utf-8"))
    certificate.write_text(json.dumps({**content, "conflict": []}), encoding="utf-8")
    ran = run("verify", instance, "--certificate", certificate)
    assert ran.exit_code == Exit.BROKEN
    assert ran.stdout.startswith("certificate conflict: uses ")


def test_what_is_missing_is_said(run: Command, solved: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Neither plan nor certificate; or the goal `changes` without the plan that it looks at."""
    instance, _, _ = solved
    ran = run("verify", instance)
    assert (ran.exit_code, "name a plan" in ran.stderr) == (Exit.USAGE, True)
    changing = next(i for i in map(tiny_instance, range(50)) if "changes" in i.policy.objectives)
    instance, plan, certificate = _written(changing, tmp_path)
    run("solve", instance, "-o", plan, "--certificate", certificate, "--force", *QUIET)
    assert run("verify", instance, plan, "--certificate", certificate).exit_code == Exit.DONE
    content = json.loads(plan.read_text(encoding="utf-8"))
    next(goal for goal in content["goals"] if goal["goal"] == "changes")["value"] = 3
    plan.write_text(json.dumps(content), encoding="utf-8")
    ran = run("verify", instance, plan, "--certificate", certificate)
    assert (ran.exit_code, "--baseline PLAN" in ran.stderr) == (Exit.USAGE, True)
