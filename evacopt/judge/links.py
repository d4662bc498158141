"""Groups that belong together: parties of one only as parties of another one travel (6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.clock import format_time
from evacopt.domain.columns import Ints
from evacopt.domain.link import Link
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family


def links(pairs: Pairs, *, tight: bool) -> Iterator[Family]:
    """A family for each link: a row for each itinerary, haven or first departure of its group.

    Where they are `tight` a party of the other group stands for no more parties than there are: the same for
    whole numbers that keep the rule `parties`, less in parts of them.
    """
    for link in pairs.instance.links:
        own, other = (_pairs_of(pairs, group) for group in (link.group, link.partner))
        where, column = _where(pairs, link), np.append(own, other)
        count = pairs.instance.groups.count[pairs.instance.groups.row[link.group]]
        ratio = min(link.ratio, int(count)) if tight else link.ratio
        amount = np.append(np.ones_like(own), np.full_like(other, -ratio))
        rows = np.unique(where[own])
        first, stop = (np.searchsorted(rows, where[column], side=side) for side in ("left", "right"))
        if link.kind == "not_before":
            stop[:] = len(rows)  # who has left by then has left later too
        entries = Entries(*(part[first < stop] for part in (column, first, stop, amount)))
        yield Family("link", partial(_key, pairs, link, rows), np.zeros_like(rows), entries)


def _pairs_of(pairs: Pairs, group: str) -> Ints:
    """The pairs of a group."""
    row = pairs.instance.groups.row[group]
    return np.arange(*np.searchsorted(pairs.group, (row, row + 1)))


def _where(pairs: Pairs, link: Link) -> Ints:
    """What the rows tell apart: the itinerary, the haven or the first departure of each pair."""
    first, last = pairs.ends
    if link.kind == "same_itinerary":
        return pairs.code
    return (
        pairs.flights("destination")[last] if link.kind == "same_haven" else pairs.flights("departs")[first]
    )


def _key(pairs: Pairs, link: Link, rows: Ints, row: int) -> Key:
    at = int(rows[row])
    if link.kind == "same_itinerary":
        where = pairs.itineraries[at]
    else:
        where = pairs.place_keys[at] if link.kind == "same_haven" else (format_time(at),)
    return link.group, link.partner, link.kind, str(link.ratio), *where
