"""Run a command that ends when the one who started it does, and then leaves nothing behind.

    python -P -m evacopt.bench.launch PARENT_ID FOLDER COMMAND ...

A worker that is killed can neither end what it started nor put away its files, which hold an instance: the
kernel tells this process of the death of its parent, and it does both. It ends as the command does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from types import FrameType

from evacopt.spread.parent import die_with_parent


def main() -> int:
    """Run the command to its end, or to that of the parent."""
    parent, folder, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]

    def end_all(number: int, frame: FrameType | None) -> None:
        """Leave nothing: no process of this group, no file."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in started:
            child.kill()
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)

    started: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, end_all)
    die_with_parent(parent)
    started.append(subprocess.Popen(command))
    return started[0].wait()


def _end_as(code: int) -> None:
    """Leave with the exit code of the command, or by the signal that ended it."""
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    _end_as(main())
