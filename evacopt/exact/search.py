"""The search for one goal: relaxation first (RENS), branch and cut, then neighbourhoods of the best."""

from __future__ import annotations

from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.exact.neighbourhood_search import neighbourhood_search
from evacopt.exact.relax_and_fix import Windows
from evacopt.exact.rens import relaxes, rens
from evacopt.exact.tuning import ExactTuning
from evacopt.milp.clock import Clock
from evacopt.milp.contract import BackendResult, Options, Program, Report
from evacopt.packing.search import packed, packing_of


def searched(
    program: Program,
    session: Session,
    options: Options,
    hear: Report,
    *,
    decisions: Mask | None,
    departs: Ints | None,
    seats: Ints | None = None,
    tuning: ExactTuning,
) -> BackendResult:
    """The best values found within the time limit, as `hear` heard of them.

    Parameters
    ----------
    decisions : columns that decide the others, shape (columns,), where known
    departs : where sorties are to be filled, when those of a column leave; shape (columns,). If sorties leave
        at many times, they are decided by windows of time
    seats : rows of flights' seats: where nothing else ties people, flights are knapsacks side by side
    """
    clock, to_fill, result = Clock(options.time_limit), departs is not None, None
    if decisions is None:
        return session.solve(program, options, hear)
    if departs is not None:
        windows = Windows(program, session, options, departs=departs, people=decisions, tuning=tuning)
        result = windows.search(hear) if windows.many else None
    if result is None:
        packing = None
        if seats is not None and relaxes(session, options):
            packing = packing_of(program, seats, options)
        rounding = tuning if packing is None else replace(tuning, rens_share=tuning.rens_share_of_packing)
        settled, program = rens(program, session, options, decisions, to_fill=to_fill, tuning=rounding)
        if settled is None and packing is not None:
            settled, program = packed(packing, program, session, clock.part(options, 1.0), hear)
        if settled is not None:
            return settled
    polished = relaxes(session, replace(options, time_limit=0.0))
    share = tuning.search_share_to_fill if to_fill else tuning.search_share
    if result is None:
        result = session.solve(program, clock.part(options, share if polished else 1.0), hear)
    if not polished or result.termination != "time" or result.values is None or result.bound is None:
        return result
    around, left = replace(program, start=result.values), clock.part(options, 1.0)
    return neighbourhood_search(around, session, left, bound=result.bound, report=hear, tuning=tuning)
