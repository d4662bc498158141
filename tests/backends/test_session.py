"""The child process and its parent: whatever a backend does, there is an answer, and nothing is left."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evacopt.backends.catalogue import catalogue
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.process import ChildProcess, News
from evacopt.backends.registry import Target
from evacopt.backends.session import Session, ahead
from evacopt.backends.small_programs import program
from evacopt.errors import BackendError
from evacopt.milp.contract import BackendResult, Event, Options, Program
from tests.conformance.fakes import NOTE

SHORT = Options(time_limit=0.2)
"""For backends that never answer: however busy the machine is, that is how it ends."""
PATIENCE = 120.0
"""Seconds that a busy machine may need for what takes none."""
LONG = Options(time_limit=PATIENCE)
MEMORY = 1_500_000_000


@pytest.fixture
def simple() -> Program:
    """Best at its lower bounds, 5; at its upper ones 15."""
    return program([(1, 3), (2, 6)], [(None, [1, 1], 9)], [1, 2])


Limit = Callable[[Callable[[str], bool]], None]


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Limit:
    """Let the time limit be reached when something is so, given the last news heard, and not before."""

    def reach(reached: Callable[[str], bool]) -> None:
        heard = ""

        def until_reached(session: Session, child: ChildProcess, until: float | None) -> News:
            nonlocal heard
            while not reached(heard):
                with suppress(queue.Empty):
                    heard, content = child.hear(time.monotonic() + 0.05)
                    return heard, content
            raise queue.Empty

        monkeypatch.setattr(Session, "_hear", until_reached)

    return reach


def session_of(fake: str, *, memory: int | None = None) -> Session:
    return Session(fake.lower(), where=f"tests.conformance.fakes:{fake}", memory=memory)


def answer_of(
    fake: str, given: Program, options: Options = LONG, *, memory: int | None = None
) -> BackendResult:
    with session_of(fake, memory=memory) as session:
        return session.solve(given, options)


@pytest.mark.parametrize(
    ("fake", "stopped", "detail"),
    [
        ("Crashes", "error", "ended by SIGSEGV"),
        ("Exits", "error", "ended with exit code 3"),
        ("Raises", "error", "ZeroDivisionError: of all things"),
        ("Gabbles", "error", "said what cannot be understood"),
        ("Hangs", "time", "ended at the limit"),
        ("HoldsTheInterpreter", "time", "ended at the limit"),
        ("Floods", "time", "ended at the limit"),
        ("NeverReady", "time", "ended at the limit"),
    ],
)
def test_no_answer_is_an_answer(fake: str, stopped: str, detail: str, simple: Program) -> None:
    """A backend that says nothing of use leaves no values, and the word of how it ended."""
    limit = SHORT if stopped == "time" else LONG
    answer = answer_of(fake, simple, limit)
    assert (answer.termination, answer.status, answer.values) == (stopped, "unknown", None)
    assert detail in answer.detail


@pytest.mark.parametrize("fake", ["Crashes", "Exits", "Raises", "Gabbles", "Hangs", "OffByOne", "TooShort"])
def test_a_start_outlives_the_backend(fake: str, simple: Program) -> None:
    """Values known before are still there whatever the backend does to itself."""
    start = simple.lower + 1
    answer = answer_of(fake, replace(simple, start=start), SHORT)
    assert answer.status == "feasible"
    assert answer.values is not None
    assert answer.values.tolist() == start.tolist()


@pytest.mark.parametrize("fake", ["Eats", "Aborts"])
def test_memory_is_limited(fake: str, simple: Program) -> None:
    """A backend that takes more than it may is told from one that fails, be it Python or C++."""
    answer = answer_of(fake, simple, LONG, memory=MEMORY)
    assert (answer.termination, answer.status) == ("memory", "unknown")


def test_the_best_so_far_is_kept_at_the_limit(simple: Program, limit: Limit) -> None:
    """A backend ended at the limit leaves the incumbent and the bound that it reported."""
    limit(lambda heard: heard == "event")
    answer = answer_of("HangsWithPlan", simple)
    assert (answer.termination, answer.status, answer.bound) == ("time", "feasible", 2)
    assert answer.values is not None
    assert simple.goal.of(answer.values) == 5


def test_events_without_end(simple: Program) -> None:
    """News that never stops is no way around the limit."""
    with session_of("FloodsWithEvents") as session:
        assert session.capabilities.family == "fake"  # ready: from now on there is always more to hear
        answer = session.solve(simple, Options(time_limit=0.5))
    assert (answer.termination, answer.status) == ("time", "feasible")


def test_values_off_by_a_millionth_are_the_integers_next_to_them(simple: Program) -> None:
    """What engines mean is taken, exactly."""
    answer = answer_of("NearlyInteger", simple)
    assert answer.status == "optimal"
    assert answer.values is not None
    assert answer.values.tolist() == [1, 2]


@pytest.mark.parametrize("fake", ["OffByOne", "TooShort"])
def test_values_that_break_a_row_are_an_error(fake: str, simple: Program) -> None:
    """They are never handed out."""
    answer = answer_of(fake, simple)
    assert (answer.termination, answer.status, answer.values) == ("error", "unknown", None)
    assert "the values break a row" in answer.detail


def test_optimal_that_is_seen_not_to_be(simple: Program) -> None:
    """With a better plan known, "optimal" is an error and the better plan is kept."""
    free = replace(simple, rules_upper=np.array([99]))
    answer = answer_of("Liar", replace(free, start=free.lower))
    assert (answer.termination, answer.status, answer.bound) == ("error", "feasible", None)
    assert "says that 15 is optimal, but a plan of 5 is known" in answer.detail


def test_optimal_that_cannot_be_seen_not_to_be(simple: Program) -> None:
    """Nothing here contradicts it: the claim goes on as one, for a proof to test."""
    answer = answer_of("Liar", replace(simple, rules_upper=np.array([99])))
    assert (answer.status, answer.bound) == ("optimal", 15)


def test_a_bound_above_a_plan_is_an_error(simple: Program) -> None:
    """The plan is kept, and of the bound nothing."""
    answer = answer_of("LiarAboutBound", simple)
    assert (answer.termination, answer.status, answer.bound) == ("error", "feasible", None)


def test_infeasible_with_a_plan_in_hand_is_an_error(simple: Program) -> None:
    """A start that keeps every row is a proof to the contrary."""
    assert answer_of("LiarAboutInfeasible", simple).status == "infeasible"
    answer = answer_of("LiarAboutInfeasible", replace(simple, start=simple.lower))
    assert (answer.termination, answer.status) == ("error", "feasible")


def test_a_start_that_breaks_a_row_is_not_taken(simple: Program) -> None:
    """A start is checked like any other plan."""
    answer = answer_of("Exits", replace(simple, start=simple.upper + 1))
    assert answer.values is None


def test_unsuitable_is_said_and_the_backend_goes_on(simple: Program) -> None:
    """The sentence reaches the user; the same child can be asked again."""
    with session_of("Refuses") as session:
        for _ in range(2):
            with pytest.raises(BackendError, match="the moon is not full"):
                session.solve(simple, LONG)


@pytest.mark.parametrize("ask", ["solve", "capabilities"])
def test_a_missing_engine_is_named(ask: str, simple: Program) -> None:
    """Whichever way it is noticed, the error says what is missing."""
    with session_of("NotInstalled") as session, pytest.raises(BackendError, match="no module named 'engine'"):
        _ = session.capabilities if ask == "capabilities" else session.solve(simple, LONG)


@pytest.mark.sibling("13")
def test_memory_that_is_refused_in_words(simple: Program) -> None:
    """C++ that is refused a small piece says so and aborts, with little in use: it is memory all the same."""
    answer = answer_of("SaysBadAlloc", simple, LONG)
    assert (answer.termination, answer.status) == ("memory", "unknown")


@pytest.mark.sibling("13")
def test_an_engine_that_cannot_be_mapped_is_not_missing() -> None:
    """It is installed: what is missing is memory, and that is said."""
    with session_of("CannotBeMapped") as session, pytest.raises(MemoryError, match="was refused memory"):
        _ = session.capabilities


@pytest.mark.sibling("13")
def test_an_engine_that_is_broken_is_not_missing() -> None:
    """It is installed: what is wrong with it is said."""
    with session_of("CannotBeLoaded") as session, pytest.raises(BackendError) as told:
        _ = session.capabilities
    assert "does not start: ImportError: engine.so: undefined symbol" in str(told.value)
    assert "not available" not in str(told.value)


@pytest.mark.sibling("13")
@pytest.mark.parametrize(
    ("fake", "installed"), [("NotInstalled", False), ("CannotBeMapped", True), ("CannotBeLoaded", True)]
)
def test_the_catalogue_says_missing_of_what_is_missing(
    fake: str, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of nothing else."""
    monkeypatch.setattr("evacopt.backends.catalogue.registered", lambda: {"one": ""})
    where = Target("one", f"tests.conformance.fakes:{fake}")
    monkeypatch.setattr("evacopt.backends.catalogue.target_of", lambda name: where)
    listed, *_ = catalogue()
    assert (listed.version, listed.installed, bool(listed.reason)) == (None, installed, True)


@pytest.mark.sibling("13")
def test_a_backend_that_closes_its_errors_goes_on(simple: Program) -> None:
    """Its keeper, which listens for last words, has nothing more to hear."""
    assert answer_of("ClosesErrors", simple, LONG).status == "optimal"


def test_who_does_not_get_ready_is_not_waited_for(simple: Program) -> None:
    """What it can do is not known, its options are not refused, and the limit ends it."""
    with session_of("NeverReady") as session:
        assert session.capabilities_within(0.1) is None
        assert session.unhonoured(Options(time_limit=0.1, gap=0.5)) == ()
        assert session.solve(simple, SHORT).termination == "time"


def test_the_child_refuses_too(simple: Program) -> None:
    """An option that nobody refused in time is still not passed over in silence."""
    with session_of("Fake") as session, pytest.raises(BackendError, match="fake cannot honour gap and seed"):
        session.solve(simple, Options(gap=0.5, seed=1))


def test_multipliers_are_not_asked_of_who_has_none(simple: Program) -> None:
    """A relaxed program goes only to backends that can give what it is for."""
    with session_of("Fake") as session, pytest.raises(BackendError, match="gives no multipliers"):
        session.solve(replace(simple, relaxed=True), LONG)


def test_a_session_is_asked_again_after_an_end(simple: Program) -> None:
    """After a crash the next question starts a new child."""
    with session_of("Crashes") as session:
        first, second = (session.solve(simple, LONG) for _ in range(2))
    assert first.detail == second.detail == "ended by SIGSEGV"


def test_the_grace_is_one_for_the_whole_session(simple: Program) -> None:
    """A backend that hangs uses it up once: many questions do not add up to many times the grace."""
    with session_of("Hangs") as session:
        first, *others = (session.solve(simple, Options(time_limit=0.0)) for _ in range(20))
    assert first.detail == "ended at the limit"
    assert {other.detail for other in others} == {"there is no time left"}


def test_a_late_answer_within_the_grace_counts(simple: Program) -> None:
    """An engine that needs a moment to stop is not cut off for it."""
    with Session("late", where="tests.conformance.fakes:Late", grace=PATIENCE) as session:
        assert session.solve(simple, Options(time_limit=0.3)).detail == "late"


def test_interruption_gives_the_best_so_far(simple: Program) -> None:
    """Ctrl-C is no exception: the plan that was reported is handed back."""

    def stop(event: Event) -> None:
        if event.values is not None:
            raise KeyboardInterrupt

    with session_of("HangsWithPlan") as session:
        answer = session.solve(simple, Options(), stop)
    assert (answer.termination, answer.status) == ("interrupted", "feasible")


def test_what_a_listener_raises_gets_through(simple: Program, limit: Limit) -> None:
    """And the next question does not get the answer to this one."""

    def fail(event: Event) -> None:
        raise LookupError(event)

    with session_of("HangsWithPlan") as session:
        with pytest.raises(LookupError):
            session.solve(simple, Options(), fail)
        limit(lambda heard: heard == "event")
        again = session.solve(replace(simple, lower=simple.lower - 1), LONG)
    assert again.values is not None
    assert again.values.tolist() == [0, 1]


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `Hangs` writes its folder and the ids of its processes; private folders are made in tmp_path."""
    path = tmp_path / "note"
    monkeypatch.setenv(NOTE, str(path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return path


def _noted(note: Path) -> tuple[Path, list[int]]:
    folder, *ids = note.read_text(encoding="utf-8").split()
    return Path(folder), [int(each) for each in ids]


def _wait_for(holds: Iterator[bool]) -> bool:
    """Whether it comes true while patience lasts."""
    give_up = time.monotonic() + PATIENCE
    for now in holds:
        if now or time.monotonic() > give_up:
            return now
        time.sleep(0.02)
    return False


def _alive(process: int) -> bool:
    """Whether it runs; a zombie, which only waits for its parent to look, does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _nothing_left(folder: Path, processes: list[int]) -> Iterator[bool]:
    while True:
        yield not folder.exists() and not any(map(_alive, processes))


def test_nothing_is_left_after_the_limit(simple: Program, note: Path, limit: Limit) -> None:
    """Not the worker that ignores SIGTERM, not its child, not the one that left its group, no file."""
    limit(lambda heard: note.exists())
    assert answer_of("Hangs", simple).detail == "ended at the limit"
    folder, processes = _noted(note)
    assert len(processes) == 4
    assert _wait_for(_nothing_left(folder, processes))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_after_the_parent(how: signal.Signals, note: Path) -> None:
    """The parent is killed in the middle of a solve, and cannot clean up: the keeper does."""
    code = (
        "from evacopt.backends.session import Session\n"
        "from evacopt.milp.contract import Options\n"
        "from evacopt.backends.small_programs import program\n"
        "with Session('hangs', where='tests.conformance.fakes:Hangs') as session:\n"
        "    session.solve(program([(0, 1)], [], [1]), Options())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
    try:
        assert _wait_for(iter(note.exists, None))
    finally:
        os.kill(parent.pid, how)
        parent.wait()
    folder, processes = _noted(note)
    assert _wait_for(_nothing_left(folder, processes))


def test_a_child_begun_ahead_is_that_of_the_first_session(
    monkeypatch: pytest.MonkeyPatch, simple: Program
) -> None:
    """The first session has it, the second begins one; what nobody took is ended."""
    begun = list[ChildProcess]()
    whole = ChildProcess.__init__

    def noted(self: ChildProcess, target: Target, memory: int | None) -> None:
        whole(self, target, memory)
        begun.append(self)

    monkeypatch.setattr(ChildProcess, "__init__", noted)
    with ahead("auto"):
        assert len(begun) == 1
        with Session("highs", memory=memory_for_a_backend()) as first:
            assert first.solve(simple, LONG).status == "optimal"
            assert len(begun) == 1
            with Session("highs", memory=memory_for_a_backend()) as second:
                assert second.solve(simple, LONG).status == "optimal"
                assert len(begun) == 2
    with ahead("highs"):
        assert len(begun) == 3
    begun[2]._keeper.wait(PATIENCE)
    with ahead("no such backend"):
        assert len(begun) == 3
