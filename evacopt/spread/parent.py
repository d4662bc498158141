"""Processes that end when the one who started them does."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # <linux/prctl.h>


def die_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Get the signal `by` once the thread that started this process ends; at once if `parent` is gone.

    Linux alone can do that; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, by, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), by)
