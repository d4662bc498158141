"""All plans of an instance: sorties of each optional flight, then parties of each group.

A partial plan is a row of numbers: what is left of each rule's `most`, the sums that the goals are made of,
and the last first departure. It is dropped where no choice still open can bring a rule back to 0. What is
left of a rule is counted only as far as the choices still open could use it. Two partial plans that are then
alike in every number have the same future: one of them is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from tests.brute.crews import can_be_crewed
from tests.brute.goals import (
    changes_of,
    goals,
    needed_sums,
    sums_at_rest,
    sums_of_party,
    sums_of_sortie,
)
from tests.brute.journeys import Journey, journeys
from tests.brute.rows import rows
from tests.brute.world import Row, World

Goals = list[tuple[str, int]]
BATCH = 200_000


class TooManyPlansError(Exception):
    """More partial plans at once than the caller allows."""


@dataclass(frozen=True)
class Answer:
    """A best plan: its goals, the parties of each group on each itinerary, the sorties flown."""

    goals: Goals
    parties: list[tuple[str, tuple[str, ...], int]]
    sorties: dict[str, int]


@dataclass(frozen=True)
class Block:
    """The choices of one flight or group.

    `choices` has shape (choices, things chosen), `uses` (choices, rules), `adds` (choices, sums) and `last`
    (choices,).
    """

    choices: Ints
    uses: Ints
    adds: Ints
    last: Ints


@dataclass(frozen=True)
class Partial:
    """Partial plans, one a row.

    `left` has shape (plans, rules), `sums` (plans, sums), `last` (plans,) and `chosen` (plans, blocks).
    """

    left: Ints
    sums: Ints
    last: Ints
    chosen: Ints

    def take(self, some: Ints) -> Partial:
        return Partial(self.left[some], self.sums[some], self.last[some], self.chosen[some])


def best(instance: Instance, *, most: int = 300_000) -> Goals | None:
    """The goals of a best plan, None where no plan keeps every rule."""
    answer = best_plan(instance, most=most)
    return None if answer is None else answer.goals


def points(instance: Instance) -> int:
    """Ways to choose sorties and parties, rules aside."""
    optional = [flight for flight in instance.schedule if flight.status == "optional"]
    count = reduce(lambda ways, flight: ways * (flight.copies + 1), optional, 1)
    for group, ways in zip(instance.groups, journeys(instance), strict=True):
        count *= len(_parties(group.count, len(ways)))
    return count


def best_plan(
    instance: Instance,
    *,
    most: int = 300_000,
    before: Plan | None = None,
    ways: list[list[Journey]] | None = None,
) -> Answer | None:
    """A best plan, None where no plan keeps every rule; `before` is what `changes` compares with.

    `ways` are the journeys of each group, where others are ruled out.

    Raises
    ------
    TooManyPlansError
        If more than `most` partial plans are left before a choice.
    """
    flights = [flight for flight in instance.schedule if flight.status == "optional"]
    ways = journeys(instance) if ways is None else ways
    world = World(instance, [journey for some in ways for journey in some])
    rules, names = rows(world), needed_sums(instance)
    blocks = [_flight_block(instance, flight, rules, names) for flight in flights]
    first = 0
    for group, some in zip(instance.groups, ways, strict=True):
        block = _group_block(instance, group, some, [_part(rule, first, some) for rule in rules], names)
        if before is not None and "changes" in names:
            block.adds[:, names.index("changes")] = changes_of(before, group, some, block.choices)
        blocks.append(block)
        first += len(some)
    plans = _enumerate(instance, flights, blocks, _nothing(instance, rules, names), most)
    plans = plans.take(np.flatnonzero(_loads_hold(plans.sums, names)))
    return _answer(instance, plans, names, blocks, ways) if len(plans.last) else None


def _part(rule: Row, first: int, some: list[Journey]) -> list[int]:
    return rule.parties[first : first + len(some)]


def _nothing(instance: Instance, rules: list[Row], names: list[str]) -> Partial:
    """Nothing chosen yet: everybody stays."""
    at_rest = sums_at_rest(instance)
    return Partial(
        np.array([[rule.most for rule in rules]], dtype=np.int64).reshape(1, len(rules)),
        np.array([[at_rest[name] for name in names]], dtype=np.int64).reshape(1, len(names)),
        np.zeros(1, dtype=np.int64),
        np.zeros((1, 0), dtype=np.int64),
    )


def _flight_block(instance: Instance, flight: Flight, rules: list[Row], names: list[str]) -> Block:
    choices = np.arange(flight.copies + 1, dtype=np.int64)[:, None]
    uses = np.array([[rule.sorties.get(flight.id, 0) for rule in rules]], dtype=np.int64)
    sums = sums_of_sortie(instance, flight)
    adds = np.array([[sums.get(name, 0) for name in names]], dtype=np.int64)
    return Block(choices, choices * uses, choices * adds, np.zeros(len(choices), dtype=np.int64))


def _group_block(
    instance: Instance, group: Group, ways: list[Journey], uses: list[list[int]], names: list[str]
) -> Block:
    listed = _parties(group.count, len(ways))
    choices = np.array(listed, dtype=np.int64).reshape(len(listed), len(ways))
    each = [sums_of_party(instance, journey) for journey in ways]
    adds = np.array([[sums.get(name, 0) for name in names] for sums in each], dtype=np.int64)
    departs = np.array([journey.legs[0].departs for journey in ways], dtype=np.int64)
    last = np.max((choices > 0) * departs, axis=1, initial=0)
    if "clearance" not in instance.policy.objectives:
        last = np.zeros_like(last)
    table = np.array(uses, dtype=np.int64).reshape(len(uses), len(ways))
    return Block(choices, choices @ table.T, choices @ adds.reshape(len(ways), len(names)), last)


def _parties(count: int, ways: int) -> list[tuple[int, ...]]:
    """Every way to send at most `count` parties on `ways` itineraries."""
    if ways == 0:
        return [()]
    return [(sent, *rest) for sent in range(count + 1) for rest in _parties(count - sent, ways - 1)]


def _enumerate(
    instance: Instance, flights: list[Flight], blocks: list[Block], plans: Partial, most: int
) -> Partial:
    for place, block in enumerate(blocks):
        if len(plans.last) > most:
            raise TooManyPlansError(f"{len(plans.last)} partial plans of {instance.name}")
        least, useful = _reach(blocks[place + 1 :], plans.left.shape[1])
        step = max(1, BATCH // len(block.choices))
        parts = [
            _extend(plans.take(np.arange(start, min(start + step, len(plans.last)))), block, least, useful)
            for start in range(0, len(plans.last), step)
        ]
        if place < len(flights):
            plans = _joined([_crewed(instance, flights[: place + 1], part) for part in parts] or [plans])
        else:
            plans = _one_of_each(_joined([_one_of_each(part) for part in parts] or [plans]))
    return plans


def _reach(later: list[Block], rules: int) -> tuple[Ints, Ints]:
    """How far below 0 each rule may be and still be brought back by `later`, and how much `later` can use."""
    least, useful = np.zeros(rules, dtype=np.int64), np.zeros(rules, dtype=np.int64)
    for block in later:
        least += np.min(block.uses, axis=0, initial=0)
        useful += np.max(block.uses, axis=0, initial=0)
    return least, useful


def _extend(plans: Partial, block: Block, least: Ints, useful: Ints) -> Partial:
    """Every plan with every choice of `block` that leaves each rule at `least` or more."""
    left = plans.left[:, None, :] - block.uses[None, :, :]
    plan, choice = np.nonzero((left >= least).all(axis=2))
    return Partial(
        np.minimum(left[plan, choice], useful),
        plans.sums[plan] + block.adds[choice],
        np.maximum(plans.last[plan], block.last[choice]),
        np.column_stack([plans.chosen[plan], choice]),
    )


def _joined(parts: list[Partial]) -> Partial:
    return Partial(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.sums for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.chosen for part in parts]),
    )


def _crewed(instance: Instance, flights: list[Flight], plans: Partial) -> Partial:
    """The plans whose sorties, chosen so far, find crews."""
    ids = [flight.id for flight in flights]
    fit = [can_be_crewed(instance, dict(zip(ids, row, strict=True))) for row in plans.chosen.tolist()]
    return plans.take(np.flatnonzero(fit))


def _one_of_each(plans: Partial) -> Partial:
    """One plan of those that are alike in all that counts from here on."""
    table = np.column_stack([plans.left, plans.sums, plans.last])
    keys = _keys(table)
    order = np.lexsort(keys)
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    return plans.take(order[fresh])


def _keys(table: Ints) -> list[Ints]:
    """Columns folded into as few numbers of 62 bits as hold them, so that rows are told apart exactly."""
    keys = [np.zeros(len(table), dtype=np.int64)]
    room = 1 << 62
    for column in table.T if len(table) else ():
        low = int(column.min())
        width = int(column.max()) - low + 1
        if width > room:
            keys.append(np.zeros(len(table), dtype=np.int64))
            room = 1 << 62
        keys[-1] = keys[-1] * width + (column - low)
        room //= width
    return keys


def _loads_hold(sums: Ints, names: list[str]) -> Mask:
    """Which plans leave full from each origin, or leave nobody there."""
    holds = np.ones(len(sums), dtype=np.bool_)
    for name in names:
        if name.startswith("empty "):
            behind = names.index(name.replace("empty ", "behind "))
            holds &= (sums[:, names.index(name)] == 0) | (sums[:, behind] == 0)
    return holds


def _answer(
    instance: Instance,
    plans: Partial,
    names: list[str],
    blocks: list[Block],
    journeys_of: list[list[Journey]],
) -> Answer:
    found = goals(instance, {name: plans.sums[:, place] for place, name in enumerate(names)}, plans.last)
    first = int(np.lexsort([values for _, values in reversed(found)])[0]) if found else 0
    picks = [block.choices[pick].tolist() for block, pick in zip(blocks, plans.chosen[first], strict=True)]
    flights = [flight for flight in instance.schedule if flight.status == "optional"]
    flown, sent = picks[: len(flights)], picks[len(flights) :]
    return Answer(
        [(name, int(values[first])) for name, values in found],
        [
            (journey.group.id, tuple(leg.id for leg in journey.legs), parties)
            for some, each in zip(journeys_of, sent, strict=True)
            for journey, parties in zip(some, each, strict=True)
            if parties
        ],
        {flight.id: times for flight, (times,) in zip(flights, flown, strict=True) if times},
    )
