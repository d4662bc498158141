"""The child process in which an engine runs.

Two processes: a keeper, which imports no more than it needs to clean up, and a worker in a process group of
its own, which imports the engine. The keeper holds the lifeline: when the parent closes it, or dies, the
keeper kills the worker and all that it started, and removes the private folder. Messages are pickles over the
worker's standard streams.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import select
import shutil
import signal
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from evacopt.backends.memory import is_lack_of_memory, speaks_of_memory
from evacopt.domain.unfinished import made, temporary, temporary_files

if TYPE_CHECKING:
    from evacopt.milp.contract import Backend, Event, Options, Program

LAST_WORDS = 4096
"""Bytes of what a worker says on standard error that its keeper remembers."""

OUT_OF_MEMORY = 99
"""How the keeper ends where the worker was ended for its use of memory."""

_SET_PARENT_DEATH_SIGNAL, _SET_CHILD_SUBREAPER = 1, 36  # <linux/prctl.h>


def main() -> int:
    """Keep a worker: `child NAME MODULE:ATTRIBUTE LIFELINE_FD MEMORY_BYTES` (0 for no limit)."""
    name, target, lifeline, memory = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    for ignored in (signal.SIGINT, signal.SIGTERM):  # only the lifeline ends a keeper: it has to clean up
        signal.signal(ignored, signal.SIG_IGN)
    prctl = ctypes.CDLL(None).prctl
    prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        folder, _ = made(temporary("solver"), temporary_files())
    except OSError as failure:
        _Replies(sys.stdout.buffer).send("failed", f"no folder for its files: {failure.strerror or failure}")
        return 1
    errors, errors_end = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.setpgid(0, 0)
        os.close(lifeline)
        os.dup2(errors_end, 2)
        os.close(errors)
        os.close(errors_end)
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work(name, target, str(folder), memory)
        os._exit(0)
    os.close(errors_end)
    try:
        return _keep(worker, lifeline, errors, memory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(worker: int, lifeline: int, errors: int, memory: int) -> int:
    """Wait until the worker ends or the lifeline is cut; leave nothing of what it started running.

    Its last words on standard error, which it may fill as it likes, say whether memory was refused to it.
    """
    for stream in (0, 1):
        os.close(stream)
    os.set_blocking(errors, False)
    ended, words = os.pidfd_open(worker), b""
    listened = [lifeline, ended, errors]
    while not {lifeline, ended} & set(select.select(listened, [], [])[0]):
        more = _read(errors)
        words = (words + more)[-LAST_WORDS:]
        listened = listened if more else [lifeline, ended]
    words += _read(errors)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):  # it may not have got as far as to lead its group
        os.kill(worker, signal.SIGKILL)
    _, status, used = os.wait4(worker, 0)
    _end_orphans()
    if status and speaks_of_memory(words.decode("utf-8", "replace")):
        return OUT_OF_MEMORY
    return _exit_code(status, used.ru_maxrss * 1024, memory)


def _read(stream: int) -> bytes:
    """What can be read at once."""
    try:
        return os.read(stream, 2**16)
    except BlockingIOError:
        return b""


def _end_orphans() -> None:
    """Kill and await what outlived the worker, also where it left the group: all come down to the keeper."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while children.exists():
        for orphan in children.read_text(encoding="ascii").split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(orphan), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def _exit_code(status: int, used: int, memory: int) -> int:
    """As a shell has it, 128 + signal; engines end in SIGABRT where memory is refused to them."""
    code = os.waitstatus_to_exitcode(status)
    if memory and code == -signal.SIGABRT and 2 * used > memory:
        return OUT_OF_MEMORY
    return code if code >= 0 else 128 - code


def work(name: str, target: str, folder: str, memory: int) -> None:
    """Answer requests until there are no more; what engines print goes to standard error."""
    requests, stream = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    os.chdir(folder)
    _limit_memory(memory)
    replies = _Replies(stream)
    try:
        _serve(name, target, requests, replies)
    except EOFError:
        return
    except Exception as failure:  # whatever an engine raises is news for the parent, not for this process
        replies.send(*_news_of(failure))


def _limit_memory(memory: int) -> None:
    """No more than `memory` bytes, 0 for any number, nor more than this process was given."""
    try:
        import resource
    except ImportError:  # this system has no such limits
        return
    given = resource.getrlimit(resource.RLIMIT_AS)[0]
    limits = [limit for limit in (memory or resource.RLIM_INFINITY, given) if limit != resource.RLIM_INFINITY]
    if limits:
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), min(limits)))


def _news_of(failure: Exception) -> tuple[str, str]:
    """Memory that was refused, an engine that is not installed, or whatever else it is."""
    if is_lack_of_memory(failure):
        return "memory", "was refused memory"
    if isinstance(failure, ModuleNotFoundError) or (isinstance(failure, ImportError) and not failure.path):
        return "missing", str(failure)
    return "failed", f"{type(failure).__name__}: {failure}"


class _Replies:
    """Sends one thing at a time: engines report from several threads."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._one_at_a_time = threading.Lock()

    def send(self, kind: str, content: object) -> None:
        message = pickle.dumps((kind, content), protocol=pickle.HIGHEST_PROTOCOL)
        with self._one_at_a_time:
            self._stream.write(message)
            self._stream.flush()

    def report(self, event: Event) -> None:
        self.send("event", event)


def _serve(name: str, target: str, requests: BinaryIO, replies: _Replies) -> None:
    from evacopt.backends.registry import load
    from evacopt.milp.contract import UnsuitableError

    backend = load(name, target)
    replies.send("ready", (backend.version(), backend.capabilities))
    while True:
        program, options, ends = pickle.load(requests)
        try:
            replies.send("answer", _solve(backend, program, options, ends, replies))
        except UnsuitableError as why:
            replies.send("unsuitable", str(why))


def _solve(
    backend: Backend, program: Program, options: Options, ends: float | None, replies: _Replies
) -> object:
    """Solve within what is left until `ends`, on the monotonic clock that all processes share."""
    from evacopt.milp.contract import UnsuitableError

    if program.relaxed and not backend.capabilities.duals:
        raise UnsuitableError(f"{backend.name} gives no multipliers of a relaxed program")
    missing = backend.capabilities.unhonoured(options)
    if missing:
        raise UnsuitableError(f"{backend.name} cannot honour {' and '.join(missing)}")
    if ends is not None:
        options = replace(options, time_limit=max(ends - time.monotonic(), 0.0))
    return backend.solve(program, options, replies.report)


if __name__ == "__main__":
    sys.exit(main())
