"""A server that is killed at any moment: what it acknowledged is there when the board is opened again."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evacopt.errors import LedgerError
from evacopt.ledger.change import Head
from evacopt.ledger.ledger import Ledger
from tests.ledger.made import GENESIS, append

WRITER = """
import os, pathlib, sys
from evacopt.ledger.change import Draft
from evacopt.ledger.ledger import Ledger

ledger = Ledger.open(pathlib.Path(sys.argv[1]))
while True:
    sha = ledger.keep(os.urandom(5_000))
    drafts = [Draft(user="ops", kind="move", content=os.urandom(300), keeps=(sha,)) for _ in range(2)]
    os.write(1, f"{ledger.append(drafts).head}\\n".encode())
"""


def acknowledged(path: Path, seconds: float) -> list[Head]:
    """What a server acknowledged that was killed so long after its first change."""
    child = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.kill()
    rest, _ = child.communicate()
    assert child.returncode == -signal.SIGKILL
    return [Head.of(line) for line in (first + rest).decode().splitlines()]


@pytest.mark.parametrize("seed", range(4))
def test_what_was_acknowledged_survives(tmp_path: Path, seed: int) -> None:
    """Every change that was returned is there with its hash; at most one append more was written, whole."""
    path = tmp_path / "night.board"
    Ledger.create(path, GENESIS).close()
    heads = acknowledged(path, random.Random(seed).random() / 10)
    with Ledger.open(path) as ledger:
        changes = ledger.changes()
        assert [changes[head.number - 1].head for head in heads] == heads
        assert len(changes) in {heads[-1].number, heads[-1].number + 2}
        assert all(ledger.kept(change.keeps[0]) for change in changes)
        assert ledger.check() == changes[-1].head


def test_a_log_that_was_lost_after_a_kill_is_told(tmp_path: Path) -> None:
    """Changes that were only in the `-wal` when it was damaged are missed on opening."""
    path = tmp_path / "night.board"
    with Ledger.create(path, GENESIS) as ledger:
        append(ledger, 1)
    acknowledged(path, 0)
    log = path.with_name("night.board-wal")
    content = bytearray(log.read_bytes())
    content[40] ^= 1
    log.write_bytes(content)
    with pytest.raises(LedgerError, match="was acknowledged"):
        Ledger.open(path)
