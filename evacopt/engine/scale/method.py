"""The large-scale method from end to end: flow, sorties, boarding, exchange."""

from __future__ import annotations

import time

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.engine.scale.boarding import Boarding
from evacopt.engine.scale.exchange import Exchange
from evacopt.engine.scale.flow import Flow, flow_of
from evacopt.engine.scale.gate import Gate
from evacopt.engine.scale.guide import sorties_at
from evacopt.engine.scale.paths import paths_of
from evacopt.engine.scale.promised import board_again, board_promised, promised_sorties
from evacopt.engine.scale.repair import Repair
from evacopt.engine.scale.room import Room
from evacopt.engine.scale.sorties import Fleetboard, all_of, at_will, decided
from evacopt.engine.scale.work import Reached, Work
from evacopt.model.crews import crew_units

EXCHANGED = 0.5
"""Exchange takes so much of the time spent so far at most, and a second: it gains most at once."""
ROUNDS = 4
"""How often what is left is made a flow again."""
ENOUGH = 5e-6
"""A round that seats less than this part of the people is the last."""
BEHIND = 2e-4
"""A second boarding is worth its time where more than this part of the people stay whom the flow takes."""


def decide(work: Work) -> tuple[Plan, Flow | None]:
    """A plan without goals and reasons, and the flow that it follows.

    There is no flow where nobody can leave, or where time ran out first. The judge must say whether the plan
    keeps promises.
    """
    flow, every = None, all_of(work.instance)
    if every and not at_will(work.instance):
        room, count = Room(work.instance, every), work.instance.groups.count
        flow = flow_of(work, room, count, free=True, goals=True)
    best, followed = _try(work, _flown(work, flow), goals=True)
    if followed is not None and _behind(best, followed):
        other, _ = _try(work, _flown(work, flow), goals=False)
        best = min(best, other, key=lambda reached: _left(reached.boarding))
    return _plan(work.instance, best.boarding, best.board), followed if flow is None else flow


def _flown(work: Work, flow: Flow | None) -> Fleetboard:
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
    return decided(work.instance, wanted, first)


def _try(work: Work, board: Fleetboard, *, goals: bool) -> tuple[Reached, Flow | None]:
    """Board along a flow that minds all `goals`, or `unserved` alone; gives it with the flow."""
    boarding = Boarding(work.network, Room(work.instance, board.flown), work.parties)
    fixed = board_promised(boarding)
    if work.in_force is not None:
        board_again(boarding, work.in_force)
    reached = Reached(boarding, board, fixed)
    work.reached = work.reached or reached
    flow = _boarded(work, boarding, goals=goals)
    spent = time.monotonic() - work.begun
    exchange = Exchange(boarding, min(work.ends, time.monotonic() + 1 + EXCHANGED * spent), fixed)
    exchange.run()
    Repair(boarding, board, fixed).run()
    if not work.instance.policy.full_loads:
        exchange.refill()
    return reached, flow


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
    lost = [left - flow.values.get(at, 0.0) for at, left in enumerate(_left(reached.boarding))]
    people = reached.boarding.network.instance.groups
    everybody = int((people.people * people.count).sum())
    return any(more > max(BEHIND * everybody, 1) for more in lost)


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


def _boarded(work: Work, boarding: Boarding, *, goals: bool) -> Flow | None:
    """Board along flows of what is left until that helps no more; gives the first flow."""
    first, people = None, int((work.instance.groups.people * work.instance.groups.count).sum())
    for turn in range(ROUNDS):
        left = np.array(boarding.left, dtype=np.int64)
        flow = flow_of(work, boarding.room, left, free=False, goals=goals and turn == 0)
        if flow is None:
            break
        first = first or flow
        relaxation = flow.guide.relaxation
        exactly = turn > 0 or relaxation.crowded()
        gate = Gate(
            boarding, paths_of(work.network, flow.arcs), relaxation.ratio, flow.last(), exactly=exactly
        )
        gate.run()
        _tell(work, boarding)
        gone = left - np.array(boarding.left, dtype=np.int64)
        if int((gone * work.instance.groups.people).sum()) <= ENOUGH * people:
            break
    return first


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
