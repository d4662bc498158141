"""Commands seen from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from evacopt.bench.watch import MEMORY_PAUSE, PAUSE, Watched, watch
from tests.bench.records import PATIENCE, waited_for

MIB = 2**20
SLEEP = "import time; time.sleep(600)"


def _watch(code: str, folder: Path, patience: float = PATIENCE) -> Watched:
    return watch([sys.executable, "-c", code], folder=folder, patience=patience, look=lambda seconds: None)


@pytest.mark.parametrize(
    ("code", "expected"), [("", 0), ("raise SystemExit(5)", 5), ("import os; os.abort()", -signal.SIGABRT)]
)
def test_how_it_ends(code: str, expected: int, tmp_path: Path) -> None:
    """The exit code, or minus the signal."""
    seen = _watch(code, tmp_path)
    assert (seen.code, seen.in_time) == (expected, True)


def test_the_last_word_is_kept(tmp_path: Path) -> None:
    """The last line of standard error that says anything; standard output goes nowhere."""
    assert _watch("import sys; print('out'); print('a\\nb\\n', file=sys.stderr)", tmp_path).said == "b"


def test_memory_is_of_the_whole_tree(tmp_path: Path) -> None:
    """Two children of 80 MiB each count together."""
    hold = "x = bytearray(80 * 2**20); print(flush=True); import sys; sys.stdin.read()"
    code = (
        "import subprocess, sys\n"
        "from pathlib import Path\n"
        "from tests.bench.records import waited_for\n"
        f"words = [sys.executable, '-c', {hold!r}]\n"
        "both = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]\n"
        "[one.stdout.readline() for one in both]\n"
        "Path('held').touch()\n"
        "waited_for(Path('looked').exists)\n"
        "[one.communicate() for one in both]"
    )
    looks = 0

    def look(seconds: float) -> None:
        """They may let go once the pause between two looks at memory is over for certain."""
        nonlocal looks
        looks += (tmp_path / "held").exists()
        if looks >= 3 + MEMORY_PAUSE / PAUSE:
            (tmp_path / "looked").touch()

    seen = watch([sys.executable, "-c", code], folder=tmp_path, patience=PATIENCE, look=look)
    assert seen.memory_of == "tree"
    assert 160 * MIB < seen.memory < 800 * MIB


def test_without_psutil_it_is_of_the_largest_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says so."""
    monkeypatch.setitem(sys.modules, "psutil", None)
    seen = _watch("x = bytearray(80 * 2**20)", tmp_path)
    assert seen.memory_of == "largest"
    assert seen.memory > 80 * MIB


def test_patience_ends(tmp_path: Path) -> None:
    """Command and children are gone, and that it did not end by itself is told."""
    marker = "held by the test of patience"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}, {marker!r}])"
    seen = _watch(child, tmp_path, patience=1.5)
    assert not seen.in_time and seen.code == -signal.SIGKILL
    assert _gone(marker)


def test_a_command_ends_with_the_one_who_started_it(tmp_path: Path) -> None:
    """A worker that is killed leaves no run behind, and no file of it."""
    marker, folder = "held by the test of orphans", tmp_path / "private"
    folder.mkdir()
    code = (
        "import sys; from pathlib import Path; from evacopt.bench.watch import watch\n"
        f"watch([sys.executable, '-c', {SLEEP!r}, {marker!r}], folder=Path({str(folder)!r}), "
        "patience=600, look=lambda seconds: None)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code])
    assert waited_for(lambda: bool(_holders(marker)))
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert _gone(marker)
    assert waited_for(lambda: not folder.exists())


def _holders(marker: str) -> list[psutil.Process]:
    """Processes with `marker` as their last word, those that start or keep them aside."""
    return [
        one
        for one in psutil.process_iter(["cmdline"])
        if (one.info["cmdline"] or [""])[-1] == marker and "evacopt.bench.launch" not in one.info["cmdline"]
    ]


def _gone(marker: str) -> bool:
    return waited_for(lambda: not _holders(marker))
