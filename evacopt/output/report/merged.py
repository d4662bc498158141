"""Counts that anyone may read: small cells are merged with others, never blanked, and all are told in fives.

A blanked cell comes back as soon as somebody takes the others from the total. A merged row does not: every
figure that is printed is 0 or at least five, the rows add up to the totals, and what is inside a merged row
is nowhere told apart.

Figures of other tables, of yesterday's page, or known from elsewhere can still be taken from these. So each
is a multiple of five: what comes out of adding and taking is one too, and never a count from one to four.
Rows are rounded together (controlled rounding: Cox and Ernst, 1982), so that tables add up and agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from evacopt.output.records import CountLine
from evacopt.output.report.people_tables import summed

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
    while kept and (len(inside) < 2 or is_small(summed(rest, inside))):
        least = min(kept, key=lambda line: (line.people, line.name))
        kept.remove(least)
        inside.append(least)
    together = summed(rest, inside)
    return None if is_small(together) else (*kept, together)


def in_fives(counts: Sequence[int], *, codes: int = 0) -> list[int]:
    """A multiple of five next to each of `counts`; they add up to the one nearest to the sum of `counts`.

    Those with the largest remainders are rounded up; 0 stays 0, and what is 5 or more does not become 0.

    Parameters
    ----------
    codes : codes that stand for at least one of those counted each, no more than the sum
        The sum is not told as fewer: 7 people told as 5 beside 7 codes could only be one for each code.
    """
    fives = [count // LEAST * LEAST for count in counts]
    quotient = max((sum(counts) + LEAST // 2) // LEAST, -(-codes // LEAST))
    missing = quotient - sum(fives) // LEAST
    ranked = sorted(range(len(counts)), key=lambda place: (-(counts[place] % LEAST), place))
    for place in ranked[:missing]:
        fives[place] += LEAST
    return fives


def rounded(lines: Sequence[CountLine], *, codes: int) -> tuple[CountLine, ...]:
    """The lines in fives: out and left each add up, and people are the sum of both.

    Of those left, so many `codes` are told beside; see `in_fives`.
    """
    served = in_fives([line.served for line in lines])
    left = in_fives([line.left for line in lines], codes=codes)
    return tuple(
        CountLine.of(line.name, people=out + stay, served=out)
        for line, out, stay in zip(lines, served, left, strict=True)
    )


def merged_counts(
    counts: Sequence[tuple[str, int]], *, rest: str, codes: int = 0
) -> tuple[tuple[str, int], ...] | None:
    """`merged` for plain counts by name, in fives, the largest first and the rest last."""
    lines = [CountLine.of(name, people=count, served=0) for name, count in counts if count]
    shown = merged(lines, rest=rest)
    if shown is None:
        return None
    fives = [(line.name, line.left) for line in rounded(shown, codes=codes)]
    return tuple(sorted(fives, key=lambda item: (item[0] == rest, -item[1], item[0])))
