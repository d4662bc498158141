"""The child process in which an engine runs.

Two processes: a keeper, which imports nothing, and a worker in a process group of its own, which imports the
engine. The keeper holds the lifeline: when the parent closes it, or dies, the keeper kills the worker's whole
group and removes the private folder. Messages are pickles over the worker's standard streams.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import shutil
import signal
import sys
import tempfile
from typing import BinaryIO


def main() -> int:
    """Keep a worker: `child NAME LIFELINE_FD MEMORY_BYTES` (0 for no limit)."""
    name, lifeline, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    folder = tempfile.mkdtemp(prefix="evacopt-")
    worker = os.fork()
    if worker == 0:
        os.setpgid(0, 0)
        os.close(lifeline)
        _work(name, folder, memory)
        os._exit(0)
    try:
        return _keep(worker, lifeline)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(worker: int, lifeline: int) -> int:
    """Wait until the worker ends or the lifeline is cut; leave nothing of the group running."""
    for stream in (0, 1):
        os.close(stream)
    ended = os.pidfd_open(worker)
    select.select([lifeline, ended], [], [])
    for group_signal in (signal.SIGKILL,):
        try:
            os.killpg(worker, group_signal)
        except ProcessLookupError:
            os.kill(worker, group_signal)
    _, status = os.waitpid(worker, 0)
    return 0 if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else 1


def _work(name: str, folder: str, memory: int) -> None:
    """Answer requests until there are no more; what engines print goes to standard error."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    os.chdir(folder)
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _serve(name, asked, answers)


def _serve(name: str, asked: BinaryIO, answers: BinaryIO) -> None:
    from evacopt.backends.contract import Event
    from evacopt.backends.registry import load

    def say(kind: str, content: object) -> None:
        pickle.dump((kind, content), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()

    def report(event: Event) -> None:
        say("event", event)

    try:
        backend = load(name)
        say("ready", backend.version())
        while True:
            program, options = pickle.load(asked)
            say("answer", backend.solve(program, options, report))
    except EOFError:
        return
    except ImportError as missing:
        say("missing", str(missing))
    except MemoryError:
        say("memory", "")


if __name__ == "__main__":
    sys.exit(main())
