"""From the values of a model's columns to a plan: cohorts become groups again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.plan import Assignments, Plan
from evacopt.model.aircraft import crew_pools, crew_units
from evacopt.model.baseline import Baseline
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation

Choice = tuple[int, int, int]
"""Group row, itinerary number, parties."""


def decode(formulation: Formulation, values: Ints) -> Plan:
    """The plan that `values` (int64, shape (columns,)) stand for, without goals and reasons.

    Within a cohort those who registered first leave first; with a baseline, as many parties as possible
    stay where they were.
    """
    instance, column = formulation.instance, formulation.sortie_column
    chosen = sorted(_choices(formulation, values[formulation.pair_column]))
    itineraries = formulation.travel.itineraries
    flights = {number: itineraries.flights(number) for number in {itinerary for _, itinerary, _ in chosen}}
    decided = np.flatnonzero(column != NO_COLUMN)
    flown = decided[values[column[decided]] > 0].tolist()
    sorties = sorted((instance.schedule[flight].id, int(values[column[flight]])) for flight in flown)
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments(
            Coded.of(instance.groups.id[row] for row, _, _ in chosen),
            Coded.of(flights[itinerary] for _, itinerary, _ in chosen),
            np.array([parties for _, _, parties in chosen], dtype=np.int64),
        ),
        sorties=tuple(sorties),
        crews=_crews(formulation, values),
    )


def _crews(formulation: Formulation, values: Ints) -> tuple[tuple[str, str, int], ...]:
    """Which crews fly what: the pool where there is only one, as the columns have it where there are more."""
    instance, column = formulation.instance, formulation.sortie_column
    sorties: dict[tuple[int, int], int] = {
        (flight, pool): int(values[crew]) for flight, pool, crew in formulation.crew_columns
    }
    shared = {flight for flight, _ in sorties}
    moves = formulation.travel.itineraries.timetable.moves
    for pool, crew in enumerate(crew_pools(instance)):
        for number, flight in enumerate(instance.schedule):
            if moves[number] and number not in shared and flight.fleet and crew.flies(flight.fleet):
                sorties[number, pool] = 1 if column[number] == NO_COLUMN else int(values[column[number]])
    return crew_units(instance, sorties)


@dataclass(frozen=True, eq=False)
class _Cohort:
    """One cohort while its parties are handed out: what is left of each group and each itinerary."""

    parties: dict[int, int]
    places: dict[int, int]

    def move(self, group: int, itinerary: int, parties: int) -> Choice:
        self.parties[group] -= parties
        self.places[itinerary] -= parties
        return group, itinerary, parties


def _choices(formulation: Formulation, travelling: Ints) -> Iterator[Choice]:
    """Hand out the parties of each cohort to its groups, itineraries by first departure; one choice for each
    group and itinerary."""
    travel, groups = formulation.travel, formulation.instance.groups
    used = np.flatnonzero(travelling)
    number = travel.itinerary[used]
    used = used[np.lexsort((number, travel.itineraries.first_departure[number], travel.cohort[used]))]
    registered = np.where(groups.registered == BLANK, np.iinfo(np.int64).max, groups.registered)
    starts, before = np.flatnonzero(np.diff(travel.cohort[used], prepend=-1)), formulation.baseline
    stayed = np.zeros(0, dtype=np.int64) if before is None else before.staying(formulation.instance)
    for pairs in np.split(used, starts[1:]) if len(used) else []:
        members = travel.cohorts.members[int(travel.cohort[pairs[0]])]
        members = members[np.lexsort((members, registered[members]))]
        cohort = _Cohort(
            dict(zip(members.tolist(), groups.count[members].tolist(), strict=True)),
            dict(zip(travel.itinerary[pairs].tolist(), travelling[pairs].tolist(), strict=True)),
        )
        total: dict[tuple[int, int], int] = {}
        for group, itinerary, parties in _hand_out(formulation, cohort, stayed):
            total[group, itinerary] = total.get((group, itinerary), 0) + parties
        yield from ((group, itinerary, parties) for (group, itinerary), parties in total.items())


def _hand_out(formulation: Formulation, cohort: _Cohort, stayed: Ints) -> Iterator[Choice]:
    nobody = dict.fromkeys(cohort.parties, 0)
    if formulation.baseline is not None:
        yield from _as_before(formulation, formulation.baseline, cohort)
        yield from _in_order(cohort, _home_as_before(stayed, cohort))
    yield from _in_order(cohort, nobody)


def _in_order(cohort: _Cohort, left_home: dict[int, int]) -> Iterator[Choice]:
    """First registered, first out; `left_home` parties of a group are passed over."""
    waiting = iter(cohort.parties)
    group = next(waiting, None)
    for itinerary in cohort.places:
        while group is not None and cohort.places[itinerary]:
            parties = min(cohort.parties[group] - left_home[group], cohort.places[itinerary])
            if parties > 0:
                yield cohort.move(group, itinerary, parties)
            if cohort.parties[group] <= left_home[group]:
                group = next(waiting, None)


def _as_before(formulation: Formulation, baseline: Baseline, cohort: _Cohort) -> Iterator[Choice]:
    """Parties who stay on the itinerary that they had."""
    numbers = {formulation.travel.itineraries.flights(itinerary): itinerary for itinerary in cohort.places}
    for group in cohort.parties:
        for flights, then in sorted(baseline.parties.get(group, {}).items()):
            itinerary = numbers.get(flights)
            if itinerary is not None:
                parties = min(then, cohort.parties[group], cohort.places[itinerary])
                if parties:
                    yield cohort.move(group, itinerary, parties)


def _home_as_before(stayed: Ints, cohort: _Cohort) -> dict[int, int]:
    """Of those who must stay now, as many as possible of those who stayed before, by group."""
    stay = sum(cohort.parties.values()) - sum(cohort.places.values())
    left_home = {}
    for group, parties in cohort.parties.items():
        left_home[group] = min(stay, int(stayed[group]), parties)
        stay -= left_home[group]
    return left_home
