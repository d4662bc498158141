"""A machine on which engines are gone: what is there works, and the rest says what to install."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "data" / "small"


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which ortools and pulp cannot be imported."""
    for name in ("ortools", "pulp"):
        text = f"raise ModuleNotFoundError(\"No module named '{name}'\")"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}


def _run(*words: str | Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "evacopt", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_is_listed_with_the_remedy(bare: dict[str, str]) -> None:
    """HiGHS and the baselines are there; the others say what they lack and how to get it."""
    said = json.loads(_run("backends", "--json", environment=bare).stdout)["backends"]
    here = {backend["name"] for backend in said if backend["available"]}
    assert here == {"highs", "scale", "first-come", "own-first", "priority-first"}
    reasons = {backend["name"]: backend["reason"] for backend in said}
    assert reasons["cpsat"] == "No module named 'ortools' (try: pip install highspy ortools pulp)"


def test_solving_with_it_is_exit_7(bare: dict[str, str]) -> None:
    """One line that says what is missing, and no other backend steps in."""
    ran = _run("solve", SMALL, "--backend", "cbc", environment=bare)
    assert (ran.returncode, ran.stdout) == (Exit.BACKEND, "")
    assert "the backend cbc is not available: No module named 'pulp'" in ran.stderr
