"""The model of the instance and of every world of stories, over the same cohorts, and what people are worth.

A party that is called is weighed by the chance that it comes: `show_up`, and where there may be fewer parties
than planned the mean share of those who are there. Whatever is decided without knowing who will come is worth
that in the mean, exactly; seats of those who stay away are empty then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, Mask, int_column
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.stored import MILLION
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation, formulated, rows_named
from evacopt.model.goals import unserved_levels
from evacopt.routes.cohorts import Cohorts, merge_groups
from evacopt.routes.eligibility import travel_of
from evacopt.routes.itineraries import NO_LEG, Timetable, enumerate_itineraries
from evacopt.scenarios.story import Story, StorySet
from evacopt.scenarios.world import world

NEVER = np.iinfo(np.int64).max
UNIT = 1_000
"""People left behind are counted in thousandths."""
LEAST = ("crew", "min_load")
"""Rules of which the lower side is kept too: a crew a sortie, and whom a sortie that is flown must carry."""
ANEW = ("parties", "full_loads", "goal")
"""Rows that no course takes over: those of parties are stated anew."""
LIMITS = (
    "locations",
    "capacities",
    "admissions",
    "fleets",
    "crews",
    "resources",
    "uses",
    "slots",
    "links",
    "rules",
    "terms",
    "policy",
)
"""Tables of limits: where a story changes one, what has flown may be more than is left of it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class WorldModel:
    """The model of a world, beside that of the instance.

    Attributes
    ----------
    formulation : its rules; the goals are not used
    known_from : UTC minute of the first news of the stories; `NEVER` where nothing is ever felt of them
    departs : int64, shape (pairs, legs): when each leg was to depart in the instance; where there is none,
        before everything; what the instance does not know, `NEVER`
    legs : int64, shape (pairs, legs): number of each leg in the instance's schedule, -1 for none
    cohort : int64, shape (pairs,): the cohort of the instance, -1 for those whom the story brings
    pair : int64, shape (pairs,): the pair of the instance, -1 where it has none
    sorties : int64, shape (flights,): the number in the instance's schedule, -1 where it has none
    worth : int64, shape (levels, pairs): thousandths of people (or of weight) that one party more brings out
    total : shape (levels,): of all who are there
    settled : whether no limit is another than in the instance
    """

    formulation: Formulation
    known_from: int
    departs: Ints
    legs: Ints
    cohort: Ints
    pair: Ints
    sorties: Ints
    worth: Ints
    total: tuple[int, ...]
    settled: bool

    @property
    def instance(self) -> Instance:
        """The instance after its stories."""
        return self.formulation.instance

    @cached_property
    def anew(self) -> Mask:
        """Rows that no course takes over; shape (rows,)."""
        return np.array([label.rule in ANEW for label in self.formulation.model.labels], dtype=np.bool_)

    @cached_property
    def least(self) -> Mask:
        """Rows of which a course keeps the lower side too; shape (rows,)."""
        return np.array([label.rule in LEAST for label in self.formulation.model.labels], dtype=np.bool_)

    @cached_property
    def follows(self) -> Mask:
        """Columns that are neither pairs nor sorties; shape (columns,)."""
        mask = self.formulation.helpers.copy()
        sorties = self.formulation.sortie_column
        mask[sorties[sorties != NO_COLUMN]] = False
        return mask


@dataclass(frozen=True, eq=False)
class Worlds:
    """The instance, and the world of every combination of stories that was named.

    Attributes
    ----------
    base : the model of the instance, whose plans are looked for
    levels : names of the levels of people left behind, the most urgent class first
    models : by the story of each set that happens
    """

    base: Formulation
    levels: tuple[str, ...]
    models: dict[tuple[int, ...], WorldModel]

    @cached_property
    def people(self) -> list[int]:
        """Thousandths of all who are there, in whatever world they are most, by level."""
        return [max(level) for level in zip(*(there.total for there in self.models.values()), strict=True)]

    @cached_property
    def departs(self) -> Ints:
        """When each leg of each pair of the instance departs, before everything for none; (pairs, legs)."""
        travel = self.base.travel
        departs = np.append(travel.itineraries.timetable.departs, -NEVER)
        legs: Ints = departs[travel.itineraries.legs[travel.itinerary]]
        return legs


def worlds_of(instance: Instance, sets: Sequence[StorySet], happenings: Iterable[tuple[int, ...]]) -> Worlds:
    """The models of all worlds in `happenings`."""
    told = {happening: world(instance, sets, happening) for happening in sorted(set(happenings))}
    felt = {happening: one.instance for happening, one in told.items()}
    universe = list(instance.groups.id)
    universe += sorted({code for one in felt.values() for code in one.groups.id} - set(universe))
    number = {code: place for place, code in enumerate(universe)}
    tables = {happening: Timetable.of(_of_rules(one)) for happening, one in felt.items()}
    label = _told_apart(Timetable.of(instance), tables, number)
    base = _formulated(Timetable.of(instance), label[: len(instance.groups)])
    of_code = {
        code: int(cohort) for code, cohort in zip(instance.groups.id, base.travel.cohorts.of, strict=True)
    }
    levels = tuple(unserved_levels(instance.policy, instance.groups))
    models = {}
    for happening, one in told.items():
        rows = int_column(number[code] for code in one.instance.groups.id)
        formulation = _formulated(tables[happening], label[rows])
        models[happening] = _world_model(base, formulation, of_code, one.stories, levels)
    return Worlds(base, levels, models)


def _of_rules(instance: Instance) -> Instance:
    """With no goal that needs rows of its own: of a world the rules alone are used."""
    return replace(instance, policy=replace(instance.policy, objectives=("unserved",)))


def level_weights(instance: Instance, groups: Groups, levels: Sequence[str]) -> Ints:
    """People of a party, or its weight, by level; shape (levels, groups)."""
    counted, nothing = unserved_levels(instance.policy, groups), np.zeros(len(groups), dtype=np.int64)
    return np.array([counted.get(level, nothing) for level in levels])


def shares(groups: Groups) -> Ints:
    """How likely a planned party is there and comes, in the mean; parts per million, shape (groups,)."""
    low, high, count = groups.fewest, groups.most, np.maximum(groups.count, 1)
    rising = np.clip(np.minimum(count, high) - low + 1, 0, None)  # counts from the fewest to the plan's
    planned = (low + np.minimum(count, high)) * rising // 2 + np.minimum(count, high) * (
        high - low + 1 - rising
    )
    there = np.where(low >= count, count * (high - low + 1), planned)
    ppm: Ints = groups.show_up * there // (count * (high - low + 1))
    return ppm


def _told_apart(base: Timetable, tables: dict[tuple[int, ...], Timetable], number: dict[str, int]) -> Ints:
    """A number for each group, equal where no world tells their parties apart."""
    columns = []
    for table in (base, *tables.values()):
        groups = table.instance.groups
        of = merge_groups(table, unmerged=rows_named(table.instance), apart=[shares(groups)]).of
        column = -1 - np.arange(len(number))  # who is not there is like nobody else
        column[int_column(number[code] for code in groups.id)] = of
        columns.append(column)
    _, label = np.unique(np.array(columns), axis=1, return_inverse=True)
    joined: Ints = label.reshape(-1).astype(np.int64)
    return joined


def _formulated(table: Timetable, label: Ints) -> Formulation:
    cohorts = merge_groups(table, unmerged=rows_named(table.instance), apart=[label])
    return formulated(travel_of(cohorts, enumerate_itineraries(table)), None)


def _world_model(
    base: Formulation,
    formulation: Formulation,
    of_code: dict[str, int],
    stories: tuple[Story, ...],
    levels: Sequence[str],
) -> WorldModel:
    before, now, travel = base.instance, formulation.instance, formulation.travel
    known = int_column(before.number.get(flight.id, -1) for flight in now.schedule)
    departs = np.append([flight.departs for flight in before.schedule], NEVER).astype(np.int64)
    legs = travel.itineraries.legs[travel.itinerary]
    none = legs == NO_LEG
    base_legs = np.where(none, NO_LEG, known[legs])
    cohort_of = int_column(of_code.get(code, -1) for code in travel.cohorts.parties.id)
    cohort = cohort_of[travel.cohort]
    weights = level_weights(now, travel.cohorts.parties, levels)
    worth = weights * shares(now.groups)[_first_rows(travel.cohorts)] // (MILLION // UNIT)
    groups = now.groups
    everybody = level_weights(now, groups, levels) * (groups.fewest + groups.most)
    return WorldModel(
        formulation=formulation,
        known_from=min(news_of(before, now, stories), NEVER),
        departs=np.where(none, -NEVER, departs[base_legs]),
        legs=base_legs,
        cohort=cohort,
        pair=_same_pairs(base, cohort, base_legs),
        sorties=known,
        worth=worth[:, travel.cohort],
        total=tuple((everybody.sum(axis=1) * UNIT // 2).tolist()),
        settled=_limits(_of_rules(before)) == _limits(now),
    )


def _first_rows(cohorts: Cohorts) -> Ints:
    return int_column(int(members[0]) for members in cohorts.members)


def _limits(instance: Instance) -> list[object]:
    promised = [share for share in instance.shares if share.kind != "min"]
    return [*(getattr(instance, name) for name in LIMITS), promised, instance.blocs, instance.dimensions]


def _same_pairs(base: Formulation, cohort: Ints, legs: Ints) -> Ints:
    travel = base.travel
    before = travel.itineraries.legs[travel.itinerary]
    number = {
        key: pair
        for pair, key in enumerate(zip(travel.cohort.tolist(), map(tuple, before.tolist()), strict=True))
    }
    keys = zip(cohort.tolist(), map(tuple, legs.tolist()), strict=True)
    return int_column(number.get(key, -1) for key in keys)


def news_of(before: Instance, now: Instance, stories: Iterable[Story]) -> int:
    """When the first of the stories is known, or felt at a departure that they spoil."""
    known = [story.known_from for story in stories if story.known_from is not None]
    usable, usable_now = Timetable.of(before).usable, Timetable.of(now).usable
    spoilt = [
        flight.departs
        for number, flight in enumerate(before.schedule)
        if flight.id not in now.number
        or replace(now.flight[flight.id], cancel_probability=flight.cancel_probability) != flight
        or usable_now[now.number[flight.id]] != usable[number]
    ]
    return min([*known, *spoilt], default=NEVER)
