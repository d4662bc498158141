"""What some parties of the family `mixed` are or want beside the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.group import Groups, Members
from evacopt.domain.instance import Instance
from evacopt.generation.draws import Draws
from evacopt.generation.world import World

LEAVE_WITHIN_HOURS = 36


def with_wishes(world: World, instance: Instance, percent: int) -> Instance:
    """The instance in which some rows of parties are of two nationalities, or want something."""
    draws, groups = world.draws("wishes"), instance.groups
    rows = len(groups)
    havens = draws.below(len(world.havens), rows)
    later = np.maximum(groups.ready, instance.begins) + LEAVE_WITHIN_HOURS * HOUR
    groups = replace(
        groups,
        members=_members(draws, world, groups, _chosen(draws, percent, rows)),
        destinations=Coded(
            np.where(_chosen(draws, percent, rows), havens + 1, 0),
            ((), *((place.id,) for place in world.havens)),
        ),
        leave_by=np.where(_chosen(draws, percent // 2, rows), later, BLANK),
        operators=_operators(draws, instance, _chosen(draws, percent // 2, rows)),
        stay=np.where(_chosen(draws, percent // 2, rows), DAY, BLANK),
    )
    return replace(instance, groups=groups)


def _chosen(draws: Draws, percent: int, rows: int) -> Ints:
    return draws.chance(10_000 * percent, rows)


def _members(draws: Draws, world: World, groups: Groups, chosen: Ints) -> Coded[Members]:
    """In the chosen rows of two people or more, one person of the party is of another nationality."""
    number = len(world.nations)
    other = draws.below(number, len(groups))
    mine = groups.nationality.ints({nation: at for at, nation in enumerate(world.nations)}.__getitem__)
    mixed = (chosen > 0) & (groups.people > 1) & (other != mine)
    listed: list[Members] = [()] * len(groups)
    for row in np.flatnonzero(mixed).tolist():
        own, foreign = world.nations[int(mine[row])], world.nations[int(other[row])]
        listed[row] = tuple(sorted(((own, int(groups.people[row]) - 1), (foreign, 1))))
    return Coded.of(listed)


def _operators(draws: Draws, instance: Instance, chosen: Ints) -> Coded[tuple[str, ...]]:
    """In the chosen rows, two of four operators that fly."""
    first = tuple(sorted({flight.operator for flight in instance.schedule}))[:4]
    pairs: list[tuple[str, ...]] = [(one, other) for one in first for other in first if one < other]
    pairs = pairs or [first]
    drawn = draws.below(len(pairs), len(chosen))
    return Coded(np.where(chosen > 0, drawn + 1, 0), ((), *pairs))
