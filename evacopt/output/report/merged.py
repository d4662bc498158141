"""Counts that anyone may read: small cells are merged with others, never blanked.

A blanked cell comes back as soon as somebody takes the others from the total. A merged row does not: every
figure that is printed is 0 or at least five, the rows add up to the totals exactly, and what is inside a
merged row is nowhere told apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from evacopt.output.records import CountLine

LEAST = 5
"""The smallest count above 0 that is told."""


def is_small(line: CountLine) -> bool:
    """Whether any of people, out and left is from 1 to 4."""
    return any(0 < count < LEAST for count in (line.people, line.served, line.left))


def merged(lines: Sequence[CountLine], *, rest: str) -> tuple[CountLine, ...] | None:
    """The lines that may be told one by one, then the others as one line named `rest`.

    Returns
    -------
    tuple of CountLine, or None
        Lines that add up to all of `lines`; `None` where not even their sum may be told.

    Notes
    -----
    The rest takes in the line with the fewest people until it is not small and holds at least two lines:
    alone, a line would be told under another name.
    """
    kept = [line for line in lines if not is_small(line)]
    inside = [line for line in lines if is_small(line)]
    if not inside:
        return tuple(kept)
    while kept and (len(inside) < 2 or is_small(_sum(rest, inside))):
        least = min(kept, key=lambda line: (line.people, line.name))
        kept.remove(least)
        inside.append(least)
    together = _sum(rest, inside)
    return None if is_small(together) else (*kept, together)


def _sum(name: str, lines: Sequence[CountLine]) -> CountLine:
    people = sum(line.people for line in lines)
    return CountLine.of(name, people=people, served=sum(line.served for line in lines))


def merged_counts(counts: Sequence[tuple[str, int]], *, rest: str) -> tuple[tuple[str, int], ...] | None:
    """`merged` for plain counts by name, such as people by reason."""
    lines = [CountLine.of(name, people=count, served=count) for name, count in counts if count]
    told = merged(lines, rest=rest)
    return None if told is None else tuple((line.name, line.people) for line in told)
