"""Fewer people come than were called, all of a place or a nationality at once: a road is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Mask
from evacopt.domain.field import a_field
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import MILLION, written
from evacopt.errors import UsageError

SHARE = a_field("share", "probability", high=MILLION)
COLUMNS = ("id", "nationality", "origin", "priority", "tags")
"""By which groups can be named; of tags one is named."""


@dataclass(frozen=True, slots=True)
class TurnOut:
    """Of the groups that hold all of `cells` only `share` ppm of those come who would have come.

    `TurnOut((("origin", "TUZ"),), 200_000)`. With 0 nobody does.
    """

    cells: tuple[tuple[str, str], ...]
    share: int

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`.

        Raises
        ------
        UsageError
            If a column names no groups, or no group holds the value.
        """
        groups = instance.groups
        here: Mask = np.ones(len(groups), dtype=np.bool_)
        for column, value in self.cells:
            here &= self._holds(instance, column, value)
        fewer = groups.show_up * self.share // MILLION
        return replace(instance, groups=replace(groups, show_up=np.where(here, fewer, groups.show_up)))

    def _holds(self, instance: Instance, column: str, value: str) -> Mask:
        if column not in COLUMNS:
            remedy = did_you_mean(column, COLUMNS) or phrase("these can: {names}", names=", ".join(COLUMNS))
            text = phrase("{event}: {column} names no groups; {remedy}")
            raise UsageError(phrase(text, event=str(self), column=column, remedy=remedy))
        cells = getattr(instance.groups, column)
        texts = [";".join(cell) if isinstance(cell, tuple) else str(cell) for cell in cells]
        holds = [value in text.split(";") for text in texts]
        if not any(holds):
            known = sorted({part for text in texts for part in text.split(";") if part})
            remedy = did_you_mean(value, known) or phrase("`evacopt show` lists its {table}", table="groups")
            text = phrase("{event}: no group has {column} {value}; {remedy}")
            raise UsageError(phrase(text, event=str(self), column=column, value=value, remedy=remedy))
        return np.array(holds, dtype=np.bool_)

    def __str__(self) -> str:
        named = ",".join(f"{column}={value}" for column, value in self.cells)
        return f"come {named}:{written(SHARE, self.share)}"
