"""People by nationality, bloc and class: all, and those who travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacopt.output.records import CountLine
from evacopt.output.travel import Travel, sums

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.instance import Instance


def by_class(instance: Instance, travel: Travel) -> tuple[CountLine, ...]:
    """A line a class, most urgent first."""
    groups = instance.groups
    classes, rows = np.unique(groups.priority, return_inverse=True)
    people = sums(rows, groups.people * groups.count, len(classes)).tolist()
    served = sums(rows[travel.group], travel.people, len(classes)).tolist()
    lines = zip(classes.tolist(), people, served, strict=True)
    return tuple(CountLine.of(str(name), people=all_, served=some) for name, all_, some in lines)


def by_nationality(instance: Instance, travel: Travel) -> tuple[CountLine, ...]:
    """A line a nationality, by the people's own one; largest unserved share first, then most people."""
    groups = instance.groups
    own = groups.own_nationalities.codes
    kinds = len(groups.own_nationalities.values)
    people = _members(instance, sums(own, groups.count, kinds))
    served = _members(instance, sums(own[travel.group], travel.parties, kinds))
    lines = [CountLine.of(name, people=people[name], served=served[name]) for name in people]
    return tuple(sorted(lines, key=lambda line: (-line.left_ppm, -line.people, line.name)))


def by_bloc(instance: Instance, nationalities: tuple[CountLine, ...]) -> tuple[CountLine, ...]:
    """A line a bloc that has people, in the order of the instance."""
    lines = []
    for bloc in instance.blocs:
        members = [line for line in nationalities if line.name in bloc.members]
        people = sum(line.people for line in members)
        served = sum(line.served for line in members)
        if people:
            lines.append(CountLine.of(bloc.bloc, people=people, served=served))
    return tuple(lines)


def _members(instance: Instance, parties: Ints) -> dict[str, int]:
    """People by nationality, given the parties of each kind of party."""
    people: dict[str, int] = {}
    for members, count in zip(instance.groups.own_nationalities.values, parties.tolist(), strict=True):
        for nationality, number in members:
            people[nationality] = people.get(nationality, 0) + number * count
    return people
