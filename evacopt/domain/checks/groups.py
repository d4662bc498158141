"""Rules between the columns of the groups, told of all rows at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark, beside
from evacopt.domain.columns import Mask
from evacopt.domain.group import Groups


def group_remarks(facts: Facts) -> Iterator[Remark]:
    """Who lies and who needs help within the size; members that add up to the people."""
    groups = facts.instance.groups
    for row in _rows(groups.stretchers > groups.size):
        rule = f"must be at most size, {groups.size[row]}"
        yield Remark(
            "groups", row, "stretchers", rule, str(groups.stretchers[row]), "", beside("groups", row, "size")
        )
    lying = np.minimum(groups.stretchers, groups.size)
    for row in _rows(groups.assisted > groups.size - lying):
        rule = f"must be at most size - stretchers, {groups.size[row] - lying[row]}"
        relies = beside("groups", row, "size", "stretchers")
        yield Remark("groups", row, "assisted", rule, str(groups.assisted[row]), "", relies)
    yield from _members(groups)


def _members(groups: Groups) -> Iterator[Remark]:
    counted = groups.members.ints(lambda members: sum(count for _, count in members))
    for row in _rows((counted > 0) & (counted != groups.people)):
        rule = f"must add up to the people of the party (size + infants), {groups.people[row]}"
        relies = beside("groups", row, "size", "infants")
        yield Remark("groups", row, "members", rule, str(counted[row]), "", relies)


def _rows(mask: Mask) -> list[int]:
    return [int(row) for row in np.flatnonzero(mask)]
