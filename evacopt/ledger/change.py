"""One change of a board, and the hash that ties it to the change before.

The hash is SHA-256 over the fields as netstrings (Bernstein 1997: `5:hello,`), the format first, then in the
order in which they stand in `Change`: numbers in decimal, texts in UTF-8.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

FORMAT = "evacopt-board/1"
"""The name of the format, which is in the file and in each hash."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_HEAD = re.compile(r"\s*([0-9]{1,18})[\s:-]+([0-9a-f]{16,64})\s*", re.ASCII)


def is_code(text: str) -> bool:
    """Whether `text` is made of letters, digits and - _ . only."""
    return _CODE.fullmatch(text) is not None


def user_code(text: str) -> str:
    """`text`, if it can be the code of a user.

    Raises
    ------
    UsageError
        If it has other characters than codes have, such as the blank of a name.
    """
    if not is_code(text):
        raise UsageError(
            phrase(
                "{text} is no code of a user: write at most 40 letters (A to Z), digits and - _ . as in"
                " planner-2; a post, never the name of a person",
                text=repr(text[:60]),
            )
        )
    return text


@dataclass(frozen=True, slots=True)
class Head:
    """Up to where a ledger goes: the number of its last change, 0 for none, and the hash of that change."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"

    @classmethod
    def of(cls, text: str) -> Head:
        """A head as it was printed; of its hash at least the first 16 figures.

        Raises
        ------
        UsageError
            If `text` is no head.
        """
        match = _HEAD.fullmatch(text.lower())
        if match is None:
            raise UsageError(
                phrase(
                    "{text} is no head of a board: write the number of the last change and its hash, as in"
                    " 41 3f2a9c04d1b27e58",
                    text=repr(text[:100]),
                )
            )
        return cls(int(match[1]), match[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that is not in the ledger yet.

    Attributes
    ----------
    user : code of who decided it
    kind, content : what it is, and its record as JSON
    plan_before, plan_after : SHA-256 of the plan, blank where there is none
    keeps : SHA-256 of contents in the ledger without which the change cannot be read
    code : what it is called on every board that takes it over; made where it is blank
    """

    user: str
    kind: str
    content: bytes
    plan_before: str = ""
    plan_after: str = ""
    keeps: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it is in the ledger; `at` is ISO 8601 in UTC, `before` the hash of the change before it."""

    number: int
    code: str
    at: str
    user: str
    kind: str
    content: bytes
    plan_before: str
    plan_after: str
    keeps: tuple[str, ...]
    before: str
    hash: str

    @property
    def head(self) -> Head:
        """The head of a ledger that ends with this change."""
        return Head(self.number, self.hash)

    @property
    def row(self) -> tuple[int | str | bytes, ...]:
        """The change as its table has it."""
        about = (self.number, self.code, self.at, self.user, self.kind, self.content)
        return (*about, self.plan_before, self.plan_after, " ".join(self.keeps), self.before, self.hash)

    @classmethod
    def of_row(cls, row: Sequence[object]) -> Change:
        """The change of a row, whatever its hash says.

        Raises
        ------
        ValueError
            If a cell is of another type than was written.
        """
        number, *_, keeps, before, own = row
        types = [type(cell) for cell in row]
        if types != [int, str, str, str, str, bytes, str, str, str, str, str]:
            raise ValueError("a cell of another type")
        relied_on = tuple(str(keeps).split(" ")) if keeps else ()
        return cls(number, *row[1:8], relied_on, before, own)  # type: ignore[arg-type, call-arg]


def changed(draft: Draft, before: Head, *, code: str, at: str) -> Change:
    """The change after `before` that a draft becomes."""
    fields = (draft.user, draft.kind, draft.content, draft.plan_before, draft.plan_after)
    row = (before.number + 1, draft.code or code, at, *fields, " ".join(draft.keeps), before.hash)
    return Change.of_row((*row, hash_of(row)))


def hash_of(fields: Iterable[int | str | bytes]) -> str:
    """SHA-256 of `fields` and the format as netstrings."""
    total = hashlib.sha256()
    for field in (FORMAT, *fields):
        cell = field if isinstance(field, bytes) else str(field).encode("utf-8", "surrogateescape")
        total.update(b"%d:%b," % (len(cell), cell))
    return total.hexdigest()
