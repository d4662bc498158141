"""A plan to start from: what of it keeps every rule of the instance, which may have changed since."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.errors import PlanError
from evacopt.exact.greedy import start_values
from evacopt.judge.pairs import Reading, read
from evacopt.judge.travel import flaws, mismatches
from evacopt.judge.verify import verify
from evacopt.model.baseline import Baseline
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, cohorts_of, formulate, formulated
from evacopt.planning.large import within_reach
from evacopt.planning.method import Task
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.eligibility import Travel
from evacopt.routes.itineraries import Itineraries, Timetable

REPAIR_SHARE = 0.2
"""Part of the time left for taking parties off and putting others back; who was not looked at then stays."""


def startable(instance: Instance, start: Plan) -> Plan:
    """`start` with its people under their groups of today.

    Raises
    ------
    PlanError
        If it is a plan of other people.
    """
    start = start.with_splits(instance.splits)
    if start.assignments and not any(code in instance.groups.row for code in start.assignments.group.values):
        finding = Finding(
            rule=phrase(
                "must be a plan of {instance}, or of an instance with some of its groups",
                instance=instance.name,
            ),
            value=phrase("one of {instance} whose groups it has not", instance=start.instance_name),
            place=phrase("the plan to start from"),
        )
        raise PlanError([finding])
    return start


def taken_over(task: Task, notes: list[str]) -> Plan | None:
    """The plan to start from, or what of it keeps every rule; `notes` are told what did not, and of how many.

    Whose way is gone stays; where there is no room for all any more, the least urgent do. Only where what is
    left breaks a promise are other ways looked for, in the whole model if it is within reach.
    """
    instance, start = task.instance, task.options.start
    if start is None:
        return None
    bare = Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=start.assignments,
        sorties=start.sorties,
        crews=start.crews,
    )
    broken = verify(instance, bare)
    if not broken:
        return bare
    for formulation in _formulations(task, read(instance, bare)):
        seconds = max(task.ends - time.monotonic(), 0.0) * REPAIR_SHARE
        values = start_values(formulation, baseline=bare, seconds=seconds)
        if values is not None:
            as_before = replace(formulation, baseline=Baseline.of(instance, bare))
            plan = decode(as_before, values)
            if not verify(instance, plan):
                moved = _taken_off(instance, bare, plan)
                left = phrase("{people:,} people do not travel as it has it", people=moved)
                notes.append(joined("; ", (_broken_rule(broken), left)))
                return plan
    unused = phrase("it was not used, for what is left of it breaks a promise")
    notes.append(joined("; ", (_broken_rule(broken), unused)))
    return None


def mended(task: Task, plan: Plan) -> Plan:
    """`plan` of a method that knows no linear rules, as far as its trips keep them; else `plan` as it is."""
    if not task.instance.terms or not verify(task.instance, plan, baseline=task.baseline):
        return plan
    seconds = max(task.ends - time.monotonic(), 0.0) * REPAIR_SHARE
    formulation = next(_formulations(task, read(task.instance, plan)))
    values = start_values(formulation, baseline=plan, seconds=seconds)
    return plan if values is None else decode(formulation, values)


def _formulations(task: Task, reading: Reading) -> Iterator[Formulation]:
    """The model of the trips that are still possible one by one; then that of all trips."""
    timetable = Timetable.of(task.instance)
    cohorts, then = cohorts_of(timetable, task.baseline)
    yield formulated(_travel(reading, cohorts, timetable), then)
    if within_reach(task.instance):
        yield formulate(task.instance, baseline=task.baseline)


def _travel(reading: Reading, cohorts: Cohorts, timetable: Timetable) -> Travel:
    """The trips that are still possible, each in no more parties than it has."""
    pairs, fine = reading.pairs, possible(reading)
    used, place = np.unique(pairs.code[fine], return_inverse=True)
    chains = pairs.legs[used][:, : timetable.instance.policy.max_legs]
    itineraries = Itineraries.of(timetable, chains)
    number = {tuple(legs): row for row, legs in enumerate(itineraries.legs.tolist())}
    of_chain = np.array([number[tuple(legs)] for legs in chains.tolist()], dtype=np.int64)
    width = max(len(itineraries), 1)
    key = cohorts.of[pairs.group[fine]] * width + of_chain[place]
    key, trip = np.unique(key, return_inverse=True)
    parties = np.zeros(len(key), dtype=np.int64)
    np.add.at(parties, trip, reading.parties[fine].astype(np.int64))
    most: Ints = np.minimum(parties, cohorts.parties.count[key // width])
    return Travel(cohorts, itineraries, key // width, key % width, most)


def possible(reading: Reading) -> Mask:
    """Which pairs of `reading` the rules for single parties allow; shape (pairs,)."""
    pairs = reading.pairs
    sound = np.array([not flaws(pairs.instance, legs) for legs in pairs.itineraries], dtype=np.bool_)
    fine: Mask = sound[pairs.code]
    for _, wrong, _ in mismatches(pairs):
        fine = fine & ~wrong
    return fine


def _taken_off(instance: Instance, before: Plan, after: Plan) -> int:
    """People of `instance` who travel in `before` and not so in `after`."""
    then, now = (Baseline.of(instance, plan).parties for plan in (before, after))
    return sum(
        int(instance.groups.people[row]) * max(parties - now.get(row, {}).get(itinerary, 0), 0)
        for row, there in then.items()
        for itinerary, parties in there.items()
    )


def _broken_rule(broken: list[Violation]) -> str:
    first = min(broken, key=lambda violation: (violation.rule != "itinerary", violation))
    text = phrase("the plan to start from breaks a rule of this instance: {violation}")
    if len(broken) > 1:
        text = phrase(
            "the plan to start from breaks a rule of this instance: {violation} (and {more:,} more)"
        )
    return phrase(text, violation=str(first), more=len(broken) - 1)
