"""What flights and places have room for beside people: kilograms, pets, wheelchairs, beds (6.5)."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.shown import Brief

Amounts = tuple[tuple[str, int], ...]
"""How much of each dimension, sorted by its id: `(("kg", 350), ("pet", 1))`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Dimension(Brief):
    """Something that parties need and that flights and places have room for.

    Attributes
    ----------
    id : a code
    unit : for people to read
    """

    id: str
    unit: str = ""
