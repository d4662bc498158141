"""The search for one goal: relaxation first (RENS), then branch and cut, then neighbourhoods of the best."""

from __future__ import annotations

from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.exact.clock import Clock
from evacopt.exact.neighbourhood_search import neighbourhood_search
from evacopt.exact.relax_and_fix import Windows
from evacopt.exact.rens import rens
from evacopt.exact.tuning import ExactTuning
from evacopt.milp.contract import BackendResult, Options, Program, Report


def searched(
    program: Program,
    session: Session,
    options: Options,
    hear: Report,
    *,
    decisions: Mask | None,
    departs: Ints | None,
    tuning: ExactTuning,
) -> BackendResult:
    """The best values found within the time limit, as `hear` heard of them.

    Parameters
    ----------
    decisions : columns that decide the others, shape (columns,), where known
    departs : where sorties are to be filled, when those of a column leave; shape (columns,). If sorties leave
        at many times, they are decided by windows of time
    """
    clock, to_fill, result = Clock(options.time_limit), departs is not None, None
    if decisions is None:
        return session.solve(program, options, hear)
    if departs is not None:
        windows = Windows(program, session, options, departs=departs, people=decisions, tuning=tuning)
        result = windows.search(hear) if windows.many else None
    if result is None:
        settled, program = rens(program, session, options, decisions, to_fill=to_fill, tuning=tuning)
        if settled is not None:
            return settled
    can, share = session.capabilities_within(0.0), 1.0
    polished = can is not None and can.duals and not options.gap
    if polished:
        share = tuning.search_share_to_fill if to_fill else tuning.search_share
    if result is None:
        result = session.solve(program, clock.part(options, share), hear)
    if not polished or result.termination != "time" or result.values is None or result.bound is None:
        return result
    around, left = replace(program, start=result.values), clock.part(options, 1.0)
    return neighbourhood_search(around, session, left, bound=result.bound, report=hear, tuning=tuning)
