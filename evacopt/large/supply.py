"""Supply of the flow: how many people of each commodity and class could leave from when on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.group import Groups
from evacopt.large.commodities import Commodities


@dataclass(frozen=True, eq=False)
class Supply:
    """Groups that agree in commodity, nationality, class, times and people a seat are one cluster of atoms.

    An atom is the least number of seats in which a cluster has whole people and a whole weight.

    Attributes
    ----------
    commodity, member, nation, priority, ready, since, leave_by, seats, people, weight, atoms : int64 arrays
        All of shape (clusters,). `member` is the commodity before they are merged; `nation` the place among
        the sorted nationalities, 0 where no goal looks at it; `seats`, `people` and `weight` those of one
        atom; `ready` and `leave_by` the minutes of the first and last departure, `since` the minute since
        which they wait.
    cluster : int64 array, shape (groups,); the cluster of each group, -1 for those that cannot leave
    """

    commodity: Ints
    member: Ints
    nation: Ints
    priority: Ints
    ready: Ints
    since: Ints
    leave_by: Ints
    seats: Ints
    people: Ints
    weight: Ints
    atoms: Ints
    cluster: Ints

    @classmethod
    def of(cls, commodities: Commodities, left: Ints | None = None, whole: Ints | None = None) -> Supply:
        """The supply of `commodities`, or of `left` parties of each group; `whole` are those before merging.

        Those whose latest departure is before they are ready are left out.
        """
        instance, groups = commodities.instance, commodities.instance.groups
        common = weight = np.gcd(groups.size, groups.people)
        if instance.policy.priority_rule == "weighted":
            weight = instance.policy.party_weights(groups)
            common = np.gcd(common, weight)
        waits = groups.ready_from(instance.begins)
        nation = np.zeros_like(commodities.of_group)
        if "fairness" in instance.policy.objectives:
            nation = nations_of(groups)[1]
        keys = np.stack(
            (
                commodities.of_group,
                commodities.of_group if whole is None else whole,
                nation,
                groups.priority,
                commodities.ready,
                waits,
                np.minimum(commodities.leave_by, instance.ends),
                groups.size // common,
                groups.people // common,
                weight // common,
            )
        )
        left = groups.count if left is None else left
        can = np.flatnonzero((commodities.ready <= commodities.leave_by) & (left > 0))
        columns, which = np.unique(keys[:, can], axis=1, return_inverse=True)
        atoms = np.zeros(columns.shape[1], dtype=np.int64)
        np.add.at(atoms, which.reshape(-1), (left * common)[can])
        cluster = np.full(len(groups), -1, dtype=np.int64)
        cluster[can] = which.reshape(-1)
        commodity, member, nation, priority, ready, since, leave_by, seats, people, weight = columns
        return cls(
            commodity, member, nation, priority, ready, since, leave_by, seats, people, weight, atoms, cluster
        )


def nations_of(groups: Groups) -> tuple[list[str], Ints]:
    """The nationalities of `groups` sorted, and the place of each row among them."""
    names = sorted(set(groups.nationality))
    number = {code: at for at, code in enumerate(names)}
    return names, groups.nationality.normal().ints(number.__getitem__)


def hours(minutes: Ints | int) -> Ints:
    """Whole hours, begun ones counted full and none below 0."""
    return np.maximum(-(-np.asarray(minutes, dtype=np.int64) // HOUR), 0)
