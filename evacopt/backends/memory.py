"""How much memory a backend may take on this machine."""

from __future__ import annotations

import os

SHARE = 0.75
"""The part of the physical memory that is left to the engine."""


def memory_for_a_backend() -> int:
    """Bytes: `SHARE` of the physical memory."""
    return int(SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
