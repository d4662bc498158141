"""Groups by kind: what their parties ask of a flight is so many seats, infants, stretchers and helpers.

The rules are linear in these, and do not look at classes and times. So a few *units* a kind stand for all its
groups: one seat, one lap infant, one who lies, one who needs help; mixed families are units as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.judge.rows import ints

FEATURES = ("size", "infants", "stretchers", "assisted")


@dataclass(frozen=True, eq=False)
class Kinds:
    """The groups of an instance by kind and profile.

    Attributes
    ----------
    units : the instance with a row a unit, `count` the sum over all parties; without pins, classes and times
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
    def of(cls, instance: Instance) -> Kinds:
        """The kinds of `instance`; parties of seats alone are so many times one seat."""
        groups = instance.groups
        helped = groups.assisted * (instance.policy.assistance_ratio is not None)
        asks = np.stack((groups.size, groups.infants, groups.stretchers, helped))
        whole = groups.members.ints(len) > 0
        plain = ~whole & (asks[1:] == 0).all(axis=0)
        asks, times = np.where(plain & (np.arange(4)[:, None] == 0), 1, asks), np.where(plain, groups.size, 1)
        named = ("nationality", "origin", "destinations", "operators", "members")
        kind = np.stack([*(getattr(groups, name).normal().codes for name in named), groups.stay])
        family = np.where(whole, asks, 0)
        _, first, of = _distinct(np.concatenate((kind, family)))
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
    """A row for each unit: group rows that show its kind, the feature, and how many there are of it."""
    some = instance.groups.take(rows)
    family = some.members.ints(len) > 0
    asks = {
        name: np.where(family, getattr(some, name), feature == number) for number, name in enumerate(FEATURES)
    }
    blank, names = np.full(len(rows), BLANK), tuple(map(str, range(len(rows))))
    groups = replace(
        some,
        id=names,
        count=count,
        priority=np.ones_like(count),
        ready=blank,
        leave_by=blank,
        weight=blank,
        registered=blank,
        **{name: column.astype(np.int64) for name, column in asks.items()},
    )
    return replace(instance, groups=groups, pins=())


def _distinct(columns: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct columns, where each comes first, and which of them each is."""
    found, first, of = np.unique(columns, axis=1, return_index=True, return_inverse=True)
    return found, first, of.reshape(-1)
