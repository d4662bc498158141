"""Many users at one board, whose server is killed again and again: what was acknowledged is there.

    python -m benchmarks.campaign_board_kills --users 10 --changes 10000 --kills 100

`--users` programs, each with an account of its own, move parties, pin them, take back what was done, name and
release plans on `--instance` at once over HTTP, until `--changes` were acknowledged. Meanwhile the server is
killed `--kills` times and begun anew. At the end every change that was acknowledged must be in the file with
the hash that was told, in one chain; every plan that was released must be one that the judge accepts; and one
byte that is changed in the file must be found. What is asked for is made from
`--seed`; when a kill hits is not. Ends with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from benchmarks.verdict import verdict
from evacopt.board.board import Board
from evacopt.board.history import told
from evacopt.domain.instance import Instance
from evacopt.errors import LedgerError
from evacopt.files import read_instance
from evacopt.judge.verify import verify
from evacopt.ledger.accounts import Accounts, User
from evacopt.ledger.ledger import Ledger

PATIENCE = 60.0
"""Seconds that a user waits for an answer, and for a server that was killed."""
WEIGHTS = {"move": 70, "pin": 10, "undo": 10, "name": 5, "release": 5, "withdraw": 4}


class Night:
    """What all users share: where the server is, and what it has acknowledged."""

    def __init__(self, store: Path, instance: Instance, changes: int) -> None:
        self.store, self.instance, self.changes = store, instance, changes
        self.acknowledged: dict[int, str] = {}
        self.answers: Counter[int] = Counter()
        self.milliseconds: list[float] = []
        self.faults: list[str] = []
        self.lock = threading.Lock()
        self.server, self.address = begun(store)

    @property
    def over(self) -> bool:
        """Whether enough was acknowledged."""
        return len(self.acknowledged) >= self.changes

    def answered(self, answer: httpx.Response, seconds: float) -> None:
        """Take down what was acknowledged."""
        with self.lock:
            self.answers[answer.status_code] += 1
            if answer.status_code >= 500:
                self.faults.append(answer.text)
            if answer.status_code == 201:
                done = answer.json()
                if done["number"] in self.acknowledged:
                    self.faults.append(f"change {done['number']} was acknowledged twice")
                self.acknowledged[done["number"]] = done["hash"]
                self.milliseconds.append(1000 * seconds)

    def kill(self) -> None:
        """End the server without a word, and begin another."""
        self.server.kill()
        self.server.wait()
        self.server, self.address = begun(self.store)


def begun(store: Path) -> tuple[subprocess.Popen[str], str]:
    """A server of the board, and its address."""
    words = [sys.executable, "-m", "evacopt", "board", str(store), "--port", "0", "--no-proposals"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def use(night: Night, token: str, seed: int) -> None:
    """One user, until the night is over."""
    chance, seen, numbers = random.Random(seed), 0, count(1)
    broken, mine = 0, list[str]()
    with httpx.Client(headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE) as client:
        while not night.over:
            number = next(numbers)
            request = wished(night, chance, f"{seed}-{number}")
            if request["kind"] == "withdraw" and mine:
                request["name"] = mine.pop()
            if broken and chance.random() < 0.95:  # most take back what breaks a rule
                request = {"kind": "undo", "number": broken}
            body = {"request": request, "seen": seen, "anyway": chance.random() < 0.5}
            try:
                if chance.random() < 0.97 and breaks(client, night, request):
                    continue
                begin = time.perf_counter()
                answer = client.post(f"{night.address}/api/1/changes", json=body)
            except httpx.TransportError:  # it was killed: whether that was done nobody was told
                time.sleep(0.05)
                continue
            night.answered(answer, time.perf_counter() - begin)
            broken = 0 if answer.status_code == 422 else broken
            if answer.status_code == 201:
                seen = answer.json()["number"]
                mine += [request["name"]] if request["kind"] == "release" else []
                broken = seen if answer.json()["verdict"]["anew"] else 0
            elif answer.status_code == 409:
                seen = answer.json()["error"]["since"][-1]["number"]
            elif answer.status_code == 429:
                time.sleep(float(answer.headers["retry-after"]))


def breaks(client: httpx.Client, night: Night, request: dict[str, Any]) -> bool:
    """Whether a request would break a rule: most users look before they do it."""
    tried = client.post(f"{night.address}/api/1/try", json={"request": request})
    return tried.status_code == 200 and bool(tried.json()["verdict"]["anew"])


def wished(night: Night, chance: random.Random, name: str) -> dict[str, Any]:
    """What a user asks for next."""
    kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    groups, flights = night.instance.groups, night.instance.schedule
    group, flight = groups[chance.randrange(len(groups))], chance.choice(flights)
    if kind == "move":
        there, back = ([], [flight.id]) if chance.random() < 0.8 else ([flight.id], [])
        return {"kind": kind, "group": group.id, "parties": 1, "of": there, "to": back}
    if kind == "pin":
        return {"kind": kind, "group": group.id, "rule": "at_most", "parties": chance.randint(0, group.count)}
    if kind == "undo":
        return {"kind": kind, "number": max(1, len(night.acknowledged) - chance.randrange(20))}
    return {"kind": kind, "name": name}


def looked_at(night: Night) -> dict[str, int]:
    """What is in the file, held against what was acknowledged."""
    board = Board.open(night.store)
    hashes = {one.number: one.hash for one in board.history()}
    releases, rejected = 0, 0
    for change in board.ledger.changes():
        if told(change, board.content(change.number)).kind == "release":
            state, after = board.at(change.number - 1), board.at(change.number)
            (name,) = after.releases.keys() - state.releases.keys()
            plan = board.keeper.plan(after.releases[name].plan)
            releases, rejected = (
                releases + 1,
                rejected + bool(verify(state.instance, plan, baseline=state.baseline)),
            )
    lost = sum(hashes.get(number) != known for number, known in night.acknowledged.items())
    board.ledger.check()
    board.close()
    return {
        "changes in the file": len(hashes),
        "acknowledged": len(night.acknowledged),
        "lost": lost,
        "releases": releases,
        "releases that the judge rejects": rejected,
        "changed bytes that were not found": 0 if _found(night.store) else 1,
    }


def _found(store: Path) -> bool:
    """Whether one changed byte of a user's code in a change is found."""
    content = store.read_bytes()
    at = content.index(b"user-0", len(content) // 2)
    store.write_bytes(content[:at] + b"U" + content[at + 1 :])
    try:
        Ledger.open(store).close()
    except LedgerError:
        return True
    return False


def main() -> int:
    """Run the campaign and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--instance", type=Path, default=Path("instances/beirut-2024"))
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evacopt-board-") as folder:
        night, tokens = _prepared(Path(folder) / "night.board", wish)
        users = [
            threading.Thread(target=use, args=(night, token, wish.seed + row))
            for row, token in enumerate(tokens)
        ]
        for user in users:
            user.start()
        kills = _killed(night, wish.kills)
        for user in users:
            user.join()
        night.server.kill()
        night.server.wait()
        found = looked_at(night)
    times = sorted(night.milliseconds)
    print({**found, "kills": kills, "answers": dict(night.answers), "faults": night.faults[:3]})
    print(
        {f"p{share}": round(times[int(share / 100 * (len(times) - 1))], 1) for share in (50, 99, 100)}, "ms"
    )
    bad = found["lost"] + found["releases that the judge rejects"] + len(night.faults)
    return verdict(wrong=bad + found["changed bytes that were not found"], done=found["releases"])


def _prepared(store: Path, wish: argparse.Namespace) -> tuple[Night, list[str]]:
    """A board with an account and a token for each user, and its server."""
    instance = read_instance(wish.instance)
    Board.create(store, instance, None, "cell").close()
    with Ledger.open(store) as ledger:
        accounts, tokens = Accounts(ledger), list[str]()
        for row in range(wish.users):
            accounts.add(User(f"user-{row}", "release"), "some words for a campaign", by="cell")
            tokens.append(accounts.new_token(f"user-{row}", "campaign", by="cell"))
    return Night(store, instance, wish.changes), tokens


def _killed(night: Night, kills: int) -> int:
    """Kill the server evenly over the changes; how often."""
    done = 0
    while not night.over:
        time.sleep(0.01)
        if done < kills and len(night.acknowledged) > night.changes * (done + 1) // (kills + 1):
            night.kill()
            done += 1
    return done


if __name__ == "__main__":
    sys.exit(main())
