"""The main job where POSIX is absent: its modules, and what `os` and `signal` have of it, are taken away.

They are taken away from every process, so that the worker of a backend runs as it does on Windows.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("fcntl", "grp", "pwd", "resource", "termios")
NAMES = (
    "fork killpg setpgid setsid getuid geteuid wait4 sysconf sched_getaffinity "
    "O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_TMPFILE"
)

TAKEN_AWAY = f"""
import os, psutil, signal, subprocess, sys, tempfile  # these have other ways on Windows
for name in {MODULES!r}:
    sys.modules[name] = None
for name in {NAMES!r}.split():
    delattr(os, name)
os.supports_dir_fd = set()
del signal.SIGHUP
"""


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has none of it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(TAKEN_AWAY, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "TMPDIR": str(tmp_path)}


def _run(words: str, environment: dict[str, str], folder: Path, code: int = 0) -> str:
    command = [sys.executable, "-m", "evacopt", *words.split()]
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == code, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_the_main_job(bare: dict[str, str], tmp_path: Path) -> None:
    """Reading, checking, solving, judging, showing, comparing, reporting, listing; nothing is left behind."""
    folder = tmp_path / "work"
    folder.mkdir()
    _run("example niamey-2023 crisis.xlsx", bare, folder)
    assert "nothing wrong" in _run("check crisis.xlsx", bare, folder)
    _run("solve crisis.xlsx --backend highs --time-limit 60 -o plan.json", bare, folder)
    _run("solve crisis.xlsx --backend first-come -o first.json", bare, folder)
    assert "1,317 of 1,402" in _run("show crisis.xlsx plan.json", bare, folder)
    _run("verify crisis.xlsx plan.json", bare, folder)
    assert _run("compare crisis.xlsx first.json plan.json", bare, folder)
    _run("report crisis.xlsx plan.json -o report.html", bare, folder)
    _run("export crisis.xlsx plan.json -o lists", bare, folder)
    _run("convert crisis.xlsx crisis.json", bare, folder)
    assert "remove them by hand" in _run("purge lists", bare, folder, code=2)
    made = {"crisis.xlsx", "crisis.json", "plan.json", "first.json", "report.html", "lists"}
    assert {path.name for path in folder.iterdir()} == made
    assert {path.name for path in tmp_path.iterdir()} == {"site", "work"}


def test_a_backend_is_ended_with_its_parent(bare: dict[str, str], tmp_path: Path) -> None:
    """Also where no keeper sees it: the worker looks after its parent by itself."""
    code = (
        "import os\nfrom evacopt.backends.session import Session\n"
        "session = Session('highs')\nprint(session.version if session.capabilities else '')\n"
        "print(session._child._keeper.pid, flush=True)\nos._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    version, worker = done.stdout.split("\n")[:2]
    assert version.startswith("highs ")
    import psutil

    for _ in range(100):
        if not psutil.pid_exists(int(worker)):
            break
        psutil.wait_procs([psutil.Process(int(worker))], timeout=0.2)
    assert not psutil.pid_exists(int(worker))
    assert {path.name for path in tmp_path.iterdir()} == {"site"}


def test_no_module_of_posix_is_imported_at_the_top() -> None:
    """They are imported where they are used, and there something else is done without them."""
    for path in sorted((ROOT / "evacopt").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & set(MODULES), path
