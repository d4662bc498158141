"""The multicommodity flow of whoever is left: the LP relaxation solved goal by goal, and its duals."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.large.builder import LEAST, THOUSAND
from evacopt.large.context import Context
from evacopt.large.disaggregation import Disaggregation
from evacopt.large.finer import finer_lp
from evacopt.large.itineraries import many_arcs
from evacopt.large.network import Network
from evacopt.large.relaxation import Arc, Relaxation, ratios
from evacopt.large.residuals import Residuals
from evacopt.large.staged_lp import Duals, StagedLP
from evacopt.large.supply import Supply
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult


@dataclass(frozen=True, eq=False)
class Flow:
    """A solved relaxation: its last point, and by number what goals came to and duals as far as known.

    `plain` is the flow for `unserved` alone, where this one minds further goals. `basis` is where the simplex
    method ended for `unserved`, if it was the one to end.
    """

    lp: StagedLP
    primal: Floats
    values: dict[int, float]
    duals: dict[int, Duals] = field(default_factory=dict)
    plain: Flow | None = None
    basis: Basis | None = None
    disaggregation: Disaggregation | None = None

    @cached_property
    def finer(self) -> StagedLP | None:
        """The relaxation for bounds; `None` where there are too many arcs for another one."""
        relaxation = self.lp.relaxation
        whole = relaxation.itineraries is None
        return finer_lp(relaxation.network.instance, self.lp.tuning) if whole else None

    @property
    def arcs(self) -> dict[Arc, float]:
        """Seats on each arc."""
        boards = self.lp.relaxation.boards
        return {arc: float(self.primal[at]) for arc, at in boards.items() if self.primal[at] > LEAST}

    def last(self) -> dict[int, int]:
        """For each commodity the least urgent class of which the flow takes more than a few."""
        supply, few = self.lp.relaxation.supply, self.lp.tuning.few_of_class
        seats = self.lp.relaxation.leaving(self.primal) * supply.seats
        leaving, last = np.bincount(supply.commodity, seats), dict[int, int]()
        for commodity, name in np.unique(np.stack((supply.commodity, supply.priority)), axis=1).T.tolist():
            of_class = seats[(supply.commodity == commodity) & (supply.priority == name)].sum()
            if of_class > max(few * leaving[commodity], LEAST):
                last[commodity] = name
        return last


def flow_of(context: Context, residuals: Residuals, left: Ints, *, free: bool, goals: bool) -> Flow | None:
    """The flow of what is left, with `goals` for those after `unserved` as well; `None` if time ran out.

    Where places limit people the ratio of people to seats is guessed, and once more from who leaves.
    """
    tuning = context.tuning
    part = tuning.deciding_share if free else tuning.boarding_share
    network, arcs = _columns(context, residuals, left)
    supply = Supply.of(network.base, left, None if arcs is None else context.commodities.of_group)
    if not len(supply.atoms):
        return None
    ratio: list[int] | None = None
    while True:
        relaxation = Relaxation(network, supply, residuals, free=free, ratio=ratio, itineraries=arcs)
        lp, begun = StagedLP(relaxation, tuning), time.monotonic()
        answer = lp.solve(context.session, lp.together(), {}, context.left())
        if answer.primal is None:
            return None
        split = None if free else Disaggregation.of(context.itineraries, relaxation, tuning)
        if split is not None:
            answer = _with_cuts(context, lp, split, answer, time.monotonic() - begun)
        assert answer.primal is not None
        spent = time.monotonic() - begun
        leaving = np.rint(relaxation.leaving(answer.primal)).astype(np.int64)
        better = ratios(network, supply, leaving)
        known = not relaxation.limits_people() or _near(relaxation.ratio, better, tuning.near_ratio)
        if ratio is not None or known or not context.time_for(2 * spent, part):
            break
        ratio = better
    values = {at: lp.least(at, answer.primal) for at in lp.classes()}
    plain = Flow(lp, answer.primal, values, basis=answer.basis, disaggregation=split)
    return _further(context, plain, part, spent) if goals else plain


def _with_cuts(
    context: Context, lp: StagedLP, split: Disaggregation, answer: BackendResult, spent: float
) -> BackendResult:
    """A flow for whose seats there is somebody; where time is limited, as long as the flow itself took."""
    begun, turn, tuning = time.monotonic(), 0.0, context.tuning
    ends = begun + max(spent, tuning.cut_seconds) if context.ends < np.inf else np.inf
    for _ in range(tuning.cut_rounds):
        now = time.monotonic()
        if answer.basis is None or answer.primal is None or now + turn > ends:
            break
        shares = split.shares(context.session, answer.primal, context.left(), urgent=False)
        if shares is None or shares.empty <= tuning.few_empty * shares.flown:
            break
        split.tighten(lp, shares)
        better = lp.solve(context.session, lp.together(), {}, context.left(), answer.basis)
        if better.primal is None:
            break
        answer, turn = better, time.monotonic() - now
    return answer


def _columns(context: Context, residuals: Residuals, left: Ints) -> tuple[Network, list[Arc] | None]:
    """The network for those who are left, and the itineraries where these are the columns."""
    if context.itineraries is None:
        return context.network, None
    waiting = set(context.commodities.of_group[left > 0].tolist())
    network = context.network.only(waiting)
    if not many_arcs(network, context.tuning.most_arcs, residuals):
        return network, None
    return context.itineraries.network, context.itineraries.open_to(waiting)


def _further(context: Context, plain: Flow, part: float, longest: float) -> Flow:
    """The goals after `unserved`, one by one while there is time; the first took `longest` seconds."""
    lp, primal, values, duals = plain.lp, plain.primal, dict(plain.values), dict[int, Duals]()
    for at, (_, goal) in enumerate(lp.goals):
        idle = at in values or not len(goal.goal.column)
        if not idle and context.time_for(context.tuning.longer * longest, part):
            begun = time.monotonic()
            answer = lp.solve(context.session, lp.perturbed(at), values, context.left())
            longest = max(longest, time.monotonic() - begun)
            if answer.primal is None:
                break
            known = lp.duals(at, list(values), answer)
            if known is not None:
                duals[at] = known
            primal, values[at] = answer.primal, lp.least(at, answer.primal)
    return replace(plain, primal=primal, values=values, duals=duals, plain=plain)


def _near(guess: list[int], better: list[int], part: float) -> bool:
    """Whether a guess was good enough; of commodities that nobody leaves of any was."""
    pairs = zip(guess, better, strict=True)
    return all(other == THOUSAND or abs(one - other) <= part * other for one, other in pairs)
