"""Tables that an analyst takes further: the same rows as a polars or pandas frame."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload


class Rows:
    """Something with columns; the frame libraries are imported only when asked for."""

    @abstractmethod
    def to_dict(self) -> dict[str, list[Any]]:
        """The columns, each a list of plain Python values of equal length."""

    def to_polars(self) -> Any:
        """A `polars.DataFrame` of the rows."""
        return frames().DataFrame(self.to_dict(), strict=False)

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame` of the rows (needs the extra `pandas`)."""
        import pandas

        return pandas.DataFrame(self.to_dict())


@dataclass(frozen=True, eq=False, repr=False)
class Columns(Sequence[dict[str, Any]], Rows):
    """A table as columns of one length; `table[i]` is a row as a dict.

    Attributes
    ----------
    types : by the name of each column: `int`, `str`, `bool`, `datetime` (UTC) or `tuple` (of text)
    values : the cells of each column, `None` where one is blank
    """

    types: Mapping[str, type]
    values: Mapping[str, list[Any]]

    @classmethod
    def of(cls, types: Mapping[str, type], rows: Iterable[Sequence[Any]]) -> Columns:
        """The table of `rows`, each with its cells in the order of `types`."""
        listed = list(rows)
        return cls(types, {name: [row[at] for row in listed] for at, name in enumerate(types)})

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns by name."""
        return {name: list(column) for name, column in self.values.items()}

    def to_polars(self) -> Any:
        """A `polars.DataFrame` of the rows; columns have their types also where there are no rows."""
        polars = frames()
        types = {
            int: polars.Int64,
            str: polars.String,
            bool: polars.Boolean,
            datetime: polars.Datetime("us", "UTC"),
            tuple: polars.List(polars.String),
        }
        return polars.DataFrame(self.values, schema={name: types[kind] for name, kind in self.types.items()})

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame` of the rows (needs the extra `pandas`)."""
        return self.to_polars().to_pandas()

    def __len__(self) -> int:
        return len(next(iter(self.values.values()), ()))

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Columns: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | Columns:
        cells = {name: column[index] for name, column in self.values.items()}
        return Columns(self.types, cells) if isinstance(index, slice) else cells

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[row] for row in range(len(self)))

    def __repr__(self) -> str:
        return f"<{len(self):,} rows: {', '.join(self.types)}>"


def frames() -> Any:
    """The module `polars`, whole: where it lacks memory it comes without its binary.

    Raises
    ------
    MemoryError
        If its binary could not be loaded; polars itself would speak of names that are not defined.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Polars binary is missing", category=UserWarning)
        import polars

    if not polars.__version__:  # it is the binary that knows it
        raise MemoryError("polars could not load its binary; where memory is enough, install polars again")
    return polars
