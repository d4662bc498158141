"""The large-scale method from end to end: flow, sorties, boarding, exchange."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.backends.contract import Answer, Options
from evacopt.backends.session import Session
from evacopt.domain.columns import Coded, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.engine.scale.boarding import Boarding
from evacopt.engine.scale.crowd import Crowd
from evacopt.engine.scale.draft import THOUSAND
from evacopt.engine.scale.exchange import Exchange
from evacopt.engine.scale.gate import Gate
from evacopt.engine.scale.guide import Floats, Guide, Prices, sorties_at
from evacopt.engine.scale.network import Network
from evacopt.engine.scale.paths import LEAST, paths_of
from evacopt.engine.scale.promised import board_again, board_promised, promised_sorties
from evacopt.engine.scale.relaxation import Relaxation, ratios
from evacopt.engine.scale.repair import Repair
from evacopt.engine.scale.room import Party, Room, Trip, parties_of
from evacopt.engine.scale.sorties import Fleetboard, all_of, at_will, decided
from evacopt.engine.scale.supply import Supply
from evacopt.model.crews import crew_units

DECIDED, BOARDED = 0.4, 0.7
"""The parts of the time after which no further goal is begun, for sorties and for boarding."""
LONGER = 1.5
"""The next relaxation may take so much longer than the longest before."""
EXCHANGED = 0.5
"""Exchange takes so much of the time spent so far at most, and a second: it gains most at once."""
ROUNDS = 4
"""How often what is left is made a flow again."""
ENOUGH = 5e-6
"""A round that seats less than this part of the people is the last."""
BEHIND = 2e-4
"""A second boarding is worth its time where more than this part of the people stay whom the flow takes."""
NEAR = 0.002
"""People a seat are guessed well enough if they are off by less than this."""


Tell = Callable[[str, int | None, int | None], None]
"""Called with a goal's name, its value so far and its bound."""


@dataclass(frozen=True, eq=False)
class Reached:
    """Who has boarded and what is flown, as it changes, and the bookings that promises fix."""

    boarding: Boarding
    board: Fleetboard
    fixed: frozenset[tuple[int, Trip]]


@dataclass(eq=False)
class Work:
    """What the method knows of an instance; people stay where a plan `in_force` has them."""

    instance: Instance
    session: Session
    options: Options
    ends: float
    begun: float = field(default_factory=time.monotonic)
    tell: Tell = lambda *_: None
    reached: Reached | None = None
    in_force: Plan | None = None
    crowd: Crowd = field(init=False)
    network: Network = field(init=False)
    parties: list[Party] = field(init=False)

    def __post_init__(self) -> None:
        self.crowd = Crowd.of(self.instance)
        self.network = Network.of(self.crowd)
        self.parties = parties_of(self.instance, self.crowd.kind, self.crowd.ready, self.crowd.leave_by)

    def left(self) -> Options:
        """The options with the time that is left."""
        limit = None if self.ends == np.inf else max(self.ends - time.monotonic(), 0.0)
        return replace(self.options, time_limit=limit)

    def time_for(self, seconds: float, part: float) -> bool:
        """Whether so many seconds more end before that part of the time has gone by."""
        return time.monotonic() + seconds < self.begun + part * (self.ends - self.begun)


@dataclass(frozen=True, eq=False)
class Flow:
    """A solved relaxation: its last point, and by number what goals came to and prices as far as known."""

    guide: Guide
    point: Floats
    values: dict[int, float]
    prices: dict[int, Prices] = field(default_factory=dict)

    @property
    def arcs(self) -> dict[tuple[int, int], float]:
        """Seats of each kind on each bundle."""
        boards = self.guide.relaxation.boards
        return {arc: float(self.point[at]) for arc, at in boards.items() if self.point[at] > LEAST}

    def last(self) -> dict[int, int]:
        """For each kind the least urgent class that the flow takes."""
        found: dict[int, int] = {}
        relaxation = self.guide.relaxation
        supply = relaxation.supply
        for cluster, column in enumerate(relaxation.supplied):
            if column >= 0 and self.point[column] > LEAST:
                kind = int(supply.kind[cluster])
                found[kind] = max(found.get(kind, 0), int(supply.priority[cluster]))
        return found


def flow_of(work: Work, room: Room, left: Ints, *, free: bool, goals: bool) -> Flow | None:
    """Solve what is left as a flow; with `goals` those after `unserved` as well. `None` if time ran out."""
    part = DECIDED if free else BOARDED
    supply, ratio = Supply.of(work.crowd, left), None
    if not len(supply.atoms):
        return None
    while True:
        relaxation = Relaxation(work.network, supply, room, free=free, ratio=ratio)
        guide = Guide(relaxation)
        begun = time.monotonic()
        answer = guide.solve(work.session, guide.together(), {}, work.left())
        spent = time.monotonic() - begun
        if answer.point is None:
            return None
        better = ratios(work.network, supply, leaving(relaxation, answer.point))
        known = ratio is not None or not relaxation.crowded() or _near(relaxation.ratio, better)
        if known or not work.time_for(2 * spent, part):
            break
        ratio = better
    values = {at: guide.least(at, answer.point) for at in guide.classes()}
    return (
        further(work, guide, answer, values, part=part, longest=spent)
        if goals
        else Flow(guide, answer.point, values)
    )


def further(
    work: Work, guide: Guide, answer: Answer, values: dict[int, float], *, part: float, longest: float
) -> Flow:
    """The goals after `unserved`, one by one while there is time; the first took `longest` seconds."""
    point, prices = answer.point, dict[int, Prices]()
    assert point is not None
    for at in range(len(guide.goals)):
        if at not in values and work.time_for(LONGER * longest, part):
            begun = time.monotonic()
            answer = guide.solve(work.session, guide.with_whims(at), values, work.left())
            longest = max(longest, time.monotonic() - begun)
            if answer.point is None:
                break
            found = guide.prices(at, list(values), answer)
            if found is not None:
                prices[at] = found
            point, values[at] = answer.point, guide.least(at, answer.point)
    return Flow(guide, point, values, prices)


def prices_of(work: Work, flow: Flow, number: int) -> Prices | None:
    """Prices for a goal: those known, or those of one more relaxation; `None` if there is no time."""
    if number in flow.prices:
        return flow.prices[number]
    held = {at: flow.values[at] for at in range(number) if at in flow.values}
    answer = flow.guide.solve(work.session, flow.guide.goals[number][1], held, work.left())
    return flow.guide.prices(number, list(held), answer)


def leaving(relaxation: Relaxation, point: Floats) -> Ints:
    """Whole atoms of each cluster that leave."""
    columns = np.array(relaxation.supplied, dtype=np.int64)
    return np.where(columns >= 0, np.rint(point[columns]), 0).astype(np.int64)


def _near(guess: list[int], better: list[int]) -> bool:
    """Whether a guess was good enough; of kinds that nobody leaves of, whose ratio is plain, any was."""
    pairs = zip(guess, better, strict=True)
    return all(other == THOUSAND or abs(one - other) <= NEAR * other for one, other in pairs)


def decide(work: Work) -> tuple[Plan, Flow | None]:
    """A plan without goals and reasons, and the flow that it follows.

    There is no flow where nobody can leave, or where time ran out first. The judge must say whether the plan
    keeps promises.
    """
    flow, board = None, Fleetboard(work.instance)
    count, every = work.instance.groups.count, all_of(work.instance)
    if every and at_will(work.instance):
        board = decided(work.instance, every)
    elif every:
        flow = flow_of(work, Room(work.instance, every), count, free=True, goals=True)
        board = _again(work, flow)
    best, followed = _try(work, board, goals=True)
    if followed is not None and _behind(best, followed):
        board = Fleetboard(work.instance)
        if every:
            board = decided(work.instance, every) if at_will(work.instance) else _again(work, flow)
        other, _ = _try(work, board, goals=False)
        best = min(best, other, key=lambda reached: _left(reached.boarding))
    return _plan(work.instance, best.boarding, best.board), followed if flow is None else flow


def _again(work: Work, flow: Flow | None) -> Fleetboard:
    """The sorties decided as before."""
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


__all__ = ["Flow", "Prices", "Tell", "Work", "decide", "prices_of", "rescued"]
