"""The linear relaxation of a region by few of its columns: those that it uses are a neighbourhood.

Where the relaxation is at its least nearly all parties travel whole, on one of the many itineraries that
they could take. These itineraries with those of the plan are a small program in which a best plan is near
(Danna, Rothberg and Le Pape, 2005). The relaxation is solved by sifting (Bixby and others, 1992): it begins
with a few columns of each cohort, and those that its prices ask for are added in turn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.improve.part import Point
from evacopt.improve.tuning import ImproveTuning
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Options, Program

NEARLY = 1e-7
"""Values and reduced costs nearer to 0 are none: the engine counts in floats."""


class SiftedRelaxation:
    """The relaxation of a model in which only some columns may change, the others keep the values of a point.

    Parameters
    ----------
    pairs, cohort : columns of a cohort on an itinerary, few of which are used at a time, and their cohorts
    always : further columns that may change
    """

    def __init__(self, point: Point, pairs: Ints, cohort: Ints, always: Ints, tuning: ImproveTuning) -> None:
        self._point, self._pairs, self._cohort, self._always = point, pairs, cohort, always
        self._tuning, each = tuning, tuning.sift_each
        order = np.argsort(cohort, kind="stable")
        place, count = _places(cohort[order])
        self._used = np.zeros(len(pairs), dtype=np.bool_)
        self._used[order[place * each // count != (place - 1) * each // count]] = True
        self._rows = point.rows_of(np.union1d(pairs, always))

    def columns(self, open_goals: Collection[int], session: Session, options: Options) -> Ints | None:
        """The columns that are in use in the plan, or where the last of `open_goals` is at its least.

        The goals before it are held at their least, those that are not open at what they are. `None` where
        the engine does not say in time.
        """
        self._used |= self._point.values[self._pairs] > 0
        held, primal = dict[int, int](), None
        for number in range(max(open_goals) + 1):
            held[number] = int(self._point.goals[number])
            if number in open_goals:
                answer = self._least(number, held, session, options)
                if answer is None or answer.bound is None:
                    return None
                held[number], primal = min(held[number], answer.bound), answer.primal
        free = self._free()
        assert primal is not None
        in_use = (primal > NEARLY) | (self._point.values[free] > 0) | np.isin(free, self._always)
        return free[in_use]

    def _free(self) -> Ints:
        """The columns in use, sorted."""
        return np.union1d(self._pairs[self._used], self._always)

    def _least(
        self, number: int, held: dict[int, int], session: Session, options: Options
    ) -> BackendResult | None:
        """Where a goal is at its least, those before it `held`; columns are added as long as any gains."""
        basis: Basis | None = None
        while True:
            free = self._free()
            answer = session.solve(self._program(number, held, free, basis), options).unless_interrupted()
            if answer.duals is None or answer.primal is None:
                return None
            gains = self._gains(number, answer.duals)
            wanted = np.flatnonzero(~self._used & (gains > NEARLY))
            if not len(wanted):
                return answer
            self._used[self._best(wanted, gains)] = True
            basis = None if answer.basis is None else self._of_all(answer.basis, free)

    def _program(self, number: int, held: dict[int, int], free: Ints, basis: Basis | None) -> Program:
        """The relaxation over the columns `free`."""
        part = self._point.part(free, self._rows)
        if basis is not None:
            basis = replace(basis, columns=basis.columns[free])
        fixed = [(part.goals[before], held[before]) for before in range(number)]
        program = Program.of(part, part.goals[number], fixed_goals=fixed)
        return replace(program, relaxed=True, basis=basis, feasible_basis=basis is not None)

    def _of_all(self, basis: Basis, free: Ints) -> Basis:
        """The basis with a side for each column of the model."""
        sides = np.zeros(len(self._point.values), dtype=np.int8)
        sides[free] = basis.columns
        return Basis(sides, basis.rows)

    def _gains(self, number: int, duals: Floats) -> Floats:
        """What a party more on each pair would gain at these duals; shape (pairs,)."""
        rows = np.zeros(len(self._point.model.row_lower))
        rows[self._rows] = duals[: len(self._rows)]
        goals = np.zeros(len(self._point.model.goals))
        goals[:number] = duals[len(self._rows) :]
        goals[number] = -1.0
        gains: Floats = self._point.priced(rows, goals)[self._pairs]
        return gains

    def _best(self, wanted: Ints, gains: Floats) -> Ints:
        """Of each cohort the few that gain most; all where they are not many."""
        if len(wanted) <= self._tuning.sift_many:
            return wanted
        wanted = wanted[np.lexsort((-gains[wanted], self._cohort[wanted]))]
        return wanted[_places(self._cohort[wanted])[0] < self._tuning.sift_each]


def _places(cohort: Ints) -> tuple[Ints, Ints]:
    """The place of each entry among those of its cohort, and how many these are; cohorts are in order."""
    _, first, which, count = np.unique(cohort, return_index=True, return_inverse=True, return_counts=True)
    return np.arange(len(cohort)) - first[which], count[which]
