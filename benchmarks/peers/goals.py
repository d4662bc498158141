"""The goals of the family `surge` over pairs of a party and a flight, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from benchmarks.peers.parties import Parties
from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints

MILLION = 1_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Sum:
    """`total` less the `gain` of every chosen pair; `gain` is an int64 array of shape (pairs,)."""

    name: str
    total: int
    gain: Ints

    def value(self, chosen: Ints) -> int:
        """The goal of a plan of the pairs `chosen`."""
        return self.total - int(self.gain[chosen].sum())

    @property
    def settled(self) -> bool:
        """Whether every plan has the same value."""
        return not self.gain.any()


@dataclass(frozen=True, eq=False, slots=True)
class Worst:
    """The largest unserved share of a nationality, in parts per million, rounded up.

    Attributes
    ----------
    nation, people : int64 arrays, shape (pairs,)
    everybody : int64 array, shape (nations,)
        People of each nationality, of those that wait.
    """

    name: str
    nation: Ints
    people: Ints
    everybody: Ints
    settled: bool = False

    def value(self, chosen: Ints) -> int:
        """The goal of a plan of the pairs `chosen`."""
        return int((-(-MILLION * self.left(chosen) // self.everybody)).max(initial=0))

    def left(self, chosen: Ints) -> Ints:
        """People of each nationality who stay; shape (nations,)."""
        left = self.everybody.copy()
        np.subtract.at(left, self.nation[chosen], self.people[chosen])
        return left

    def rows(self) -> Iterator[tuple[Ints, Ints, int]]:
        """For each nationality its pairs, the people of each, and everybody.

        With a column for the worst share and one for the people left of each nationality, its rows are
        `left + sum of people x pairs = everybody` and `everybody x worst >= MILLION x left`: so the large
        numbers stand beside two columns only.
        """
        for nation, everybody in enumerate(self.everybody.tolist()):
            pairs = np.flatnonzero(self.nation == nation)
            yield pairs, self.people[pairs], everybody


Goal: TypeAlias = Sum | Worst


def goals_of(parties: Parties) -> tuple[Goal, ...]:
    """The goals that the policy asks for, most important first."""
    made = {"unserved": _unserved, "fairness": _fairness, "waiting": _waiting, "cost": _cost}
    return tuple(goal for name in parties.instance.policy.objectives for goal in made[name](parties))


def _unserved(parties: Parties) -> Iterator[Goal]:
    """People left behind, class by class."""
    groups = parties.instance.groups
    for priority in np.unique(groups.priority).tolist():
        people = np.where(groups.priority == priority, groups.people, 0)
        yield Sum(f"unserved[{priority}]", int(people @ groups.count), people[parties.group_of_pair])


def _fairness(parties: Parties) -> Iterator[Goal]:
    groups = parties.instance.groups
    nation = groups.nationality.normal().codes
    everybody = np.zeros(int(nation.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(everybody, nation, groups.people * groups.count)
    of_pair = parties.group_of_pair
    yield Worst("fairness[1]", nation[of_pair], groups.people[of_pair], everybody)


def _waiting(parties: Parties) -> Iterator[Goal]:
    """Hours from ready to departure, or to the end of the horizon for who stays, begun ones counted full."""
    instance, groups, of_pair = parties.instance, parties.instance.groups, parties.group_of_pair
    departs = np.array([flight.departs for flight in instance.flights], dtype=np.int64)
    ready = np.where(groups.ready == BLANK, instance.begins, groups.ready)
    stay = groups.people * _hours(instance.ends - ready)
    gone = groups.people[of_pair] * _hours(departs[parties.flight] - ready[of_pair])
    yield Sum("waiting", int(stay @ groups.count), stay[of_pair] - gone)


def _hours(minutes: Ints) -> Ints:
    return np.maximum(-(-minutes // HOUR), 0)


def _cost(parties: Parties) -> Iterator[Goal]:
    """Only optional flights cost; the family has none."""
    yield Sum("cost", 0, np.zeros(len(parties), dtype=np.int64))
