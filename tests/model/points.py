"""Integer points of the models of tiny instances, many of them just inside or just outside the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Objective
from evacopt.milp.incremental_point import IncrementalPoint
from evacopt.milp.linear import LinearModel
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance
from tests.tiny.rules import instance_with_rules

ALL: tuple[Objective, ...] = (
    "unserved",
    "fairness",
    "waiting",
    "cost",
    "flights",
    "risk",
    "changes",
    "clearance",
)


def with_all_goals(seed: int) -> Instance:
    """The tiny instance of `seed`, every fourth with linear rules or an airfield, and every goal there is."""
    made = {1: airfield_instance, 3: instance_with_rules}.get(seed % 4, tiny_instance)
    instance = made(seed)
    goals = (*ALL, *(rule.id for rule in instance.rules if rule.is_goal))
    return replace(instance, policy=replace(instance.policy, objectives=goals, fairness_levels=3))


def decided(formulation: Formulation) -> Mask:
    """Columns that a plan states: parties and sorties; the others follow. Shape (columns,)."""
    mask = np.zeros(len(formulation.model.lower), dtype=np.bool_)
    mask[formulation.pair_column] = True
    mask[formulation.sortie_column[formulation.sortie_column >= 0]] = True
    return mask


def points(formulation: Formulation, rng: Random, wanted: int) -> Iterator[Ints]:
    """`many` settings of the columns decided, within their bounds and with no party twice; the others are 0.

    Half of them are filled up as far as the rules allow, and then mostly pushed a step too far.
    """
    for number in range(wanted):
        yield _full(formulation, rng) if number % 2 else _loose(formulation, rng)


def _loose(formulation: Formulation, rng: Random) -> Ints:
    """Some parties anywhere, and any number of sorties."""
    values = np.zeros_like(formulation.model.lower)
    for _ in range(rng.randrange(4)):
        _raise_one(formulation, values, rng)
    for column in formulation.sortie_column.tolist():
        if column >= 0:
            values[column] = rng.randint(0, int(formulation.model.upper[column]))
    return values


def _full(formulation: Formulation, rng: Random) -> Ints:
    """As many parties as go, in a random order, then perhaps one change."""
    rest = formulation.completed(formulation.model.lower)
    point = IncrementalPoint(formulation.model.for_goals(()), rest, formulation.helpers)
    point.repair()
    order = formulation.pair_column.tolist()
    rng.shuffle(order)
    for column in order:
        point.raise_by(column, 1)
    values = np.array(point.values, dtype=np.int64)
    values[~decided(formulation)] = 0
    change = rng.randrange(4)
    if change == 1:
        _raise_one(formulation, values, rng)
    flown = [column for column in formulation.sortie_column.tolist() if column >= 0]
    if change > 1 and flown:
        column = rng.choice(flown)
        step = rng.choice((-1, 1))
        values[column] = min(max(values[column] + step, 0), formulation.model.upper[column])
    return values


def _raise_one(formulation: Formulation, values: Ints, rng: Random) -> None:
    """One more party on a random pair, where its cohort has one left and the pair has room."""
    travel = formulation.travel
    if not len(travel):
        return
    pair = rng.randrange(len(travel))
    cohort = travel.cohort[pair]
    travelling = values[formulation.pair_column[travel.cohort == cohort]].sum()
    column = formulation.pair_column[pair]
    if travelling < travel.cohorts.parties.count[cohort] and values[column] < travel.most[pair]:
        values[column] += 1


def extended(model: LinearModel, values: Ints, fixed: Mask) -> Ints | None:
    """`values` with the columns that are not `fixed` set so that every row holds; None if no setting does.

    Every setting is tried, but for those where a row is already beyond repair.
    """
    matrix = model.matrix
    touching: list[list[tuple[int, int]]] = [[] for _ in values]
    for row, column, amount in zip(
        matrix.row_of_entry().tolist(), matrix.column.tolist(), matrix.coefficient.tolist(), strict=True
    ):
        touching[column].append((row, amount))
    free = [column for column in np.flatnonzero(~fixed).tolist() if touching[column]]
    low = np.where(fixed, values, model.lower)
    high = np.where(fixed, values, model.upper)
    least, most = _reach(model, low, high)
    search = _Search(model, touching, least.tolist(), most.tolist())
    if (least > model.row_upper).any() or (most < model.row_lower).any():
        return None
    chosen = low.copy()
    return chosen if search.choose(free, chosen) else None


def _reach(model: LinearModel, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    matrix = model.matrix
    ends = matrix.coefficient * low[matrix.column], matrix.coefficient * high[matrix.column]
    return matrix.sum_by_row(np.minimum(*ends)), matrix.sum_by_row(np.maximum(*ends))


class _Search:
    """Columns set one after the other; `least` and `most` are what each row can still come to."""

    def __init__(
        self, model: LinearModel, touching: list[list[tuple[int, int]]], least: list[int], most: list[int]
    ) -> None:
        self.lower, self.upper = model.lower.tolist(), model.upper.tolist()
        self.row_lower, self.row_upper = model.row_lower.tolist(), model.row_upper.tolist()
        self.touching, self.least, self.most = touching, least, most

    def choose(self, free: list[int], chosen: Ints) -> bool:
        if not free:
            return True
        column = free[0]
        for value in range(self.lower[column], self.upper[column] + 1):
            self._narrow(column, value, 1)
            chosen[column] = value
            if self._possible(column) and self.choose(free[1:], chosen):
                return True
            self._narrow(column, value, -1)
        return False

    def _narrow(self, column: int, value: int, sign: int) -> None:
        for row, amount in self.touching[column]:
            ends = amount * self.lower[column], amount * self.upper[column]
            self.least[row] += sign * (amount * value - min(ends))
            self.most[row] += sign * (amount * value - max(ends))

    def _possible(self, column: int) -> bool:
        return all(
            self.least[row] <= self.row_upper[row] and self.most[row] >= self.row_lower[row]
            for row, _ in self.touching[column]
        )


def random_baseline(seed: int, formulation: Formulation) -> Plan:
    """A plan that was in force once: of the same groups, but not always within today's rules."""
    rng = Random(seed)
    values = next(points(formulation, rng, 1)) if rng.randrange(2) else _full(formulation, rng)
    return decode(formulation, values)


def with_baseline(seed: int) -> tuple[Formulation, Plan]:
    """The formulation of the instance of `seed` with every goal, and the baseline that it compares with."""
    instance = with_all_goals(seed)
    baseline = random_baseline(seed, formulate(instance))
    return formulate(instance, baseline=baseline), baseline
