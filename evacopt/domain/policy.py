"""What matters more, and the rules of travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.group import Group, Groups
from evacopt.domain.shown import Brief

Objective = Literal["unserved", "fairness", "waiting", "cost", "flights", "risk", "changes", "clearance"]
PriorityRule = Literal["strict", "weighted"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Policy(Brief):
    """The goals in order, and how parties may travel.

    Attributes
    ----------
    objectives : the goals, most important first; a linear goal of the instance by its id
    priority_rule : `strict` (class 1 before class 2) or `weighted` (one sum of weights)
    priority_weights : weight of one person of a class, `((1, 10), (2, 5))`; a class not named weighs 1
    max_legs : most flights of one journey
    min_connection_minutes : minutes, least time between two flights of a journey
    check_in_minutes : minutes before departure at which a party must be ready
    fairness_levels : how many of the worst-off nationalities are lifted in turn
    assistance_ratio : assisted people per able person on a flight, parts per million; `None` is not applied
    full_loads : whether optional flights leave full unless nobody is left
    """

    objectives: tuple[str, ...] = ("unserved", "fairness", "waiting", "cost")
    priority_rule: PriorityRule = "strict"
    priority_weights: tuple[tuple[int, int], ...] = ()
    max_legs: int = 3
    min_connection_minutes: int = 60
    check_in_minutes: int = 0
    fairness_levels: int = 1
    assistance_ratio: int | None = None
    full_loads: bool = False

    def class_weight(self, priority: int) -> int:
        """The weight of one person of class `priority`."""
        return dict(self.priority_weights).get(priority, 1)

    def class_weights(self, priority: Ints) -> Ints:
        """`class_weight` of a column of classes; the same shape."""
        classes, which = np.unique(priority, return_inverse=True)
        weights = [self.class_weight(name) for name in classes.tolist()]
        return np.array(weights, dtype=np.int64)[which]

    def party_weight(self, party: Group) -> int:
        """The weight of one party."""
        return party.people * self.class_weight(party.priority) if party.weight is None else party.weight

    def party_weights(self, groups: Groups) -> Ints:
        """The value of bringing out one party of each group, shape (groups,)."""
        usual = groups.people * self.class_weights(groups.priority)
        return np.where(groups.weight == BLANK, usual, groups.weight)
