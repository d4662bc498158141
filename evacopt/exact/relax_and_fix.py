"""Relax and fix, then fix and optimise: sorties of many days are decided a window of time after the other.

Pochet and Wolsey, Production Planning by Mixed Integer Programming (2006); Helber and Sahling, International
Journal of Production Economics 123 (2010) 247-256. First those of a window are whole, those after it may be
flown in parts, and those before it are fixed. Then windows are set free in turn, all other sorties fixed;
people may move as far again on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.exact.rens import relaxes
from evacopt.exact.tuning import ExactTuning
from evacopt.milp.clock import Clock
from evacopt.milp.contract import INTEGRALITY, BackendResult, Event, Options, Program, Report
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation

NO_TIME = -1
"""The time of a column of nothing that departs."""


class Windows:
    """A program whose sorties leave at many times.

    Parameters
    ----------
    departs : int64 array, shape (columns,): when those of a column leave, `NO_TIME` for other columns
    people : bool array, shape (columns,): columns of people, not of sorties
    """

    def __init__(
        self,
        program: Program,
        session: Session,
        options: Options,
        *,
        departs: Ints,
        people: Mask,
        tuning: ExactTuning,
    ) -> None:
        self._program, self._session, self._options, self._tuning = program, session, options, tuning
        self._departs, self._sorties = departs, (departs != NO_TIME) & ~people
        self._clock = Clock(options.time_limit)
        self._times = np.unique(departs[self._sorties])

    @property
    def many(self) -> bool:
        """Whether it is worth it: there are times enough, a limit, and an engine that relaxes."""
        limited = self._options.time_limit is not None and len(self._times) > self._tuning.windows
        return limited and relaxes(self._session, self._options)

    def search(self, report: Report) -> BackendResult | None:
        """The best values found within the time limit; `None` where relaxing and fixing led nowhere.

        Raises
        ------
        KeyboardInterrupt
            If the session is interrupted; `report` heard of what was found by then.
        """
        found = self._relaxed_and_fixed()
        if found is None:
            return None
        values, bound = found
        report(Event(values, bound))
        for better in self._optimised(values, bound):
            values = better
            report(Event(values, bound))
        if self._program.goal.of(values) > bound:
            return BackendResult(termination="time", status="feasible", values=values, bound=bound)
        return BackendResult(termination="completed", status="optimal", values=values, bound=bound)

    def _relaxed_and_fixed(self) -> tuple[Ints, int] | None:
        """Values, and what the first window says that nothing is below."""
        program, tuning, bound = self._program, self._tuning, 0
        lower, upper = program.lower.copy(), program.upper.copy()
        for number, window in enumerate(np.array_split(self._times, tuning.windows)):
            whole = self._sorties & np.isin(self._departs, window)
            part = replace(self._clock.part(self._options, tuning.window_share), gap=tuning.window_gap)
            relaxed = replace(program, lower=lower, upper=upper, start=None, relaxed=True, whole=whole)
            answer = self._session.solve(relaxed, part).unless_interrupted()
            if answer.primal is None or answer.bound is None:
                return None
            fixed = np.rint(answer.primal[whole])
            if (np.abs(answer.primal[whole] - fixed) > INTEGRALITY).any():
                return None
            lower[whole] = upper[whole] = fixed
            bound = answer.bound if number == 0 else bound
        rest = replace(program, lower=lower, upper=upper, start=None)
        values = self._session.solve(rest, self._clock.part(self._options, 1.0)).unless_interrupted().values
        start, goal = program.start, program.goal
        if values is None or (start is not None and goal.of(start) < goal.of(values)):
            values = start
        return None if values is None else (values, bound)

    def _optimised(self, values: Ints, bound: int) -> Iterator[Ints]:
        """Better and better values: windows that overlap by half, twice as wide once none gains any more."""
        width, settled = max(len(self._times) // (2 * self._tuning.windows), 1), set[int]()
        goal = self._program.goal
        while goal.of(values) > bound and not self._clock.over():
            before = goal.of(values)
            for first in range(0, len(self._times), max(width // 2, 1)):
                if first in settled or self._clock.over():
                    continue
                answer = self._freed(values, first, width, bound)
                if answer.termination != "time":
                    settled.add(first)
                if answer.values is not None and goal.of(answer.values) < goal.of(values):
                    values, settled = answer.values, {first} & settled
                    yield values
            if goal.of(values) == before:
                if width >= len(self._times):
                    return
                width, settled = 2 * width, set()

    def _freed(self, values: Ints, first: int, width: int, bound: int) -> BackendResult:
        """What is best if sorties are free from that time on, people before and after them too."""
        program, tuning, goal = self._program, self._tuning, self._program.goal
        near = self._times[max(first - width, 0) : first + 2 * width]
        within = np.where(self._sorties, self._times[first], near[0]) <= self._departs
        within &= self._departs <= np.where(self._sorties, self._times[first : first + width][-1], near[-1])
        fixed: Mask = (self._departs != NO_TIME) & ~within
        lower, upper = np.where(fixed, values, program.lower), np.where(fixed, values, program.upper)
        left = self._clock.part(self._options, 1.0).time_limit or 0.0
        step = min(left, tuning.window_step * (self._options.time_limit or 0.0))
        gap = tuning.gap_share * (goal.of(values) - bound) / max(goal.of(values), 1)
        part = replace(self._options, time_limit=step, gap=gap)
        return self._session.solve(
            replace(program, lower=lower, upper=upper, start=values), part
        ).unless_interrupted()


def departures(formulation: Formulation) -> Ints:
    """When the people, sorties and crews of a column leave; `NO_TIME` for other columns; shape (columns,)."""
    departs = np.full(len(formulation.model.lower), NO_TIME)
    travel = formulation.travel
    departs[formulation.pair_column] = travel.itineraries.first_departure[travel.itinerary]
    table, sorties = travel.itineraries.timetable, formulation.sortie_column
    departs[sorties[sorties != NO_COLUMN]] = table.departs[sorties != NO_COLUMN]
    for flight, _, column in formulation.crew_columns:
        departs[column] = table.departs[flight]
    return departs
