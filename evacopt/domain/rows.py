"""Tables that an analyst takes further: the same rows as a polars or pandas frame."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from typing import Any


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
