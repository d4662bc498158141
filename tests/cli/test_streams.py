"""Streams that are closed, full or left by their reader; disks that are full; memory that is refused.

What was asked for is written, what is wrong is said, and the exit code is true.
"""

from __future__ import annotations

import errno
import gc
import os
import resource
import sys
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import pytest

import evacopt as ev
from evacopt.cli import main as module
from evacopt.cli.exits import Exit, report
from evacopt.cli.progress import progress_log
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import OutputError
from evacopt.files import read_instance, write_instance, write_plan
from evacopt.planning import solve as planning
from evacopt.planning.result import Result
from tests.bench.records import NO_PLAN, peer
from tests.cli.conftest import DATA, EVENTS, SMALL, Command

FULL = "No space left on device"
UNPRINTED = f"evacopt: standard output cannot be written: {FULL}\n"
Ended = Callable[..., int]
Full = Callable[[str], None]
CAMPAIGN = (
    'format = "evacopt-campaign/1"\nname = "trial"\n[[instances]]\nfamily = "surge"\npeople = 10\n'
    '[[runs]]\npeers = "none.py"\ntime_limits = 5\n'
)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Ended:
    """Run the whole command as the shell does, but in this process; gives the exit code."""
    monkeypatch.setattr(module, "_end_in_order", lambda: None)

    def run(*words: object) -> int:
        monkeypatch.setattr(sys, "argv", ["evacopt", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            module.main()
        return int(left.value.code or 0)

    return run


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[Full]:
    """Make a standard stream one to a disk that is full."""
    with ExitStack() as opened:

        def fill(name: str) -> None:
            stream = opened.enter_context(_of(os.open("/dev/full", os.O_WRONLY)))
            monkeypatch.setattr(sys, name, stream)

        yield fill


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Iterator[Full]:
    """Make a standard stream one whose reader went away."""
    with ExitStack() as opened:

        def leave(name: str) -> None:
            reading, writing = os.pipe()
            os.close(reading)
            monkeypatch.setattr(sys, name, opened.enter_context(_of(writing)))

        yield leave


@contextmanager
def _of(number: int) -> Iterator[TextIO]:
    """A stream over the file `number`, which nobody minds failing in the end."""
    with suppress(OSError), os.fdopen(number, "w", encoding="utf-8") as stream:
        yield stream


@pytest.fixture
def places(plan: Plan, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """What the words of the commands below stand for; to solve and to list backends takes no time."""
    solve, done = planning.solve, Result("solved", plan, message="fake 1: done")

    def quickly(instance: Instance, **options: Any) -> Result:
        return done if instance.sha256 == plan.instance_sha256 else solve(instance, **options)

    monkeypatch.setattr(planning, "solve", quickly)
    monkeypatch.setattr("evacopt.backends.catalogue.catalogue", lambda: ())
    peer(tmp_path, "none", NO_PLAN)
    (tmp_path / "trial.toml").write_text(CAMPAIGN, encoding="utf-8")
    write_plan(replace(plan, assignments=plan.assignments[:1]), tmp_path / "broken.plan.json")
    ev.export(read_instance(SMALL), plan, tmp_path / "old")
    return {
        "SMALL": SMALL,
        "WRONG": DATA / "broken",
        "PLAN": plan_file,
        "BROKEN": tmp_path / "broken.plan.json",
        "OLD": tmp_path / "old",
        "TRIAL": tmp_path / "trial.toml",
        "OUT": tmp_path / "out",
    }


def _words(line: str, places: dict[str, Path]) -> list[object]:
    words = [(word, *word.partition(".")[::2]) for word in line.split()]
    return [
        f"{places[stem]}{'.' + end if end else ''}" if stem in places else word for word, stem, end in words
    ]


WRITE = {
    "solve SMALL -o OUT.json": "out.json",
    "solve SMALL -o OUT.json --json": "out.json",
    "replan SMALL PLAN --as-of 2023-08-01T07:00Z -o OUT.json": "out.json",
    "convert SMALL OUT.xlsx": "out.xlsx",
    "generate surge --people 10 -o OUT": "out",
    "export SMALL PLAN -o OUT --yes": "out",
    "report SMALL PLAN -o OUT.html": "out.html",
    "bench TRIAL --first 0 -o OUT": "out",
}
"""Commands, and what they write."""
PRINT = (
    "solve SMALL",
    "show SMALL",
    "show SMALL PLAN --json",
    "compare SMALL PLAN PLAN",
    "schema",
    "backends",
    "--help",
    "solve --help",
    "--version",
)
"""Commands whose result is what they print."""
DECIDE = {
    "verify SMALL PLAN": Exit.DONE,
    "verify SMALL BROKEN": Exit.BROKEN,
    "check SMALL": Exit.DONE,
    "check WRONG": Exit.INVALID,
    "purge OLD": Exit.DONE,
}
"""Commands whose exit code says it too."""


@pytest.mark.sibling("13")
@pytest.mark.parametrize("line", WRITE)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_is_written_is_written_whatever_becomes_of_the_streams(
    ended: Ended, full: Full, places: dict[str, Path], line: str, stream: str
) -> None:
    """A log on a full disk is no reason to throw a plan away: the file is there, the exit code is 0."""
    full(stream)
    assert ended(*_words(line, places)) == Exit.DONE
    assert (places["OUT"].parent / WRITE[line]).exists()


@pytest.mark.sibling("13")
@pytest.mark.parametrize("line", PRINT)
def test_what_cannot_be_printed_is_lost(
    ended: Ended, full: Full, places: dict[str, Path], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the result is what is printed, a full disk is exit code 2, and the words say so; once."""
    full("stdout")
    assert ended(*_words(line, places)) == Exit.USAGE
    said = capsys.readouterr().err
    assert said.count(FULL) == 1
    assert "bug" not in said


@pytest.mark.sibling("13")
@pytest.mark.parametrize("line", DECIDE)
def test_what_the_exit_code_says_is_not_lost(
    ended: Ended, full: Full, places: dict[str, Path], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan that breaks a rule breaks it also where nobody can print that."""
    full("stdout")
    assert ended(*_words(line, places)) == DECIDE[line]
    assert capsys.readouterr().err.count(UNPRINTED) == 1


@pytest.mark.sibling("13")
@pytest.mark.parametrize("line", [*PRINT, "solve SMALL -o OUT.json", "verify SMALL PLAN", "purge OLD"])
def test_a_reader_that_went_away_is_no_error(
    ended: Ended, left: Full, places: dict[str, Path], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not for help either, which click prints: exit code 0, and not a word about it."""
    left("stdout")
    assert ended(*_words(line, places)) == Exit.DONE
    assert "roken pipe" not in capsys.readouterr().err


@pytest.mark.sibling("13")
def test_wrong_usage_stays_wrong_where_nobody_can_be_told(ended: Ended, full: Full) -> None:
    """Exit code 2, though not a word of it can be said."""
    full("stderr")
    assert ended("no-such-command") == Exit.USAGE


@pytest.mark.sibling("13")
@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_a_stream_that_python_has_none_for(
    ended: Ended, places: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is as if it led to /dev/null."""
    monkeypatch.setattr(sys, name, None)
    assert ended(*_words("export SMALL PLAN -o OUT", places)) == Exit.DONE
    assert places["OUT"].is_dir()
    getattr(sys, name).close()


@pytest.mark.sibling("13")
def test_names_are_not_written_where_the_question_is_not_seen(
    ended: Ended, places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal to answer at is not enough where what is said goes to a file: nobody waits for ever."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert ended(*_words("export SMALL PLAN -o OUT --names SMALL", places)) != Exit.DONE
    assert not places["OUT"].exists()


@pytest.mark.sibling("13")
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_device_is_no_file(run: Command, places: dict[str, Path], tmp_path: Path, force: list[str]) -> None:
    """`-o /dev/full --force` must not put a file where the device was."""
    os.mkfifo(tmp_path / "pipe")
    for option in ("-o", "--log"):
        ran = run("solve", SMALL, option, tmp_path / "pipe", *force)
        assert (ran.exit_code, ran.stdout) == (Exit.USAGE, "")
        assert "is a device or a pipe; name a file" in ran.stderr
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(OutputError, match="is a device or a pipe"):
        write_instance(read_instance(SMALL), tmp_path / "pipe.json", force=bool(force))


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    """No file can be larger: what a disk says that is full, but for the words."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.sibling("13")
@pytest.mark.parametrize(
    ("name", "parquet"), [("x.xlsx", False), ("x.json", False), ("folder", False), ("folder", True)]
)
def test_a_full_disk_is_called_so(
    tmp_path: Path, name: str, parquet: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whichever library writes: OutputError with the path, and no word of anybody else's."""
    instance = ev.generate("surge", people=2_000, seed=1)
    with _disk_of(2_000), pytest.raises(OutputError, match=f"{name} cannot be written: File too large"):
        write_instance(instance, tmp_path / name, parquet=parquet)
    gc.collect()
    assert (list(tmp_path.iterdir()), capfd.readouterr().err) == ([], "")


@pytest.mark.sibling("13")
def test_a_log_that_fills_the_disk_does_not_lose_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends there, which is said once; who solves is not told."""
    with progress_log(tmp_path / "log", force=False) as tell, _disk_of(100):
        for _ in range(10):
            tell(EVENTS[0])
    said = capsys.readouterr().err
    assert said == f"evacopt: {tmp_path / 'log'} cannot be written any further: File too large\n"


@pytest.mark.sibling("13")
@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(MemoryError(), id="Python"),
        pytest.param(MemoryError("std::bad_alloc"), id="C++"),
        pytest.param(MemoryError("Unable to allocate 8.00 GiB for an array"), id="numpy"),
        pytest.param(RuntimeError("can't start new thread"), id="threads"),
        pytest.param(OSError(errno.ENOMEM, "Cannot allocate memory"), id="the system"),
        pytest.param(BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), id="a process"),
        pytest.param(ImportError("x.so: failed to map segment from shared object", path="x.so"), id="linker"),
        pytest.param(SystemError("initialization of _x raised unreported exception"), id="an extension"),
        pytest.param(SystemError("error return without exception set"), id="an extension that runs"),
    ],
)
def test_memory_is_called_memory(failure: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever refuses it, in whatever words: exit code 5, in one line, and no bug of ours."""
    assert report(failure) == Exit.NO_PLAN
    said = capsys.readouterr().err
    assert said.startswith("evacopt: not enough memory on this machine, or by its limits (ulimit)")
    assert said.count("\n") == 1


@pytest.mark.sibling("13")
def test_polars_without_its_binary_is_lack_of_memory(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It warns and then misses names of its own: exit code 5 before that, for a folder of Parquet tables."""
    write_instance(read_instance(SMALL), tmp_path / "small", parquet=True)
    monkeypatch.setattr("polars.__version__", "")
    ran = run("show", tmp_path / "small")
    assert (ran.exit_code, ran.stderr.count("\n")) == (Exit.NO_PLAN, 1)
    assert "not enough memory on this machine, or by its limits (ulimit): polars could not load" in ran.stderr


@pytest.mark.sibling("13")
def test_a_variant_whose_process_was_killed_is_no_bug(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel kills whoever takes too much: exit code 5, and what it may have been."""

    def killed(*_: object, **__: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr("evacopt.planning.what_if.what_if", killed)
    ran = run("solve", SMALL, "-q", "--what-if", "cancel UK")
    assert (ran.exit_code, ran.stdout) == (Exit.NO_PLAN, "")
    assert "was ended from outside, as where memory runs out" in ran.stderr


@pytest.mark.sibling("13")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.EIO])
def test_what_the_system_refuses_is_no_bug(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said in the system's words, also where it names no file."""
    assert report(OSError(number, os.strerror(number))) == Exit.USAGE
    assert capsys.readouterr().err == f"evacopt: {os.strerror(number)}\n"


def test_a_bug_is_still_one(capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody expected is not explained away."""
    assert report(OSError(errno.EBADF, os.strerror(errno.EBADF))) == Exit.BUG
    assert report(ImportError("cannot import name 'x'")) == Exit.BUG
    assert "please report it" in capsys.readouterr().err
