"""The extensive form: the plan and a second stage for every course, in one linear model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.linear import NO_UPPER, Goal, Label, LinearModel, Matrix
from evacopt.milp.rounding import rounded_rows, with_rounded_rows
from evacopt.robust.recourse import Block
from evacopt.robust.result import Risk
from evacopt.robust.worlds import Worlds

TENTH = 10
"""The tail is the worst tenth."""


@dataclass(frozen=True, eq=False)
class Extensive:
    """The extensive form.

    Attributes
    ----------
    model : columns of the plan first; its goals are those of the risk, then of the mean, then of the plan
    units : thousandths of a person (or of weight) in the mean that each goal of people left behind counts as
        one; the first of the goals are those
    """

    model: LinearModel
    units: tuple[float, ...]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Those of people left behind."""
        return self.model.goals[: len(self.units)]


def extensive_form(
    worlds: Worlds, blocks: Sequence[tuple[Block, int]], risk: Risk, *, further: bool = True
) -> Extensive:
    """The extensive form over `blocks`, each with how many scenarios it stands for.

    Parameters
    ----------
    further : whether the plan's own goals follow
    """
    making, levels = _Maker(worlds, blocks), range(len(worlds.levels))
    scenarios = sum(often for _, often in blocks)
    goals = [] if risk == "mean" else [making.at_risk(level, risk) for level in levels]
    goals += [making.mean(level) for level in levels]
    units = tuple(unit / (1 if goal.name.startswith("worst") else scenarios) for goal, unit in goals)
    named = [goal for goal, _ in goals]
    return Extensive(making.model(named + (list(worlds.base.model.goals) if further else [])), units)


class _Maker:
    def __init__(self, worlds: Worlds, blocks: Sequence[tuple[Block, int]]) -> None:
        self.levels, self.blocks, model = worlds.levels, blocks, worlds.base.model
        self.base = model
        self.lower, self.upper = [model.lower], [model.upper]
        self.columns = len(model.lower)
        self.matrices, self.sides, self.labels = (
            [model.matrix],
            ([model.row_lower], [model.row_upper]),
            list(model.labels),
        )
        self.place = [self._add(block) for block, _ in blocks]

    def _add(self, block: Block) -> Ints:
        """Put a block in; where its columns are, shape (plan + own columns,)."""
        place = np.append(np.arange(block.plan), self._columns(block.upper))
        matrix = block.matrix
        moved = Matrix.of(matrix.rows, matrix.row_of_entry(), place[matrix.column], matrix.coefficient)
        self._rows(moved, block.row_lower, block.row_upper)
        return place

    def _columns(self, upper: Ints) -> Ints:
        first = self.columns
        self.lower.append(np.zeros_like(upper))
        self.upper.append(upper)
        self.columns += len(upper)
        return np.arange(first, self.columns)

    def _rows(self, matrix: Matrix, lower: Ints, upper: Ints) -> None:
        self.matrices.append(matrix)
        self.sides[0].append(lower)
        self.sides[1].append(upper)
        self.labels += [Label("rule", "course")] * matrix.rows

    def mean(self, level: int) -> tuple[Goal, int]:
        """People left behind, summed over the scenarios."""
        coefficient, offset = np.zeros(self.columns, dtype=np.int64), 0
        for (block, often), place in zip(self.blocks, self.place, strict=True):
            np.subtract.at(coefficient, place, often * block.worth[level])
            offset += often * block.total[level]
        return _goal(f"expected {self.levels[level]}", coefficient, offset)

    def at_risk(self, level: int, risk: Risk) -> tuple[Goal, int]:
        """The mean of the worst tenth (Rockafellar and Uryasev 2000), or the worst."""
        most = max(block.total[level] for block, _ in self.blocks)
        threshold = self._columns(np.array([most]))[0]
        scenarios = sum(often for _, often in self.blocks)
        above = self._columns(np.full(len(self.blocks), most if risk == "cvar" else 0))
        for number, ((block, _), place) in enumerate(zip(self.blocks, self.place, strict=True)):
            used = np.flatnonzero(block.worth[level])
            columns = np.concatenate((place[used], [threshold, above[number]]))
            values = np.concatenate((block.worth[level][used], [1, 1]))
            row = Matrix.of(1, np.zeros(len(columns), dtype=np.int64), columns, values)
            self._rows(row, np.array([block.total[level]]), np.array([NO_UPPER]))
        coefficient = np.zeros(self.columns, dtype=np.int64)
        coefficient[threshold] = scenarios if risk == "cvar" else 1
        if risk == "cvar":
            coefficient[above] = [TENTH * often for _, often in self.blocks]
        return _goal(f"{risk} {self.levels[level]}", coefficient, 0)

    def model(self, goals: list[Goal]) -> LinearModel:
        """All that was put in."""
        lower, upper = map(np.concatenate, self.sides)
        matrix, lower, upper = Matrix.stacked(self.matrices).without_common_factor(lower, upper)
        model = LinearModel(
            np.concatenate(self.lower),
            np.concatenate(self.upper),
            matrix,
            lower,
            upper,
            tuple(self.labels),
            tuple(goals),
        )
        assert model.lower.min(initial=0) >= 0  # so rounding asks
        return with_rounded_rows(model, rounded_rows(matrix, upper, model.upper))


def _goal(name: str, coefficient: Ints, offset: int) -> tuple[Goal, int]:
    """In the largest unit in which every number of it is whole: engines are exact with small ones."""
    used = np.flatnonzero(coefficient)
    unit = int(np.gcd.reduce(np.append(coefficient[used], offset))) or 1
    return Goal(name, used, coefficient[used] // unit, offset // unit), unit
