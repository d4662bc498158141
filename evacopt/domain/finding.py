"""What a check of data has to say: where, which rule, which value, what to do; and how much at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from evacopt.domain.phrase import headed, joined, phrase

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
    more = phrase("and {count:,} more of these kinds") if len(kinds) <= most else phrase("and {count:,} more")
    return [*(say(listed[number]) for number in sorted(chosen)), phrase(more, count=len(listed) - most)]


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding, told in one line of at most 300 characters: what is longer is cut in its middle.

    Attributes
    ----------
    rule : str
        What must hold, as a phrase that follows the column's name: `must be at least 1`.
    table, row, column : str, int or None, str
        Where in the instance; `row` counts from 0. Blank or None where the finding speaks of the whole.
    subject : str
        The thing in that row, `flight AF-02`.
    value : str
        What was found, as written by the user; blank where nothing was.
    remedy : str
        What to do about it; blank where nothing better than the rule itself can be said.
    place : str
        Where in the file, `flights.csv:14` or `niamey.xlsx, sheet flights, cell F14`; the reader fills it in.
    severity : str
        `error`, or `warning` for what is allowed but probably not meant.
    """

    rule: str
    table: str = ""
    row: int | None = None
    column: str = ""
    subject: str = ""
    value: str = ""
    remedy: str = ""
    place: str = ""
    severity: Severity = "error"

    @property
    def kind(self) -> tuple[str, ...]:
        """The same for findings that differ in row, value and figures alone."""
        return kind_of(self.severity, self.table, self.column, self.rule)

    def __str__(self) -> str:
        where = self.place or (self.table if self.row is None else f"{self.table}[{self.row}]")
        parts = (where, self.subject, self.column, self.rule, self.value, self.remedy)
        text = _sentence(parts)
        return text if len(text) <= LONGEST - _WARNING else _sentence(fitted(parts, LONGEST - _SIGNS))


_WARNING = len("warning: ")
_SIGNS = _WARNING + len(" (), : , got ; ")


def _sentence(parts: Sequence[str]) -> str:
    where, subject, column, rule, value, remedy = parts
    if subject:
        where = phrase("{where} ({subject})", where=where, subject=subject) if where else subject
    where = joined(", ", filter(None, (where, column)))
    got = phrase("{rule}, got {value}", rule=rule, value=value) if value else rule
    text = joined("; ", filter(None, (got, remedy)))
    return headed(where, text) if where else text
