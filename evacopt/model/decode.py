"""From the values of a model's columns to a plan: cohorts become groups again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.plan import Assignments, Itinerary, Plan
from evacopt.model.aircraft import crew_pools
from evacopt.model.crews import crew_units
from evacopt.model.draft import NO_COLUMN
from evacopt.model.formulation import Formulation

Choice = tuple[int, int, int]
"""Group row, itinerary number, parties."""


def decode(formulation: Formulation, values: Ints) -> Plan:
    """The plan that `values` (int64, shape (columns,)) stand for, without goals and reasons.

    Within a cohort those who registered first leave first; with a baseline, as many parties as possible
    stay where they were.
    """
    instance = formulation.instance
    chosen = sorted(_choices(formulation, values[formulation.pair_column]))
    itineraries = formulation.travel.itineraries
    flights = {number: itineraries.flights(number) for number in {itinerary for _, itinerary, _ in chosen}}
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments(
            Coded.of(instance.groups.id[row] for row, _, _ in chosen),
            Coded.of(flights[itinerary] for _, itinerary, _ in chosen),
            np.array([parties for _, _, parties in chosen], dtype=np.int64),
        ),
        sorties=_sorties(formulation, values),
        crews=_crews(formulation, values),
    )


def _sorties(formulation: Formulation, values: Ints) -> tuple[tuple[str, int], ...]:
    column = formulation.sortie_column
    decided = np.flatnonzero(column != NO_COLUMN)
    flown = decided[values[column[decided]] > 0]
    schedule = formulation.instance.schedule
    return tuple(sorted((schedule[flight].id, int(values[column[flight]])) for flight in flown.tolist()))


def _crews(formulation: Formulation, values: Ints) -> tuple[tuple[str, str, int], ...]:
    """Which crews fly what: the pool where there is only one, what the columns say where there are more."""
    instance, column = formulation.instance, formulation.sortie_column
    said: dict[tuple[int, int], int] = {
        (flight, pool): int(values[crew]) for flight, pool, crew in formulation.crew_columns
    }
    shared = {flight for flight, _ in said}
    moves = formulation.travel.itineraries.timetable.moves
    for pool, crew in enumerate(crew_pools(instance)):
        for number, flight in enumerate(instance.schedule):
            if moves[number] and number not in shared and flight.fleet and crew.flies(flight.fleet):
                said[number, pool] = 1 if column[number] == NO_COLUMN else int(values[column[number]])
    return crew_units(instance, said)


@dataclass(frozen=True, eq=False)
class _Cohort:
    """One cohort while its parties are handed out: what is left of each group and each itinerary."""

    groups: list[int]
    parties: dict[int, int]
    places: dict[int, int]

    def move(self, group: int, itinerary: int, parties: int) -> Choice:
        self.parties[group] -= parties
        self.places[itinerary] -= parties
        return group, itinerary, parties


def _choices(formulation: Formulation, travelling: Ints) -> Iterator[Choice]:
    """Hand out the parties of each cohort to its groups."""
    travel = formulation.travel
    used = np.flatnonzero(travelling)
    used = used[np.lexsort((_leaving(formulation, used), travel.cohort[used]))]
    groups = formulation.instance.groups
    starts = np.flatnonzero(np.diff(travel.cohort[used], prepend=-1)).tolist()
    for first, stop in zip(starts, [*starts[1:], len(used)], strict=False):
        members = travel.cohorts.members[int(travel.cohort[used[first]])]
        registered = groups.registered[members]
        order = np.lexsort((members, np.where(registered == BLANK, np.iinfo(np.int64).max, registered)))
        mine = members[order].tolist()
        pairs = used[first:stop]
        cohort = _Cohort(
            mine,
            dict(zip(mine, groups.count[mine].tolist(), strict=True)),
            dict(zip(travel.itinerary[pairs].tolist(), travelling[pairs].tolist(), strict=True)),
        )
        yield from _gathered(_hand_out(formulation, cohort))


def _leaving(formulation: Formulation, pairs: Ints) -> Ints:
    """The rank of each pair by first departure, then itinerary."""
    itineraries = formulation.travel.itineraries
    number = formulation.travel.itinerary[pairs]
    rank = np.empty(len(pairs), dtype=np.int64)
    rank[np.lexsort((number, itineraries.first_departure[number]))] = np.arange(len(pairs))
    return rank


def _gathered(choices: Iterator[Choice]) -> Iterator[Choice]:
    """One choice for each group and itinerary."""
    total: dict[tuple[int, int], int] = {}
    for group, itinerary, parties in choices:
        total[group, itinerary] = total.get((group, itinerary), 0) + parties
    return ((group, itinerary, parties) for (group, itinerary), parties in total.items())


def _hand_out(formulation: Formulation, cohort: _Cohort) -> Iterator[Choice]:
    left_home = dict.fromkeys(cohort.groups, 0)
    if formulation.baseline is not None:
        yield from _as_before(formulation, cohort)
        left_home = _home_as_before(formulation, cohort)
    yield from _in_order(cohort, left_home)
    yield from _in_order(cohort, dict.fromkeys(cohort.groups, 0))


def _in_order(cohort: _Cohort, left_home: dict[int, int]) -> Iterator[Choice]:
    """First registered, first out; `left_home` parties of a group are passed over."""
    waiting = iter(cohort.groups)
    group = next(waiting, None)
    for itinerary in cohort.places:
        while group is not None and cohort.places[itinerary]:
            parties = min(cohort.parties[group] - left_home[group], cohort.places[itinerary])
            if parties > 0:
                yield cohort.move(group, itinerary, parties)
            if cohort.parties[group] <= left_home[group]:
                group = next(waiting, None)


def _as_before(formulation: Formulation, cohort: _Cohort) -> Iterator[Choice]:
    """Parties who stay on the itinerary that they had."""
    assert formulation.baseline is not None
    ids: dict[Itinerary, int] = {
        formulation.travel.itineraries.flights(itinerary): itinerary for itinerary in cohort.places
    }
    for group in cohort.groups:
        for flights, then in sorted(formulation.baseline.parties.get(group, {}).items()):
            itinerary = ids.get(flights)
            if itinerary is not None:
                parties = min(then, cohort.parties[group], cohort.places[itinerary])
                if parties:
                    yield cohort.move(group, itinerary, parties)


def _home_as_before(formulation: Formulation, cohort: _Cohort) -> dict[int, int]:
    """Of those who must stay now, as many as possible of those who stayed before, by group."""
    assert formulation.baseline is not None
    stay = sum(cohort.parties.values()) - sum(cohort.places.values())
    stayed = formulation.baseline.staying(formulation.instance)
    left_home = {}
    for group in cohort.groups:
        left_home[group] = min(stay, int(stayed[group]), cohort.parties[group])
        stay -= left_home[group]
    return left_home
