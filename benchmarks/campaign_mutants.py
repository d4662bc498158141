"""Mutation testing of the judge: faults put into its source one by one, and whether a test notices.

    nice -n 15 python -m benchmarks.campaign_mutants --results mutants.jsonl
    nice -n 15 python -m benchmarks.campaign_mutants --modules pools,knapsack --results mutants.jsonl
    nice -n 15 python -m benchmarks.campaign_mutants --like mutants.jsonl --results again.jsonl

The tests are collected once. Which lines each of them runs is traced once, in a process of its own. For
each mutant a child is forked, the changed code is put into the functions that are there, and the tests that
run the line are run: first what killed it in the results `--like`, then what killed mutants of the same
function, then the quickest. A test that fails, or takes ten times its time, kills. What outlives `--budget`
seconds of tests (0: all) survives.
The results are appended to a file as lines of JSON; with `--again` only the survivors in it are tried.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from benchmarks.mutate import Mutant, mutants

JUDGE = Path(__file__).parents[1] / "evacopt" / "judge"
MEMORY = 3 * 2**30
"""Bytes that a mutant may add to what the tests have loaded."""
SLOWER, LEAST = 10, 1.0
"""A test of a mutant may take so many times its time, and so many seconds of the processor at least."""


class Campaign:
    """A pytest plugin that, in place of running the tests, runs them for each mutant."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._failed = False
        self._killers: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._like: dict[tuple[str, str], int] = {}
        self._seconds: list[float] = []
        self._lines: list[set[tuple[str, int]]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure, in whichever phase."""
        self._failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Trace, then try every mutant."""
        items, known = session.items, _known(self._arguments.results)
        self._seconds, self._lines = self._traced(items)
        print(f"{len(items)} tests, {sum(self._seconds):.0f} s with tracing", flush=True)
        self._learn(items)
        gc.freeze()
        waiting = [mutant for mutant in _wanted(self._arguments) if self._open(known, mutant)]
        Random(0).shuffle(waiting)  # so that a campaign that is cut short tells of all modules
        with Path(self._arguments.results).open("a", encoding="utf-8") as results:
            for number, mutant in enumerate(waiting, 1):
                found = {"module": mutant.module, "key": mutant.key, "place": mutant.place}
                found["killer"] = self._tried(items, mutant)
                results.write(json.dumps(found) + "\n")
                results.flush()
                if number % 100 == 0:
                    print(f"{number} of {len(waiting)}", flush=True)
        return True

    def _learn(self, items: Sequence[pytest.Item]) -> None:
        """Which tests killed what in an earlier run."""
        number = {item.nodeid: at for at, item in enumerate(items)}
        for (module, key), killer in _known(self._arguments.like).items():
            if killer in number:
                self._like[module, key] = number[killer]
                for where in (module, module + key.partition(":")[0]):
                    self._killers[where][number[killer]] += 1

    def _open(self, known: dict[tuple[str, str], str], mutant: Mutant) -> bool:
        result = known.get((mutant.module, mutant.key))
        return result == "" if self._arguments.again else result is None

    def _traced(self, items: Sequence[pytest.Item]) -> tuple[list[float], list[set[tuple[str, int]]]]:
        """Seconds and lines of each test, from a child: here nothing has run when mutants are made.

        They are kept in a file beside the results, and tests that are new are added to it.
        """
        kept = Path(self._arguments.results + ".traced")
        sources = hash_of(sorted(JUDGE.glob("*.py")))
        known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        known = known if known.get("sources") == sources else {"sources": sources}
        fresh = [item for item in items if item.nodeid not in known]
        child = os.fork() if fresh else 0
        if fresh and child == 0:
            found = zip(fresh, *self._trace(fresh), strict=True)
            said = {item.nodeid: (seconds, sorted(lines)) for item, seconds, lines in found}
            if not self._failed:
                kept.write_text(json.dumps(known | said), encoding="utf-8")
            os._exit(self._failed)
        if fresh and os.waitpid(child, 0)[1]:
            raise pytest.UsageError("a test fails without any mutant")
        known = json.loads(kept.read_text(encoding="utf-8"))
        traced = [known[item.nodeid] for item in items]
        return [seconds for seconds, _ in traced], [{(name, at) for name, at in some} for _, some in traced]

    def _trace(self, items: Sequence[pytest.Item]) -> tuple[list[float], list[set[tuple[str, int]]]]:
        seconds, lines = list[float](), list[set[tuple[str, int]]]()
        names = {str(path): path.stem for path in JUDGE.glob("*.py")}
        here = set[tuple[str, int]]()

        def inside(frame: FrameType, event: str, _: object) -> Any:
            here.add((names[frame.f_code.co_filename], frame.f_lineno))
            return inside

        def calls(frame: FrameType, event: str, _: object) -> Any:
            return inside(frame, event, _) if frame.f_code.co_filename in names else None

        for item, following in zip(items, [*items[1:], None], strict=True):
            here, begun = set(), time.process_time()
            sys.settrace(calls)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            sys.settrace(None)
            seconds.append(time.process_time() - begun)
            lines.append(here)
        return seconds, lines

    def _order(self, mutant: Mutant) -> list[int]:
        """The tests that run the line of `mutant`, or its module where no function has it, in turn."""
        killers = self._killers[mutant.module + mutant.place]
        if mutant.place and any((mutant.module, mutant.line) in some for some in self._lines):
            mine = [n for n, some in enumerate(self._lines) if (mutant.module, mutant.line) in some]
        else:
            mine = [n for n, some in enumerate(self._lines) if any(name == mutant.module for name, _ in some)]
            mine = mine or list(range(len(self._lines)))  # a record of numbers has no lines that run
        around = self._killers[mutant.module]
        known = self._like.get((mutant.module, mutant.key))
        mine.sort(key=lambda test: (test != known, -killers[test], -(around[test] > 2), self._seconds[test]))
        spent, budget, chosen = 0.0, self._arguments.budget or float("inf"), list[int]()
        for test in mine:
            if test == known or spent + self._seconds[test] <= budget:
                spent += self._seconds[test]
                chosen.append(test)
        return chosen

    def _tried(self, items: Sequence[pytest.Item], mutant: Mutant) -> str:
        """The test that kills `mutant`, or a blank."""
        tests = self._order(mutant)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os._exit(self._in_child(items, tests, mutant, writer))
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            begun = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            return ""
        last = tests[begun.count(b".") - 1] if begun else None
        if last is None:
            return "cannot be imported"
        for where in {mutant.module, mutant.module + mutant.place}:
            self._killers[where][last] += 1
        return items[last].nodeid

    def _in_child(self, items: Sequence[pytest.Item], tests: list[int], mutant: Mutant, pipe: int) -> int:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (_loaded() + MEMORY,) * 2)
        try:
            put_in(mutant.module, mutant.code)
        except Exception:  # a mutant that cannot be imported is noticed by any test
            return 1
        for test, following in zip(tests, [*tests[1:], None], strict=False):
            os.write(pipe, b".")
            signal.setitimer(signal.ITIMER_PROF, max(LEAST, SLOWER * self._seconds[test]))
            after = None if following is None else items[following]
            items[test].config.hook.pytest_runtest_protocol(item=items[test], nextitem=after)
            if self._failed:
                return 1
        return 0


def put_in(module: str, code: CodeType) -> None:
    """Make the functions of a module of the judge that are in use do what `code` says.

    Whatever was imported by name elsewhere is the same function, so its code is changed. Numbers are changed
    wherever they were imported by name, and in the records that the module holds.
    """
    old = importlib.import_module(f"evacopt.judge.{module}")
    new: dict[str, Any] = {"__name__": old.__name__, "__file__": old.__file__, "__package__": "evacopt.judge"}
    exec(code, new)  # what is put in is our own source, changed
    for name, value in list(vars(old).items()):
        if isinstance(value, int | tuple) and new.get(name) != value:
            for user in list(sys.modules.values()):
                if user.__name__.startswith(("evacopt.", "tests.")) and vars(user).get(name) is value:
                    setattr(user, name, new[name])
        elif is_dataclass(value) and not isinstance(value, type):  # a record, such as the limits
            for field in fields(value):
                object.__setattr__(value, field.name, getattr(new[name], field.name))
    others = dict(_functions(new, old.__name__))
    for place, function in _functions(vars(old), old.__name__):
        other = others[place]
        function.__code__, function.__defaults__ = other.__code__, other.__defaults__
        function.__kwdefaults__ = other.__kwdefaults__


def _functions(names: Any, module: str, above: str = "") -> Iterator[tuple[str, FunctionType]]:
    """Every function defined in a module or in its classes, by where it is."""
    for name, value in list(names.items()):
        inner = getattr(value, "func", getattr(value, "fget", getattr(value, "__func__", value)))
        if isinstance(value, type) and value.__module__ == module:
            yield from _functions(vars(value), module, f"{above}{name}.")
        elif isinstance(inner, FunctionType) and inner.__module__ == module:
            yield above + name, inner


def hash_of(paths: Sequence[Path]) -> str:
    """A hash of what the files say."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _loaded() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _wanted(arguments: argparse.Namespace) -> list[Mutant]:
    modules = arguments.modules.split(",") if arguments.modules else []
    found = [
        mutant
        for path in sorted(JUDGE.glob("*.py"))
        if not modules or path.stem in modules
        for mutant in mutants(path.stem, path)
    ]
    part, parts = map(int, arguments.part.split("/"))
    return found[part - 1 :: parts]


def _known(results: str) -> dict[tuple[str, str], str]:
    """Killer by module and key, of what was tried before; a blank where none was found."""
    if not results or not Path(results).exists():
        return {}
    rows = map(json.loads, Path(results).read_text(encoding="utf-8").splitlines())
    return {(row["module"], row["key"]): row["killer"] for row in rows}


def table(results: str) -> Iterator[str]:
    """Mutants and killed by module, then every survivor."""
    found = _known(results)
    modules, killed = Counter(module for module, _ in found), Counter[str]()
    for (module, _), killer in found.items():
        killed[module] += killer != ""
    for module in sorted(modules):
        yield f"{module:14} {modules[module]:5} {killed[module]:5} {killed[module] / modules[module]:7.1%}"
    yield f"{'all':14} {len(found):5} {killed.total():5} {killed.total() / max(len(found), 1):7.1%}"
    yield from (f"{module} {key}" for (module, key), killer in sorted(found.items()) if not killer)


def main() -> int:
    """Try the mutants, and print how many of them tests noticed."""
    parser = argparse.ArgumentParser(description="Mutation testing of the judge.")
    parser.add_argument("--modules", default="", help="such as pools,knapsack; all if not given")
    parser.add_argument("--part", default="1/1", help="2/4: the second of every four mutants")
    parser.add_argument("--budget", type=float, default=0, help="seconds of tests for a mutant; 0 for all")
    parser.add_argument("--again", action="store_true", help="try only the survivors in the results")
    parser.add_argument("--results", default="mutants.jsonl")
    parser.add_argument("--like", default="", help="results of an earlier run: its killers come first")
    parser.add_argument("--pick", default="", help="only tests that this expression of pytest -k picks")
    parser.add_argument("--tests", nargs="*", default=["tests/judge"])
    arguments = parser.parse_args()
    quiet = (
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-o",
        "addopts=-m 'not nightly'",
    )
    os.environ["CI"] = "1"  # hypothesis draws the same each time
    picked = ("-k", arguments.pick) if arguments.pick else ()
    code = pytest.main([*quiet, *picked, *arguments.tests], plugins=[Campaign(arguments)])
    print(*table(arguments.results), sep="\n")
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main())
