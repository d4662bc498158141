"""The large-scale method from end to end: flow, sorties, boarding, exchange."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.large.boarding import Boarding
from evacopt.large.commitments import board_again, board_commitments, committed_sorties
from evacopt.large.context import Context, State
from evacopt.large.dispatch import Dispatch
from evacopt.large.flow import Flow, flow_of
from evacopt.large.flow_decomposition import Leaving, Paths, assign_paths, decompose
from evacopt.large.local_search import LocalSearch
from evacopt.large.repair import Repair
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import Sorties, at_will, decide_sorties, most_sorties, whole_sorties
from evacopt.large.staged_lp import sorties_at
from evacopt.model.aircraft import crew_units

EXCHANGED = 0.5
"""Exchange takes so much of the time spent so far at most, and a second: it gains most at once."""
HURRIED = 0.1
"""The same where the most urgent classes board alone: the others are still to come."""
ROUNDS = 4
"""How often what is left is made a flow again."""
URGENT_ROUNDS = 2
"""The same where the most urgent board alone: their flows mind everybody else, and take longer."""
ENOUGH = 5e-6
"""A round that seats less than this part of the people is the last."""
BEHIND = 5e-4
"""A second boarding is worth its time where more than this part of the people stay whom the flow takes."""


def decide(context: Context) -> tuple[Plan, Flow | None]:
    """A plan without goals and reasons, and the flow that it follows.

    There is no flow where nobody can leave, or where time ran out first. The judge must say whether the plan
    keeps promises.
    """
    flow, whole, every = None, dict[int, int](), most_sorties(context.instance)
    if every and not at_will(context.instance):
        residuals, count = Residuals(context.instance, every), context.instance.groups.count
        flow = flow_of(context, residuals, count, free=True, goals=True)
        if flow is not None:
            wanted = sorties_at(flow.lp.relaxation, flow.primal)
            whole = whole_sorties(context.instance, wanted, context.session, context.left())
    best, followed = _try(context, _flown(context, flow, whole))
    if followed is not None and _behind(best, followed):
        urgent = _wholly(best, followed)
        other, _ = _try(context, _flown(context, flow, whole), followed.plain, urgent)
        best = min(best, other, key=lambda state: _left(state.boarding))
    _finish(context, best)
    return _plan(context.instance, best.boarding, best.sorties), followed if flow is None else flow


def _flown(context: Context, flow: Flow | None, whole: Mapping[int, int] | None = None) -> Sorties:
    """The sorties near those of the flow, or all where nothing speaks against them; the same each time."""
    if at_will(context.instance):
        return decide_sorties(context.instance, most_sorties(context.instance))
    wanted = {} if flow is None else sorties_at(flow.lp.relaxation, flow.primal)
    first = committed_sorties(context.network, context.parties)
    if context.in_force is not None:
        number = {leg.id: at for at, leg in enumerate(context.instance.schedule)}
        for flight, times in context.in_force.sorties:
            if flight in number and context.instance.flight[flight].status == "optional":
                first[number[flight]] = max(first.get(number[flight], 0), times)
    return decide_sorties(context.instance, wanted, first, whole)


def _try(
    context: Context, sorties: Sorties, first: Flow | None = None, urgent: int | None = None
) -> tuple[State, Flow | None]:
    """Board along a flow for all goals, or along `first`; with the flow. Classes up to `urgent` go first."""
    boarding = Boarding(context.network, Residuals(context.instance, sorties.flown), context.parties)
    fixed = board_commitments(boarding)
    if context.in_force is not None:
        board_again(boarding, context.in_force)
    state = State(boarding, sorties, fixed)
    context.state = context.state or state
    return state, _boarded(context, state, first, urgent)


def _finish(context: Context, state: State) -> None:
    """Exchange who flies for who stays, ground sorties that break a rule, fill what seats that leaves."""
    search = _search(context, state, EXCHANGED)
    Repair(state.boarding, state.sorties, state.fixed).run()
    if not context.instance.policy.full_loads:
        search.refill()


def _left(boarding: Boarding) -> list[int]:
    """People left behind, by class; or all their weight."""
    groups, policy = boarding.network.instance.groups, boarding.network.instance.policy
    left = np.array(boarding.left, dtype=np.int64)
    if policy.priority_rule == "weighted":
        return [int((left * policy.party_weights(groups)).sum())]
    classes = np.unique(groups.priority).tolist()
    return [int((left * groups.people)[groups.priority == name].sum()) for name in classes]


def _behind(state: State, flow: Flow) -> bool:
    """Whether noticeably more are left than the flow leaves, in the first class where they differ."""
    return any(more > _noticeable(state) for more in _lost(state, flow))


def _wholly(state: State, flow: Flow) -> int | None:
    """The last of the first classes that the flow takes wholly, if noticeably many of them are left."""
    groups = state.boarding.network.instance.groups
    if state.boarding.network.instance.policy.priority_rule == "weighted":
        return None
    found, names = None, np.unique(groups.priority).tolist()
    some = _noticeable(state)
    for at, name in enumerate(names[:-1]):
        if flow.values.get(at, 0.0) > some:
            break
        found = name
    lost = _lost(state, flow)[: names.index(found) + 1] if found is not None else []
    return found if any(more > some for more in lost) else None


def _lost(state: State, flow: Flow) -> list[float]:
    """People left, or their weight, beyond those that the flow leaves, by class."""
    return [left - flow.values.get(at, 0.0) for at, left in enumerate(_left(state.boarding))]


def _noticeable(state: State) -> float:
    return max(BEHIND * state.boarding.network.instance.people, 1)


def rescued(context: Context) -> Plan | None:
    """The plan of whoever has boarded when the work was interrupted; `None` where nobody has."""
    if context.state is None or not context.state.boarding.booked:
        return None
    sorties, fixed = context.state.sorties, context.state.fixed
    boarding = Boarding(context.network, Residuals(context.instance, sorties.flown), context.parties)
    for (row, trip), many in context.state.boarding.booked.items():
        boarding.move(context.parties[row], trip, many)
    Repair(boarding, sorties, fixed).run()
    return _plan(context.instance, boarding, sorties)


def _boarded(context: Context, state: State, first: Flow | None, urgent: int | None) -> Flow | None:
    """Board along flows; gives the first, which may be known. Classes up to `urgent` go alone first."""
    if urgent is None:
        return _along(context, state, first, goals=True)
    with state.boarding.only(urgent):
        first = _along(context, state, first, goals=True)
        _search(context, state, HURRIED)
    _along(context, state, None, goals=False)
    return first


def _along(context: Context, state: State, first: Flow | None, *, goals: bool) -> Flow | None:
    """Board along flows of what is left until that helps no more; gives the first of them."""
    boarding, known, groups = state.boarding, first, context.instance.groups
    for turn in range(URGENT_ROUNDS if boarding.held_back else ROUNDS):
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
        _tell(context, boarding)
        gone = left - boarding.everybody()
        if int((gone * groups.people).sum()) <= ENOUGH * context.instance.people:
            break
        if goals and turn == 0 and new and _wholly(state, flow) is not None:
            break  # the most urgent are to board first
    return first


def _search(context: Context, state: State, part: float) -> LocalSearch:
    """Exchange who flies for who stays, for such a part of the time spent so far at most, and a second."""
    now = time.monotonic()
    ends = min(context.ends, now + 1 + part * (now - context.begun))
    search = LocalSearch(state.boarding, ends, state.fixed)
    search.run()
    return search


def _dispatch(context: Context, boarding: Boarding, flow: Flow, left: Ints, *, exactly: bool) -> Dispatch:
    """The dispatch for a flow; `left` parties of each group wait."""
    ratio, last = flow.lp.relaxation.ratio, flow.last()
    if context.itineraries is None or flow.lp.relaxation.itineraries is None:
        return Dispatch(boarding, decompose(context.network, flow.arcs), ratio, last, exactly=exactly)
    commodity = context.itineraries.merged.tolist()
    paths = _assigned(context, flow, left)
    behind = {at: last[of] for at, of in enumerate(commodity) if of in last}
    return Dispatch(boarding, paths, [ratio[of] for of in commodity], behind, exactly=exactly)


def _assigned(context: Context, flow: Flow, left: Ints) -> Paths:
    """The paths of a flow of merged commodities, by the commodities of the whole network."""
    assert context.itineraries is not None
    if flow.disaggregation is not None:
        shares = flow.disaggregation.shares(context.session, flow.primal, context.left(), urgent=True)
        if shares is not None:
            found: Paths = defaultdict(list)
            for member, path, seats in flow.disaggregation.by_member(flow.primal, shares):
                found[path[0]].append((member, path, seats))
            return found
    return assign_paths(context.itineraries, flow, Leaving.of(context.commodities, flow, left))


def _tell(context: Context, boarding: Boarding) -> None:
    """Say how many are left so far of those who matter most."""
    groups, policy = context.instance.groups, context.instance.policy
    left = np.array(boarding.left, dtype=np.int64)
    if "unserved" not in policy.objectives or policy.priority_rule == "weighted":
        return
    first = int(groups.priority.min())
    behind = (groups.people * left)[groups.priority == first]
    context.tell(f"unserved[{first}]", int(behind.sum()), None)


def _plan(instance: Instance, boarding: Boarding, sorties: Sorties) -> Plan:
    schedule = instance.schedule
    rows = sorted(boarding.booked.items())
    trips = {trip: tuple(schedule[flight].id for flight in trip) for (_, trip), _ in rows}
    said = {key: many for key, many in sorties.crewed.items() if many}
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments(
            Coded.of(instance.groups.id[row] for (row, _), _ in rows),
            Coded.of(trips[trip] for (_, trip), _ in rows),
            np.array([many for _, many in rows], dtype=np.int64),
        ),
        sorties=tuple(sorted((schedule[at].id, times) for at, times in sorties.flown.items() if times)),
        crews=crew_units(instance, said),
    )
