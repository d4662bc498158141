"""Ten users at one board, whose server is killed again and again: nothing that was acknowledged is lost.

    python -m benchmarks.campaign_board_users instances/khartoum-2023 khartoum.plan.json

The users ask over HTTP for changes of every kind until so many are acknowledged; meanwhile the server is
killed (SIGKILL) at random moments, one in ten while it opens, and begun again. Then each acknowledged change
must be in the chain with its number, hash, user and kind; no release may be of a plan that the judge rejects,
judged again from the bytes that are kept; nothing that the server began may be alive; and one changed byte of
one cell of the file must be found, and named, each time. Ends with 1 where any of this fails.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from benchmarks.board_users import Account, Told, User, World
from benchmarks.campaign_ledger import cell_changed
from benchmarks.verdict import verdict
from evacopt.board.board import Board
from evacopt.board.state import RELEASE
from evacopt.files.instance_file import read_instance
from evacopt.files.plan_file import read_plan
from evacopt.judge.verify import verify
from evacopt.ledger import accounts as ledger
from evacopt.ledger.ledger import Ledger

PASSWORD = "correct horse battery"
ENDS_WITHIN = 10.0
"""Seconds after which what a killed server had begun must have ended."""


@dataclass
class Server:
    """The board as a process, which is killed and begun again on the same port."""

    store: Path
    log: IO[str]
    accounts: list[Account]
    port: int = 0
    opening: list[float] = field(default_factory=list)
    left: int = 0

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self, within: float = 600.0) -> bool:
        """Begin it; whether it was open before so many seconds had passed."""
        words = ["board", str(self.store), "--port", str(self.port)]
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evacopt", *words], stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        timer = threading.Timer(within, self.process.kill)
        timer.start()
        assert self.process.stdout is not None
        is_open = self.process.stdout.readline().startswith("http")
        timer.cancel()
        if is_open:
            self.opening.append(time.perf_counter() - begun)
        else:
            self.process.wait()
        return is_open

    def kill(self) -> None:
        """SIGKILL; what it had begun has to end by itself."""
        with suppress(psutil.Error):
            children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.communicate()
        _, alive = psutil.wait_procs(children, timeout=ENDS_WITHIN)
        self.left += len(alive)

    def end(self) -> int:
        """In order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()
        return self.process.returncode


def main() -> int:
    """Let users change a board whose server is killed, and look at what is left."""
    asked = _arguments()
    rng, told = random.Random(asked.seed), Told(asked.changes, asked.seed)
    with tempfile.TemporaryDirectory(prefix="evacopt-users-") as folder:
        store, log = Path(folder) / "night.board", Path(folder) / "log"
        instance, plan = read_instance(asked.instance), read_plan(asked.plan)
        Board.create(store, instance, plan, "cell").close()
        begun = time.perf_counter()
        with log.open("w", encoding="utf-8") as said:
            server = Server(store, said, _accounts(store, asked.users))
            code = _night(server, World.of(instance, plan), told, asked.kills, rng)
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{time.perf_counter() - begun:.0f} s, load {load}, {os.cpu_count()} cores", flush=True)
        _tell(server, told)
        lines = log.read_text(encoding="utf-8").splitlines()
        wrong = [*told.strange, *(line for line in lines if line.startswith("evacopt board: "))]
        wrong += ["it did not end in order"] * (code != 0) + ["a process was left"] * server.left
        wrong += lost(store, told)
        wrong += ["a changed byte was not found"] * _not_found(store, asked.cells, rng)
    for line in wrong[:20]:
        print(line)
    return verdict(wrong=len(wrong), done=told.done)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("instance", type=Path)
    parser.add_argument("plan", type=Path)
    sizes = {"users": 10, "changes": 10_000, "kills": 100, "cells": 100, "seed": 0}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def _night(server: Server, world: World, told: Told, kills: int, rng: random.Random) -> int:
    """Users ask, and the server is killed; its exit code when it is ended at last."""
    server.begin()
    people = [User(account, server.address, world, told) for account in server.accounts]
    threads = [threading.Thread(target=one.run, daemon=True) for one in people]
    for thread in threads:
        thread.start()
    _kill_again_and_again(server, told, kills, rng)
    for thread in threads:
        thread.join()
    return server.end()


def _accounts(store: Path, users: int) -> list[Account]:
    """One for each user; two of ten may release."""
    made = []
    with Ledger.open(store) as file:
        accounts = ledger.Accounts(file)
        for number in range(users):
            role: ledger.Role = "release" if number % 5 == 0 else "plan"
            name = f"user-{number}"
            accounts.add(ledger.User(name, role), PASSWORD, by="cell")
            made.append(Account(name, role, accounts.new_token(name, "campaign", by="cell")))
    return made


def _kill_again_and_again(server: Server, told: Told, kills: int, rng: random.Random) -> None:
    """At random moments, spread over all changes; one in ten comes while the server opens."""
    for at in sorted(rng.randrange(told.most) for _ in range(kills)):
        while told.done < at and not told.over:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.3))
        server.kill()
        if rng.random() < 0.1 and server.begin(within=rng.uniform(0, 3)):
            server.kill()
        if not server.begin():
            raise RuntimeError("the board does not open again")


def _tell(server: Server, told: Told) -> None:
    seconds, opening = sorted(told.seconds), server.opening
    print(f"{told.done:,} changes acknowledged; kinds and answers:")
    print(", ".join(f"{name}: {count:,}" for name, count in sorted(told.answers.items())))
    ranks = {"median": 0.5, "p99": 0.99}
    print(
        "asked to acknowledged: "
        + ", ".join(f"{name} {1000 * _part(seconds, at):.0f} ms" for name, at in ranks.items())
    )
    print(f"opened {len(opening)} times: first {opening[0]:.1f} s, last {opening[-1]:.1f} s")


def _part(values: list[float], part: float) -> float:
    return values[min(int(len(values) * part), len(values) - 1)]


def lost(store: Path, told: Told) -> list[str]:
    """What was acknowledged and is not in the chain, and releases of plans that the judge rejects."""
    begun = time.perf_counter()
    board = Board.open(store)
    try:
        board.ledger.check()
        chain = {(one.number, one.hash, one.user, one.kind) for one in board.history()}
        wrong = [f"lost: {row}" for row in told.acknowledged if row not in chain]
        kinds = Counter(one.kind for one in board.history())
        print(f"opened and checked in {time.perf_counter() - begun:.1f} s")
        print(f"{len(chain):,} in the chain: {dict(kinds)}")
        wrong += [f"released, but broken: {name}" for name in _broken_releases(board)]
        broken = Counter(one.rule for one in board.state.violations)
        print(f"{store.stat().st_size:,} bytes; rules broken at the end: {dict(broken)}", flush=True)
    finally:
        board.close()
    return wrong


def _broken_releases(board: Board) -> list[str]:
    """Every change that put a release there, each judged again from the bytes that the file keeps."""
    broken, seen = [], 0
    for one in board.history():
        cells = board.content(one.number).delta.cells
        names = [cell.key for cell in cells if cell.key.startswith(RELEASE) and cell.after is not None]
        if names and one.kind == "release":
            after = board.at(one.number)
            for key in names:
                seen += 1
                kept = board.keeper.plan(after.releases[key.removeprefix(RELEASE)].plan)
                before = board.at(one.number - 1)
                if verify(before.instance, kept, baseline=before.baseline):
                    broken.append(key)
    print(f"{seen:,} releases judged again, {len(broken)} of them broken")
    return broken


def _not_found(store: Path, cells: int, rng: random.Random) -> int:
    """How often one changed byte of one cell of the file was not found and named."""
    outcomes = Counter(cell_changed(store, rng) for _ in range(cells))
    print(f"{cells} changed bytes: {dict(outcomes)}", flush=True)
    return outcomes["wrong"]


if __name__ == "__main__":
    sys.exit(main())
