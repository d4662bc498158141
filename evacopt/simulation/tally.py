"""What is kept of scenarios: people counted as they are told of, a scenario a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import Floats, Ints, Mask, spans
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import everybody
from evacopt.simulation.outcomes import Outcomes
from evacopt.view.view import sums

HOUR = 60


@dataclass(frozen=True, eq=False)
class People:
    """Whom a simulation tells of.

    Attributes
    ----------
    groups : those of the plan's instance, then those that stories bring
    classes, nationalities : what they are told by, in order
    of_class : which of the classes each group is of, shape (groups,)
    owner, nation, heads : of each nationality in each group how many people of one party are of it; by
        nationality, then by group; shape (pairs,)
    """

    groups: Groups
    classes: tuple[int, ...]
    nationalities: tuple[str, ...]
    of_class: Ints
    owner: Ints
    nation: Ints
    heads: Ints

    @classmethod
    def of(cls, instance: Instance, stories: Sequence[Story]) -> People:
        """Everybody whom there may be."""
        groups = everybody(instance, stories)
        own = groups.own_nationalities
        names = sorted({name for members in own.values for name, _ in members})
        number = {name: place for place, name in enumerate(names)}
        pairs = sorted(
            (number[name], group, heads) for group, members in enumerate(own) for name, heads in members
        )
        nation, owner, heads = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
        classes, of_class = np.unique(groups.priority, return_inverse=True)
        return cls(groups, tuple(classes.tolist()), tuple(names), of_class, owner, nation, heads)

    def by_class(self, parties: Ints) -> Ints:
        """People of each class among `parties`, shape (scenarios, groups); shape (scenarios, classes)."""
        people = parties * self.groups.people
        by_class = np.zeros((len(parties), len(self.classes)), dtype=np.int64)
        for one in range(len(self.classes)):
            by_class[:, one] = people[:, self.of_class == one].sum(axis=1)
        return by_class

    def by_nation(self, parties: Ints) -> Ints:
        """Likewise of each nationality."""
        first = np.searchsorted(self.nation, np.arange(len(self.nationalities)))
        by_nation: Ints = np.add.reduceat(parties[:, self.owner] * self.heads, first, axis=1)
        return by_nation


class Flown(NamedTuple):
    """The flights of the plan: rows of the schedule and sorties planned, shape (flights,) each."""

    row: Ints
    planned: Ints

    @classmethod
    def of(cls, instance: Instance, plan: Plan) -> Flown:
        """Those that the plan flies."""
        sorties = np.array([flight.sorties_in(plan) for flight in instance.schedule], dtype=np.int64)
        row = np.flatnonzero(sorties)
        return cls(row, sorties[row])


@dataclass(frozen=True, eq=False, kw_only=True)
class Tally:
    """Scenarios side by side, one a row, with what is told of each.

    Attributes
    ----------
    numbers, stories : as of `Outcomes`
    weight : how much each counts, shape (scenarios,)
    people, out : of each nationality, shape (scenarios, nationalities)
    class_people, class_out : of each class, shape (scenarios, classes)
    fails, refused : of each flight of the plan whether it is flown less often than planned, and whether
        somebody who was called gets no seat though it flies; shape (scenarios, flights)
    taken : seats taken on it, likewise
    undecided : as of `Outcomes`
    hours : ends of whole hours at which somebody has landed, shape (hours,)
    landed : people out by then, shape (scenarios, 1 + hours); the first column is before anybody is
    nation_landed, nation_all : people out by then, and whether nobody is left, summed over the scenarios by
        weight; shape (1 + hours, nationalities)
    """

    numbers: Ints
    stories: Ints
    weight: Floats
    people: Ints
    out: Ints
    class_people: Ints
    class_out: Ints
    fails: Mask
    refused: Mask
    taken: Ints
    undecided: Ints
    hours: Ints
    landed: Ints
    nation_landed: Floats
    nation_all: Floats

    @classmethod
    def joined(cls, parts: Sequence[Tally]) -> Tally:
        """The scenarios of several, at least one, end to end; at every whole hour from the first landing."""
        ends = np.concatenate([part.hours for part in parts])
        hours = np.arange(ends.min(), ends.max() + 1, HOUR) if len(ends) else ends
        by_hour = [part.at(hours) for part in parts]
        columns = {name: np.concatenate([getattr(part, name) for part in by_hour]) for name in _BY_SCENARIO}
        return cls(
            hours=hours,
            nation_landed=np.sum([part.nation_landed for part in by_hour], axis=0),
            nation_all=np.sum([part.nation_all for part in by_hour], axis=0),
            **columns,
        )

    def at(self, hours: Ints) -> Tally:
        """The same, told at these hours."""
        column = np.searchsorted(self.hours, np.concatenate(([-1], hours)), side="right")
        return replace(
            self,
            hours=hours,
            landed=self.landed[:, column],
            nation_landed=self.nation_landed[column],
            nation_all=self.nation_all[column],
        )


_BY_HOUR = {"hours", "nation_landed", "nation_all"}
_BY_SCENARIO = tuple(each.name for each in fields(Tally) if each.name not in _BY_HOUR)


def tally(people: People, flown: Flown, outcomes: Outcomes, weight: Floats) -> Tally:
    """What is told of these scenarios, each of which counts that much."""
    hours, column = np.unique(-(-outcomes.minute // HOUR), return_inverse=True)
    by_nation = _by_hour(people, outcomes, column + 1, len(hours) + 1)
    there = people.by_nation(outcomes.parties)
    groups = len(people.groups)
    out = sums(outcomes.scenario * groups + outcomes.group, outcomes.landed, len(outcomes.numbers) * groups)
    return Tally(
        numbers=outcomes.numbers,
        stories=outcomes.stories,
        weight=weight,
        people=there,
        out=by_nation[:, -1],
        class_people=people.by_class(outcomes.parties),
        class_out=people.by_class(out.reshape(len(outcomes.numbers), groups)),
        fails=outcomes.flown[:, flown.row] < flown.planned,
        refused=outcomes.refused[:, flown.row] > 0,
        taken=outcomes.taken[:, flown.row],
        undecided=outcomes.undecided,
        hours=hours * HOUR,
        landed=by_nation.sum(axis=2),
        nation_landed=np.tensordot(weight, by_nation, axes=1),
        nation_all=np.tensordot(weight, by_nation == there[:, None], axes=1),
    )


def _by_hour(people: People, outcomes: Outcomes, column: Ints, columns: int) -> Ints:
    """People out by then, by nationality; shape (scenarios, columns, nationalities)."""
    order = np.argsort(people.owner, kind="stable")
    first = np.searchsorted(people.owner[order], np.arange(len(people.groups) + 1))
    landing, pair = spans(first[outcomes.group], first[outcomes.group + 1])
    pair = order[pair]
    shape = (len(outcomes.numbers), columns, len(people.nationalities))
    place = (outcomes.scenario[landing] * shape[1] + column[landing]) * shape[2] + people.nation[pair]
    heads = outcomes.landed[landing] * people.heads[pair]
    by_hour: Ints = sums(place, heads, int(np.prod(shape))).reshape(shape).cumsum(axis=1)
    return by_hour
