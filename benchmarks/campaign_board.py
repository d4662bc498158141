"""How quick the board is: changes of every kind, the judge's word on each, and a better plan around it.

    python -m benchmarks.campaign_board speed instances/kabul-2021 kabul.plan.json --changes 70

A change is made as at the board, in its file; the engine looks for a better plan, and the change is taken
back before the next one is made. What the board refuses (a delay by which scheduled flights need more stands
than there are) is drawn again. In brackets stands the time of processors: so long it takes where nothing else
is at work. Ends with 1 if a plan that is offered breaks a rule or is no better.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import click
import psutil

from benchmarks.verdict import verdict
from evacopt.board.board import Board, Done
from evacopt.board.engine import LONGEST, Engine, News
from evacopt.board.proposal import Proposal
from evacopt.board.refusals import Refused
from evacopt.board.requests import Arrived, DidNotCome, Happened, Move, Request, Undo
from evacopt.board.state import State
from evacopt.domain.clock import format_time
from evacopt.domain.plan import Itinerary
from evacopt.files.instance_file import read_instance
from evacopt.files.plan_file import read_plan

PEOPLE = 40
"""That are dragged from one place to another, or arrive."""
SECONDS = 3.0
"""In which a better plan is to be there."""
POLL = 0.1
"""Seconds between two looks at the memory."""

Drawn = Callable[[State, random.Random], Request]


@dataclass
class _Seen:
    """What was measured: seconds, and bytes of all processes together.

    What is called `alone` counts the time of processors: so long it takes where nothing else is at work.
    """

    judged: list[float] = field(default_factory=list)
    judged_alone: list[float] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    better: Counter[str] = field(default_factory=Counter)
    better_alone: Counter[str] = field(default_factory=Counter)
    first: list[float] = field(default_factory=list)
    first_alone: list[float] = field(default_factory=list)
    refused: int = 0
    wrong: int = 0
    memory: int = 0


class _Listener:
    """Hears the engine."""

    def __init__(self) -> None:
        self.proposals: list[tuple[float, float, Proposal]] = []
        self.over, self.of = Event(), -1

    def hear(self, news: News) -> None:
        """In the thread of the engine."""
        if news.of == self.of:
            if isinstance(news, Proposal):
                self.proposals.append((time.perf_counter(), _spent(), news))
            elif news.over:
                self.over.set()


@click.group()
def main() -> None:
    """Campaigns at the board."""


@main.command()
@click.argument("instance", type=click.Path(path_type=Path))
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--changes", default=70, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--longest", default=LONGEST, show_default=True, help="Seconds that a plan is looked for.")
def speed(instance: Path, plan: Path, changes: int, seed: int, longest: float) -> None:
    """Time the judge's word and the better plan of so many changes, of each kind in turn."""
    seen, listener, rng = _Seen(), _Listener(), random.Random(seed)
    engine = Engine(listener.hear, seconds=SECONDS, longest=longest)
    with tempfile.TemporaryDirectory(prefix="evacopt-board-") as folder:
        board = Board.create(Path(folder) / "night.board", read_instance(instance), read_plan(plan), "ops")
        try:
            for number in range(changes):
                kind = list(KINDS)[number % len(KINDS)]
                _one(board, (engine, listener), kind, rng, seen)
        finally:
            engine.close()
            board.close()
    _tell(seen)
    sys.exit(verdict(wrong=seen.wrong, done=len(seen.judged)))


def _one(board: Board, looked: tuple[Engine, _Listener], kind: str, rng: random.Random, seen: _Seen) -> None:
    """Make a change, wait for what the engine finds, and take the change back."""
    engine, listener = looked
    while True:
        request = KINDS[kind](board.state, rng)
        try:
            done = _done(board, request, seen)
            break
        except Refused:
            seen.refused += 1
    listener.proposals.clear()
    listener.over.clear()
    listener.of = board.state.number
    begun, spent = time.perf_counter(), _spent()
    engine.look(board.state, done.change.touches)
    while not listener.over.wait(POLL):
        seen.memory = max(seen.memory, _memory())
    found = [at - begun for at, _, _ in listener.proposals]
    alone = [at - spent for _, at, _ in listener.proposals]
    seen.changes[kind] += 1
    seen.better[kind] += bool(found) and found[0] <= SECONDS
    seen.better_alone[kind] += bool(alone) and alone[0] <= SECONDS
    seen.first += found[:1]
    seen.first_alone += alone[:1]
    seen.wrong += sum(not _is_better(board.state, one) for _, _, one in listener.proposals)
    told = "; ".join(f"{at:.2f} ({cpu:.2f})" for at, cpu in zip(found, alone, strict=True))
    print(f"{kind:9} {len(board.state.violations):3} broken, better after {told}", flush=True)
    _done(board, Undo(number=board.state.number), seen)


def _done(board: Board, request: Request, seen: _Seen) -> Done:
    """Make a change, and see how long it takes until it is judged and kept."""
    begun, spent = time.perf_counter(), time.thread_time()
    done = board.do(request, "ops", board.state.number)
    seen.judged.append(time.perf_counter() - begun)
    seen.judged_alone.append(time.thread_time() - spent)
    return done


def _spent() -> float:
    """Seconds of processors that the processes beside this one have had."""
    return sum(sum(one.cpu_times()[:2]) for one in psutil.Process().children(recursive=True))


def _is_better(state: State, proposal: Proposal) -> bool:
    """Whether it keeps every rule, and is better by the goals in order where the state keeps them too."""
    goals = [(goal.after or 0, goal.before or 0) for goal in proposal.verdict.goals]
    less = [after for after, _ in goals] < [before for _, before in goals]
    return proposal.verdict.sound and (less or bool(state.violations))


def _memory() -> int:
    """Bytes of this process and those that it began; what several share is counted once."""
    me = psutil.Process()
    total = 0
    for process in (me, *me.children(recursive=True)):
        try:
            total += int(process.memory_full_info().pss)
        except psutil.Error:
            continue
    return total


def _tell(seen: _Seen) -> None:
    print()
    for kind in KINDS:
        kinds = seen.better[kind], seen.better_alone[kind]
        print(f"{kind:9} better in {SECONDS:g} s: {kinds[0]} ({kinds[1]}) of {seen.changes[kind]}")
    totals = seen.better.total(), seen.better_alone.total()
    print(f"better in {SECONDS:g} s: {totals[0]} ({totals[1]}) of {seen.changes.total()}")
    for name, clock, alone in (
        ("first better plan", seen.first, seen.first_alone),
        ("judged and kept", seen.judged, seen.judged_alone),
    ):
        for part in 0.5, 0.9, 0.99, 1.0:
            print(f"{name}: {part:.0%} within {_part(clock, part):.3f} ({_part(alone, part):.3f}) s")
    print(f"memory of all processes: {seen.memory / 2**20:.0f} MiB; refused and drawn again: {seen.refused}")
    print(f"load {psutil.getloadavg()}, {psutil.cpu_count()} cores; not better: {seen.wrong}")


def _part(values: list[float], part: float) -> float:
    """The value that so large a part of `values` does not exceed."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)] if values else float("nan")


def _held(state: State, rng: random.Random) -> tuple[str, Itinerary, int]:
    """A group on an itinerary, and how many of its parties are `PEOPLE`, or all that are there."""
    group, way = rng.choice(sorted(state.seating))
    people = int(state.instance.groups.people[state.instance.groups.row[group]])
    return group, way, min(state.seating[group, way], max(PEOPLE // people, 1))


def _move(state: State, rng: random.Random) -> Request:
    """Onto the way of somebody else who is to go to the same place, pinned."""
    groups = state.instance.groups
    while True:
        group, way, parties = _held(state, rng)
        wanted = groups.destinations[groups.row[group]]
        other, to = rng.choice(sorted(state.seating))
        ready = groups.ready_from(state.instance.begins)[groups.row[group]]
        in_time = state.instance.flight[to[0]].departs >= ready + state.instance.policy.check_in_minutes
        if groups.destinations[groups.row[other]] == wanted and to != way and in_time:
            return Move(group=group, parties=parties, of=way, to=to, pin=True)


def _wait(state: State, rng: random.Random) -> Request:
    group, way, parties = _held(state, rng)
    return Move(group=group, parties=parties, of=way, pin=True)


def _event(word: str, state: State, rng: random.Random) -> Request:
    """Of a flight that somebody leaves the origin by."""
    flight = rng.choice(sorted({way[0] for _, way in state.seating}))
    seats = state.instance.flight[flight].seats
    said: Mapping[str, str] = {
        "cancel": f"cancel {flight}",
        "delay": f"delay {flight}=2h",
        "seats": f"seats {flight}={seats // 2}",
    }
    return Happened(text=said[word])


def _arrivals(state: State, rng: random.Random) -> Request:
    """As many people more, like those of some group, under another code."""
    groups = state.instance.groups
    row = groups[groups.row[rng.choice(sorted(state.seating))[0]]]
    ready = format_time(state.instance.begins if row.ready is None else row.ready)
    cells = {
        "id": f"NEW-{rng.randrange(10**9)}",
        "nationality": row.nationality,
        "origin": row.origin,
        "size": row.size,
        "count": max(PEOPLE // row.people, 1),
        "priority": row.priority,
        "infants": row.infants,
        "ready": ready,
        "destinations": ";".join(row.destinations),
    }
    return Arrived(csv=f"{','.join(cells)}\n{','.join(map(str, cells.values()))}\n")


def _no_show(state: State, rng: random.Random) -> Request:
    group, way, parties = _held(state, rng)
    return DidNotCome(group=group, parties=parties, flight=way[0])


KINDS: Mapping[str, Drawn] = {
    "move": _move,
    "wait": _wait,
    "cancel": lambda state, rng: _event("cancel", state, rng),
    "delay": lambda state, rng: _event("delay", state, rng),
    "seats": lambda state, rng: _event("seats", state, rng),
    "arrivals": _arrivals,
    "no-show": _no_show,
}
"""Kinds of changes, and how one is drawn."""


if __name__ == "__main__":
    main()
