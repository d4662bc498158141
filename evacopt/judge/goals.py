"""The goals of a plan, counted from instance and plan alone, in exact integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.reading import Reading, read
from evacopt.judge.rows import ints, tally, total

Goals = list[tuple[str, int]]


def count_goals(instance: Instance, plan: Plan, *, baseline: Plan | None = None) -> Goals:
    """Name and value of each goal of the policy, most important first.

    Parameters
    ----------
    plan : Plan
        What it says about groups or flights that `instance` does not know is not counted.
    baseline : Plan, optional
        What `changes` compares with; without one nothing has changed, and it is 0.

    Returns
    -------
    list of (name, value)
        People, parts per million, people x hours x weight, money, sorties or minutes. `unserved` has an entry
        a class (`unserved[1]`, ...) where the priority rule is strict, `fairness` an entry a level.
    """
    return goals_of(read(instance, plan), baseline)


def goals_of(reading: Reading, baseline: Plan | None) -> Goals:
    """`count_goals` of a plan that has been read."""
    count: dict[str, Callable[[Reading], Goals]] = {
        "unserved": _unserved,
        "fairness": _fairness,
        "waiting": lambda reading: [("waiting", _waiting(reading))],
        "cost": lambda reading: [("cost", _sorties(reading, reading.pairs.flights("cost")))],
        "flights": lambda reading: [("flights", _sorties(reading, reading.pairs.optional))],
        "changes": lambda reading: [("changes", _changes(reading, baseline))],
        "clearance": lambda reading: [("clearance", _clearance(reading))],
    }
    return [goal for name in reading.pairs.instance.policy.objectives for goal in count[name](reading)]


def class_weights(instance: Instance) -> Ints:
    """The weight of one person of each group, shape (groups,)."""
    classes, row = np.unique(instance.groups.priority, return_inverse=True)
    return ints(instance.policy.class_weight(priority) for priority in classes.tolist())[row]


def _unserved(reading: Reading) -> Goals:
    instance, groups = reading.pairs.instance, reading.pairs.instance.groups
    if instance.policy.priority_rule == "weighted":
        weight = np.where(groups.weight == BLANK, groups.people * class_weights(instance), groups.weight)
        return [("unserved", total(weight, reading.left))]
    classes, row = np.unique(groups.priority, return_inverse=True)
    people = tally(len(classes), row, groups.people, reading.left).tolist()
    return [(f"unserved[{name}]", left) for name, left in zip(classes.tolist(), people, strict=True)]


def _fairness(reading: Reading) -> Goals:
    groups, levels = reading.pairs.instance.groups, reading.pairs.instance.policy.fairness_levels
    own, left, everybody = groups.own_nationalities, Counter[str](), Counter[str]()
    stay, count = (tally(len(own.values), own.codes, parties) for parties in (reading.left, groups.count))
    for members, staying, parties in zip(own.values, stay.tolist(), count.tolist(), strict=True):
        for nation, people in members:
            left[nation] += people * staying
            everybody[nation] += people * parties
    worst = sorted(
        (-(1_000_000 * left[nation] // -people) for nation, people in everybody.items()), reverse=True
    )
    return [(f"fairness[{k}]", sum(worst[:k])) for k in range(1, min(levels, len(worst)) + 1)]


def _waiting(reading: Reading) -> int:
    pairs, instance, groups = reading.pairs, reading.pairs.instance, reading.pairs.instance.groups
    ready, weight = np.where(groups.ready == BLANK, instance.begins, groups.ready), class_weights(instance)
    gone = hours(_first_departures(reading) - ready[pairs.group])
    stay = total(weight, groups.people, hours(instance.ends - ready), reading.left)
    return stay + total(weight[pairs.group], groups.people[pairs.group], gone, reading.parties)


def hours(minutes: Ints) -> Ints:
    """Whole hours, begun ones counted full and none below 0."""
    return np.maximum(-(-minutes // HOUR), 0)


def _first_departures(reading: Reading) -> Ints:
    return reading.pairs.flights("departs")[reading.pairs.ends[0]]


def _sorties(reading: Reading, worth: Ints) -> int:
    return total(worth, reading.flown, reading.pairs.optional)


def _clearance(reading: Reading) -> int:
    begins = reading.pairs.instance.begins
    return max(_first_departures(reading).tolist(), default=begins) - begins


def _changes(reading: Reading, baseline: Plan | None) -> int:
    """People x (parties - those that take the same itinerary, or stay, in both plans)."""
    if baseline is None:
        return 0
    pairs, groups, before = reading.pairs, reading.pairs.instance.groups, baseline.assignments
    number = {itinerary: code for code, itinerary in enumerate(pairs.itineraries)}
    width, now = len(number) + 1, len(pairs.group)
    row = before.group.ints(lambda code: groups.row.get(code, -1))
    code = before.itinerary.ints(lambda itinerary: number.get(itinerary, width - 1))
    old = np.flatnonzero((row >= 0) & (before.parties > 0))
    keys = np.concatenate((pairs.group * width + pairs.code, row[old] * width + code[old]))
    both, place = np.unique(keys, return_inverse=True)
    then = before.parties[old]
    common = np.minimum(tally(len(both), place[:now], reading.parties), tally(len(both), place[now:], then))
    stay = np.minimum(reading.left, groups.count - tally(len(groups), row[old], then))
    same = tally(len(groups), both // width, common) + np.maximum(stay, 0)
    return total(groups.people, groups.count - same)
