"""Start a command that ends when the one who started it does.

    python -m evacopt.bench.launch PARENT_ID COMMAND ...

A worker that is killed cannot end what it started: the kernel does it instead.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # <linux/prctl.h>


def die_with_parent(parent: int) -> None:
    """Let the kernel kill this process once the thread that started it ends; at once if `parent` is gone."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
