"""What is left as a flow: relaxations solved goal by goal while there is time, and their prices."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.large.builder import LARGE, THOUSAND
from evacopt.large.context import Work
from evacopt.large.disaggregation import Apart
from evacopt.large.flow_decomposition import LEAST
from evacopt.large.itineraries import many_arcs
from evacopt.large.network import Network
from evacopt.large.relaxation import Arc, Relaxation, ratios
from evacopt.large.residuals import Room
from evacopt.large.staged_lp import Floats, Guide, Prices
from evacopt.large.supply import Supply
from evacopt.milp.contract import BackendResult, Basis

DECIDED, BOARDED = 0.4, 0.7
"""The parts of the time after which no further goal is begun, for sorties and for boarding."""
FEW = 0.01
"""The part of the seats of a kind that a class must have in a flow to count among those that leave."""
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

    guide: Guide
    point: Floats
    values: dict[int, float]
    prices: dict[int, Prices] = field(default_factory=dict)
    plain: Flow | None = None
    basis: Basis | None = None
    apart: Apart | None = None

    @property
    def arcs(self) -> dict[Arc, float]:
        """Seats on each arc."""
        boards = self.guide.relaxation.boards
        return {arc: float(self.point[at]) for arc, at in boards.items() if self.point[at] > LEAST}

    def last(self) -> dict[int, int]:
        """For each kind the least urgent class of which the flow takes more than a few."""
        relaxation = self.guide.relaxation
        supply, columns = relaxation.supply, np.array(relaxation.supplied, dtype=np.int64)
        seats = np.where(columns >= 0, self.point[columns], 0.0) * supply.seats
        leaving, found = np.bincount(supply.kind, seats), dict[int, int]()
        for kind, name in np.unique(np.stack((supply.kind, supply.priority)), axis=1).T.tolist():
            some = seats[(supply.kind == kind) & (supply.priority == name)].sum()
            if some > max(FEW * leaving[kind], LEAST):
                found[kind] = name
        return found


def flow_of(work: Work, room: Room, left: Ints, *, free: bool, goals: bool) -> Flow | None:
    """Solve what is left as a flow; with `goals` those after `unserved` as well. `None` if time ran out."""
    part = DECIDED if free else BOARDED
    network, arcs = _columns(work, room, left)
    supply, ratio = Supply.of(network.crowd, left, None if arcs is None else work.crowd.kind), None
    if not len(supply.atoms):
        return None
    while True:
        relaxation = Relaxation(network, supply, room, free=free, ratio=ratio, itineraries=arcs)
        guide = Guide(relaxation)
        begun = time.monotonic()
        answer = guide.solve(work.session, guide.together(), {}, work.left())
        if answer.primal is None:
            return None
        apart = None if free else Apart.of(work.itineraries, relaxation)
        if apart is not None:
            answer = _told_apart(work, guide, apart, answer, max(time.monotonic() - begun, LEAST_SECONDS))
        assert answer.primal is not None
        spent = time.monotonic() - begun
        better = ratios(network, supply, leaving(relaxation, answer.primal))
        known = ratio is not None or not relaxation.crowded() or _near(relaxation.ratio, better)
        if known or not work.time_for(2 * spent, part):
            break
        ratio = better
    values = {at: guide.least(at, answer.primal) for at in guide.classes()}
    plain = Flow(guide, answer.primal, values, basis=answer.basis, apart=apart)
    if not goals:
        return plain
    flow = further(work, guide, answer, dict(plain.values), part=part, longest=spent)
    return replace(flow, plain=plain, basis=plain.basis, apart=apart)


def _told_apart(work: Work, guide: Guide, apart: Apart, answer: BackendResult, most: float) -> BackendResult:
    """A flow for whose seats there is somebody; where time is limited, as far as `most` seconds go."""
    begun, turn = time.monotonic(), 0.0
    for _ in range(TURNS):
        now = time.monotonic()
        if (
            answer.basis is None
            or answer.primal is None
            or (work.ends < np.inf and now + turn > begun + most)
        ):
            break
        shares = apart.shares(work.session, answer.primal, work.left(), urgent=False)
        if shares is None or shares.empty <= FEW_EMPTY * shares.flown:
            break
        apart.tightened(guide, shares)
        better = guide.solve(work.session, guide.together(), {}, work.left(), basis=answer.basis)
        if better.primal is None:
            break
        answer, turn = better, time.monotonic() - now
    return answer


def _columns(work: Work, room: Room, left: Ints) -> tuple[Network, list[Arc] | None]:
    """The network for those who are left, and the itineraries where these are the columns."""
    if work.itineraries is None:
        return work.network, None
    kinds = set(work.crowd.kind[left > 0].tolist())
    network = work.network.only(kinds)
    if not many_arcs(network, room):
        return network, None
    return work.itineraries.network, work.itineraries.of_some(kinds)


def further(
    work: Work, guide: Guide, answer: BackendResult, values: dict[int, float], *, part: float, longest: float
) -> Flow:
    """The goals after `unserved`, one by one while there is time; the first took `longest` seconds."""
    point, prices = answer.primal, dict[int, Prices]()
    assert point is not None
    for at in range(len(guide.goals)):
        idle = not len(guide.goals[at][1].goal.column)
        if at not in values and not idle and work.time_for(LONGER * longest, part):
            begun = time.monotonic()
            answer = guide.solve(work.session, guide.with_whims(at), values, work.left())
            longest = max(longest, time.monotonic() - begun)
            if answer.primal is None:
                break
            found = guide.prices(at, list(values), answer)
            if found is not None:
                prices[at] = found
            point, values[at] = answer.primal, guide.least(at, answer.primal)
    return Flow(guide, point, values, prices)


def prices_of(work: Work, flow: Flow, number: int) -> Prices | None:
    """Prices for a goal: those known, or those of one more relaxation; `None` if there is no time.

    Of a class of which the flow leaves nobody only those are left who can never leave, whatever the prices.
    In a large relaxation that the simplex method solved, `fairness` is bounded by the mean.
    """
    guide = flow.guide
    if number in flow.prices:
        return flow.prices[number]
    if number in guide.classes():
        if flow.values.get(number, np.inf) < NOBODY:
            return Prices(guide.goals[number][0], {}, 0.0)
        answer = guide.solve(work.session, guide.above(number), {}, work.left(), basis=flow.basis)
        found = guide.prices_above(number, answer)
        if found is not None:
            flow.prices[number] = found
        return found
    if flow.basis is not None and len(guide.program.upper) > LARGE and number in guide.levels():
        last = prices_of(work, flow, guide.classes()[-1])
        return None if last is None else guide.prices_on_average(number, last)
    held = {at: flow.values[at] for at in range(number) if at in flow.values}
    answer = guide.solve(work.session, guide.goals[number][1], held, work.left())
    return guide.prices(number, list(held), answer)


def leaving(relaxation: Relaxation, point: Floats) -> Ints:
    """Whole atoms of each cluster that leave."""
    columns = np.array(relaxation.supplied, dtype=np.int64)
    return np.where(columns >= 0, np.rint(point[columns]), 0).astype(np.int64)


def _near(guess: list[int], better: list[int]) -> bool:
    """Whether a guess was good enough; of kinds that nobody leaves of, whose ratio is plain, any was."""
    pairs = zip(guess, better, strict=True)
    return all(other == THOUSAND or abs(one - other) <= NEAR * other for one, other in pairs)
