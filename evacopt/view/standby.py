"""Who steps in first where others do not come: the order in which those who stay are called."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.view.view import View

_NEVER = 2**62


def standby_order(view: View) -> Ints:
    """The rows of groups of which parties stay, first to be called first.

    The order is that of the goals: class (or, where the policy weighs, weight by seat), then the nationality
    of which the largest share stays, then who registered first, then who was ready first.
    """
    instance, groups = view.instance, view.instance.groups
    left = {
        nation: 1_000_000 * (count.people - count.served) // count.people
        for nation, count in view.by_nationality.items()
    }
    first = groups.priority
    if instance.policy.priority_rule == "weighted":
        first = -(1_000_000 * instance.policy.party_weights(groups) // groups.size)
    worst = groups.own_nationalities.ints(lambda members: max(left[nation] for nation, _ in members))
    registered = np.where(groups.registered == BLANK, _NEVER, groups.registered)
    order = np.lexsort((groups.ready_from(instance.begins), registered, -worst, first))
    return order[view.left[order] > 0]
