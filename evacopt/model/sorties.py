"""Sums of sorties flown, which airfields, fleets, crews and whatever else they use limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Ints
from evacopt.domain.violation import Rule
from evacopt.model.builder import NO_COLUMN, ModelBuilder


@dataclass(frozen=True, eq=False)
class Sorties:
    """What sorties use: flights, and how often each is flown, by a column or (`NO_COLUMN`) a constant."""

    flights: Ints
    column: Ints
    constant: Ints

    @classmethod
    def of(cls, builder: ModelBuilder, flights: Ints) -> Sorties:
        """The sorties of `flights`: 1 where they are scheduled."""
        column = builder.sortie_column[flights]
        return cls(flights, column, (column == NO_COLUMN).astype(np.int64))


def limit_sorties(
    builder: ModelBuilder,
    rule: Rule,
    subjects: Sequence[str],
    sorties: Sorties,
    *,
    entries: tuple[Ints, Ints],
    limit: int,
    amount: npt.ArrayLike = 1,
) -> None:
    """A row for each of `subjects`: what those of `sorties` that count in it come to is within `limit`.

    Parameters
    ----------
    entries : the number of a sortie, and the row in which it counts
    amount : how much it counts there, for each of `entries` or for all
    """
    entry, row = entries
    each = np.broadcast_to(np.asarray(amount, dtype=np.int64), entry.shape)
    used = np.zeros(len(subjects), dtype=np.int64)
    np.add.at(used, row, sorties.constant[entry] * each)
    counted = sorties.column[entry] != NO_COLUMN
    builder.rows(
        rule,
        subjects,
        [(row[counted], sorties.column[entry[counted]], each[counted])],
        upper=limit - used,
    )
