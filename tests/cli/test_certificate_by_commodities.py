"""Certificates by commodities on the command line: what the large method writes is accepted, lies are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evacopt.cli.exits import Exit
from tests.cli.conftest import Command

FAMILIES = ("surge", "hubs")
Paths = tuple[Path, Path, Path]


@pytest.fixture(params=FAMILIES)
def solved(request: pytest.FixtureRequest, run: Command, tmp_path: Path) -> Paths:
    """Instance, plan and certificate of a small generated instance."""
    paths = tmp_path / "one", tmp_path / "one.plan.json", tmp_path / "one.certificate.json"
    generated = run("generate", request.param, "-o", paths[0], "--seed", 3, "--people", 300)
    options = (
        "--backend",
        "scale",
        "--threads",
        1,
        "--time-limit",
        "none",
        "-q",
        "-o",
        paths[1],
        "--certificate",
        paths[2],
    )
    assert (generated.exit_code, run("solve", paths[0], *options).exit_code) == (Exit.DONE, Exit.DONE)
    return paths


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_what_the_method_writes_is_accepted(run: Command, solved: Paths) -> None:
    """It is by commodities, has multipliers of rows, and shows the bounds that the plan states."""
    instance, plan, certificate = solved
    content = _content(certificate)
    assert content["wholesale"] is True
    assert any(proof["tree"]["multipliers"] for proof in content["proofs"])
    bounds = {goal["goal"]: goal["bound"] for goal in _content(plan)["goals"]}
    assert {proof["goal"]: proof["bound"] for proof in content["proofs"]}.items() <= bounds.items()
    ran = run("verify", instance, plan, "--certificate", certificate)
    assert (ran.exit_code, "the certificate holds:" in ran.stdout) == (Exit.DONE, True)


def test_what_is_changed_in_it_is_refused(run: Command, solved: Paths) -> None:
    """Bounds out of reach, a row that is not there, or the same multipliers said to be of another kind."""
    instance, plan, certificate = solved
    content = _content(certificate)
    first, *others = content["proofs"]
    leaf = first["tree"]
    for changed in (
        {**content, "proofs": [{**first, "bound": 10**12}, *others]},
        {**content, "proofs": [{**first, "tree": {**leaf, "multipliers": {"seats NOWHERE": 1}}}, *others]},
        {**content, "wholesale": False},
    ):
        certificate.write_text(json.dumps(changed), encoding="utf-8")
        ran = run("verify", instance, plan, "--certificate", certificate)
        assert (ran.exit_code, "the certificate does not hold" in ran.stdout) == (Exit.BROKEN, True)
