"""Where a node of a tree is: what columns, and rows that were branched on, are at least and at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from evacopt.domain.columns import Ints
from evacopt.judge.limits import SAFE


@dataclass(frozen=True, eq=False)
class Box:
    """Bounds of columns, and of what rows count.

    Attributes
    ----------
    lower, upper : int64 arrays, shape (columns,)
    least, most : by the number of a row that was branched on; `most` never lets it count more than its limit
    """

    lower: Ints
    upper: Ints
    least: Mapping[int, int] = field(default_factory=dict)
    most: Mapping[int, int] = field(default_factory=dict)

    def split_column(self, column: int, at: int) -> tuple[Box | None, Box | None]:
        """The column at most `at`, or more; `None` for an empty side."""
        least, most = int(self.lower[column]), int(self.upper[column])
        at = min(max(at, least - 1), most)  # beyond the bounds one side is empty, however far
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[column], upper[column] = at + 1, at
        down = replace(self, upper=upper) if least <= at else None
        return down, replace(self, lower=lower) if at < most else None

    def split_row(self, row: int, at: int, high: int) -> tuple[Box | None, Box | None]:
        """What the row counts, `high` at most, is at most `at`, or more; `None` for an empty side."""
        at = min(max(at, -SAFE), SAFE)  # the same for both sides
        most = self.most.get(row, high)
        least = self.least.get(row, min(at, most))  # no row is known to count less than that
        down = replace(self, most={**self.most, row: min(at, most)}) if least <= at else None
        return down, replace(self, least={**self.least, row: max(at + 1, least)}) if at < most else None
