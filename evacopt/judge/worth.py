"""Goals party by party: what it is worth that one party of a group leaves, and what an hour's wait costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Objective
from evacopt.judge.rows import ints, total


@dataclass(frozen=True, eq=False)
class Worth:
    """A goal that is a sum over parties.

    Attributes
    ----------
    left : int64 array, shape (groups,); what the goal counts for a party that stays
    hour : int64 array, shape (groups,); what it counts for each hour of a party that leaves
    """

    name: str
    left: Ints
    hour: Ints
    everybody: int


def worths(instance: Instance, objective: Objective) -> Iterator[Worth]:
    """The goals of `unserved` or `waiting` in order."""
    groups = instance.groups
    classes, row = np.unique(groups.priority, return_inverse=True)
    weight = ints(map(instance.policy.class_weight, classes.tolist()))[row] * groups.people
    if objective == "waiting":
        stay = whole_hours(instance.ends - np.where(groups.ready == BLANK, instance.begins, groups.ready))
        yield _worth(instance, objective, weight * stay, weight)
    elif instance.policy.priority_rule == "weighted":
        yield _worth(instance, objective, np.where(groups.weight == BLANK, weight, groups.weight))
    else:
        for number, name in enumerate(classes.tolist()):
            yield _worth(instance, f"{objective}[{name}]", groups.people * (row == number))


def _worth(instance: Instance, name: str, left: Ints, hour: Ints | None = None) -> Worth:
    nothing = np.zeros_like(left)
    return Worth(name, left, nothing if hour is None else hour, total(left, instance.groups.count))


def whole_hours(minutes: Ints) -> Ints:
    """Whole hours, begun ones counted full and none below 0."""
    return np.maximum(-(-minutes // HOUR), 0)
