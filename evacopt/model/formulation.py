"""From an instance to its linear model (cohorts, itineraries, rules, goals), and what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import BLANK, Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.link import knots_of
from evacopt.domain.plan import Plan
from evacopt.milp.linear import LinearModel
from evacopt.model.aircraft import add_aircraft
from evacopt.model.airfield import add_airfield
from evacopt.model.baseline import Baseline
from evacopt.model.builder import ModelBuilder
from evacopt.model.cabin import add_cabin, add_full_loads
from evacopt.model.goals import add_goals
from evacopt.model.likeness import add_likeness
from evacopt.model.linear_rules import add_linear_rules
from evacopt.model.links import add_links
from evacopt.model.places import add_places
from evacopt.model.promises import add_promises
from evacopt.routes.cohorts import Cohorts, merge_groups
from evacopt.routes.eligibility import Travel, travel_of
from evacopt.routes.itineraries import NO_LEG, Timetable, enumerate_itineraries

ORDERS = ("first-come", "own-first", "priority-first")
"""In which people are taken by a cell that has no solver."""
MOST_BEHIND = 3
"""Links of a chain that are told apart in an order: who goes by those who go by others is rare enough."""


@dataclass(frozen=True, eq=False)
class Formulation:
    """A linear model, and what its columns mean.

    Attributes
    ----------
    pair_column : int64 array, shape (pairs of travel,)
    sortie_column : int64 array, shape (flights,), -1 where a flight is not for the planner to decide
    crew_columns : (flight, pool of crews, column), where more than one pool could fly a flight
    """

    instance: Instance
    model: LinearModel
    travel: Travel
    pair_column: Ints
    sortie_column: Ints
    crew_columns: tuple[tuple[int, int, int], ...]
    baseline: Baseline | None
    completions: tuple[Callable[[Ints], None], ...]

    def completed(self, values: Ints) -> Ints:
        """`values` with the columns that only count goals set to what they count."""
        copy = values.copy()
        for complete in self.completions:
            complete(copy)
        return copy

    @cached_property
    def helpers(self) -> Mask:
        """Columns that follow from who travels: sorties, crews, seats in pools; shape (columns,)."""
        mask = np.ones(len(self.model.lower), dtype=np.bool_)
        mask[self.pair_column] = False
        return mask


def formulate(
    instance: Instance, *, baseline: Plan | None = None, by_registration: bool = False
) -> Formulation:
    """The linear model of `instance`; `baseline` is the plan that the goal `changes` compares with;
    `by_registration` tells parties apart that registered at different times.

    Raises
    ------
    UsageError
        If there are more itineraries than a model can hold.
    """
    timetable = Timetable.of(instance)
    cohorts, then = cohorts_of(timetable, baseline, by_registration=by_registration)
    return formulated(travel_of(cohorts, enumerate_itineraries(timetable)), then)


def cohorts_of(
    timetable: Timetable, baseline: Plan | None, *, by_registration: bool = False
) -> tuple[Cohorts, Baseline | None]:
    """The cohorts of a model, and the baseline as far as a goal compares with it."""
    instance, then = timetable.instance, None
    if baseline is not None and "changes" in instance.policy.objectives:
        then = Baseline.of(instance, baseline)
    unmerged = rows_named(instance)
    unmerged.update(then.overfull(instance) if then else ())
    return merge_groups(timetable, unmerged=unmerged, by_registration=by_registration), then


def rows_named(instance: Instance) -> set[int]:
    """Rows of groups that pins and links name: each is a cohort of its own."""
    named = {pin.group for pin in instance.pins}
    named.update(code for link in instance.links for code in (link.group, link.partner))
    return {instance.groups.row[code] for code in named}


def formulated(travel: Travel, then: Baseline | None, *, others: Sequence[Baseline] = ()) -> Formulation:
    """The linear model in which nobody travels but as `travel` has it.

    Parameters
    ----------
    others : plans that another is to differ from as far as can be, which is then the last goal
    """
    builder = ModelBuilder(travel)
    for add_rules in (
        add_promises,
        add_cabin,
        add_places,
        add_aircraft,
        add_airfield,
        add_links,
        add_full_loads,
        add_linear_rules,
    ):
        add_rules(builder)
    goals = add_goals(builder, then)
    if others:
        goals.append(add_likeness(builder, others[0], others[1:]))
    return Formulation(
        instance=builder.instance,
        model=builder.finish(goals),
        travel=builder.travel,
        pair_column=builder.pair_column,
        sortie_column=builder.sortie_column,
        crew_columns=tuple(builder.crew_columns),
        baseline=then,
        completions=tuple(builder.completions),
    )


def order_of(formulation: Formulation, name: str) -> Ints:
    """The columns of the pairs in the order `name`, one of `ORDERS`; each once where nobody is linked.

    Each cohort tries its itineraries by first departure, then by arrival. Who has not registered comes last.
    Groups that are linked (6.6) come when the first of them does, those that go by others behind these, and
    once more after all.
    """
    travel = formulation.travel
    parties, itineraries = travel.cohorts.parties, travel.itineraries
    first, behind = _linked(formulation)
    last = np.iinfo(np.int64).max
    registered = np.where(parties.registered == BLANK, last, parties.registered)
    departs = itineraries.first_departure[travel.itinerary]
    arrives = itineraries.timetable.arrives[itineraries.last_leg[travel.itinerary]]
    keys: list[Ints | Mask] = [travel.itinerary, arrives, departs, travel.cohort]
    keys += [column[travel.cohort] for column in (behind, first, _earliest(registered, first))]
    if name == "own-first":
        keys.append(~_on_own_flights(travel))
    elif name == "priority-first":
        keys.append(_earliest(parties.priority, first)[travel.cohort])
    order = np.lexsort(keys)
    again = order[behind[travel.cohort[order]] > 0]
    columns: Ints = formulation.pair_column[np.append(order, again)]
    return columns


def _linked(formulation: Formulation) -> tuple[Ints, Ints]:
    """The first of the cohorts that each is linked with, itself if none is, and how many it goes behind."""
    instance, cohorts = formulation.instance, formulation.travel.cohorts
    first, behind = np.arange(len(cohorts)), np.zeros(len(cohorts), dtype=np.int64)
    cohort = (
        {name: int(cohorts.of[row]) for name, row in instance.groups.row.items()} if instance.links else {}
    )
    for knot in knots_of((link.group, link.partner) for link in instance.links):
        numbers = [cohort[name] for name in knot]
        first[numbers] = min(numbers)
    for _ in range(MOST_BEHIND):
        for link in instance.links:
            held, partner = cohort[link.group], cohort[link.partner]
            behind[held] = max(behind[held], min(behind[partner] + 1, MOST_BEHIND))
    return first, behind


def _earliest(column: Ints, first: Ints) -> Ints:
    """The least of `column` among those that are linked; shape (cohorts,)."""
    least = np.full(len(column), np.iinfo(np.int64).max)
    np.minimum.at(least, first, column)
    return least[first]


def _on_own_flights(travel: Travel) -> Mask:
    """Pairs whose every flight is flown by the party's own state; shape (pairs,)."""
    codes: dict[str, int] = {}
    nationality = travel.cohorts.parties.nationality.ints(lambda code: codes.setdefault(code, len(codes)))
    schedule = travel.itineraries.timetable.instance.schedule
    operators = np.array([*(codes.get(flight.operator, -1) for flight in schedule), -1], dtype=np.int64)
    legs = travel.itineraries.legs[travel.itinerary]
    own = (operators[legs] == nationality[travel.cohort][:, None]) | (legs == NO_LEG)
    mask: Mask = own.all(axis=1)
    return mask
