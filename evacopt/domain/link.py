"""Groups that belong together: an escort, a family over two flights (6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.shown import Brief

LinkKind = Literal["same_itinerary", "same_haven", "not_before"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Link(Brief):
    """Parties of a group that travel only as parties of another one do.

    Attributes
    ----------
    group : id of the group that is held
    partner : id of the group that it goes by, the column `with`
    kind : `same_itinerary`, `same_haven`, or `not_before` (never more have left than of the other)
    ratio : how many parties of `group` one party of `partner` stands for
    """

    group: str
    partner: str
    kind: LinkKind
    ratio: int = 1
