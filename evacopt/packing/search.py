"""Better values of a packing: flights loaded anew, branch and price, then dives among loads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.milp.clock import Clock
from evacopt.milp.contract import BackendResult, Event, Options, Program, Report
from evacopt.packing.branch_and_price import BranchAndPrice
from evacopt.packing.diving import Diving
from evacopt.packing.loads import Packing
from evacopt.packing.multiple import MultipleKnapsack
from evacopt.packing.recreate import Recreating, values_of
from evacopt.packing.tuning import TUNING, PackingTuning


def packing_of(
    program: Program, seat_rows: Ints, options: Options, tuning: PackingTuning = TUNING
) -> Packing | None:
    """The packing that a program is, if it is one of two flights or more, and there is a time limit."""
    if options.time_limit is None or len(seat_rows) < 2 or program.columns > tuning.most_columns:
        return None
    packing = Packing.of(program, seat_rows)
    # A column without seats may count to a million, as what is unfair does: no knapsack is that large.
    return packing if packing and packing.seats * len(packing.size) <= tuning.most_cells else None


def packed(
    packing: Packing,
    program: Program,
    session: Session,
    options: Options,
    report: Report,
    *,
    tuning: PackingTuning = TUNING,
) -> tuple[BackendResult | None, Program]:
    """A result that ends the goal, where there is one; else `None`, and a program that starts better.

    It is given to branch and cut for a moment before anything else.

    Parameters
    ----------
    program : that of the packing, with a start as it may be
    report : called with better values
    """
    assert options.time_limit is not None
    if tuning.probe_share:
        probing = replace(options, time_limit=options.time_limit * tuning.probe_share)
        probe = session.solve(program, probing, report)
        if probe.termination != "time":
            return probe, program
        program = program if probe.values is None else replace(program, start=probe.values)
    search = _Search(packing, session, options, tuning)
    for values in search.better(program.start):
        if program.holds(values) and (program.start is None or _value(program) > program.goal.of(values)):
            program = replace(program, start=values)
            report(Event(values, search.bound))
    bound = search.bound
    if program.start is None or _value(program) > bound:
        return None, program
    best = program.start
    return BackendResult(termination="completed", status="optimal", values=best, bound=bound), program


def _value(program: Program) -> int:
    assert program.start is not None
    return program.goal.of(program.start)


class _Search:
    """The ways to better values, one after the other.

    Attributes
    ----------
    bound : what the goal cannot go below, as far as is known
    """

    def __init__(self, packing: Packing, session: Session, options: Options, tuning: PackingTuning) -> None:
        self._packing, self._session, self._options, self._tuning = packing, session, options, tuning
        self.bound = packing.pooled_bound
        assert options.time_limit is not None
        self._limit, self._clock = options.time_limit, Clock(options.time_limit)

    def better(self, start: Ints | None) -> Iterator[Ints]:
        """Values of the columns, the better ones last; ends where `bound` is met."""
        packing, goal = self._packing, self._packing.program.goal
        rng = np.random.Generator(np.random.PCG64(self._options.seed))
        best = None if start is None else goal.of(start)
        for values in self._recreated(rng):
            best = goal.of(values) if best is None else min(best, goal.of(values))
            yield values
        made = MultipleKnapsack.of(packing)
        if best is not None and best > self.bound and made is not None:
            for values in self._branched(*made, best):
                best = goal.of(values)
                yield values
        if best is not None and best > self.bound:
            left = self._clock.part(self._options, 1.0).time_limit or 0.0
            options = replace(self._options, time_limit=min(self._limit * self._tuning.dive_share, left))
            diving = Diving(packing, self._session, options, best, self._tuning)
            yield from diving.plans(rng)
            self.bound = max(self.bound, diving.bound)

    def _branched(self, problem: MultipleKnapsack, label: Ints, best: int) -> Iterator[Ints]:
        """Those that branch and price finds, better than `best`.

        Parameters
        ----------
        label : which item of `problem` each item of the packing is
        """
        options = self._clock.part(self._options, self._tuning.branch_share)
        nothing = self._packing.program.goal.offset
        search = BranchAndPrice(problem, self._session, options, nothing - best, self._tuning)
        for loads in search.loads():
            yield values_of(self._packing, loads[:, label])
        self.bound = max(self.bound, nothing - search.bound)

    def _recreated(self, rng: np.random.Generator) -> Iterator[Ints]:
        """Flights loaded anew: to have those aboard who are the best for all seats, then by the goal."""
        packing, goal, tuning = self._packing, self._packing.program.goal, self._tuning
        begun, spent = time.monotonic(), self._limit * tuning.recreate_share
        search = Recreating(packing, rng, tuning, packing.pooled)
        idle = 0
        while not search.complete and idle < tuning.recreations and time.monotonic() - begun < spent / 2:
            idle = 0 if search.step() else idle + 1
        yield search.values()
        search.by_goal()
        search, idle = min(Recreating(packing, rng, tuning), search, key=lambda one: goal.of(one.values())), 0
        yield search.values()
        while goal.of(search.values()) > self.bound and time.monotonic() - begun < spent:
            idle = 0 if search.step() else idle + 1
            if not idle:
                yield search.values()
            if idle >= tuning.recreations:
                return
