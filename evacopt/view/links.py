"""How many more parties the links of groups (6.6) let go beside those who travel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.plan import Itinerary

Ways = Mapping[Itinerary, int]
"""How many parties of a group take each itinerary."""


def scope_of(instance: Instance, link: Link, way: Itinerary) -> Any:
    """What a link looks at: the itinerary, the haven where it ends, or the minute of its first departure."""
    if link.kind == "same_itinerary":
        return way
    flight = instance.flight
    return flight[way[-1]].destination if link.kind == "same_haven" else flight[way[0]].departs


def left_of(instance: Instance, link: Link, own: Ways, other: Ways, way: Itinerary) -> int:
    """How many more parties `link` lets go on `way`; of its group so many go as `own` says, by `other`."""
    here = scope_of(instance, link, way)
    mine, theirs = ([(scope_of(instance, link, one), n) for one, n in ways.items()] for ways in (own, other))
    if link.kind != "not_before":
        return sum(link.ratio * n for at, n in theirs if at == here) - sum(n for at, n in mine if at == here)
    return min(
        sum(link.ratio * n for at, n in theirs if at <= minute) - sum(n for at, n in mine if at <= minute)
        for minute in {here, *(at for at, _ in mine if at > here)}
    )
