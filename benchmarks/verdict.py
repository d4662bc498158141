"""The exit code of a campaign."""

from __future__ import annotations

import sys


def verdict(*, wrong: int, done: int) -> int:
    """1 where anything is wrong, or where nothing was tried: that would agree with everything.

    Parameters
    ----------
    wrong, done : what disagreed, and what was held against something
    """
    if not done:
        print("nothing was tried: ask for more", file=sys.stderr)
    return 1 if wrong or not done else 0
