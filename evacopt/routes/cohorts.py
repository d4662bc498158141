"""Merging identical parties: a million rows must not become a million groups of variables.

Two groups are one cohort when no rule and no goal of the instance can tell their parties apart. Times of
readiness are compared by what they change: which departures can be reached, and how many whole hours are
waited; between two such instants every minute is alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.routes.itineraries import Timetable


@dataclass(frozen=True, eq=False)
class Cohorts:
    """Groups merged.

    Attributes
    ----------
    parties : Groups
        One row a cohort: what all its parties have in common (the id is that of the first group, `count`
        the number of parties in all; `ready` and `leave_by` are moved to equivalent instants).
    of : int64 array, shape (groups,)
        The cohort of each group of the instance.
    """

    parties: Groups
    of: Ints

    @cached_property
    def members(self) -> tuple[Ints, ...]:
        """For each cohort the rows of its groups, in the instance's order."""
        order = np.argsort(self.of, kind="stable")
        return tuple(np.split(order, np.cumsum(np.bincount(self.of, minlength=len(self)))[:-1]))

    def __len__(self) -> int:
        return len(self.parties)


def merge_groups(
    timetable: Timetable,
    *,
    unmerged: Collection[int] = (),
    by_registration: bool = False,
    apart: Sequence[Ints] = (),
) -> Cohorts:
    """The cohorts of the instance, numbered by their first group.

    Parameters
    ----------
    unmerged : rows of groups that stay a cohort of their own, because something names them.
    by_registration : whether parties that registered at different times are told apart.
    apart : further columns by which groups are told apart, each of shape (groups,)
    """
    instance = timetable.instance
    groups = instance.groups
    ready, leave_by = effective_times(timetable)
    alone = np.zeros(len(groups), dtype=np.int64)
    alone[sorted(unmerged)] = np.arange(1, len(unmerged) + 1)
    order = [groups.registered] if by_registration else []
    alike = _counted_alike(instance)
    first, of = _number_by_content([*_columns(instance), ready, leave_by, alone, alike, *order, *apart])
    counts = np.zeros(len(first), dtype=np.int64)
    np.add.at(counts, of, groups.count)
    parties = replace(groups.take(first), ready=ready[first], leave_by=leave_by[first], count=counts)
    return Cohorts(parties, of)


def _columns(instance: Instance) -> list[Ints]:
    """What tells parties apart, times aside; columns that this instance does not use are left out."""
    groups, policy = instance.groups, instance.policy
    coded: list[Coded[Any]] = [
        groups.nationality,
        groups.members,
        groups.origin,
        groups.destinations,
        groups.operators,
    ]
    columns = [column.normal().codes for column in coded]
    columns += [groups.size, groups.priority, groups.infants, groups.stretchers]
    if policy.assistance_ratio is not None:
        columns.append(groups.assisted)
    if policy.priority_rule == "weighted" and "unserved" in policy.objectives:
        columns.append(groups.weight)
    if any(place.is_end and place.id in instance.presence_limits for place in instance.locations):
        columns.append(groups.stay)
    return [*columns, *_needs_and_tags(instance)]


def _needs_and_tags(instance: Instance) -> Iterator[Ints]:
    """Needs of dimensions that anything has room for (6.5), and tags that shares name (6.7)."""
    groups = instance.groups
    if any(groups.needs.values):
        limited = instance.limited_dimensions
        yield groups.needs.map(lambda needs: tuple(n for n in needs if n[0] in limited)).normal().codes
    if any(instance.named_tags.values):
        yield instance.named_tags.codes


def _counted_alike(instance: Instance) -> Ints:
    """A number for each group, the same where linear rules and goals count it with the same coefficients."""
    rows = instance.groups.row if instance.terms else {}
    numbers = dict[frozenset[tuple[str, str, int]], int]()
    counted: dict[int, set[tuple[str, str, int]]] = {}
    for term in instance.terms:
        if term.group:
            counted.setdefault(rows[term.group], set()).add((term.rule, term.flight, term.coefficient))
    alike = np.zeros(len(instance.groups), dtype=np.int64)
    for row, terms in counted.items():
        alike[row] = numbers.setdefault(frozenset(terms), len(numbers) + 1)
    return alike


def effective_times(timetable: Timetable) -> tuple[Ints, Ints]:
    """`ready` (blank filled) and `leave_by` of each group, moved to the last instant that changes nothing.

    Returns
    -------
    ready, leave_by : int64 arrays, shape (groups,)
    """
    instance = timetable.instance
    groups, policy = instance.groups, instance.policy
    departures = np.unique(timetable.departs[timetable.usable])
    ready = groups.ready_from(instance.begins)
    reach = np.append(departures - policy.check_in_minutes, np.iinfo(np.int64).max)
    latest = reach[np.searchsorted(reach, ready)]
    if {"waiting", "risk"}.intersection(policy.objectives):
        minutes = np.unique(np.append(departures, instance.ends) % HOUR)
        latest = np.minimum(latest, _next_minute_among(minutes, ready + 1) - 1)
    latest = np.where(latest == reach[-1], max(instance.ends, int(ready.max(initial=0))), latest)
    bound = np.append(departures[:1] - 1, departures) if len(departures) else np.array([instance.begins])
    last = bound[np.maximum(np.searchsorted(bound, groups.leave_by, side="right") - 1, 0)]
    return latest, np.where((groups.leave_by == BLANK) | (groups.leave_by >= bound[-1]), BLANK, last)


def _next_minute_among(minutes: Ints, times: Ints) -> Ints:
    """The first instant at or after each of `times` whose minute of the hour is one of `minutes`."""
    hours, minute = times // HOUR, times % HOUR
    place = np.searchsorted(minutes, minute)
    later = np.append(minutes, minutes[0] + HOUR)
    moved: Ints = hours * HOUR + later[place]
    return moved


def _number_by_content(columns: list[Ints]) -> tuple[Ints, Ints]:
    """Number equal rows alike: the first row of each number, and the number of each row."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, codes = np.unique(column, return_inverse=True)
        width = int(codes.max(initial=0)) + 1
        if int(key.max(initial=0)) >= np.iinfo(np.int64).max // width:
            _, key = np.unique(key, return_inverse=True)
        key = key * width + codes
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(first), dtype=np.int64)
    rank[order] = np.arange(len(first))
    return first[order], rank[inverse]
