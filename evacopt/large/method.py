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
from evacopt.large.commitments import board_again, board_promised, promised_sorties
from evacopt.large.context import Reached, Work
from evacopt.large.dispatch import Gate
from evacopt.large.flow import Flow, flow_of
from evacopt.large.flow_decomposition import paths_of
from evacopt.large.local_search import Exchange
from evacopt.large.path_assignment import Leaving, Paths, seated
from evacopt.large.repair import Repair
from evacopt.large.residuals import Room
from evacopt.large.rounding import whole_sorties
from evacopt.large.sorties import Fleetboard, all_of, at_will, decided
from evacopt.large.staged_lp import sorties_at
from evacopt.model.crews import crew_units

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


def decide(work: Work) -> tuple[Plan, Flow | None]:
    """A plan without goals and reasons, and the flow that it follows.

    There is no flow where nobody can leave, or where time ran out first. The judge must say whether the plan
    keeps promises.
    """
    flow, whole, every = None, dict[int, int](), all_of(work.instance)
    if every and not at_will(work.instance):
        room, count = Room(work.instance, every), work.instance.groups.count
        flow = flow_of(work, room, count, free=True, goals=True)
        if flow is not None:
            wanted = sorties_at(flow.guide.relaxation, flow.point)
            whole = whole_sorties(work.instance, wanted, work.session, work.left())
    best, followed = _try(work, _flown(work, flow, whole))
    if followed is not None and _behind(best, followed):
        urgent = _wholly(best, followed)
        other, _ = _try(work, _flown(work, flow, whole), followed.plain, urgent)
        best = min(best, other, key=lambda reached: _left(reached.boarding))
    _finish(work, best)
    return _plan(work.instance, best.boarding, best.board), followed if flow is None else flow


def _flown(work: Work, flow: Flow | None, whole: Mapping[int, int] | None = None) -> Fleetboard:
    """The sorties near those of the flow, or all where nothing speaks against them; the same each time."""
    if at_will(work.instance):
        return decided(work.instance, all_of(work.instance))
    wanted = {} if flow is None else sorties_at(flow.guide.relaxation, flow.point)
    first = promised_sorties(work.network, work.parties)
    if work.in_force is not None:
        number = {leg.id: at for at, leg in enumerate(work.instance.schedule)}
        for flight, times in work.in_force.sorties:
            if flight in number and work.instance.flight[flight].status == "optional":
                first[number[flight]] = max(first.get(number[flight], 0), times)
    return decided(work.instance, wanted, first, whole)


def _try(
    work: Work, board: Fleetboard, first: Flow | None = None, urgent: int | None = None
) -> tuple[Reached, Flow | None]:
    """Board along a flow for all goals, or along `first`; with the flow. Classes up to `urgent` go first."""
    boarding = Boarding(work.network, Room(work.instance, board.flown), work.parties)
    fixed = board_promised(boarding)
    if work.in_force is not None:
        board_again(boarding, work.in_force)
    reached = Reached(boarding, board, fixed)
    work.reached = work.reached or reached
    return reached, _boarded(work, reached, first, urgent)


def _finish(work: Work, reached: Reached) -> None:
    """Exchange who flies for who stays, ground sorties that break a rule, fill what seats that leaves."""
    exchange = _exchange(work, reached, EXCHANGED)
    Repair(reached.boarding, reached.board, reached.fixed).run()
    if not work.instance.policy.full_loads:
        exchange.refill()


def _left(boarding: Boarding) -> list[int]:
    """People left behind, by class; or all their weight."""
    groups, policy = boarding.network.instance.groups, boarding.network.instance.policy
    left = np.array(boarding.left, dtype=np.int64)
    if policy.priority_rule == "weighted":
        return [int((left * policy.party_weights(groups)).sum())]
    classes = np.unique(groups.priority).tolist()
    return [int((left * groups.people)[groups.priority == name].sum()) for name in classes]


def _behind(reached: Reached, flow: Flow) -> bool:
    """Whether noticeably more are left than the flow leaves, in the first class where they differ."""
    return any(more > _noticeable(reached) for more in _lost(reached, flow))


def _wholly(reached: Reached, flow: Flow) -> int | None:
    """The last of the first classes that the flow takes wholly, if noticeably many of them are left."""
    groups = reached.boarding.network.instance.groups
    if reached.boarding.network.instance.policy.priority_rule == "weighted":
        return None
    found, names = None, np.unique(groups.priority).tolist()
    some = _noticeable(reached)
    for at, name in enumerate(names[:-1]):
        if flow.values.get(at, 0.0) > some:
            break
        found = name
    lost = _lost(reached, flow)[: names.index(found) + 1] if found is not None else []
    return found if any(more > some for more in lost) else None


def _lost(reached: Reached, flow: Flow) -> list[float]:
    """People left, or their weight, beyond those that the flow leaves, by class."""
    return [left - flow.values.get(at, 0.0) for at, left in enumerate(_left(reached.boarding))]


def _noticeable(reached: Reached) -> float:
    groups = reached.boarding.network.instance.groups
    return max(BEHIND * int((groups.people * groups.count).sum()), 1)


def rescued(work: Work) -> Plan | None:
    """The plan of whoever has boarded when the work was interrupted; `None` where nobody has."""
    if work.reached is None or not work.reached.boarding.booked:
        return None
    board, fixed = work.reached.board, work.reached.fixed
    boarding = Boarding(work.network, Room(work.instance, board.flown), work.parties)
    for (row, trip), many in work.reached.boarding.booked.items():
        boarding.move(work.parties[row], trip, many)
    Repair(boarding, board, fixed).run()
    return _plan(work.instance, boarding, board)


def _boarded(work: Work, reached: Reached, first: Flow | None, urgent: int | None) -> Flow | None:
    """Board along flows; gives the first, which may be known. Classes up to `urgent` go alone first."""
    if urgent is None:
        return _along(work, reached, first, goals=True)
    with reached.boarding.only(urgent):
        first = _along(work, reached, first, goals=True)
        _exchange(work, reached, HURRIED)
    _along(work, reached, None, goals=False)
    return first


def _along(work: Work, reached: Reached, first: Flow | None, *, goals: bool) -> Flow | None:
    """Board along flows of what is left until that helps no more; gives the first of them."""
    boarding, known, groups = reached.boarding, first, work.instance.groups
    for turn in range(URGENT_ROUNDS if boarding.held else ROUNDS):
        left = boarding.everybody()
        flow = known or flow_of(work, boarding.room, left, free=False, goals=goals and turn == 0)
        if flow is None:
            break
        new, known, first = known is None, None, first or flow
        exactly = turn > 0 or flow.guide.relaxation.crowded()
        gate = _gate(work, boarding, flow, left, exactly=exactly)
        gate.run()
        if boarding.held:
            gate.settle()
        _tell(work, boarding)
        gone = left - boarding.everybody()
        if int((gone * groups.people).sum()) <= ENOUGH * int((groups.people * groups.count).sum()):
            break
        if goals and turn == 0 and new and _wholly(reached, flow) is not None:
            break  # the most urgent are to board first
    return first


def _exchange(work: Work, reached: Reached, part: float) -> Exchange:
    """Exchange who flies for who stays, for such a part of the time spent so far at most, and a second."""
    now = time.monotonic()
    ends = min(work.ends, now + 1 + part * (now - work.begun))
    exchange = Exchange(reached.boarding, ends, reached.fixed)
    exchange.run()
    return exchange


def _gate(work: Work, boarding: Boarding, flow: Flow, left: Ints, *, exactly: bool) -> Gate:
    """The gate for a flow; `left` parties of each group wait."""
    ratio, last = flow.guide.relaxation.ratio, flow.last()
    if work.itineraries is None or flow.guide.relaxation.itineraries is None:
        return Gate(boarding, paths_of(work.network, flow.arcs), ratio, last, exactly=exactly)
    kind = work.itineraries.kind.tolist()
    paths = _seated(work, flow, left)
    behind = {at: last[of] for at, of in enumerate(kind) if of in last}
    return Gate(boarding, paths, [ratio[of] for of in kind], behind, exactly=exactly)


def _seated(work: Work, flow: Flow, left: Ints) -> Paths:
    """The paths of a flow of kinds put together, by the kinds of the whole network."""
    assert work.itineraries is not None
    if flow.apart is not None:
        shares = flow.apart.shares(work.session, flow.point, work.left(), urgent=True)
        if shares is not None:
            found: Paths = defaultdict(list)
            for member, path, seats in flow.apart.by_member(flow.point, shares):
                found[path[0]].append((member, path, seats))
            return found
    return seated(work.itineraries, flow, Leaving.of(work.crowd, flow, left))


def _tell(work: Work, boarding: Boarding) -> None:
    """Say how many are left so far of those who matter most."""
    groups, policy = work.instance.groups, work.instance.policy
    left = np.array(boarding.left, dtype=np.int64)
    if "unserved" not in policy.objectives or policy.priority_rule == "weighted":
        return
    first = int(groups.priority.min())
    behind = (groups.people * left)[groups.priority == first]
    work.tell(f"unserved[{first}]", int(behind.sum()), None)


def _plan(instance: Instance, boarding: Boarding, board: Fleetboard) -> Plan:
    schedule = instance.schedule
    rows = sorted(boarding.booked.items())
    trips = {trip: tuple(schedule[flight].id for flight in trip) for (_, trip), _ in rows}
    said = {key: many for key, many in board.crewed.items() if many}
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments(
            Coded.of(instance.groups.id[row] for (row, _), _ in rows),
            Coded.of(trips[trip] for (_, trip), _ in rows),
            np.array([many for _, many in rows], dtype=np.int64),
        ),
        sorties=tuple(sorted((schedule[at].id, times) for at, times in board.flown.items() if times)),
        crews=crew_units(instance, said),
    )
