"""The goals of an instance as linear forms over a relaxation, with the columns and rows that they need."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.plan import Plan
from evacopt.judge.goals import class_weights, hours
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import NO_HIGH, NO_LOW, Entries, ints, total
from evacopt.judge.table import Table

MILLION = 1_000_000


def add_goals(table: Table, pairs: Pairs, sorties: Ints, baseline: Plan | None) -> None:
    """Add the goals of the policy in order; the first columns of `table` are the pairs."""
    legs = pairs.instance.schedule
    for objective in pairs.instance.policy.objectives:
        if objective == "unserved":
            _add_unserved(table, pairs)
        elif objective == "fairness":
            _add_fairness(table, pairs)
        elif objective == "waiting":
            _add_waiting(table, pairs)
        elif objective == "changes":
            _add_changes(table, pairs, baseline)
        elif objective == "clearance":
            _add_clearance(table, pairs)
        else:
            worth = ints(leg.cost if objective == "cost" else 1 for leg in legs)
            table.goal(objective, sorties, worth * pairs.optional)


def _parties(table: Table, name: str, pairs: Pairs, brought_out: Ints, left: Ints) -> None:
    """A goal that counts `left` for each party of a group, `brought_out` instead where it takes a pair."""
    column = np.arange(len(pairs.group))
    table.goal(name, column, brought_out - left[pairs.group], total(left, pairs.instance.groups.count))


def _add_unserved(table: Table, pairs: Pairs) -> None:
    groups, none = pairs.instance.groups, np.zeros_like(pairs.group)
    if pairs.instance.policy.priority_rule == "weighted":
        usual = groups.people * class_weights(pairs.instance)
        _parties(table, "unserved", pairs, none, np.where(groups.weight == BLANK, usual, groups.weight))
    else:
        for level in np.unique(groups.priority).tolist():
            people = np.where(groups.priority == level, groups.people, 0)
            _parties(table, f"unserved[{level}]", pairs, none, people)


def _add_waiting(table: Table, pairs: Pairs) -> None:
    instance, groups = pairs.instance, pairs.instance.groups
    ready = np.where(groups.ready == BLANK, instance.begins, groups.ready)
    each = groups.people * class_weights(instance)
    gone = hours(pairs.flights("departs")[pairs.ends[0]] - ready[pairs.group])
    _parties(table, "waiting", pairs, each[pairs.group] * gone, each * hours(instance.ends - ready))


def _add_fairness(table: Table, pairs: Pairs) -> None:
    """The k largest of s add up to the least k t + sum of d with t + d >= s (Ogryczak and Tamir, 2003)."""
    groups = pairs.instance.groups
    nations = sorted({code for members in groups.own_nationalities.values for code, _ in members})
    people = [pairs.people_of(frozenset({code})) for code in nations]
    every = ints(total(own, groups.count) for own in people)
    for level in range(1, min(pairs.instance.policy.fairness_levels, len(nations)) + 1):
        name = f"fairness[{level}]"
        base = table.columns(lambda _, goal=name: f"{goal} level", 0, ints([MILLION]))  # type: ignore[misc]
        above = table.columns(
            lambda row, goal=name: f"{goal} {nations[row]}",  # type: ignore[misc]
            0,
            np.full(len(nations), MILLION),
        )
        for code, own, everybody, over in zip(nations, people, every.tolist(), above, strict=True):
            mine = np.flatnonzero(own[pairs.group])
            share = np.append(base, over), np.full(2, everybody)
            limit = MILLION * everybody
            table.one_row(f"{name} {code}", limit, NO_HIGH, share, (mine, MILLION * own[pairs.group[mine]]))
        table.goal(name, np.append(base, above), np.append(level, np.ones_like(above)))


def _add_changes(table: Table, pairs: Pairs, baseline: Plan | None) -> None:
    """Columns count the parties that do as before: no more than did, no more than do."""
    groups, then = pairs.instance.groups, dict[tuple[int, tuple[str, ...]], int]()
    if baseline is None:
        table.goal("changes", ints(()), ints(()))
        return
    gone = np.zeros(len(groups), dtype=np.int64)
    for row in baseline.assignments:
        if row.group in groups.row:
            place = groups.row[row.group], row.itinerary
            then[place] = then.get(place, 0) + row.parties
            gone[place[0]] += row.parties
    before = ints(
        then.get((row, pairs.itineraries[code]), 0)
        for row, code in zip(pairs.group.tolist(), pairs.code.tolist(), strict=True)
    )
    used, everybody = np.flatnonzero(before), np.arange(len(groups))
    kept = table.columns(lambda row: f"kept {row}", 0, before[used])
    home = table.columns(lambda row: f"home {groups.id[row]}", 0, np.maximum(groups.count - gone, 0))
    one, none = np.ones_like(used), np.zeros_like(used)
    table.rows(
        lambda row: f"changes kept {row}",
        none + NO_LOW,
        none,
        Entries.points(kept, np.arange(len(used)), one),
        Entries.points(used, np.arange(len(used)), -one),
    )
    table.rows(
        lambda row: f"changes home {groups.id[row]}",
        np.full(len(groups), NO_LOW),
        groups.count,
        Entries.points(home, everybody, np.ones_like(home)),
        Entries.points(np.arange(len(pairs.group)), pairs.group, np.ones_like(pairs.group)),
    )
    people = np.append(groups.people[pairs.group[used]], groups.people)
    table.goal("changes", np.append(kept, home), -people, total(groups.people, groups.count))


def _add_clearance(table: Table, pairs: Pairs) -> None:
    """A 0/1 column for each minute of a first departure: whether anybody leaves then or later."""
    schedule, (first, _) = pairs.instance.schedule, pairs.ends
    departs, legs = pairs.flights("departs"), np.unique(first)
    moments = np.unique(departs[legs])
    later = table.columns(lambda row: f"later {row}", 0, np.ones_like(moments))
    for leg in legs.tolist():
        mine = np.flatnonzero(first == leg)
        most = int(pairs.instance.groups.count[pairs.group[mine]].sum())
        column = later[np.searchsorted(moments, departs[[leg]])]
        table.one_row(
            f"clearance {schedule[leg].id}", NO_LOW, 0, (mine, np.ones_like(mine)), (column, ints([-most]))
        )
    table.rows(
        lambda row: f"clearance order {row}",
        np.zeros_like(later[1:]),
        np.full(len(later[1:]), NO_HIGH),
        Entries.points(later[:-1], np.arange(len(later[1:])), np.ones_like(later[1:])),
        Entries.points(later[1:], np.arange(len(later[1:])), -np.ones_like(later[1:])),
    )
    table.goal("clearance", later, np.diff(moments, prepend=pairs.instance.begins))
