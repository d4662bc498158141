"""Users of a board: each asks over HTTP for changes of all kinds, and remembers what was told."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from evacopt.domain.clock import format_time
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.ledger.accounts import Role

Asked = dict[str, Any]
OLD = 20
"""By how many changes what a user has seen may be too old."""
AWAY = 0.05
"""Seconds before a user asks a server again that did not answer."""


@dataclass(frozen=True)
class World:
    """What users know of an instance before they ask: its groups, flights, and ways that lead somewhere."""

    groups: list[str]
    flights: list[str]
    ways: Mapping[str, list[Itinerary]]
    begins: int
    ends: int

    @classmethod
    def of(cls, instance: Instance, plan: Plan) -> World:
        """The ways of a group are those on which its nationals leave its origin under `plan`."""
        leaving: dict[tuple[str, str], set[Itinerary]] = {}
        groups = instance.groups
        for row in plan.assignments:
            one = groups[groups.row[row.group]]
            leaving.setdefault((one.nationality, one.origin), set()).add(row.itinerary)
        kinds = {code: (groups[row].nationality, groups[row].origin) for code, row in groups.row.items()}
        ways = {code: sorted(leaving.get(kind, ())) for code, kind in kinds.items()}
        flights = sorted({flight for row in plan.assignments for flight in row.itinerary})
        return cls([code for code in groups.row if ways[code]], flights, ways, instance.begins, instance.ends)


@dataclass
class Told:
    """What all users were told, together: changes that were acknowledged, and what came of the rest."""

    most: int
    seed: int
    acknowledged: list[tuple[int, str, str, str]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def done(self) -> int:
        """Changes that were acknowledged."""
        return len(self.acknowledged)

    @property
    def over(self) -> bool:
        """Whether these are enough."""
        return self.done >= self.most


class Account(NamedTuple):
    """An account at the board, and a token of it."""

    name: str
    role: Role
    token: str


class User:
    """One of those at the board; it has seen the state `seen`."""

    def __init__(self, account: Account, address: str, world: World, told: Told) -> None:
        self.name, self.role, self.world, self.told = account.name, account.role, world, told
        self.rng = random.Random(f"{told.seed} {account.name}")
        self.seen = 0
        self.mine: list[tuple[int, Asked]] = []
        self.back: list[int] = []
        self.pins: list[Asked] = []
        self.releases: list[str] = []
        self._client = httpx.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {account.token}"},
            trust_env=False,
            timeout=60,
        )

    def run(self) -> None:
        """Ask until enough is done."""
        with self._client:
            while not self.told.over:
                try:
                    self._turn()
                except httpx.TransportError:
                    with self.told.lock:
                        self.told.answers["no answer"] += 1
                    time.sleep(AWAY)
                except Exception as failure:
                    self.told.strange.append(f"{self.name}: {failure!r}")
                    return

    def _turn(self) -> None:
        kinds = {
            kind: weight
            for kind, (weight, _) in KINDS.items()
            if self.role == "release" or kind not in RELEASING
        }
        kind = self.rng.choices(list(kinds), list(kinds.values()))[0]
        asked = KINDS[kind][1](self)
        if asked is None:
            return
        if kind == "move" and self.rng.random() < 0.8 and not self._try(asked):
            return
        self._ask(asked, anyway=self.rng.random() < 0.3)

    def _try(self, asked: Asked) -> bool:
        """Whether it would break nothing anew."""
        answer = self._client.post("/api/1/try", json={"request": asked})
        self._count("tried", answer)
        return answer.status_code == 200 and not answer.json()["verdict"]["anew"]

    def _ask(self, asked: Asked, *, anyway: bool) -> None:
        seen = max(self.seen - self.rng.choice((0, 0, OLD)), 0)
        begun = time.perf_counter()
        answer = self._client.post("/api/1/changes", json={"request": asked, "seen": seen, "anyway": anyway})
        seconds = time.perf_counter() - begun
        self._count(asked["kind"], answer)
        if answer.status_code == 201:
            body = answer.json()
            with self.told.lock:
                self.told.acknowledged.append((body["number"], body["hash"], self.name, asked["kind"]))
                self.told.seconds.append(seconds)
            self._remember(body["number"], asked, broke=bool(body["verdict"]["anew"]))
        elif answer.status_code == 409 and self.rng.random() < 0.7:
            self._ask(asked, anyway=True)
        elif answer.status_code == 429:
            time.sleep(float(answer.headers.get("retry-after", "1")))

    def _remember(self, number: int, asked: Asked, *, broke: bool) -> None:
        self.seen = number
        kind = asked["kind"]
        self.mine = [*self.mine[-20:], (number, asked)]
        if kind == "undo":
            self.back = [*self.back[-5:], number]
        if kind == "pin":
            self.pins.append(asked)
        if kind == "release":
            self.releases.append(asked["name"])
        if broke and kind not in {"undo", "redo"} and asked.get("to") != [] and self.rng.random() < 0.95:
            self._ask({"kind": "undo", "number": number}, anyway=True)

    def _count(self, kind: str, answer: httpx.Response) -> None:
        with self.told.lock:
            self.told.answers[f"{kind} {answer.status_code}"] += 1
            if answer.status_code not in (200, 201, 409, 422, 429):
                self.told.strange.append(f"{kind}: {answer.status_code} {answer.text[:300]}")

    def state(self) -> Asked:
        """Where the board stands."""
        of: Asked = self._client.get("/api/1/state").json()
        self.seen = of["number"]
        return of

    def aboard(self, flight: str) -> list[Asked]:
        """Who is aboard a flight."""
        rows: list[Asked] = self._client.get(f"/api/1/flights/{flight}").json().get("aboard", [])
        return rows

    def where(self, group: str) -> list[tuple[int, list[str]]]:
        """Parties of a group on each way; `[]` is the waiting list."""
        of = self._client.get(f"/api/1/groups/{group}").json()
        rows = [(row["parties"], row["itinerary"]) for row in of.get("travelling", ())]
        return [*rows, *([(of["waiting"], [])] if of.get("waiting", 0) > 0 else [])]

    def proposals(self) -> list[str]:
        """Codes of plans that are on offer."""
        return [one["code"] for one in self._client.get("/api/1/proposals").json()["proposals"]]


def _move(user: User) -> Asked | None:
    group = user.rng.choice(user.world.groups)
    there = user.where(group)
    if not there:
        return None
    parties, of = user.rng.choice(there)
    to = user.rng.choice([*(list(way) for way in user.world.ways[group]), []])
    number = user.rng.randint(1, min(parties, 3))
    return {
        "kind": "move",
        "group": group,
        "parties": number,
        "of": of,
        "to": to,
        "pin": user.rng.random() < 0.1,
    }


def _mend(user: User) -> Asked | None:
    """Somebody whom a broken rule speaks of waits, or who is aboard what it speaks of."""
    broken = user.state()["violations"]
    if not broken:
        return None
    subject, _, way = user.rng.choice(broken)["subject"].partition(" on ")
    subject = subject.split()[0]
    rows = [(subject, *row) for row in user.where(subject) if not way or way == ">".join(row[1])]
    rows += [(row["group"], row["parties"], row["itinerary"]) for row in user.aboard(subject)]
    there = [row for row in rows if row[2]]
    if not there:
        return None
    group, parties, of = user.rng.choice(there)
    return {"kind": "move", "group": group, "parties": parties, "of": of, "to": []}


def _pin(user: User) -> Asked | None:
    group = user.rng.choice(user.world.groups)
    there = [(parties, way) for parties, way in user.where(group) if way]
    if not there:
        return None
    parties, way = user.rng.choice(there)
    return {"kind": "pin", "group": group, "rule": "at_least", "parties": parties, "itinerary": way}


def _unpin(user: User) -> Asked | None:
    return user.pins.pop() | {"kind": "unpin"} if user.pins else None


def _undo(user: User) -> Asked | None:
    return {"kind": "undo", "number": user.rng.choice(user.mine)[0]} if user.mine else None


def _redo(user: User) -> Asked | None:
    return {"kind": "redo", "number": user.back.pop()} if user.back else None


def _event(user: User) -> Asked:
    flight = user.rng.choice(user.world.flights)
    words = [f"delay {flight}=10m", f"delay {flight}=10m", f"seats {flight}={user.rng.randint(40, 200)}"]
    return {"kind": "event", "text": user.rng.choice([*words, f"cancel {flight}"])}


def _no_show(user: User) -> Asked | None:
    group = user.rng.choice(user.world.groups)
    there = [way for _, way in user.where(group) if way]
    return {"kind": "no_show", "group": group, "parties": 1, "flight": there[0][0]} if there else None


def _arrivals(user: User) -> Asked:
    like = user.rng.choice(user.world.groups)
    of = user._client.get(f"/api/1/groups/{like}").json()
    cells = {"id": f"NEW-{user.name}-{user.rng.randrange(10**9)}", "size": of["size"], "count": 2}
    cells |= {name: of[name] for name in ("nationality", "origin", "priority", "infants")}
    return {"kind": "arrivals", "csv": f"{','.join(cells)}\n{','.join(map(str, cells.values()))}\n"}


def _clock(user: User) -> Asked:
    """It goes on by a minute for each fifty changes."""
    return {
        "kind": "as_of",
        "time": format_time(min(user.world.begins + user.told.done // 50, user.world.ends)),
    }


def _take(user: User) -> Asked | None:
    codes = user.proposals()
    return {"kind": "take", "proposal": codes[-1]} if codes else None


def _name(user: User) -> Asked:
    return {"kind": "name", "name": f"{user.name}-{user.rng.randrange(10**6)}"}


def _release(user: User) -> Asked:
    until = user.world.begins + user.rng.randint(0, (user.world.ends - user.world.begins) // 3)
    user.state()
    return {
        "kind": "release",
        "name": f"{user.name}-{user.rng.randrange(10**6)}",
        "until": format_time(until),
    }


def _withdraw(user: User) -> Asked | None:
    return {"kind": "withdraw", "name": user.releases.pop()} if user.releases else None


RELEASING = frozenset({"release", "withdraw"})
KINDS: Mapping[str, tuple[float, Callable[[User], Asked | None]]] = {
    "move": (60, _move),
    "mend": (25, _mend),
    "pin": (2, _pin),
    "unpin": (4, _unpin),
    "undo": (8, _undo),
    "redo": (4, _redo),
    "event": (1, _event),
    "no_show": (0.5, _no_show),
    "arrivals": (0.5, _arrivals),
    "as_of": (1, _clock),
    "take": (6, _take),
    "name": (3, _name),
    "release": (8, _release),
    "withdraw": (8, _withdraw),
}
"""Kinds of changes, how often they are asked for, and how one is drawn."""
