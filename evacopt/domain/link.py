"""Groups that belong together: an escort, a family over two flights (6.6)."""

from __future__ import annotations

from collections.abc import Iterable
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


def knots_of(ties: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Names that are tied to each other, by others too, each in one knot; in order of their first tie."""
    knots: dict[str, list[str]] = {}
    for one, other in ties:
        mine, theirs = knots.setdefault(one, [one]), knots.setdefault(other, [other])
        if mine is not theirs:
            mine.extend(theirs)
            knots.update(dict.fromkeys(theirs, mine))
    return list(dict.fromkeys(map(tuple, knots.values())))
