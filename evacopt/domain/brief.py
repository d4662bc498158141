"""How much is said at once: no line longer than a person reads, no more lines than a person looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

LONGEST = 300
"""Characters of one finding."""

MOST = 50
"""Findings that are printed; programs get all of them."""

_NUMBER = re.compile(r"\d+")


class Told(Protocol):
    """A finding or a violation: a line, and what kind of line it is."""

    @property
    def kind(self) -> tuple[str, ...]:
        """The same for findings of which one stands for all."""


T = TypeVar("T", bound=Told)


def cut(text: str, most: int) -> str:
    """`text` with so much left out of its middle that `most` characters remain."""
    if len(text) <= most:
        return text
    kept = max(most - 1, 0)
    return f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"


def fitted(parts: Sequence[str], room: int) -> list[str]:
    """`parts` cut so that together they have at most `room` characters; the longest give way first."""
    level, left = 0, room
    for number, length in enumerate(sorted(map(len, parts))):
        level = left // (len(parts) - number)
        if length > level:
            break
        left -= length
    else:
        return list(parts)
    return [cut(part, level) for part in parts]


def kind_of(*texts: str) -> tuple[str, ...]:
    """`texts` without their numbers: what findings that differ in figures alone have in common."""
    return tuple(_NUMBER.sub("0", text) for text in texts)


def first_lines(items: Iterable[T], *, say: Callable[[T], str] = str, most: int = MOST) -> list[str]:
    """A line for each of `items` in their order; of more than `most`, one of each kind first, and a count."""
    listed = list(items)
    if len(listed) <= most:
        return [say(item) for item in listed]
    kinds: dict[tuple[str, ...], int] = {}
    for number, item in enumerate(listed):
        kinds.setdefault(item.kind, number)
    chosen = set(list(kinds.values())[:most])
    rest = (number for number in range(len(listed)) if number not in chosen)
    while len(chosen) < most:
        chosen.add(next(rest))
    more = f"and {len(listed) - most:,} more{' of these kinds' if len(kinds) <= most else ''}"
    return [*(say(listed[number]) for number in sorted(chosen)), more]
