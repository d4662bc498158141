"""The goals: counted on a plan, in exact integers, and stated over the columns of a relaxation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.certificate import Key
from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.stored import MILLION
from evacopt.judge.knapsack import most_in_whole
from evacopt.judge.linear_rules import linear_goal
from evacopt.judge.pairs import Pairs, Reading, read, ready_of
from evacopt.judge.rows import Entries, Family, LinearGoal, RelaxationBuilder, Sums, ints, tally, total

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
    an_instance(instance)
    a_plan(plan)
    return goals_of(read(instance, plan), baseline)


def unjudged(instance: Instance, plan: Plan, baseline: Plan | None) -> tuple[str, ...]:
    """The goals that nobody can count: `changes`, where `baseline` is not the plan that it compares with.

    What `plan` says of them is neither true nor false, and never proven.
    """
    asked = "changes" in instance.policy.objectives
    return ("changes",) if asked and not plan.compares_with(baseline) else ()


def goals_of(reading: Reading, baseline: Plan | None) -> Goals:
    """`count_goals` of a plan that has been read."""
    goals = Goals()
    for objective in reading.pairs.instance.policy.objectives:
        if objective in _COUNTED:
            goals += _COUNTED[objective](reading, baseline)
        else:
            goals += [(form.name, form.of(reading.values)) for form in sum_goals(reading.pairs, objective)]
    return goals


def add_goals(table: RelaxationBuilder, pairs: Pairs, baseline: Plan | None) -> None:
    """Add the goals of the policy in order to `table`, whose first columns are those of `pairs`."""
    for objective in pairs.instance.policy.objectives:
        if objective in _ADDED:
            _ADDED[objective](table, pairs, baseline)
        else:
            table.goals += sum_goals(pairs, objective)


PARTY_GOALS = ("unserved", "waiting", "risk", "cost")
"""Objectives that are sums over parties."""


@dataclass(frozen=True, eq=False)
class PartyGoal:
    """A goal that is a sum over parties, the legs that they take, and sorties.

    Attributes
    ----------
    left : int64 array, shape (groups,); what the goal counts for a party that stays
    hour : int64 array, shape (groups,); what it counts for each begun hour of a party that leaves
    leg, flown : int64 arrays, shape (flights,); what it counts for each person aboard, and for each sortie
    offset : what it counts if everybody stays
    """

    name: str
    left: Ints
    hour: Ints
    leg: Ints
    flown: Ints
    offset: int


def party_goals(instance: Instance, objective: str) -> Iterator[PartyGoal]:
    """The goals of `unserved`, `waiting`, `risk` or `cost` in order."""
    groups, policy, schedule = instance.groups, instance.policy, instance.schedule
    classes, row = np.unique(groups.priority, return_inverse=True)
    weight = ints(map(policy.class_weight, classes.tolist()))[row] * groups.people
    nothing, leg = np.zeros_like(weight), np.zeros(len(schedule), dtype=np.int64)
    hours, flown = whole_hours(instance.ends - ready_of(instance)), leg
    if objective == "waiting":
        counted = [(objective, weight * hours, weight)]
    elif objective == "risk":
        each = groups.origin.ints(lambda place: instance.location[place].risk_ppm_per_hour) * groups.people
        counted, leg = [(objective, each * hours, each)], ints(one.risk_ppm for one in schedule)
    elif objective == "cost":
        counted, leg = [(objective, nothing, nothing)], ints(one.cost_per_person for one in schedule)
        flown = ints(one.cost * (one.status == "optional") for one in schedule)
    elif policy.priority_rule == "weighted":
        counted = [(objective, np.where(groups.weight == BLANK, weight, groups.weight), nothing)]
    else:
        of = enumerate(classes.tolist())
        counted = [(f"{objective}[{name}]", groups.people * (row == at), nothing) for at, name in of]
    for name, left, hour in counted:
        yield PartyGoal(name, left, hour, leg, flown, total(left, groups.count))


def sum_goals(pairs: Pairs, objective: str) -> Iterator[LinearGoal]:
    """Goals that are sums over the parties of pairs, over sorties, or over both."""
    if objective == "flights":
        yield LinearGoal(objective, pairs.sorties, pairs.optional)
        return
    if objective not in PARTY_GOALS:
        yield linear_goal(pairs, objective)
        return
    row, people = pairs.group, pairs.instance.groups.people[pairs.group]
    hours = whole_hours(pairs.flights("departs")[pairs.ends[0]] - ready_of(pairs.instance)[row])
    for goal in party_goals(pairs.instance, objective):
        column, amount = pairs.every, goal.hour[row] * hours - goal.left[row]
        if goal.leg.any():
            pair, flight, _ = pairs.boarding
            np.add.at(amount, pair, people[pair] * goal.leg[flight])
        if objective == "cost":
            column = np.append(np.flatnonzero(amount), pairs.sorties)
            amount = np.append(amount[amount != 0], goal.flown)
        yield LinearGoal(goal.name, column, amount, goal.offset)


def whole_hours(minutes: Ints) -> Ints:
    """Whole hours, begun ones counted full and none below 0."""
    return np.maximum(-(-minutes // HOUR), 0)


def nations_of(pairs: Pairs) -> Iterator[tuple[str, Ints, int]]:
    """Each nationality; how many of it are in a party of each group, and in all."""
    groups, people = pairs.instance.groups, dict[str, Ints]()
    own = groups.own_nationalities
    for place, members in enumerate(own.values):
        for code, number in members:
            people.setdefault(code, np.zeros(len(own.values), dtype=np.int64))[place] += number
    for code in sorted(people):
        each = people[code][own.codes]
        yield code, each, total(each, groups.count)


def _count_fairness(reading: Reading, baseline: Plan | None) -> Goals:
    nations = nations_of(reading.pairs)
    shares = sorted(-(MILLION * total(own, reading.left) // -everybody) for _, own, everybody in nations)
    levels = min(reading.pairs.instance.policy.fairness_levels, len(shares))
    return [(f"fairness[{k}]", sum(shares[-k:])) for k in range(1, levels + 1)]


def add_fairness(table: RelaxationBuilder, pairs: Pairs, baseline: Plan | None) -> None:
    """The k largest of s add up to the least k t + sum of d with t + d >= s (Ogryczak and Tamir, 2003)."""
    nations = list(nations_of(pairs))
    codes, each = [Key((code,)) for code, *_ in nations], np.arange(len(nations))
    every = ints(everybody for *_, everybody in nations)
    share = table.columns(lambda row: ("share", *codes[row]), np.full_like(each, MILLION))
    people = (
        Entries.points(pairs.every, ints([row]), -own[pairs.group]) for row, (_, own, _) in enumerate(nations)
    )
    leaving = Entries.joined(*people)
    staying = Entries.points(share, each, -every)
    table.rows("share", codes.__getitem__, -MILLION * every, staying, leaving.times(MILLION))
    whole = whole_shares(nations, pairs.instance.groups.count, leaving)
    for level in range(1, min(pairs.instance.policy.fairness_levels, len(nations)) + 1):
        _add_level(table, codes, share, level, whole)


def _add_level(
    table: RelaxationBuilder, codes: list[Key], share: Ints, level: int, whole: Callable[[str, int], Family]
) -> None:
    """The sum of the `level` largest of the columns `share`; none of these is larger than it."""
    name, top, each = f"fairness[{level}]", np.full_like(share, MILLION), np.arange(len(share))
    base = table.columns(lambda _: (f"{name} level",), top[:1])
    above = table.columns(lambda row: (name, *codes[row]), top)
    signs = (share, 1), (base, -1), (above, -1)
    parts = [Entries.points(column, each, ints([sign])) for column, sign in signs]
    table.rows(name, codes.__getitem__, np.zeros_like(top), *parts)
    amount = np.append(level, np.ones_like(above))
    table.goals.append(LinearGoal(name, np.append(base, above), amount, implied=partial(whole, name)))


def whole_shares(
    nations: Sequence[tuple[str, Ints, int]], count: Ints, leaving: Entries
) -> Callable[[str, int], Family]:
    """Rows `GOAL whole` by the goal and the most that it is: how many of each nationality leave at least.

    Within a share of 60 % one of two stays, not 1.2, and of three couples one. So the share is rounded down
    to what whole parties add up to (Chvatal, 1973; Gomory, 1958).

    Parameters
    ----------
    nations : as `nations_of` gives them
    count : int64 array, shape (groups,): parties of each group
    leaving : people who leave, below 0, a row for each nationality
    """
    codes = [(code,) for code, *_ in nations]

    def rows(goal: str, most: int) -> Family:
        within = (max(most, 0) * everybody // MILLION for *_, everybody in nations)
        stay = (most_in_whole(own, count, room) for (_, own, _), room in zip(nations, within, strict=True))
        high = ints(least - everybody for least, (*_, everybody) in zip(stay, nations, strict=True))
        return Family(f"{goal} whole", codes.__getitem__, high, leaving)

    return rows


def _numbered(row: int) -> Key:
    return (str(row),)


def _before(pairs: Pairs, baseline: Plan) -> tuple[Sums, Sums]:
    """How many parties took each pair before, and how many of each group stayed."""
    groups, table = pairs.instance.groups, baseline.with_splits(pairs.instance.splits).assignments
    number = {itinerary: code for code, itinerary in enumerate(pairs.itineraries)}
    row = table.group.ints(lambda code: groups.row.get(code, -1))
    code = table.itinerary.ints(lambda itinerary: number.get(itinerary, len(number)))
    known = (row >= 0) & (table.parties > 0)
    gone = tally(len(groups), row[known], table.parties[known])
    now, then = (of * (len(number) + 1) + on for of, on in ((pairs.group, pairs.code), (row, code)))
    both, order = known & np.isin(then, now), np.argsort(now)
    place = order[np.searchsorted(now, then[both], sorter=order)]
    return tally(len(now), place, table.parties[both]), np.maximum(groups.count - gone, 0)


def _count_changes(reading: Reading, baseline: Plan | None) -> Goals:
    """People x (parties - those that take the same itinerary, or stay, in both plans)."""
    if baseline is None:
        return [("changes", 0)]
    groups, (then, home) = reading.pairs.instance.groups, _before(reading.pairs, baseline)
    kept = tally(len(groups), reading.pairs.group, np.minimum(reading.parties, then))
    same = kept + np.minimum(np.maximum(reading.left, 0), home)
    return [("changes", total(groups.people, groups.count - same))]


def _add_changes(table: RelaxationBuilder, pairs: Pairs, baseline: Plan | None) -> None:
    """Columns count the parties that do as before: no more than did, no more than do."""
    if baseline is None:
        table.goals.append(LinearGoal("changes", ints(()), ints(())))
        return
    groups, (then, home), one = pairs.instance.groups, _before(pairs, baseline), ints([1])
    used, row = np.flatnonzero(then), np.arange(len(groups))
    each, most = np.arange(len(used)), np.minimum(then[used], groups.count[pairs.group[used]])
    kept = table.columns(lambda number: ("kept", str(number)), most.astype(np.int64))
    stay = table.columns(lambda number: ("home", groups.id[number]), home.astype(np.int64))
    as_before = Entries.points(kept, each, one), Entries.points(used, each, -one)
    table.rows("changes kept", _numbered, np.zeros_like(used), *as_before)
    parties = Entries.points(stay, row, one), Entries.points(pairs.every, pairs.group, one)
    table.rows("changes home", lambda number: (groups.id[number],), groups.count, *parties)
    people = np.append(groups.people[pairs.group[used]], groups.people)
    table.goals.append(
        LinearGoal("changes", np.append(kept, stay), -people, total(groups.people, groups.count))
    )


def _count_clearance(reading: Reading, baseline: Plan | None) -> Goals:
    pairs, begins = reading.pairs, reading.pairs.instance.begins
    return [("clearance", max(pairs.flights("departs")[pairs.ends[0]].tolist(), default=begins) - begins)]


def _add_clearance(table: RelaxationBuilder, pairs: Pairs, baseline: Plan | None) -> None:
    """A 0/1 column for each minute of a first departure: whether anybody leaves then or later."""
    legs, leg = np.unique(pairs.ends[0], return_inverse=True)
    moments, moment = np.unique(pairs.flights("departs")[legs], return_inverse=True)
    later, one = table.columns(lambda row: ("later", str(row)), np.ones_like(moments)), ints([1])
    most = tally(len(legs), leg, pairs.instance.groups.count[pairs.group]).astype(np.int64)
    gone = Entries.points(pairs.every, leg, one), Entries.points(later[moment], np.arange(len(legs)), -most)
    flights = [(pairs.instance.schedule[number].id,) for number in legs.tolist()]
    step = np.arange(len(moments))[1:]
    table.rows("clearance", flights.__getitem__, np.zeros_like(legs), *gone)
    order = Entries.points(later[1:], step - 1, one), Entries.points(later[:-1], step - 1, -one)
    table.rows("clearance order", _numbered, np.zeros_like(step), *order)
    table.goals.append(LinearGoal("clearance", later, np.diff(moments, prepend=pairs.instance.begins)))


_COUNTED = {"fairness": _count_fairness, "changes": _count_changes, "clearance": _count_clearance}
_ADDED = {"fairness": add_fairness, "changes": _add_changes, "clearance": _add_clearance}
"""What is more than a sum: how it is counted on a plan, and how it is stated over columns."""
