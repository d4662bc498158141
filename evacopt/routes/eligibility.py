"""Which cohort may take which itinerary, and how many of its parties fit on it at most."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Members
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.share import Admission
from evacopt.errors import UsageError
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.itineraries import NO_LEG, Itineraries

MOST_PAIRS = 20_000_000
"""More pairs than this are refused: a model over them would not fit a machine."""
UNLIMITED = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Travel:
    """Every (cohort, itinerary) pair that the rules for single parties allow.

    Attributes
    ----------
    cohort, itinerary : int64 arrays, shape (pairs,), ordered by cohort, then itinerary
    most : int64 array, shape (pairs,)
        Parties that fit at most: the parties of the cohort, and what each flight of the itinerary holds.
    """

    cohorts: Cohorts
    itineraries: Itineraries
    cohort: Ints
    itinerary: Ints
    most: Ints

    @cached_property
    def legs(self) -> tuple[Ints, Ints, Ints]:
        """Every (pair, flight) incidence: pair numbers, flight numbers, and the number of the leg."""
        legs = self.itineraries.legs[self.itinerary]
        pair, leg = np.nonzero(legs != NO_LEG)
        return pair, legs[pair, leg], leg

    def pairs_of(self, cohort: int) -> Ints:
        """The pairs of one cohort."""
        return np.arange(*np.searchsorted(self.cohort, [cohort, cohort + 1]))

    def __len__(self) -> int:
        return len(self.cohort)


def parties_that_fit(party: Group, flight: Flight) -> int:
    """Parties that `flight` can hold if nobody else boards; `UNLIMITED` if they use nothing of it."""
    uses = (
        (flight.seats_for(party), flight.seats),
        (party.stretchers, flight.stretchers),
        (party.infants, flight.infant_limit),
        *((dict(party.needs).get(code, 0), room) for code, room in flight.room if party.needs),
    )
    return min((flight.most_sorties * limit // use for use, limit in uses if use), default=UNLIMITED)


class OfFlights:
    """Numbers of the flights of an instance, each column made once for each distinct cause."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._made: dict[tuple[str, Hashable], Ints] = {}

    def column(self, cause: str, key: Hashable, value: Callable[[Flight], int], blank: int) -> Ints:
        """`value` of each flight, then `blank`; shape (flights + 1,)."""
        made = self._made.get((cause, key))
        if made is None:
            made = np.array([*map(value, self.instance.schedule), blank], dtype=np.int64)
            self._made[cause, key] = made
        return made


class Eligibility:
    """Masks over the itineraries, each made once for each distinct cause."""

    def __init__(self, itineraries: Itineraries, flights: OfFlights | None = None) -> None:
        self.itineraries = itineraries
        self.instance = itineraries.timetable.instance
        self._flights = flights or OfFlights(self.instance)
        self._made: dict[tuple[str, Hashable], Any] = {}

    def by_nationality(self, nationality: str) -> Mask:
        """Itineraries whose every flight accepts `nationality`."""
        return self._on_all_legs(
            "accepts", nationality, lambda flight: self.instance.accepts(flight, nationality)
        )

    def by_operators(self, operators: tuple[str, ...]) -> Mask:
        """Itineraries flown by `operators` only; by anybody where that is empty."""
        allowed = frozenset(operators)
        return self._on_all_legs(
            "operators", operators, lambda flight: not allowed or flight.operator in allowed
        )

    def by_destinations(self, destinations: tuple[str, ...]) -> Mask:
        """Itineraries that end at one of `destinations` (locations or countries; empty for any)."""
        named = frozenset(destinations)
        fine = [not named or place.id in named or place.country in named for place in self.instance.locations]
        mask: Mask = self._once("destinations", destinations, lambda: np.array(fine)[self.itineraries.haven])
        return mask

    def by_admission(self, nationalities: tuple[str, ...]) -> Mask:
        """Itineraries that land nowhere where a member of `nationalities` is not admitted then (6.2)."""
        barring = self._barring(nationalities)

        def lands(flight: Flight) -> bool:
            rows = barring.get(flight.destination)
            return rows is None or not any(row.counts_at(flight.arrives) for row in rows)

        return self._on_all_legs("admission", nationalities, lands)

    def most(self, party: Group) -> Ints:
        """Parties like `party` that fit on each itinerary if nobody else flies; shape (itineraries,)."""
        load = (party.size, party.infants, party.stretchers, party.needs)
        most: Ints = self._once(
            "most",
            load,
            lambda: self._flights.column(
                "most", load, lambda flight: parties_that_fit(party, flight), UNLIMITED
            )[self.itineraries.legs].min(axis=1),
        )
        return most

    def _barring(self, nationalities: tuple[str, ...]) -> dict[str, list[Admission]]:
        """By place the admissions of nobody that speak of a member of `nationalities`."""
        barring: dict[str, list[Admission]] = {}
        for row in self.instance.admissions:
            if row.people == 0 and not self.instance.nationals(row.nationality).isdisjoint(nationalities):
                for place in self.instance.locations:
                    if row.covers(place):
                        barring.setdefault(place.id, []).append(row)
        return barring

    def _on_all_legs(self, cause: str, key: Hashable, test: Callable[[Flight], bool]) -> Mask:
        mask: Mask = self._once(
            cause,
            key,
            lambda: (self._flights.column(cause, key, test, 1)[self.itineraries.legs] != 0).all(axis=1),
        )
        return mask

    def _once(self, cause: str, key: Hashable, make: Callable[[], Any]) -> Any:
        made = self._made.get((cause, key))
        if made is None:
            made = self._made[cause, key] = make()
        return made


def travel_of(cohorts: Cohorts, itineraries: Itineraries, flights: OfFlights | None = None) -> Travel:
    """Every pair that acceptance, admissions, times, destinations and the size of the aircraft allow.

    `flights` is what is known of flights from the last time.

    Raises
    ------
    UsageError
        If there are more than `MOST_PAIRS`; the message says what lowers their number.
    """
    eligibility = Eligibility(itineraries, flights)
    places = {place.id: number for number, place in enumerate(eligibility.instance.locations)}
    allowed, pairs = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))], 0
    for party in cohorts.parties:
        allowed.append(_allowed(eligibility, party, places[party.origin]))
        pairs += len(allowed[-1][0])
        if pairs > MOST_PAIRS:
            raise UsageError(
                phrase(
                    "more than {most} pairs of parties and itineraries: round ready and leave_by to whole "
                    "hours, or give identical parties as one row, so that they merge",
                    most=MOST_PAIRS,
                )
            )
    itinerary, most = (np.concatenate(column) for column in zip(*allowed, strict=True))
    cohort = np.repeat(np.arange(len(cohorts)), [len(chosen) for chosen, _ in allowed[1:]])
    return Travel(cohorts, itineraries, cohort, itinerary, most)


def nationalities_of(members: Members) -> tuple[str, ...]:
    """The nationalities of `members`, sorted."""
    return tuple(sorted(nationality for nationality, _ in members))


def _allowed(eligibility: Eligibility, party: Group, origin: int) -> tuple[Ints, Ints]:
    """Itineraries out of `origin` that `party` may take, and how many such parties fit on each."""
    itineraries, check_in = eligibility.itineraries, eligibility.instance.policy.check_in_minutes
    start, end = np.searchsorted(itineraries.origin, [origin, origin + 1])
    departs = itineraries.first_departure[start:end]
    assert party.ready is not None
    first = start + np.searchsorted(departs, party.ready + check_in)
    if party.leave_by is not None:
        end = start + np.searchsorted(departs, party.leave_by, side="right")
    window = slice(first, end)
    most = np.minimum(eligibility.most(party)[window], party.count)
    mask = (
        eligibility.by_nationality(party.nationality)[window]
        & eligibility.by_operators(party.operators)[window]
        & eligibility.by_destinations(party.destinations)[window]
        & eligibility.by_admission(nationalities_of(party.own_nationalities))[window]
        & (most > 0)
    )
    chosen = np.flatnonzero(mask)
    return chosen + first, most[chosen]
