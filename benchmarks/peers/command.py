"""The command line of a peer: read, build, goal after goal, and the best plan written in time."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import evacopt
from benchmarks.peers.goals import Goal, goals_of
from benchmarks.peers.limits import GIB, OUT_OF_TIME, LimitError, Limits, end_children, watch
from benchmarks.peers.parties import Parties, parties_of
from benchmarks.peers.record import Record
from benchmarks.peers.rules import refuse_other_rules
from evacopt.domain.columns import Ints
from evacopt.errors import BackendError, EvacoptError, InvalidInput

WRITTEN, WRONG_USAGE, INVALID, NOTHING, REFUSED = 0, 2, 3, 5, 7
"""Exit codes, as those of `evacopt solve`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine made of one goal.

    Attributes
    ----------
    chosen : int64 array of the numbers of the chosen pairs, `None` where it has no plan
    best : whether it claims that no plan is better
    why : what it said, for people
    """

    chosen: Ints | None
    best: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an engine is given.

    Attributes
    ----------
    folder : a private one for its files, which ends with the peer
    heard : called with each incumbent of a goal, where the library tells; must come from one thread at a time
    """

    parties: Parties
    limits: Limits
    threads: int
    seed: int
    folder: str
    heard: Callable[[Goal, Ints], bool]


class Engine(Protocol):
    """A model in one library; making it builds the rows and minds the clock."""

    def minimise(self, goal: Goal, start: Ints | None) -> Answer:
        """The best plan in `goal` that keeps all that is held."""

    def hold(self, goal: Goal, value: int) -> None:
        """From now on `goal` is `value` or better."""


def run(version: str, build: Callable[[Task], Engine], argv: Sequence[str] | None) -> int:
    """Solve as the command line says, and print one line: on stderr where there is no plan.

    Parameters
    ----------
    version : name and version of the library
    build : makes the engine's model

    Returns
    -------
    int
        0 if a plan was written, 5 if there was none in time or in memory; 2 wrong usage, 3 an invalid
        instance, 7 one with rules that the peers do not model.
    """
    asked = _parser().parse_args(argv)
    limits = Limits(seconds=asked.time_limit, memory=int(asked.memory * GIB))
    record = Record(limits=limits, version=version, asked=asked)
    with tempfile.TemporaryDirectory(prefix="evacopt-peer-") as folder:
        ending = _Ending(record, folder)
        watch(limits, ending.leave)
        try:
            return ending.close(_solve(record, build, folder))
        except LimitError as limit:
            return ending.close(str(limit))
        except EvacoptError as error:
            print(error, file=sys.stderr)
            return _code_of(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("instance")
    parser.add_argument("-o", "--output", required=True, metavar="PLAN")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--memory", type=float, default=8.0, metavar="GIB", help="stop above so much")
    parser.add_argument("--trace", metavar="FILE", help="write `seconds goal value` for each incumbent")
    parser.add_argument("--force", action="store_true", help="replace an existing plan file")
    return parser


def _code_of(error: EvacoptError) -> int:
    if isinstance(error, InvalidInput):
        return INVALID
    return REFUSED if isinstance(error, BackendError) else WRONG_USAGE


def _solve(record: Record, build: Callable[[Task], Engine], folder: str) -> str:
    """Go through the goals in order; why it stopped, blank where every goal was finished."""
    asked, limits = record.asked, record.limits
    _require_place(Path(asked.output), force=asked.force)
    instance = evacopt.read_instance(asked.instance)
    refuse_other_rules(instance)
    record.mark("read")
    parties = parties_of(instance, limits)
    record.begin(parties, goals_of(parties))
    task = Task(
        parties=parties,
        limits=limits,
        threads=asked.threads,
        seed=asked.seed,
        folder=folder,
        heard=record.incumbent,
    )
    engine = build(task)
    record.mark("build")
    return next((why for goal in record.goals if (why := _stage(record, engine, goal))), "")


def _require_place(output: Path, *, force: bool) -> None:
    """Say that a plan could not be written before the time is spent on it."""
    if output.exists() and not force:
        raise evacopt.OutputError(f"{output} exists already; replace it with --force")
    if not output.parent.is_dir():
        raise evacopt.OutputError(f"{output} cannot be written: there is no such folder")


def _stage(record: Record, engine: Engine, goal: Goal) -> str:
    """One goal; why it was not finished, blank where it was."""
    record.at, limits = goal.name, record.limits
    if not goal.settled:
        limits.check()
        answer = engine.minimise(goal, record.best.chosen if record.best else None)
        if answer.chosen is not None and not record.incumbent(goal, answer.chosen):
            return f"a plan that breaks a rule ({answer.why})"
        if not answer.best or record.best is None:
            return answer.why if limits.left else OUT_OF_TIME
        engine.hold(goal, goal.value(record.best.chosen))
    record.finished.append(goal.name)
    return ""


class _Ending:
    """Writes the plan once, whether the peer came to its end or was stopped."""

    def __init__(self, record: Record, folder: str) -> None:
        self._record = record
        self._folder = folder
        self._once = threading.Lock()

    def close(self, why: str) -> int:
        """Write what there is and print the line; the exit code."""
        self._once.acquire()  # for good: whoever comes second waits until the process ends
        return self._end(why)

    def leave(self, why: str) -> None:
        """Stop here and now, from another thread than the one that solves."""
        self._once.acquire()
        end_children()
        code = WRONG_USAGE
        try:
            code = self._end(why)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            os._exit(code)

    def _end(self, why: str) -> int:
        best = self._record.best
        if best is not None:
            self._record.write(best)
        print(self._record.line(why, best), file=sys.stderr if best is None else sys.stdout, flush=True)
        return NOTHING if best is None else WRITTEN
