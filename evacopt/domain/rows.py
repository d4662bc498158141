"""Tables that an analyst takes further: the same rows as a polars or pandas frame."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any


class Rows:
    """Something with columns; the frame libraries are imported only when asked for."""

    @abstractmethod
    def to_dict(self) -> dict[str, list[Any]]:
        """The columns, each a list of plain Python values of equal length."""

    def to_polars(self) -> Any:
        """A `polars.DataFrame` of the rows."""
        import polars

        return polars.DataFrame(self.to_dict(), strict=False)

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame` of the rows (needs the extra `pandas`)."""
        import pandas

        return pandas.DataFrame(self.to_dict())
