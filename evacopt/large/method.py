"""The large method from end to end: flow, sorties, dispatch along flows, local search, repair.

Relax and round: a multicommodity flow in seats says who leaves when, whole parties follow it, and what is
left is made a flow again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.plan import Plan
from evacopt.large.boarding import Boarding
from evacopt.large.commitments import board_again, board_commitments, committed_sorties
from evacopt.large.context import Context, State
from evacopt.large.dispatch import Dispatch
from evacopt.large.flow import Flow, flow_of
from evacopt.large.flow_decomposition import Leaving, Paths, assign_paths, decompose
from evacopt.large.integer_sorties import integer_sorties
from evacopt.large.local_search import LocalSearch
from evacopt.large.repair import Repair
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import Crewed, Sorties, at_will, decide_sorties, most_sorties, whole_sorties


def decide(context: Context) -> tuple[Plan, Flow | None]:
    """A plan without goals and reasons, and the flow that it follows.

    There is no flow where nobody can leave, or where time ran out first. The judge must say whether the plan
    keeps promises.
    """
    instance, most = context.instance, most_sorties(context.instance)
    flow, whole = None, dict[int, int]()
    if most and not at_will(instance):
        residuals, count = Residuals(instance, most), instance.groups.count
        flow = flow_of(context, residuals, count, free=True, goals=True)
        if flow is not None:
            wanted, left = flow.lp.sorties_at(flow.primal), context.left()
            whole = whole_sorties(instance, wanted, context.session, left, context.tuning)
    best, followed = attempt(context, sorties_near(context, flow, whole))
    if followed is not None and any(more > _noticeable(context) for more in _lost(best, followed)):
        urgent = _taken_wholly(context, best, followed)
        again = sorties_near(context, flow, whole)
        other, _ = attempt(context, again, followed.plain, urgent)
        best = min(best, other, key=lambda state: left_by_class(state.boarding))
    return _finished(context, best), followed if flow is None else flow


def decide_again(context: Context, flow: Flow, ends: float) -> Plan | None:
    """A plan for sorties that are best for the whole flow, where these are known by `ends`."""
    found = integer_sorties(context, flow, ends)
    if found is None:
        return None
    state, _ = attempt(context, sorties_near(context, flow, found.flown, found.crews))
    return _finished(context, state)


def _finished(context: Context, state: State) -> Plan:
    """The plan once seats are filled and sorties that are not worth it grounded."""
    search = _improve(context, state, context.tuning.search_share)
    Repair(state.boarding, state.sorties, state.fixed).run()
    if not context.instance.policy.full_loads:
        search.refill()
    return state.plan()


def filled(context: Context) -> Plan:
    """A plan without a flow, soon there at any size: promises first, then by class whoever finds a seat.

    Every sortie is flown as often as limits allow; those that stay empty are grounded.
    """
    instance, tuning = context.instance, context.tuning
    first = committed_sorties(context.network, context.parties, context.in_force, tuning)
    sorties = decide_sorties(instance, most_sorties(instance), first, tuning=tuning)
    boarding = Boarding(context.network, Residuals(instance, sorties.flown), context.parties)
    fixed = board_commitments(boarding, context.in_force, tuning)
    if context.in_force is not None:
        board_again(boarding, context.in_force)
    LocalSearch(boarding, time.monotonic(), fixed, tuning).refill()
    Repair(boarding, sorties, fixed).run()
    return State(boarding, sorties, fixed).plan()


def rescued(context: Context) -> Plan | None:
    """The plan of whoever has boarded when the work was interrupted; `None` where nobody has."""
    if context.state is None or not context.state.boarding.booked:
        return None
    sorties, fixed = context.state.sorties, context.state.fixed
    boarding = Boarding(context.network, Residuals(context.instance, sorties.flown), context.parties)
    for (row, trip), parties in context.state.boarding.booked.items():
        boarding.move(context.parties[row], trip, parties)
    Repair(boarding, sorties, fixed).run()
    return State(boarding, sorties, fixed).plan()


def sorties_near(
    context: Context,
    flow: Flow | None,
    whole: Mapping[int, int] | None = None,
    planned: Crewed | None = None,
) -> Sorties:
    """The sorties near those of the flow, or all where nothing speaks against them; the same each time.

    Where crews are `planned` for them, none are flown but `whole` ones and those that promises need.
    """
    instance, tuning = context.instance, context.tuning
    if at_will(instance):
        return decide_sorties(instance, most_sorties(instance), tuning=tuning)
    wanted = {} if flow is None or planned is not None else flow.lp.sorties_at(flow.primal)
    first = committed_sorties(context.network, context.parties, context.in_force, tuning)
    number = {leg.id: at for at, leg in enumerate(instance.schedule) if leg.status == "optional"}
    for flight, times in () if context.in_force is None else context.in_force.sorties:
        if flight in number:
            first[number[flight]] = max(first.get(number[flight], 0), times)
    return decide_sorties(instance, wanted, first, whole, planned=planned, tuning=tuning)


def attempt(
    context: Context, sorties: Sorties, first: Flow | None = None, urgent: int | None = None
) -> tuple[State, Flow | None]:
    """Board along a flow for all goals, or along `first`; with the flow. Classes up to `urgent` go first."""
    boarding = Boarding(context.network, Residuals(context.instance, sorties.flown), context.parties)
    fixed = board_commitments(boarding, context.in_force, context.tuning)
    if context.in_force is not None:
        board_again(boarding, context.in_force)
    state = State(boarding, sorties, fixed)
    context.state = context.state or state
    if urgent is None:
        return state, _along(context, state, first, goals=True)
    with boarding.only(urgent):
        first = _along(context, state, first, goals=True)
        _improve(context, state, context.tuning.hurried_share)
    _along(context, state, None, goals=False)
    return state, first


def _along(context: Context, state: State, first: Flow | None, *, goals: bool) -> Flow | None:
    """Board along flows of what is left until that helps no more; gives the first of them."""
    boarding, known, tuning, instance = state.boarding, first, context.tuning, context.instance
    tells = "unserved" in instance.policy.objectives and instance.policy.priority_rule != "weighted"
    for turn in range(tuning.urgent_rounds if boarding.held_back else tuning.rounds):
        left = boarding.everybody()
        flow = known or flow_of(context, boarding.residuals, left, free=False, goals=goals and turn == 0)
        if flow is None:
            break
        new, known, first = known is None, None, first or flow
        exactly = turn > 0 or flow.lp.relaxation.limits_people()
        dispatch = _dispatch(context, boarding, flow, left, exactly=exactly)
        dispatch.run()
        if boarding.held_back:
            dispatch.settle()
        if tells:
            name = f"unserved[{int(instance.groups.priority.min())}]"
            context.tell(name, None, None)  # how many of them are left is for the judge to say
        gone = int(((left - boarding.everybody()) * instance.groups.people).sum())
        if gone <= tuning.enough * instance.people:
            break
        if goals and turn == 0 and new and _taken_wholly(context, state, flow) is not None:
            break  # the most urgent are to board first
    return first


def _dispatch(context: Context, boarding: Boarding, flow: Flow, left: Ints, *, exactly: bool) -> Dispatch:
    """The dispatch for a flow; `left` parties of each group wait."""
    ratio, last, whole = flow.lp.relaxation.ratio, flow.last(), context.itineraries
    if whole is None or flow.lp.relaxation.itineraries is None:
        paths = decompose(context.network, flow.arcs)
    else:
        merged, split = whole.merged.tolist(), _disaggregated(context, flow)
        leaving = Leaving.of(context.commodities, flow, left)
        paths = assign_paths(whole, flow, leaving) if split is None else split
        ratio = [ratio[of] for of in merged]
        last = {at: last[of] for at, of in enumerate(merged) if of in last}
    return Dispatch(boarding, paths, ratio, last, exactly=exactly, tuning=context.tuning)


def _disaggregated(context: Context, flow: Flow) -> Paths | None:
    """The paths of a flow of merged commodities by a transportation problem; `None` if that is too large."""
    split = flow.disaggregation
    if split is None:
        return None
    shares = split.shares(context.session, flow.primal, context.left(), urgent=True)
    if shares is None:
        return None
    paths: Paths = defaultdict(list)
    for member, path, seats in split.by_member(flow.primal, shares):
        paths[path[0]].append((member, path, seats))
    return paths


def _improve(context: Context, state: State, share: float) -> LocalSearch:
    """Local search for such a share of the time spent so far at most, and a second."""
    now = time.monotonic()
    ends = min(context.ends, now + 1 + share * (now - context.begun))
    search = LocalSearch(state.boarding, ends, state.fixed, context.tuning)
    search.run()
    return search


def left_by_class(boarding: Boarding) -> list[int]:
    """People left behind, by class; or all their weight."""
    groups, policy = boarding.network.instance.groups, boarding.network.instance.policy
    left = np.array(boarding.left, dtype=np.int64)
    if policy.priority_rule == "weighted":
        return [int((left * policy.party_weights(groups)).sum())]
    classes = np.unique(groups.priority).tolist()
    return [int((left * groups.people)[groups.priority == name].sum()) for name in classes]


def _lost(state: State, flow: Flow) -> list[float]:
    """People left, or their weight, beyond those that the flow leaves, by class."""
    return [left - flow.values.get(at, 0.0) for at, left in enumerate(left_by_class(state.boarding))]


def _noticeable(context: Context) -> float:
    """How many people more than the flow leaves make a second boarding worth its time."""
    return max(context.tuning.behind * context.instance.people, 1)


def _taken_wholly(context: Context, state: State, flow: Flow) -> int | None:
    """The last of the first classes that the flow takes wholly, if noticeably many of them are left."""
    if context.instance.policy.priority_rule == "weighted":
        return None
    few, taken = _noticeable(context), list[int]()
    for at, name in enumerate(np.unique(context.instance.groups.priority).tolist()[:-1]):
        if flow.values.get(at, 0.0) > few:
            break
        taken.append(name)
    lost = _lost(state, flow)[: len(taken)]
    return taken[-1] if any(more > few for more in lost) else None
