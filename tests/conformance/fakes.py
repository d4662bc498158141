"""Backends that do what no backend should. The child imports them by name; nothing registers them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import (
    BackendResult,
    Capabilities,
    Event,
    Options,
    Program,
    Report,
    UnsuitableError,
    rounded,
)

FOREVER = 3600.0
NOTE = "EVACOPT_TEST_NOTE"
"""Environment variable: the file to which `Hangs` writes the ids of its processes and its folder."""


class Fake:
    """Knows the best values of a program in which every column wants to be as low as it can."""

    name = "fake"
    capabilities = Capabilities(gap=False, threads=False, seed=False, family="fake")

    def version(self) -> str:
        return "fake 1"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return self.optimal(program, program.lower)

    def optimal(self, program: Program, values: Ints, *, detail: str = "") -> BackendResult:
        bound = program.goal.of(values)
        return BackendResult(
            termination="completed", status="optimal", values=values, bound=bound, detail=detail
        )


class Hangs(Fake):
    """Ignores SIGTERM and sleeps, with a child in its group, one that left it, and files."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        Path("left-behind").write_text("x", encoding="utf-8")
        sleep = [sys.executable, "-c", f"import time; time.sleep({FOREVER})"]
        near = subprocess.Popen(sleep)
        far = subprocess.Popen(sleep, start_new_session=True)
        if NOTE in os.environ:
            ids = (os.getpid(), os.getppid(), near.pid, far.pid)
            note = Path(os.environ[NOTE])
            note.with_suffix(".part").write_text(f"{Path.cwd()} {' '.join(map(str, ids))}", encoding="utf-8")
            note.with_suffix(".part").rename(note)
        time.sleep(FOREVER)
        raise AssertionError("was let sleep")


class HangsWithPlan(Fake):
    """Reports a plan and a bound, then sleeps."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        report(Event(values=program.lower, bound=program.goal.of(program.lower) - 3))
        time.sleep(FOREVER)
        raise AssertionError("was let sleep")


class HoldsTheInterpreter(Fake):
    """Stays in one call into C, where no signal handler of Python's ever runs."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        ctypes.PyDLL(None).sleep(3600)
        raise AssertionError("was let sleep")


class Floods(Fake):
    """Prints without end, to both streams."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        line = b"x" * 65536
        while True:
            os.write(1, line)
            os.write(2, line)


class FloodsWithEvents(Fake):
    """Reports the same plan without end."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        while True:
            report(Event(values=program.lower))


class NeverReady(Fake):
    """Takes for ever to say its version."""

    def version(self) -> str:
        time.sleep(FOREVER)
        return "fake"


class NotInstalled(Fake):
    """An engine that is not there."""

    def version(self) -> str:
        raise ImportError("no module named 'engine'")


class Crashes(Fake):
    """Ends in a segmentation fault."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        os.kill(os.getpid(), signal.SIGSEGV)
        raise AssertionError("is gone")


class Aborts(Fake):
    """Takes what memory it may, then ends as C++ does when there is no more."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        taken = []
        try:
            while True:
                taken.append(np.ones(1_000_000))
        except MemoryError:
            os.abort()


class Eats(Fake):
    """Takes memory until it is refused."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        taken = []
        while True:
            taken.append(np.ones(1_000_000))


class SaysBadAlloc(Fake):
    """Ends as C++ does where a small piece of memory is refused: with words, and little in use."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
        os.abort()


class ClosesErrors(Fake):
    """Closes standard error, and needs a moment."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        os.close(2)
        return self.optimal(program, program.lower)


class CannotBeMapped(Fake):
    """An engine that is installed, for which there is not enough memory."""

    def version(self) -> str:
        raise ImportError("engine.so: failed to map segment from shared object", path="engine.so")


class CannotBeLoaded(Fake):
    """An engine that is installed, and broken."""

    def version(self) -> str:
        raise ImportError("engine.so: undefined symbol: solve", path="engine.so")


class Exits(Fake):
    """Leaves without a word."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        os._exit(3)


class Raises(Fake):
    """Raises what nobody expects."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        raise ZeroDivisionError("of all things")


class Gabbles(Fake):
    """Writes what is no message to whatever it can write to, its answers' pipe included."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        for stream in range(3, 32):
            try:
                os.write(stream, b"no message at all\n")
            except OSError:
                continue
        time.sleep(FOREVER)
        raise AssertionError("was let sleep")


class NearlyInteger(Fake):
    """Values off by a millionth, as engines give them."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        values = rounded(program.lower + 1e-6)
        assert values is not None
        return self.optimal(program, values)


class OffByOne(Fake):
    """Every value one too low."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return self.optimal(program, program.lower - 1)


class TooShort(Fake):
    """Values for one column less than there are."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return BackendResult(termination="time", status="feasible", values=program.lower[:-1])


class Liar(Fake):
    """Calls its worst plan optimal."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return self.optimal(program, program.upper, detail="OPTIMAL")


class LiarAboutBound(Fake):
    """Claims a bound that its own plan is below."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        bound = program.goal.of(program.lower) + 5
        return BackendResult(termination="time", status="feasible", values=program.lower, bound=bound)


class LiarAboutInfeasible(Fake):
    """Says infeasible, whatever it is asked."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return BackendResult(termination="completed", status="infeasible", detail="INFEASIBLE")


class Refuses(Fake):
    """Cannot take any program."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        raise UnsuitableError("the moon is not full")


class Late(Fake):
    """Answers a little after its limit, within what it is allowed."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        assert options.time_limit is not None
        time.sleep(options.time_limit + 0.2)
        return BackendResult(termination="time", status="feasible", values=program.lower, detail="late")
