"""Room of a place that changes with time (6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.shown import Brief


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Capacity(Brief):
    """How many people may be at a place from a minute on, until its next row.

    Attributes
    ----------
    location : id of the place
    since : UTC minutes, the column `from`
    people : how many, `None` for no limit
    """

    location: str
    since: int
    people: int | None = None
