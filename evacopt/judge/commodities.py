"""Commodities: groups whose parties ask the same of a flight, as one, and the rows over single legs.

A party asks so many seats, infants, stretchers and helpers. The rules are linear in these, and do not look at
classes and times, so a few *units* a commodity stand for all its groups: one seat, one lap infant, one who
lies, one who needs help; mixed families are units as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import BLANK, Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.judge.crews import crew_rows
from evacopt.judge.limits import LIMITS, Limits, TooLargeError
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family, ints
from evacopt.judge.seating import pool_rows
from evacopt.judge.travel import leg_flaws, may_board

FEATURES = ("size", "infants", "stretchers", "assisted")


@dataclass(frozen=True, eq=False)
class Commodities:
    """The groups of an instance by commodity and profile.

    Attributes
    ----------
    units : the instance with a row a unit, `count` the sum over all parties; without pins, linear rules,
        classes and times
    unit : int64 array, shape (profiles, 4); the unit of each feature of a profile, -1 where it has none
    amount : int64 array, shape (profiles, 4); how much of each unit one profile has
    profile, times : int64 arrays, shape (groups,); the profile of a group, and how many of it a party is
    """

    units: Instance
    unit: Ints
    amount: Ints
    profile: Ints
    times: Ints

    @classmethod
    def of(cls, instance: Instance) -> Commodities:
        """The commodities of `instance`; parties of seats alone are so many times one seat."""
        groups = instance.groups
        helped = groups.assisted * (instance.policy.assistance_ratio is not None)
        asks = np.stack((groups.size, groups.infants, groups.stretchers, helped))
        whole = groups.members.ints(len) > 0
        plain = ~whole & (asks[1:] == 0).all(axis=0)
        asks, times = np.where(plain & (np.arange(4)[:, None] == 0), 1, asks), np.where(plain, groups.size, 1)
        named = ("nationality", "origin", "destinations", "operators", "members")
        identity = np.stack([*(getattr(groups, name).normal().codes for name in named), groups.stay])
        family = np.where(whole, asks, 0)
        _, first, of = _distinct(np.concatenate((identity, family)))
        (_, *columns), mine, profile = _distinct(np.concatenate((of[None], asks)))
        amount = np.where(whole[mine], ints((1, 0, 0, 0))[:, None], np.stack(columns)).T
        sums = np.zeros((len(first), len(FEATURES)), dtype=np.int64)
        np.add.at(sums, of, amount[profile] * (times * groups.count)[:, None])
        row, feature = np.nonzero(sums)
        unit = np.full(sums.shape, -1)
        unit[row, feature] = np.arange(len(row))
        units = _units(instance, first[row], feature, sums[row, feature])
        return cls(units, unit[of[mine]], amount, profile, times)

    @cached_property
    def people(self) -> Ints:
        """People of one of each profile, shape (profiles,)."""
        each = np.append(self.units.groups.people, 0)
        people: Ints = (self.amount * each[self.unit]).sum(axis=1)
        return people


def _units(instance: Instance, rows: Ints, feature: Ints, count: Ints) -> Instance:
    """A row for each unit: group rows that show its commodity, the feature, and how many there are of it."""
    shown = instance.groups.take(rows)
    family = shown.members.ints(len) > 0
    asks = {
        name: np.where(family, getattr(shown, name), feature == number)
        for number, name in enumerate(FEATURES)
    }
    blank, names = np.full(len(rows), BLANK), tuple(map(str, range(len(rows))))
    groups = replace(
        shown,
        id=names,
        count=count,
        priority=np.ones_like(count),
        ready=blank,
        leave_by=blank,
        weight=blank,
        registered=blank,
        **{name: column.astype(np.int64) for name, column in asks.items()},
    )
    return replace(instance, groups=groups, pins=(), rules=(), terms=())


def _distinct(columns: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct columns, where each comes first, and which of them each is."""
    distinct, first, which = np.unique(columns, axis=1, return_index=True, return_inverse=True)
    return distinct, first, which.reshape(-1)


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
    def of(cls, units: Instance, limits: Limits = LIMITS) -> Legs:
        """The legs of an instance of units; raises `TooLargeError` where these x flights are too many."""
        flights = [at for at, flaws in enumerate(leg_flaws(units, units.schedule)) if not flaws]
        if len(flights) * len(units.groups) > limits.legs:
            raise TooLargeError(
                phrase(
                    "{kinds} kinds and {flights} flights are too many",
                    kinds=len(units.groups),
                    flights=len(flights),
                )
            )
        names = tuple((units.schedule[number].id,) for number in flights)
        pairs = Pairs(units, *_open_pairs(units, names, limits.pairs_at_once), names)
        if not names:
            return cls(pairs, (), {})
        rules = (family for family in linear_rules(pairs) if family.rule not in ("parties", "pin"))
        families = (*rules, crew_rows(pairs), *pool_rows(pairs))
        return cls(pairs, tuple(_kept(pairs, families)), _hub_rows(pairs, families))

    @property
    def flight(self) -> Ints:
        """The flight of each pair, shape (pairs,)."""
        return self.pairs.legs[:, 0][self.pairs.code] if self.pairs.itineraries else self.pairs.code


def _open_pairs(units: Instance, names: tuple[tuple[str, ...], ...], at_once: int) -> tuple[Ints, Ints]:
    """The row and the flight of each unit that may board, a block at a time."""
    kept = [np.zeros((2, 0), dtype=np.int64)]
    blocks = 1 + len(names) * len(units.groups) // at_once
    for rows in np.array_split(np.arange(len(units.groups)), blocks):
        group, code = np.repeat(rows, len(names)), np.tile(np.arange(len(names)), len(rows))
        kept.append(np.stack((group, code))[:, may_board(Pairs(units, group, code, names))])
    group, code = np.concatenate(kept, axis=1)
    return group, code


def _hub_rows(pairs: Pairs, families: tuple[Family, ...]) -> dict[int, tuple[Ints, Ints]]:
    """For each hub with places: the minutes at which people can land, and the rows of capacity then."""
    flight, arrives = pairs.legs[:, 0][pairs.code], pairs.flights("arrives")
    hub_rows, above = dict[int, tuple[Ints, Ints]](), 0
    for family in families:
        if family.rule == "capacity":
            to_hub = _at_hub(pairs, "destination")[family.entries.column]
            taken, row = flight[family.entries.column[to_hub]], above + family.entries.first[to_hub]
            place = pairs.flights("destination")[taken]
            for hub in np.unique(place).tolist():
                minutes, first = np.unique(arrives[taken[place == hub]], return_index=True)
                hub_rows[hub] = minutes, row[place == hub][first]
        above += len(family.high)
    return hub_rows


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
        entries = (getattr(family.entries, field.name)[~wrong] for field in fields(Entries))
        yield replace(family, entries=Entries(*entries))
