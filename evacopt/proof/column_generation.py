"""Prices of what blocks share, from loads that are made as they are asked for: column generation.

Prices are kept near the best known (Wentges, International Transactions in Operational Research 4 (1997)
151-162), which takes far fewer rounds than those of the program over loads alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.milp.contract import Options
from evacopt.proof.knapsack import Floats
from evacopt.proof.pricing import Pricing
from evacopt.proof.restricted_master import Master, Shared

KEPT = 0.6
"""How much of the best prices known is in those that are tried next."""
CLOSE = 0.02
"""A program over loads that is no more than that above the bound has nothing more to give."""


@dataclass(frozen=True, eq=False)
class Prices:
    """What is shown of the goal.

    Attributes
    ----------
    rows : float64 array, shape (shared rows,): change of the goal per unit of each row's side
    floor : what the goal cannot go below, as far as floats can tell
    """

    rows: Floats
    floor: float


def generated(
    shared: Shared, session: Session, options: Options, *, start: Floats, target: float
) -> Iterator[Prices]:
    """Better and better prices, until the bound is at `target`, nothing more can be had, or time is up.

    Parameters
    ----------
    start : prices to begin with, shape (shared rows,)
    """
    ends = None if options.time_limit is None else time.monotonic() + options.time_limit
    start = shared.allowed(start)
    master = Master(shared, _what_breaking_costs(shared, start))
    best = Prices(start, _priced(shared, start, master)[0])
    yield best
    while best.floor < target:
        left = None if ends is None else ends - time.monotonic()
        if left is not None and left <= 0:
            return
        program = master.program()
        answer = session.solve(program, replace(options, time_limit=left)).unless_interrupted()
        if answer.duals is None or answer.primal is None:
            return
        wanted = shared.allowed(answer.duals[: len(shared.rows)])
        if float(program.objective() @ answer.primal) + program.goal.offset - best.floor < CLOSE:
            return
        fresh = False
        for kept in (KEPT, 0.0):
            prices = kept * best.rows + (1 - kept) * wanted
            floor, new = _priced(shared, prices, master)
            fresh = fresh or new
            if floor > best.floor:
                best, fresh = Prices(prices, floor), True
                yield best
                break
            if new:
                break
        if not fresh:
            return


def _priced(shared: Shared, prices: Floats, master: Master) -> tuple[float, bool]:
    """The floor at `prices`, and whether any best load is a new one."""
    worth, pricing, fresh, loads = shared.worth(prices), Pricing(shared.blocks), False, 0.0
    for number, block in enumerate(shared.blocks):
        load = pricing.best(block, worth[block.columns])
        loads += load.worth
        fresh = master.add(number, load.values) or fresh
    return shared.floor(prices, worth, loads), fresh


def _what_breaking_costs(shared: Shared, prices: Floats) -> Ints:
    """More than what a unit of each shared row is likely to be worth; shape (shared rows,)."""
    most = int(np.abs(shared.costs).max(initial=1)) * max((b.largest for b in shared.blocks), default=1)
    costs: Ints = np.ceil(2 * np.abs(prices)).astype(np.int64) + most
    return costs
