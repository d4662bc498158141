"""The file of a board: bytes that are changed, servers that are killed, and how long it takes.

    python -m benchmarks.campaign_ledger --changes 10000 --cells 200 --bytes 20000 --kills 200

`--changes` are appended one by one to a board, which is then copied, checked and opened: times are printed.
`--cells` times one byte of one cell of that board (genesis, change or content) is changed: opening must fail.
`--bytes` times one byte anywhere in the file of a small board is changed: opening fails, or all is as before.
`--kills` times a server that appends, keeps and copies is killed: all that it acknowledged must be there.
Everything is made from `--seed`, but for when a kill hits. Ends with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.verdict import verdict
from evacopt.errors import LedgerError
from evacopt.ledger.change import Draft, Head
from evacopt.ledger.ledger import Ledger
from evacopt.ledger.schema import CHANGES

SERVER = """
import os, pathlib, sys
from evacopt.ledger.change import Draft
from evacopt.ledger.ledger import Ledger

path = pathlib.Path(sys.argv[1])
if not path.exists():
    Ledger.create(path, b"genesis").close()
    os.write(1, b"begun\\n")
with Ledger.open(path) as ledger:
    for turn in range(1_000_000):
        sha = ledger.keep(os.urandom(20_000))
        drafts = [Draft(user="ops", kind="move", content=os.urandom(300), keeps=(sha,)) for _ in range(3)]
        os.write(1, f"{ledger.append(drafts).head}\\n".encode())
        if turn % 40 == 20:
            ledger.backup(path.with_name(f"copy-{os.getpid()}-{turn}.board"))
"""


def main() -> int:
    """Run the campaign and print what was found."""
    arguments = _arguments()
    chance = random.Random(arguments.seed)
    wrong, done = 0, 0
    with tempfile.TemporaryDirectory(prefix="evacopt-ledger-", dir=arguments.folder) as folder:
        board = Path(folder) / "night.board"
        _measure(board, arguments.changes)
        small = Path(folder) / "small.board"
        with Ledger.create(small, b"genesis") as ledger:
            _append(ledger, 20)
        trials: list[tuple[str, int, Callable[[], str]]] = [
            ("cells", arguments.cells, partial(cell_changed, board, chance)),
            ("bytes", arguments.bytes, partial(_byte, small, chance)),
            ("kills", arguments.kills, _killing(Path(folder), chance)),
        ]
        for name, count, trial in trials:
            outcomes = [trial() for _ in range(count)]
            wrong, done = wrong + outcomes.count("wrong"), done + count
            counts = ", ".join(f"{outcomes.count(kind):,} {kind}" for kind in sorted(set(outcomes)))
            print(f"{name}: {count:,}: {counts or 'none'}", flush=True)
    return verdict(wrong=wrong, done=done)


def _append(ledger: Ledger, count: int) -> list[float]:
    """So many changes, each fifth with a content; the seconds that each took, in order of size."""
    seconds = []
    for number in range(count):
        keeps = (ledger.keep(b"instance %d " % number * 500),) if number % 5 == 0 else ()
        content = b'{"group": "FRA-1a", "parties": 3, "from": ["FR1"], "to": ["FR2"], "turn": %d}' % number
        begin = time.perf_counter()
        ledger.append([Draft(user="ops", kind="move", content=content, keeps=keeps)], ledger.head)
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)


def _measure(board: Path, count: int) -> None:
    with Ledger.create(board, b"genesis " * 100_000) as ledger:
        seconds = _append(ledger, count)
        _tell("backup", lambda: ledger.backup(board.with_name("copy.board")))
        _tell("check", ledger.check)
    _tell("open", lambda: Ledger.open(board).close())
    ranks = {"p50": count // 2, "p99": count * 99 // 100, "most": -1}
    print("append: " + ", ".join(f"{name} {seconds[rank] * 1e3:.1f} ms" for name, rank in ranks.items()))
    print(f"load: {os.getloadavg()}, {board.stat().st_size:,} bytes", flush=True)


def _tell(name: str, call: Callable[[], object]) -> None:
    begin = time.perf_counter()
    call()
    print(f"{name}: {time.perf_counter() - begin:.2f} s")


def cell_changed(board: Path, chance: random.Random) -> str:
    """Change one byte of one cell, open, and put it back."""
    table = chance.choice(("changes", "kept"))
    column = chance.choice(CHANGES.split(", ")[1:] if table == "changes" else ["sha256", "packed", "seal"])
    base = sqlite3.connect(board)
    triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    (rows,) = base.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    row = chance.randint(1, rows)
    (cell,) = base.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    raw = cell if isinstance(cell, bytes) else cell.encode()
    if not raw:
        base.close()
        return "empty"
    changed = _changed(raw, chance)
    kind = "BLOB" if isinstance(cell, bytes) else "TEXT"
    for content in (changed, raw):
        for name, _ in triggers:
            base.execute(f"DROP TRIGGER {name}")
        base.execute(f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE rowid = ?", (content, row))
        for _, sql in triggers:
            base.execute(sql)
        base.commit()
        base.close()
        if content is changed:
            told = _told(board)
        base = sqlite3.connect(board)
    base.close()
    named = f"change {row} was altered" if table == "changes" else "was altered|is missing"
    return "found" if re.search(named, told) else "wrong"


def _byte(small: Path, chance: random.Random) -> str:
    """Change one byte of a copy of the file, and read all there is."""
    with Ledger.open(small) as ledger:
        expected = ledger.genesis, ledger.changes()
    copy = small.with_name("spoilt.board")
    for ending in ("", "-wal", "-lock"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
    copy.write_bytes(_changed(small.read_bytes(), chance))
    try:
        with Ledger.open(copy) as ledger:
            ledger.check()
            return "as before" if (ledger.genesis, ledger.changes()) == expected else "wrong"
    except LedgerError:
        return "found"
    except Exception as bug:
        print(f"{type(bug).__name__}: {bug}")
        return "wrong"


def _changed(raw: bytes, chance: random.Random) -> bytes:
    content = bytearray(raw)
    content[chance.randrange(len(raw))] ^= chance.randint(1, 255)
    return bytes(content)


def _told(board: Path) -> str:
    try:
        Ledger.open(board).close()
    except LedgerError as error:
        return str(error)
    return ""


def _killing(folder: Path, chance: random.Random) -> Callable[[], str]:
    """A trial that goes on with the same board, and now and then begins another."""
    place = folder / "killed"

    def trial() -> str:
        if chance.random() < 0.1:
            shutil.rmtree(place, ignore_errors=True)
        place.mkdir(exist_ok=True)
        board = place / "night.board"
        there = board.exists()
        child = subprocess.Popen([sys.executable, "-c", SERVER, board], stdout=subprocess.PIPE)
        time.sleep(chance.uniform(0, 1.5))
        child.kill()
        lines = child.communicate()[0].decode().splitlines()
        if not board.exists():
            return "wrong" if there or lines else "not begun"
        return "whole" if all(_whole(file, lines) for file in place.glob("*.board")) else "wrong"

    return trial


def _whole(board: Path, lines: list[str]) -> bool:
    """Whether a board, or a copy of it, is whole, and the board has all that was acknowledged."""
    heads = [Head.of(line) for line in lines if line != "begun"]
    with Ledger.open(board) as ledger:
        ledger.check()
        changes = ledger.changes()
    if board.name != "night.board":
        board.unlink()
        return True
    return [change.head for change in changes if change.head in set(heads)] == heads


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    sizes = {"changes": 10_000, "cells": 200, "bytes": 20_000, "kills": 200, "seed": 1}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--folder", help="where the boards are made; else among the temporary files")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
