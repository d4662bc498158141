"""How the process of a backend is started, and ended with all that it started: one interface, two systems.

Where processes fork, a keeper ends the worker when its lifeline, a pipe, is cut (`evacopt.backends.child`).
Elsewhere, as on Windows, the worker is alone in a process group of its own (`evacopt.backends.lone_child`):
whoever ends it ends the tree of processes below it, and it ends by itself when its parent is gone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from typing import Protocol

from evacopt.backends.isolated import environment, python
from evacopt.backends.registry import Target
from evacopt.domain.unfinished import temporary, temporary_files

ENDED_WITHIN = 2.0
"""Seconds that what is killed, or a keeper that cleans up, is waited for."""


class Control(Protocol):
    """A child under control; its standard input and output are pipes to it."""

    process: subprocess.Popen[bytes]

    def cut(self) -> None:
        """End it and everything that it started, at once or within the time that it needs to clean up."""


def started(target: Target, memory: int | None) -> Control:
    """A child that works for `target`, with so many bytes of memory where the system can limit it."""
    return KeptByLifeline(target, memory) if hasattr(os, "fork") else TreeOfProcesses(target)


class KeptByLifeline:
    """A keeper and its worker, which end when the pipe between this process and the keeper is closed."""

    def __init__(self, target: Target, memory: int | None) -> None:
        lifeline, self._lifeline = map(_beyond_streams, os.pipe())
        try:
            self.process = subprocess.Popen(
                python("-m", "evacopt.backends.child", *target, str(lifeline), str(memory or 0)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[lifeline],
                start_new_session=True,
                env=environment(),
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(lifeline)

    def cut(self) -> None:
        """Close the pipe."""
        os.close(self._lifeline)


class TreeOfProcesses:
    """A worker alone, its private folder made and removed from here."""

    def __init__(self, target: Target) -> None:
        self._folder = tempfile.mkdtemp(prefix=temporary("solver"), dir=temporary_files())
        self.process = subprocess.Popen(
            python("-m", "evacopt.backends.lone_child", *target, self._folder, str(os.getpid())),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Ctrl-C is for its parent
            env=environment(),
        )

    def cut(self) -> None:
        """Kill the tree, and remove the folder."""
        end_tree(self.process.pid)
        shutil.rmtree(self._folder, ignore_errors=True)


def end_tree(root: int) -> None:
    """Kill the process `root` and all below it; what has left the tree by then is not known."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(root)
        tree = [*top.children(recursive=True), top]
        for process in tree:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(tree, timeout=ENDED_WITHIN)  # until then their files cannot be removed


def _beyond_streams(number: int) -> int:
    """The same pipe under a number from 3 on: where standard streams are closed it may have one of theirs."""
    if number > 2:
        return number
    import fcntl

    try:
        return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 3)
    finally:
        os.close(number)
