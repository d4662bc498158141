"""Instances of data frames and back; what reads and writes them lies above and is handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

if TYPE_CHECKING:
    from datetime import datetime

    from evacopt.domain.policy import Policy

Library = Literal["polars", "pandas"]


class Frames(Protocol):
    """What knows data frames."""

    def instance_of(self, keys: Mapping[str, Any], tables: Mapping[str, Any]) -> Any:
        """The instance of these tables; see `Framed.from_frames`."""

    def with_tables(self, instance: Any, tables: Mapping[str, Any]) -> Any:
        """The instance with these tables in the place of its own."""

    def frames_of(self, instance: Any, library: str) -> dict[str, Any]:
        """The tables as data frames."""


_FRAMES: list[Callable[[], Frames]] = []


def frame_by(frames: Callable[[], Frames]) -> None:
    """Let what `frames` gives read and write data frames from now on."""
    _FRAMES.append(frames)


class Framed:
    """Something with tables that may be data frames."""

    @classmethod
    def from_frames(
        cls,
        *,
        name: str,
        begins: str | datetime | int,
        ends: str | datetime | int,
        policy: Policy | Mapping[str, Any] | None = None,
        **tables: Any,
    ) -> Self:
        """The instance of data frames, polars or pandas: `Instance.from_frames(groups=df, flights=df, ...)`.

        Columns are called and written as in files: times as ISO 8601 text with an offset or as aware
        datetimes, durations in the unit of their name, lists as text with `;` or as lists. Null, NaN and
        blank text are blanks. Columns that begin with `note` are passed over.

        Parameters
        ----------
        begins, ends : the horizon: ISO 8601 text with an offset, an aware datetime, or UTC minutes
        policy : a Policy, or the keys of a file's policy such as `{"max_legs": 1}`
        tables : `locations`, `groups` and `flights`, which are needed, and any other table of an instance;
            and, as text, `title`, `source`, `license` and `timezone`

        Raises
        ------
        InstanceError
            If anything in it is wrong, with every finding and its row, counted from 0.
        UsageError
            If a table is none of an instance, or no data frame.
        """
        made: Self = _FRAMES[-1]().instance_of(
            {"name": name, "begins": begins, "ends": ends, "policy": policy}, tables
        )
        return made

    def with_frames(self, **tables: Any) -> Self:
        """With other tables: `inst.with_frames(flights=df)`; checked, and raises, as `from_frames`."""
        made: Self = _FRAMES[-1]().with_tables(self, tables)
        return made

    def to_frames(self, library: Library = "polars") -> dict[str, Any]:
        """Every table that has rows, by name, as a data frame of polars or pandas.

        Columns are those of files, all of them: times are UTC datetimes, durations and probabilities numbers
        in the unit of their column, lists text with `;`. With them `inst.with_frames` gives `inst` again.

        Raises
        ------
        UsageError
            If the library is neither.
        """
        return _FRAMES[-1]().frames_of(self, library)
