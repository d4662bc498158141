"""Bounds for instances too large to list who could travel how: every party takes its best way by itself.

The bound of `evacopt.judge.bounds` with a row for the parties of each group, whose multiplier is worked out
here: what one party is worth less the prices of its best way, if that is above 0 (Lagrangian relaxation;
Geoffrion, 1974). What a way is charged is never more than what an itinerary takes of the rows, and every
itinerary is a way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.certificate import Name
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Objective
from evacopt.judge.goals import MILLION, add_fairness, plain_goals
from evacopt.judge.keys import Keys, words
from evacopt.judge.kinds import Kinds
from evacopt.judge.legs import Legs
from evacopt.judge.limits import RefusedError, TooLargeError
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import SAFE, Sums, ints, largest, total
from evacopt.judge.shortest_paths import Prices, Ways
from evacopt.judge.table import Form, Relaxation, Table
from evacopt.judge.worth import Worth, worths

MOST_VALUES = 300_000_000
"""Profiles x flights that are tried."""
Goal = Worth | Form | str
"""Summed over parties, or over sorties and helping columns, or one of which nothing is shown."""


@dataclass(frozen=True, eq=False)
class LagrangianBound:
    """An instance by kinds and single legs, ready for any multipliers.

    Attributes
    ----------
    helpers : sorties and the columns that count fairness, and the rows over these
    goals : in the order of the policy
    """

    instance: Instance
    ways: Ways
    helpers: Relaxation
    goals: tuple[Goal, ...]

    @cached_property
    def row(self) -> Keys:
        """The number of each row by its key: those of legs, then those of helping columns."""
        families = (*self._rows.families, *self.helpers.families)
        return Keys((len(family.high), family.key) for family in families)

    @cached_property
    def _rows(self) -> Relaxation:
        """The rows of legs."""
        return Relaxation((), self.ways.legs.families, ())

    def floor(self, number: int, values: Sequence[int], scale: int, given: Iterable[tuple[Name, int]]) -> int:
        """What goal `number` is at least while those before it are no worse than `values`; never below 0.

        Parameters
        ----------
        scale : the denominator of the multipliers
        given : multipliers of rows, also of those that hold a goal before this one

        Raises
        ------
        Refused
            If a row is not there, or a multiplier is below 0.
        """
        goal = self.goals[number]
        held = self._held(number)
        multipliers = tuple(given)
        if scale <= 0 or min((p for _, p in multipliers), default=0) < 0:
            raise RefusedError("multipliers that show nothing")
        some = [(self.goals[held[name]], p, values[held[name]]) for name, p in multipliers if name in held]
        rows = self.row.given((name, p) for name, p in multipliers if name not in held)
        if isinstance(goal, str):
            return 0
        most = self._most([(goal, scale), *((other, p) for other, p, _ in some)], rows)
        most += sum(p * (value - _offset(other)) for other, p, value in some)
        return max(_offset(goal) - most // scale, 0)

    def _held(self, number: int) -> dict[Name, int]:
        """The goals before a goal, by the keys of the rows that hold them, and by their words."""
        names = [_name(goal) for goal in self.goals[:number]]
        keys = [("held", name) for name in names]
        return {name: at for at, key in enumerate(keys) for name in (key, words(key))}

    def _most(self, goals: list[tuple[Goal, int]], rows: Mapping[int, int]) -> int:
        """N, without what earlier goals may come to."""
        p = np.zeros(len(self._rows.high) + len(self.helpers.high), dtype=object)
        p[list(rows)] = list(rows.values())
        if sum(rows.values()) < SAFE:
            p = p.astype(np.int64)
        own, helping = p[: len(self._rows.high)], p[len(self._rows.high) :]
        flights, pairs = len(self.instance.schedule), len(self.ways.legs.pairs.every)
        price = self._rows.entries.priced(pairs + flights, own)
        rest = -self.helpers.entries.priced(len(self.helpers.upper), helping).astype(object)
        rest[:flights] -= price[pairs:]
        for goal, times in goals:
            if isinstance(goal, Form):
                rest[goal.column] -= times * goal.amount.astype(object)
        return (
            total(own, self._rows.high)
            + total(helping, self.helpers.high)
            + total(np.maximum(rest, 0), self.helpers.upper)
            + total(np.minimum(rest, 0), self.helpers.lower)
            + self._parties(goals, price[:pairs], own, helping)
        )

    def _parties(self, goals: list[tuple[Goal, int]], price: Sums, own: Sums, helping: Sums) -> int:
        """Over all groups, what its parties are worth at most less what their best ways cost."""
        count, parts = self.instance.groups.count, [(goal, p) for goal, p in goals if isinstance(goal, Worth)]
        left = [*((goal.left, p) for goal, p in parts), (self._share_worth(helping), 1)]
        hour = _weighted([(goal.hour, p) for goal, p in parts], len(count))
        places = {hub: own[rows] for hub, (_, rows) in self.ways.legs.hub_rows.items()}
        best, some = self.ways.best(Prices(price, places, hour))
        gain = _weighted([*left, (best, 1)], len(count))
        return total(np.where(some, np.maximum(gain, 0), 0), count)

    def _share_worth(self, helping: Sums) -> Sums:
        """What it is worth to the rows of shares that a party of each group leaves, shape (groups,)."""
        p = {code: int(helping[row]) * MILLION for row, code in self._shares}
        members = self.instance.groups.own_nationalities
        worth = [sum(p.get(nation, 0) * people for nation, people in party) for party in members.values]
        kind = np.int64 if max(worth, default=0) < SAFE else object
        return np.array(worth, dtype=kind)[members.codes]

    @cached_property
    def _shares(self) -> list[tuple[int, str]]:
        """Rows of the helping columns that count the people of a nationality, and which."""
        rows = ((family, row) for family in self.helpers.families for row in range(len(family.high)))
        return [
            (at, family.subject(row)[0]) for at, (family, row) in enumerate(rows) if family.rule == "share"
        ]


def lagrangian_bound(instance: Instance) -> LagrangianBound:
    """The rows of `instance` by kinds and legs, made from it alone.

    Raises
    ------
    TooLarge
        If there are too many kinds and flights.
    """
    kinds, flights = Kinds.of(instance), len(instance.schedule)
    if len(kinds.unit) * flights > MOST_VALUES:
        raise TooLargeError(f"{len(kinds.unit)} profiles and {flights} flights are too many")
    nobody, table = Pairs(kinds.units, ints(()), ints(()), ()), Table()
    most, least = (
        ints(getattr(leg, f"{side}_sorties") for leg in instance.schedule) for side in ("most", "least")
    )
    table.columns(lambda number: ("sorties", instance.schedule[number].id), most, least)
    goals = tuple(
        goal
        for objective in instance.policy.objectives
        for goal in _goals(table, nobody, instance, objective)
    )
    return LagrangianBound(instance, Ways(instance, kinds, Legs.of(kinds.units)), table.finish(), goals)


def _goals(table: Table, nobody: Pairs, instance: Instance, objective: Objective) -> Iterator[Goal]:
    """The goals of an objective in order; what they need is added to `table`."""
    if objective == "fairness":
        first = len(table.goals)
        add_fairness(table, nobody, None)
        yield from table.goals[first:]
    elif objective in ("cost", "flights"):
        yield from plain_goals(nobody, objective)
    elif objective in ("unserved", "waiting"):
        yield from worths(instance, objective)
    else:
        yield objective


def _weighted(parts: Iterable[tuple[Sums, int]], size: int) -> Sums:
    """The sum of `times` x column over the parts, shape (size,), exact."""
    sizes = [(column, times, largest(column)) for column, times in parts]
    fits = sum(most * times for _, times, most in sizes) < SAFE
    sums = np.zeros(size, dtype=np.int64 if fits else object)
    for column, times, most in sizes:
        if most and times:
            sums += column.astype(sums.dtype) * times
    return sums


def _name(goal: Goal) -> str:
    return goal if isinstance(goal, str) else goal.name


def _offset(goal: Goal) -> int:
    if isinstance(goal, str):
        return 0
    return goal.everybody if isinstance(goal, Worth) else goal.offset
