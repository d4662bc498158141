"""Commodities: groups whose parties ask the same of a flight, as one, and the rows over single legs.

A party asks so many seats, infants, stretchers and helpers. The rules are linear in these, and do not look at
classes and times, so a few *units* a commodity stand for all its groups: one seat, one lap infant, one who
lies, one who needs help, one kilogram; mixed families are units as a whole, but for what they need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.judge.crews import crew_rows
from evacopt.judge.limits import LIMITS, Limits, TooLargeError
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family
from evacopt.judge.seating import pool_rows
from evacopt.judge.travel import leg_flaws, may_board, may_end

FEATURES = ("size", "infants", "stretchers", "assisted")
"""What parties ask, and behind it each dimension that anything has limited room for."""


@dataclass(frozen=True, eq=False)
class Commodities:
    """The groups of an instance by commodity and profile.

    Attributes
    ----------
    units : the instance with a row a unit, `count` the sum over all parties; without links, pins, linear
        rules, classes and times
    unit : int64 array, shape (profiles, features); the unit of each feature of a profile, -1 for none
    amount : int64 array, shape (profiles, features); how much of each unit one profile has
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
        needs = map(groups.needs_of, instance.limited_dimensions)
        asks = np.stack((groups.size, groups.infants, groups.stretchers, helped, *needs))
        whole, features = groups.members.ints(len) > 0, np.arange(len(asks))
        plain = ~whole & (asks[1:] == 0).all(axis=0)
        asks, times = np.where(plain & (features[:, None] == 0), 1, asks), np.where(plain, groups.size, 1)
        named = ("nationality", "origin", "destinations", "operators", "members")
        identity = [getattr(groups, name).normal().codes for name in named]
        identity += [instance.named_tags.codes, groups.stay]
        family = np.where(whole, asks[: len(FEATURES)], 0)
        _, first, of = _distinct(np.stack((*identity, *family)))
        (_, *columns), mine, profile = _distinct(np.concatenate((of[None], asks)))
        within = whole[mine] & (features[:, None] < len(FEATURES))
        amount = np.where(within, features[:, None] == 0, np.stack(columns)).T
        sums = np.zeros((len(first), len(asks)), dtype=np.int64)
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
    shown, number = instance.groups.take(rows), np.maximum(feature - len(FEATURES) + 1, 0)
    family = (shown.members.ints(len) > 0) & (number == 0)
    asks = {name: np.where(family, getattr(shown, name), feature == at) for at, name in enumerate(FEATURES)}
    needs = ((), *(((dimension, 1),) for dimension in instance.limited_dimensions))
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
        members=Coded.of(
            members if at == 0 else () for members, at in zip(shown.members, number.tolist(), strict=True)
        ),
        needs=Coded(number, needs),
        **{name: column.astype(np.int64) for name, column in asks.items()},
    )
    return replace(instance, groups=groups, links=(), pins=(), rules=(), terms=())


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
    hub_rows : for each hub with places, minutes at which people are counted, and the rows of `capacity` then
    twice : bool array, shape (pairs,); second pairs of a flight, of who ends where others change
    """

    pairs: Pairs
    families: tuple[Family, ...]
    hub_rows: dict[int, tuple[Ints, Ints]]
    twice: Mask

    @classmethod
    def of(cls, units: Instance, limits: Limits = LIMITS) -> Legs:
        """The legs of an instance of units; raises `TooLargeError` where these x flights are too many."""
        legs = [
            leg
            for leg, flaws in zip(units.schedule, leg_flaws(units, units.schedule), strict=True)
            if not flaws
        ]
        both = [leg for leg in legs if (place := units.location[leg.destination]).is_stop and place.is_end]
        if len(legs) * len(units.groups) > limits.legs:
            raise TooLargeError(
                phrase(
                    "{kinds} kinds and {flights} flights are too many",
                    kinds=len(units.groups),
                    flights=len(legs),
                )
            )
        names = tuple((leg.id,) for leg in (*legs, *both))
        pairs = Pairs(units, *_open_pairs(units, names, len(legs), limits.pairs_at_once), names)
        twice = pairs.code >= len(legs)
        if not names:
            return cls(pairs, (), {}, twice)
        for_good = twice | ~_stops(pairs)
        rules = (family for family in linear_rules(pairs) if family.rule not in ("parties", "pin"))
        families = (*rules, crew_rows(pairs), *pool_rows(pairs))
        return cls(pairs, tuple(_kept(pairs, for_good, families)), _hub_rows(pairs, families), twice)

    @property
    def flight(self) -> Ints:
        """The flight of each pair, shape (pairs,)."""
        return self.pairs.legs[:, 0][self.pairs.code] if self.pairs.itineraries else self.pairs.code


def _open_pairs(
    units: Instance, names: tuple[tuple[str, ...], ...], legs: int, at_once: int
) -> tuple[Ints, Ints]:
    """The row and the flight of each unit that may board, a block at a time.

    Where some end and others change, those behind the first `legs` of `names` are of who ends there.
    """
    kept = [np.zeros((2, 0), dtype=np.int64)]
    blocks = 1 + len(names) * len(units.groups) // at_once
    for rows in np.array_split(np.arange(len(units.groups)), blocks):
        group, code = np.repeat(rows, len(names)), np.tile(np.arange(len(names)), len(rows))
        pairs = Pairs(units, group, code, names)
        goes_on = (code < legs) & _stops(pairs)
        kept.append(np.stack((group, code))[:, may_board(pairs) & (goes_on | may_end(pairs))])
    group, code = np.concatenate(kept, axis=1)
    return group, code


def _stops(pairs: Pairs) -> Mask:
    """Whether the flight of each pair lands where one may change, shape (pairs,)."""
    stop = np.array([place.is_stop for place in pairs.instance.locations], dtype=bool)
    return stop[pairs.flights("destination")[pairs.ends[1]]]


def _hub_rows(pairs: Pairs, families: tuple[Family, ...]) -> dict[int, tuple[Ints, Ints]]:
    """For each hub with places: the minutes at which people are counted, and the rows of capacity then."""
    hub_rows, above = dict[int, tuple[Ints, Ints]](), 0
    for family in families:
        if family.rule == "capacity" and family.moments is not None:
            place, minute = family.moments
            for hub in np.unique(place).tolist():
                if pairs.instance.locations[hub].is_stop:
                    rows = np.flatnonzero(place == hub)
                    hub_rows[hub] = minute[rows], above + rows
        above += len(family.high)
    return hub_rows


def _kept(pairs: Pairs, for_good: Mask, families: tuple[Family, ...]) -> Iterator[Family]:
    """The families without what would count a party twice, or for longer than it is there.

    Who waits at a hub is counted apart. A cap or an admission counts a party once, however many legs its trip
    has; so it is counted on legs of which a trip has one: the first, or the last. Fewer counts never make a
    bound too good.
    """
    sorties = np.zeros(len(pairs.sorties), dtype=bool)
    from_home = pairs.flights("origin")[pairs.ends[0]] == pairs.home[pairs.group]
    first_leg, last_leg = (np.append(side, ~sorties) for side in (from_home, for_good))
    for family in families:
        column = family.entries.column
        first, last = first_leg[column], last_leg[column]
        wrong = np.zeros(len(column), dtype=bool)
        if family.rule in ("capacity", "dimension") and family.moments is not None:
            wrong = ~last
        elif family.rule == "share_max":
            wrong = ~first if first.any() else ~last
        elif family.rule == "admission":
            wrong = ~last if last.any() else ~first
        entries = (getattr(family.entries, field.name)[~wrong] for field in fields(Entries))
        yield replace(family, entries=Entries(*entries))
