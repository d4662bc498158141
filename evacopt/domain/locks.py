"""Locks on open files and folders, where the system has them; elsewhere nobody is told of anybody."""

from __future__ import annotations

import errno


def lock(handle: int, *, alone: bool) -> None:
    """Lock what `handle` is of until it is closed, beside others who share it, or alone and at once.

    Raises
    ------
    BlockingIOError
        If it is wanted alone, and somebody has it.
    OSError
        If there are no such locks, on this system or this file system.
    """
    try:
        import fcntl
    except ImportError:
        raise OSError(errno.ENOLCK, "this system has no locks of POSIX") from None
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
