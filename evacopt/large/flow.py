"""What is left as a flow: relaxations solved goal by goal while there is time, and their prices."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.large.builder import LARGE, LEAST, THOUSAND
from evacopt.large.context import Context
from evacopt.large.disaggregation import Disaggregation
from evacopt.large.itineraries import many_arcs
from evacopt.large.network import Network
from evacopt.large.relaxation import Arc, Relaxation, ratios
from evacopt.large.residuals import Residuals
from evacopt.large.staged_lp import Duals, Floats, StagedLP
from evacopt.large.supply import Supply
from evacopt.milp.contract import BackendResult, Basis

DECIDED, BOARDED = 0.4, 0.7
"""The parts of the time after which no further goal is begun, for sorties and for boarding."""
FEW = 0.01
"""The part of the seats of a commodity that a class must have in a flow to count among those that leave."""
NOBODY = 0.5
"""People: a flow that leaves fewer leaves nobody."""
TURNS, LEAST_SECONDS = 8, 1.0
"""How often a flow is kept from seats that nobody may fill; where time is limited for a second at least."""
FEW_EMPTY = 1e-3
"""The part of the seats of a flow that may stay empty for want of anybody."""
LONGER = 1.5
"""The next relaxation may take so much longer than the longest before."""
NEAR = 0.002
"""People a seat are guessed well enough if they are off by less than this."""


@dataclass(frozen=True, eq=False)
class Flow:
    """A solved relaxation: its last point, and by number what goals came to and prices as far as known.

    `plain` is the flow for `unserved` alone, where this one minds further goals. `basis` is where the simplex
    method ended for `unserved`, if it was the one to end. `apart` tells those apart who are put together.
    """

    lp: StagedLP
    primal: Floats
    values: dict[int, float]
    duals: dict[int, Duals] = field(default_factory=dict)
    plain: Flow | None = None
    basis: Basis | None = None
    disaggregation: Disaggregation | None = None

    @property
    def arcs(self) -> dict[Arc, float]:
        """Seats on each arc."""
        boards = self.lp.relaxation.boards
        return {arc: float(self.primal[at]) for arc, at in boards.items() if self.primal[at] > LEAST}

    def last(self) -> dict[int, int]:
        """For each commodity the least urgent class of which the flow takes more than a few."""
        relaxation = self.lp.relaxation
        supply, columns = relaxation.supply, np.array(relaxation.supplied, dtype=np.int64)
        seats = np.where(columns >= 0, self.primal[columns], 0.0) * supply.seats
        leaving, found = np.bincount(supply.commodity, seats), dict[int, int]()
        for commodity, name in np.unique(np.stack((supply.commodity, supply.priority)), axis=1).T.tolist():
            some = seats[(supply.commodity == commodity) & (supply.priority == name)].sum()
            if some > max(FEW * leaving[commodity], LEAST):
                found[commodity] = name
        return found


def flow_of(context: Context, residuals: Residuals, left: Ints, *, free: bool, goals: bool) -> Flow | None:
    """Solve what is left as a flow; with `goals` those after `unserved` as well. `None` if time ran out."""
    part = DECIDED if free else BOARDED
    network, arcs = _columns(context, residuals, left)
    supply, ratio = (
        Supply.of(network.base, left, None if arcs is None else context.commodities.of_group),
        None,
    )
    if not len(supply.atoms):
        return None
    while True:
        relaxation = Relaxation(network, supply, residuals, free=free, ratio=ratio, itineraries=arcs)
        lp = StagedLP(relaxation)
        begun = time.monotonic()
        answer = lp.solve(context.session, lp.together(), {}, context.left())
        if answer.primal is None:
            return None
        disaggregation = None if free else Disaggregation.of(context.itineraries, relaxation)
        if disaggregation is not None:
            answer = _disaggregated(
                context, lp, disaggregation, answer, max(time.monotonic() - begun, LEAST_SECONDS)
            )
        assert answer.primal is not None
        spent = time.monotonic() - begun
        better = ratios(network, supply, leaving(relaxation, answer.primal))
        known = ratio is not None or not relaxation.limits_people() or _near(relaxation.ratio, better)
        if known or not context.time_for(2 * spent, part):
            break
        ratio = better
    values = {at: lp.least(at, answer.primal) for at in lp.classes()}
    plain = Flow(lp, answer.primal, values, basis=answer.basis, disaggregation=disaggregation)
    if not goals:
        return plain
    flow = further(context, lp, answer, dict(plain.values), part=part, longest=spent)
    return replace(flow, plain=plain, basis=plain.basis, disaggregation=disaggregation)


def _disaggregated(
    context: Context, lp: StagedLP, disaggregation: Disaggregation, answer: BackendResult, most: float
) -> BackendResult:
    """A flow for whose seats there is somebody; where time is limited, as far as `most` seconds go."""
    begun, turn = time.monotonic(), 0.0
    for _ in range(TURNS):
        now = time.monotonic()
        if (
            answer.basis is None
            or answer.primal is None
            or (context.ends < np.inf and now + turn > begun + most)
        ):
            break
        shares = disaggregation.shares(context.session, answer.primal, context.left(), urgent=False)
        if shares is None or shares.empty <= FEW_EMPTY * shares.flown:
            break
        disaggregation.tightened(lp, shares)
        better = lp.solve(context.session, lp.together(), {}, context.left(), basis=answer.basis)
        if better.primal is None:
            break
        answer, turn = better, time.monotonic() - now
    return answer


def _columns(context: Context, residuals: Residuals, left: Ints) -> tuple[Network, list[Arc] | None]:
    """The network for those who are left, and the itineraries where these are the columns."""
    if context.itineraries is None:
        return context.network, None
    commodities = set(context.commodities.of_group[left > 0].tolist())
    network = context.network.only(commodities)
    if not many_arcs(network, residuals):
        return network, None
    return context.itineraries.network, context.itineraries.open_to(commodities)


def further(
    context: Context,
    lp: StagedLP,
    answer: BackendResult,
    values: dict[int, float],
    *,
    part: float,
    longest: float,
) -> Flow:
    """The goals after `unserved`, one by one while there is time; the first took `longest` seconds."""
    primal, duals = answer.primal, dict[int, Duals]()
    assert primal is not None
    for at in range(len(lp.goals)):
        idle = not len(lp.goals[at][1].goal.column)
        if at not in values and not idle and context.time_for(LONGER * longest, part):
            begun = time.monotonic()
            answer = lp.solve(context.session, lp.perturbed(at), values, context.left())
            longest = max(longest, time.monotonic() - begun)
            if answer.primal is None:
                break
            found = lp.duals(at, list(values), answer)
            if found is not None:
                duals[at] = found
            primal, values[at] = answer.primal, lp.least(at, answer.primal)
    return Flow(lp, primal, values, duals)


def duals_of(context: Context, flow: Flow, number: int) -> Duals | None:
    """Prices for a goal: those known, or those of one more relaxation; `None` if there is no time.

    Of a class of which the flow leaves nobody only those are left who can never leave, whatever the prices.
    In a large relaxation that the simplex method solved, `fairness` is bounded by the mean.
    """
    lp = flow.lp
    if number in flow.duals:
        return flow.duals[number]
    if number in lp.classes():
        if flow.values.get(number, np.inf) < NOBODY:
            return Duals(lp.goals[number][0], {}, 0.0)
        answer = lp.solve(context.session, lp.above(number), {}, context.left(), basis=flow.basis)
        found = lp.duals_above(number, answer)
        if found is not None:
            flow.duals[number] = found
        return found
    if flow.basis is not None and len(lp.program.upper) > LARGE and number in lp.levels():
        last = duals_of(context, flow, lp.classes()[-1])
        return None if last is None else lp.mean_duals(number, last)
    fixed_goals = {at: flow.values[at] for at in range(number) if at in flow.values}
    answer = lp.solve(context.session, lp.goals[number][1], fixed_goals, context.left())
    return lp.duals(number, list(fixed_goals), answer)


def leaving(relaxation: Relaxation, primal: Floats) -> Ints:
    """Whole atoms of each cluster that leave."""
    columns = np.array(relaxation.supplied, dtype=np.int64)
    return np.where(columns >= 0, np.rint(primal[columns]), 0).astype(np.int64)


def _near(guess: list[int], better: list[int]) -> bool:
    """Whether a guess was good enough; of commodities that nobody leaves of any was."""
    pairs = zip(guess, better, strict=True)
    return all(other == THOUSAND or abs(one - other) <= NEAR * other for one, other in pairs)
