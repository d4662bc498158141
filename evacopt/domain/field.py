"""What a table and a column are: names, kinds, defaults and limits, whichever they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "text",  # free text
    "code",  # an identifier
    "nationality",  # three capitals
    "integer",
    "time",  # ISO 8601 with offset; stored as UTC minutes
    "hours",  # decimal hours that make whole minutes; stored as minutes
    "minutes",
    "degrees",  # decimal degrees; stored as millionths
    "probability",  # decimal in [0, 1]; stored as parts per million
    "ratio",  # decimal, at least 0; stored as parts per million
    "yesno",  # true or false
    "choice",  # one of `choices`
    "choices",  # list of `choices`
    "codes",  # list of codes
    "clock",  # 22:00, minutes after midnight UTC
    "members",  # FRA:2;NER:1, an object in JSON
    "amounts",  # kg:350;pet:1, an object in JSON
    "weights",  # 1:10;2:5, an object in JSON
    "itinerary",  # F1>F2, a list in JSON
]

LARGEST = 1_000_000_000
"""Largest integer that a cell may hold: sums of products of two of them stay within 64 bits."""

LARGEST_COEFFICIENT = 1_000_000
"""Largest coefficient of a linear rule, its sign aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column.

    Attributes
    ----------
    column, attribute : str
        Its name in files, and in the record.
    low, high : int
        Limits of the *stored* integer, both included.
    choices : tuple of str
        For the kinds `choice` and `choices`.
    others : bool
        Whether there are other choices, which a check looks up.
    refers : str
        What its codes must name: `location`, `group`, `flight`, `series` (a flight or sorties), `fleet`,
        `rule`, `resource`, `dimension`, or blank.
    younger : bool
        Younger than the format: where every cell is blank it is as if it were not, in the hash too.
    """

    column: str
    attribute: str
    kind: Kind
    required: bool = False
    low: int = 0
    high: int = LARGEST
    choices: tuple[str, ...] = ()
    others: bool = False
    refers: str = ""
    younger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `record` is the class of a row, `key` the column that must be unique (or blank).

    One that is `added` is written by evacopt or by programs, seldom by people. One that is `younger` than the
    format, or added, is without rows as if it were not, in the hash too.
    """

    name: str
    subject: str
    record: type[Any]
    fields: tuple[Field, ...]
    key: str = ""
    required: bool = False
    added: bool = False
    younger: bool = False


def a_field(column: str, kind: Kind, **rest: Any) -> Field:
    """A column; its attribute has the same name where nothing else is said."""
    return Field(column=column, attribute=rest.pop("attribute", column), kind=kind, **rest)


def a_must(column: str, kind: Kind, **rest: Any) -> Field:
    """A column that must be filled."""
    return a_field(column, kind, required=True, **rest)


def each(kind: Kind, *columns: str, **rest: Any) -> tuple[Field, ...]:
    """Columns alike."""
    return tuple(a_field(column, kind, **rest) for column in columns)


def a_table(record: type[Any], *fields: Field, **rest: Any) -> Table:
    """The table of `record`, called by its plural where nothing else is said."""
    subject = rest.pop("subject", record.__name__.lower())
    return Table(name=rest.pop("name", f"{subject}s"), subject=subject, record=record, fields=fields, **rest)
