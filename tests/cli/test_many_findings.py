"""Hundreds of findings at the command line: fifty for people, all for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.files.writing import folder

Run = Callable[..., Result]


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """362 groups whose sizes are long texts."""
    rows = "\n".join(f"G{n},FRA,NIM,{'x' * 400}{n}" for n in range(362))
    return folder(tmp_path / "x", groups_csv=f"id,nationality,origin,size\n{rows}\n")


@pytest.mark.sibling("19")
@pytest.mark.parametrize("command", ["check", "solve", "show"])
def test_people_get_fifty_and_programs_all(run: Run, spoilt: Path, command: str) -> None:
    """In text the first fifty and how many more; with `--json` all, whole; the exit code is 3 for both."""
    told = run(command, spoilt)
    lines = (told.stdout + told.stderr).splitlines()
    assert told.exit_code == 3
    assert "and 312 more of these kinds" in lines
    assert sum("must be an integer" in line for line in lines) == 50
    assert max(map(len, lines)) <= 300
    every = run(command, spoilt, "--json")
    assert every.exit_code == 3
    assert len(json.loads(every.stdout)["errors"]) == 362
