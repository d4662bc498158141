"""The Lagrangian bound of a multi-commodity flow: rows are priced, each party takes its shortest path.

Geoffrion, Mathematical Programming Study 2 (1974) 82-114. For instances too large to list who could travel
how: the bound of `evacopt.judge.bounds` with a row for the parties of each group, whose multiplier is worked
out here: what one party is worth less the prices of its shortest path, if that is above 0. What a path is
charged is never more than what an itinerary takes of the rows, and every itinerary is a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.certificate import Name
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import MILLION
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.goals import PARTY_GOALS, PartyGoal, add_fairness, party_goals, sum_goals
from evacopt.judge.keys import Keys, words
from evacopt.judge.limits import LIMITS, Limits, RefusedError, TooLargeError
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import LinearGoal, Relaxation, RelaxationBuilder, Sums, ints, largest, total
from evacopt.judge.shortest_paths import Prices, ShortestPaths

Goal = PartyGoal | LinearGoal | str
"""Summed over parties and sorties, or over sorties and helping columns, or one of which nothing is shown."""


@dataclass(frozen=True, eq=False)
class LagrangianBound:
    """An instance by commodities and single legs, ready for any multipliers.

    Attributes
    ----------
    helpers : sorties and the columns that count fairness, and the rows over these
    goals : in the order of the policy
    """

    instance: Instance
    paths: ShortestPaths
    helpers: Relaxation
    goals: tuple[Goal, ...]

    @property
    def limits(self) -> Limits:
        """What is worked out at most."""
        return self.paths.limits

    @cached_property
    def _rows(self) -> Relaxation:
        """The rows of legs."""
        return Relaxation((), self.paths.legs.families, ())

    @cached_property
    def row(self) -> Keys:
        """The number of each row by its key: those of legs, then those of helping columns."""
        return self._rows.under(*self.helpers.families).row

    def floor(self, number: int, values: Sequence[int], scale: int, given: Iterable[tuple[Name, int]]) -> int:
        """What goal `number` is at least while those before it are no worse than `values`; never below 0.

        Parameters
        ----------
        scale : the denominator of the multipliers
        given : multipliers of rows, also of those that hold a goal before this one

        Raises
        ------
        RefusedError
            If a row is not there, or a multiplier is below 0.
        """
        goal = self.goals[number]
        names = [earlier if isinstance(earlier, str) else earlier.name for earlier in self.goals[:number]]
        keys = [("held", name) for name in names]
        held: dict[Name, int] = {name: at for at, key in enumerate(keys) for name in (key, words(key))}
        multipliers = tuple(given)
        if scale <= 0 or min((p for _, p in multipliers), default=0) < 0:
            raise RefusedError(phrase("multipliers that show nothing"))
        fixed = [(self.goals[held[name]], p, values[held[name]]) for name, p in multipliers if name in held]
        rows = self.row.given((name, p) for name, p in multipliers if name not in held)
        if isinstance(goal, str):
            return 0
        most = self._most([(goal, scale), *((other, p) for other, p, _ in fixed)], rows)
        most += sum(p * (value - _offset(other)) for other, p, value in fixed)
        return max(_offset(goal) - most // scale, 0)

    def _most(self, goals: list[tuple[Goal, int]], rows: Mapping[int, int]) -> int:
        """N, without what earlier goals may come to."""
        p = np.zeros(len(self._rows.high) + len(self.helpers.high), dtype=object)
        p[list(rows)] = list(rows.values())
        if sum(rows.values()) < self.limits.safe:
            p = p.astype(np.int64)
        own, helping = p[: len(self._rows.high)], p[len(self._rows.high) :]
        flights, pairs = len(self.instance.schedule), len(self.paths.legs.pairs.every)
        price = self._rows.entries.priced(pairs + flights, own)
        rest = -self.helpers.entries.priced(len(self.helpers.upper), helping).astype(object)
        rest[:flights] -= price[pairs:]
        for goal, times in goals:
            if isinstance(goal, LinearGoal):
                rest[goal.column] -= times * goal.amount.astype(object)
            elif isinstance(goal, PartyGoal):
                rest[:flights] -= times * goal.flown.astype(object)
        return (
            total(own, self._rows.high)
            + total(helping, self.helpers.high)
            + total(np.maximum(rest, 0), self.helpers.upper)
            + total(np.minimum(rest, 0), self.helpers.lower)
            + self._parties(goals, price[:pairs], own, helping)
        )

    def _parties(self, goals: list[tuple[Goal, int]], price: Sums, own: Sums, helping: Sums) -> int:
        """Over all groups, what its parties are worth at most less what their shortest paths cost."""
        count, parts = (
            self.instance.groups.count,
            [(goal, p) for goal, p in goals if isinstance(goal, PartyGoal)],
        )
        left = [*((goal.left, p) for goal, p in parts), (self._share_worth(helping), 1)]
        hour = self._weighted([(goal.hour, p) for goal, p in parts], len(count))
        places = {hub: own[rows] for hub, (_, rows) in self.paths.legs.hub_rows.items()}
        best, reached = self.paths.best(Prices(self._with_legs(price, parts), places, hour))
        gain = self._weighted([*left, (best, 1)], len(count))
        return total(np.where(reached, np.maximum(gain, 0), 0), count)

    def _with_legs(self, price: Sums, parts: list[tuple[PartyGoal, int]]) -> Sums:
        """Prices of legs with what goals count for each person aboard, shape (pairs,)."""
        counted = [(goal.leg, p) for goal, p in parts if goal.leg.any()]
        if not counted:
            return price
        legs, units = self.paths.legs, self.paths.commodities.units.groups
        people = units.people[legs.pairs.group]
        return self._weighted(
            [(price, 1), *((leg[legs.flight] * people, p) for leg, p in counted)], len(price)
        )

    def _weighted(self, parts: Iterable[tuple[Sums, int]], size: int) -> Sums:
        """The sum of `times` x column over the parts, shape (size,), exact."""
        sizes = [(column, times, largest(column)) for column, times in parts]
        fits = sum(most * times for _, times, most in sizes) < self.limits.safe
        sums = np.zeros(size, dtype=np.int64 if fits else object)
        for column, times, most in sizes:
            if most and times:
                sums += column.astype(sums.dtype) * times
        return sums

    def _share_worth(self, helping: Sums) -> Sums:
        """What it is worth to the rows of shares that a party of each group leaves, shape (groups,)."""
        keys = enumerate(self.helpers.row)
        p = {key[1]: int(helping[row]) * MILLION for row, key in keys if key[0] == "share"}
        members = self.instance.groups.own_nationalities
        worth = [sum(p.get(nation, 0) * people for nation, people in party) for party in members.values]
        dtype = np.int64 if max(worth, default=0) < self.limits.safe else object
        return np.array(worth, dtype=dtype)[members.codes]


def lagrangian_bound(instance: Instance, limits: Limits = LIMITS) -> LagrangianBound:
    """The rows of `instance` by commodities and legs, made from it alone.

    Raises
    ------
    TooLargeError
        If there are too many commodities and flights.
    """
    commodities, schedule = Commodities.of(instance), instance.schedule
    if len(commodities.unit) * len(schedule) > limits.profiles:
        raise TooLargeError(
            phrase(
                "{profiles} profiles and {flights} flights are too many",
                profiles=len(commodities.unit),
                flights=len(schedule),
            )
        )
    nobody, table = Pairs(commodities.units, ints(()), ints(()), ()), RelaxationBuilder()
    least, most = nobody.flights("least_sorties"), nobody.flights("most_sorties")
    table.columns(lambda number: ("sorties", schedule[number].id), most, least)
    goals = [goal for each in instance.policy.objectives for goal in _goals(table, nobody, instance, each)]
    paths = ShortestPaths(instance, commodities, Legs.of(commodities.units, limits), limits)
    return LagrangianBound(instance, paths, table.finish(), tuple(goals))


def _goals(table: RelaxationBuilder, nobody: Pairs, instance: Instance, objective: str) -> Iterator[Goal]:
    """The goals of an objective in order; what they need is added to `table`."""
    if objective == "fairness":
        first = len(table.goals)
        add_fairness(table, nobody, None)
        yield from table.goals[first:]
    elif objective == "flights":
        yield from sum_goals(nobody, objective)
    elif objective in PARTY_GOALS:
        yield from party_goals(instance, objective)
    else:
        yield objective


def _offset(goal: Goal) -> int:
    return 0 if isinstance(goal, str) else goal.offset
