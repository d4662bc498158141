"""Names in a sentence, of many only the first."""

from __future__ import annotations

from collections.abc import Sequence


def first_names(names: Sequence[str], most: int) -> str:
    """The first `most` of `names`, and how many more there are: `F1, F2 and 1,200 more`."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
