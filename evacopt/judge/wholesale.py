"""Bounds for instances too large to list who could travel how: every party takes its best way by itself.

The bound of `evacopt.judge.bounds` with a row for the parties of each group, whose multiplier is worked out
here: what one party is worth less the prices of its best way, if that is above 0 (Lagrangian relaxation;
Geoffrion, 1974). A way may have more legs than allowed and come to a place twice: the bound is only weaker for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.judge.bounds import Refused
from evacopt.judge.goals import MILLION, add_fairness, nations_of, plain_goals
from evacopt.judge.kinds import Kinds
from evacopt.judge.legs import Legs, TooLarge
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Sums, ints, total
from evacopt.judge.table import Form, Relaxation, Table, numbered
from evacopt.judge.ways import Ways, never
from evacopt.judge.worth import Worth, worths

SAFE = 2**58
"""Values stay below this in int64."""
LATEST = 2**20
"""Hours before the beginning since which anybody can have waited."""
Goal = Worth | Form | str
"""Summed over parties, or over sorties and helping columns, or one of which nothing is shown."""


@dataclass(frozen=True, eq=False)
class Wholesale:
    """An instance by kinds and single legs, ready for any multipliers.

    Attributes
    ----------
    helpers : sorties and the columns that count fairness, and the rows over these
    goals : in the order of the policy
    """

    instance: Instance
    kinds: Kinds
    legs: Legs
    helpers: Relaxation
    goals: tuple[Goal, ...]

    @cached_property
    def row(self) -> dict[str, int]:
        """The number of each row by its name: those of legs, then those of helping columns."""
        families = (*self.legs.families, *self.helpers.families)
        return numbered(name for family in families for name in family.names)

    @cached_property
    def _entries(self) -> Entries:
        """The entries of the rows of legs."""
        families = self.legs.families
        first = np.cumsum([0, *(len(family.high) for family in families)]).tolist()
        moved = (family.entries.moved(by) for family, by in zip(families, first, strict=False))
        return Entries.joined(*moved)

    @cached_property
    def _high(self) -> Ints:
        """What the rows of legs are at most."""
        return np.concatenate([ints(()), *(family.high for family in self.legs.families)])

    def floor(self, number: int, values: Sequence[int], scale: int, given: Mapping[str, int]) -> int:
        """What goal `number` is at least while those before it are no worse than `values`; never below 0.

        Parameters
        ----------
        scale : the denominator of the multipliers
        given : multipliers by the name of the row, `held NAME` for a goal before this one

        Raises
        ------
        Refused
            If a row is not there, or a multiplier is below 0.
        """
        goal = self.goals[number]
        if scale <= 0 or min(given.values(), default=0) < 0:
            raise Refused("multipliers that show nothing")
        if isinstance(goal, str):
            return 0
        held = {f"held {_name(other)}": at for at, other in enumerate(self.goals[:number])}
        some = [(self.goals[held[name]], p, values[held[name]]) for name, p in given.items() if name in held]
        try:
            rows = {self.row[name]: p for name, p in given.items() if name not in held}
        except KeyError as unknown:
            raise Refused(f"there is no {unknown}") from None
        most = self._most([(goal, scale), *((other, p) for other, p, _ in some)], rows)
        most += sum(p * (value - _offset(other)) for other, p, value in some)
        return max(_offset(goal) - most // scale, 0)

    def _most(self, goals: Iterable[tuple[Goal, int]], rows: Mapping[int, int]) -> int:
        """N, without what earlier goals may come to."""
        goals, split = list(goals), len(self._high)
        p = np.zeros(split + len(self.helpers.high), dtype=object)
        p[list(rows)] = list(rows.values())
        own, help_rows = p[:split], p[split:]
        pairs = len(self.legs.pairs.every)
        price = self._entries.priced(pairs + len(self.instance.schedule), own)
        rest = -self.helpers.entries.priced(len(self.helpers.upper), help_rows)
        rest[: len(self.instance.schedule)] -= price[pairs:]
        for goal, times in goals:
            if isinstance(goal, Form):
                rest[goal.column] -= times * goal.amount.astype(rest.dtype)
        return (
            total(own, self._high)
            + total(help_rows, self.helpers.high)
            + total(np.maximum(rest, 0), self.helpers.upper)
            + total(np.minimum(rest, 0), self.helpers.lower)
            + self._parties(goals, price[:pairs], own, help_rows)
        )

    def _parties(self, goals: list[tuple[Goal, int]], price: Sums, own: Sums, help_rows: Sums) -> int:
        """Over all groups, what its parties are worth at most less what their best ways cost."""
        groups = self.instance.groups
        worth, hour = np.zeros((2, len(groups)), dtype=object)
        for goal, times in goals:
            if isinstance(goal, Worth):
                worth += times * goal.left.astype(object)
                hour += times * goal.hour.astype(object)
        for row, code in self._shares:
            if help_rows[row]:
                worth += help_rows[row] * MILLION * self._nations[code]
        places = {hub: own[self._first_of_capacity + at] for hub, (_, at) in self.legs.hub_rows.items()}
        if self._far_below(SAFE, price, places, worth, hour):
            price, worth, hour = (part.astype(np.int64) for part in (price, worth, hour))
            places = {hub: part.astype(np.int64) for hub, part in places.items()}
        best = Ways.of(self.instance, self.kinds, self.legs, price, places).best(hour)
        return total(np.where(best <= never(best), 0, np.maximum(worth + best, 0)), groups.count)

    def _far_below(
        self, most: int, price: Sums, places: Mapping[int, Sums], worth: Sums, hour: Sums
    ) -> bool:
        """Whether no value of any way can come near `most`, worked out in Python integers.

        A way has no more legs than there are flights between hubs and two.
        """
        hubs = {place.id for place in self.instance.locations if place.role == "hub"}
        legs = 2 + sum({leg.origin, leg.destination} <= hubs for leg in self.instance.schedule)
        asked = int(self.kinds.amount.sum(axis=1).max(initial=1)) * int(self.kinds.times.max(initial=1))
        leg = _largest(price) + sum(_largest(part) * len(part) for part in places.values())
        span = (self.instance.ends - self.instance.begins) // HOUR + LATEST
        return legs * asked * leg + _largest(worth) + _largest(hour) * span < most

    @cached_property
    def _first_of_capacity(self) -> int:
        """The number of the first row of capacity."""
        rules = [family.rule for family in self.legs.families]
        at = rules.index("capacity") if "capacity" in rules else 0
        return sum(len(family.high) for family in self.legs.families[:at])

    @cached_property
    def _nations(self) -> dict[str, Ints]:
        """People of each nationality in a party of each group."""
        nothing = ints(())
        return {code: own for code, own, _ in nations_of(Pairs(self.instance, nothing, nothing, ()))}

    @cached_property
    def _shares(self) -> list[tuple[int, str]]:
        """Rows of the helping columns that count the people of a nationality, and which."""
        first = 0
        for family in self.helpers.families:
            if family.rule == "share":
                return [(first + row, family.subject(row)) for row in range(len(family.high))]
            first += len(family.high)
        return []


def wholesale(instance: Instance) -> Wholesale:
    """The rows of `instance` by kinds and legs, made from it alone.

    Raises
    ------
    TooLarge
        If there are too many kinds and flights.
    """
    kinds = Kinds.of(instance)
    nobody, table = Pairs(kinds.units, ints(()), ints(()), ()), Table()
    most, least = (
        ints(getattr(leg, f"{side}_sorties") for leg in instance.schedule) for side in ("most", "least")
    )
    table.columns(lambda number: f"sorties {instance.schedule[number].id}", most, least)
    goals = list[Goal]()
    for objective in instance.policy.objectives:
        before = len(table.goals)
        if objective == "fairness":
            add_fairness(table, nobody, None)
        elif objective in ("cost", "flights"):
            table.goals += plain_goals(nobody, objective)
        elif objective in ("unserved", "waiting"):
            goals += worths(instance, objective)
        else:
            goals.append(objective)
        goals += table.goals[before:]
    return Wholesale(instance, kinds, Legs.of(kinds.units), table.finish(), tuple(goals))


def _largest(values: Sums) -> int:
    return max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))


def _name(goal: Goal) -> str:
    return goal if isinstance(goal, str) else goal.name


def _offset(goal: Goal) -> int:
    if isinstance(goal, str):
        return 0
    return goal.everybody if isinstance(goal, Worth) else goal.offset


__all__ = ["TooLarge", "Wholesale", "wholesale"]
