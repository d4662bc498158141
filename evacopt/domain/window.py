"""Windows of a place: when its movements are possible, by direction and operator (6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.clock import DAY
from evacopt.domain.shown import Brief

WindowKind = Literal["open", "closed"]
Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Window(Brief):
    """Minutes at which movements of a place are possible (`open`) or impossible (`closed`).

    A movement is a departure of a leg at its origin (`out`) or an arrival at its destination (`in`).

    Attributes
    ----------
    location : id of the place
    kind : `open` or `closed`
    direction : `in` or `out`, blank for both
    operators : only movements of these operators; empty for all
    since, until : UTC minutes, the column `from` and `to`; `None` is without beginning, without end
    daily_from, daily_to : minutes after midnight UTC, every day; over midnight where `daily_to` is earlier
    """

    location: str
    kind: WindowKind
    direction: str = ""
    operators: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    daily_from: int | None = None
    daily_to: int | None = None

    def speaks_of(self, location: str, direction: Direction, operator: str) -> bool:
        """Whether movements of `operator` in that direction at `location` are meant."""
        return (
            self.location == location
            and self.direction in ("", direction)
            and (not self.operators or operator in self.operators)
        )

    def holds(self, minute: int) -> bool:
        """Whether `minute` lies in it: an open one counts its last minute too, a closed one does not."""
        last = 1 if self.kind == "open" else 0
        if self.daily_from is not None and self.daily_to is not None:
            long = (self.daily_to - self.daily_from) % DAY
            return (minute - self.daily_from) % DAY < long + last
        return (self.since is None or self.since <= minute) and (
            self.until is None or minute < self.until + last
        )
