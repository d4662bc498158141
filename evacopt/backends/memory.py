"""How much memory a backend may take on this machine, and how the lack of it is told from other failures."""

from __future__ import annotations

import errno
import os

SHARE = 0.75
"""The part of the physical memory that is left to the engine."""


def memory_for_a_backend() -> int:
    """Bytes: `SHARE` of the physical memory."""
    if not hasattr(os, "sysconf"):
        import psutil

        return int(SHARE * psutil.virtual_memory().total)
    return int(SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))


WORDS = (
    "MemoryError",
    "bad_alloc",
    "annot allocate memory",
    "nable to allocate",
    "failed to map segment",
    "memory allocation of",
    "ut of memory",
    "can't start new thread",
    "pthread_create failed",
    "Resource temporarily unavailable",
    "raised unreported exception",
    "without setting an exception",
    "error return without exception set",
)
"""What Python, numpy, C++, Rust and the linker say where memory is refused to them, also that of a thread.

The last three are of extensions that could not even make the exception that they were to raise.
"""


def is_lack_of_memory(failure: BaseException) -> bool:
    """Whether `failure` says that memory was refused, in whatever words."""
    if isinstance(failure, MemoryError) or (isinstance(failure, OSError) and failure.errno == errno.ENOMEM):
        return True
    return speaks_of_memory(f"{failure}")


def speaks_of_memory(words: str) -> bool:
    """Whether the last words of a process say that memory was refused to it."""
    return any(word in words for word in WORDS)


def memory_words(words: str) -> str:
    """The line of `words` that says it; all of them where they are one line."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return next(filter(speaks_of_memory, lines), lines[0] if lines else "")
