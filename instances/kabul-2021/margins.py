"""What margins.toml says, and the days of the airlift; shares of a whole in integers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

FIRST_HOUR = 7
"""The reports count from 07:00 to 07:00 UTC."""


class Day(NamedTuple):
    """Twenty-four hours from 07:00 UTC, and what was reported of them."""

    date: str
    people: int
    c17: int
    c130: int
    allied: int

    @property
    def begins(self) -> datetime:
        """07:00 UTC."""
        return datetime.fromisoformat(self.date).replace(hour=FIRST_HOUR, tzinfo=UTC)


class Ally(NamedTuple):
    """A state, or a company, with flights of its own."""

    operator: str
    to: str
    flights: int
    first: str
    last: str
    cabins: tuple[tuple[str, int], ...]
    accepts: str

    def flies(self, date: str) -> bool:
        """Whether its aircraft come to Kabul on that day."""
        return self.first <= date <= self.last


class Margins:
    """The file, read."""

    def __init__(self, read: dict[str, Any]) -> None:
        self.total_people: int = read["total_people"]
        self.waiting: int = read["waiting_on_20_august"]
        self.children_alone: int = read["children_alone"]
        self.staff_in_a_hundred: int = read["staff_in_a_hundred"]
        self.days = tuple(Day(*(row[field] for field in Day._fields)) for row in read["days"])
        self.allies = tuple(_ally(row) for row in read["allies"])
        self.programmes: list[dict[str, Any]] = read["programmes"]
        self.families: list[dict[str, Any]] = read["families"]
        self.usa: dict[str, Any] = read["usa"]

    def people_by_day(self) -> list[int]:
        """The final count spread over the days as the reports are."""
        return shared(self.total_people, [day.people for day in self.days])


def _ally(row: dict[str, Any]) -> Ally:
    return Ally(
        operator=row["operator"],
        to=row["to"],
        flights=row["flights"],
        first=row["first"],
        last=row["last"],
        cabins=tuple((aircraft, seats) for aircraft, seats in row["cabins"]),
        accepts=row.get("accepts", "all"),
    )


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole` in proportion to `weights`: rounded down sum by sum, so that nothing is lost."""
    total = sum(weights)
    sums = [0, *(whole * sum_ // total for sum_ in accumulate(weights))]
    return [later - sooner for sooner, later in pairwise(sums)]


def text(moment: datetime) -> str:
    """A moment as the tables write it."""
    return f"{moment:%Y-%m-%dT%H:%M}Z"


def after(moment: datetime, minutes: int) -> datetime:
    """`minutes` later."""
    return moment + timedelta(minutes=minutes)
