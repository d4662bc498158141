"""evacopt as a shell runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import evacopt

DATA = Path(__file__).parent.parent / "data"
SMALL = DATA / "small"
COMMAND = (sys.executable, "-m", "evacopt")


def environment() -> dict[str, str]:
    """The environment in which the process finds the package under test from any folder."""
    home = str(Path(evacopt.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": home, "PYTHONUTF8": "1"}


def shell(*words: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `evacopt words` to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment(),
        cwd=folder,
    )
