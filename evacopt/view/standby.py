"""Who steps in first where others do not come: the order in which those who stay are called."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.view.view import View, people_by_nationality

_NEVER = 2**62


def standby_order(view: View) -> Ints:
    """The rows of groups of which parties stay, first to be called first."""
    order = in_standby_order(view.instance, view.travelling)
    return order[view.left[order] > 0]


def in_standby_order(instance: Instance, travelling: Ints) -> Ints:
    """The rows of all groups, first to be called first, where so many parties of each travel.

    The order is that of the goals: class (or, where the policy weighs, weight by seat), then the nationality
    of which the largest share stays, then who registered first, then who was ready first, then by row.
    """
    groups, policy = instance.groups, instance.policy
    served = people_by_nationality(groups, np.minimum(travelling, groups.count))
    left = {
        nation: 1_000_000 * (people - served[nation]) // max(people, 1)
        for nation, people in people_by_nationality(groups, groups.count).items()
    }
    first = groups.priority
    if policy.priority_rule == "weighted":
        first = -(1_000_000 * policy.party_weights(groups) // groups.size)
    worst = groups.own_nationalities.ints(lambda members: max(left[nation] for nation, _ in members))
    registered = np.where(groups.registered == BLANK, _NEVER, groups.registered)
    return np.lexsort((groups.ready_from(instance.begins), registered, -worst, first))
