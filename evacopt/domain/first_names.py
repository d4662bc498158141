"""Names in a sentence, of many only the first."""

from __future__ import annotations

from collections.abc import Sequence

from evacopt.domain.phrase import phrase


def first_names(names: Sequence[str], most: int) -> str:
    """The first `most` of `names`, and how many more there are: `F1, F2 and 1,200 more`."""
    first, more = ", ".join(names[:most]), len(names) - most
    return phrase("{names} and {more:,} more", names=first, more=more) if more > 0 else first
