"""Two states side by side."""

from __future__ import annotations

from evacopt.board.state import State
from evacopt.domain.phrase import phrase
from evacopt.planning.compare import compare
from evacopt.planning.comparison import Comparison


def compared(first: State, other: State) -> Comparison:
    """What differs between their plans, each counted against its own instance."""
    pairs = [(first.instance, first.plan), (other.instance, other.plan)]
    names = [phrase("state {number}", number=one.number) for one in (first, other)]
    return compare(pairs, names=names)
