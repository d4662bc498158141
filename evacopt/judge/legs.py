"""Rows over single legs: what a unit takes on each flight, whichever way it came and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.judge.crews import crew_rows
from evacopt.judge.limits import TooLargeError
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family
from evacopt.judge.seating import pool_rows
from evacopt.judge.travel import leg_flaws, may_board

MOST_PAIRS = 30_000_000
"""Units x flights that are tried."""
BLOCK = 1_000_000
"""Pairs that are tried at once."""


@dataclass(frozen=True, eq=False)
class Legs:
    """Every unit with every flight that takes it, and the rows that they keep.

    Attributes
    ----------
    pairs : units and flights; an itinerary is one flight
    families : rows over the pairs, then over the sorties
    hub_rows : for each hub with places, minutes at which people can land, and the rows of `capacity` then
    """

    pairs: Pairs
    families: tuple[Family, ...]
    hub_rows: dict[int, tuple[Ints, Ints]]

    @classmethod
    def of(cls, units: Instance) -> Legs:
        """The legs of an instance of units.

        Raises
        ------
        TooLarge
            If there are more than `MOST_PAIRS` units x flights.
        """
        flights = [number for number, leg in enumerate(units.schedule) if not leg_flaws(units, leg)]
        if len(flights) * len(units.groups) > MOST_PAIRS:
            raise TooLargeError(f"{len(units.groups)} kinds and {len(flights)} flights are too many")
        names = tuple((units.schedule[number].id,) for number in flights)
        pairs = Pairs(units, *_open_pairs(units, names), names)
        if not names:
            return cls(pairs, (), {})
        rules = (family for family in linear_rules(pairs) if family.rule not in ("parties", "pin"))
        families = (*rules, crew_rows(pairs), *pool_rows(pairs))
        return cls(pairs, tuple(_kept(pairs, families)), _hub_rows(pairs, families))

    @property
    def flight(self) -> Ints:
        """The flight of each pair, shape (pairs,)."""
        return self.pairs.legs[:, 0][self.pairs.code] if self.pairs.itineraries else self.pairs.code


def _open_pairs(units: Instance, names: tuple[tuple[str, ...], ...]) -> tuple[Ints, Ints]:
    """The row and the flight of each unit that may board, a block at a time."""
    kept = [np.zeros((2, 0), dtype=np.int64)]
    each = np.arange(len(names))
    for some in np.array_split(np.arange(len(units.groups)), 1 + len(names) * len(units.groups) // BLOCK):
        group, code = np.repeat(some, len(names)), np.tile(each, len(some))
        kept.append(np.stack((group, code))[:, may_board(Pairs(units, group, code, names))])
    group, code = np.concatenate(kept, axis=1)
    return group, code


def _hub_rows(pairs: Pairs, families: tuple[Family, ...]) -> dict[int, tuple[Ints, Ints]]:
    """For each hub with places: the minutes at which people can land, and the rows of capacity then."""
    flight, arrives = pairs.legs[:, 0][pairs.code], pairs.flights("arrives")
    found, above = dict[int, tuple[Ints, Ints]](), 0
    for family in families:
        if family.rule == "capacity":
            to_hub = _at_hub(pairs, "destination")[family.entries.column]
            taken, row = flight[family.entries.column[to_hub]], above + family.entries.first[to_hub]
            place = pairs.flights("destination")[taken]
            for hub in np.unique(place).tolist():
                minutes, first = np.unique(arrives[taken[place == hub]], return_index=True)
                found[hub] = minutes, row[place == hub][first]
        above += len(family.high)
    return found


def _at_hub(pairs: Pairs, end: str) -> Mask:
    """Of each column whether that end of its flight is a hub; no sortie is."""
    hub = np.array([place.role == "hub" for place in pairs.instance.locations], dtype=bool)
    people = hub[pairs.flights(end)[pairs.legs[:, 0][pairs.code]]]
    return np.append(people, np.zeros(len(pairs.sorties), dtype=bool))


def _kept(pairs: Pairs, families: tuple[Family, ...]) -> Iterator[Family]:
    """The families without what would count a party twice, or for longer than it is there.

    Who waits at a hub is counted apart. A cap or an admission counts a party once, however many legs its trip
    has; so it is counted on legs of which a trip has one. Fewer counts never make a bound too good.
    """
    from_hub, to_hub = _at_hub(pairs, "origin"), _at_hub(pairs, "destination")
    for family in families:
        column = family.entries.column
        first, last = ~from_hub[column], ~to_hub[column]
        wrong = np.zeros(len(column), dtype=bool)
        if family.rule == "capacity":
            wrong = ~last
        elif family.rule == "share_max":
            wrong = ~first if first.any() else ~last
        elif family.rule == "admission":
            wrong = ~last if last.any() else ~first
        yield replace(family, entries=_without(family.entries, wrong))


def _without(entries: Entries, wrong: Mask) -> Entries:
    return Entries(*(part[~wrong] for part in (entries.column, entries.first, entries.stop, entries.amount)))
