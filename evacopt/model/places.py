"""Rules of one location: people present at once, who land, who are processed (3.6, 3.7, 6.2, 6.5)."""

from __future__ import annotations

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import BLANK, Ints, spans
from evacopt.domain.location import Location
from evacopt.domain.reception import Steps
from evacopt.domain.violation import Rule
from evacopt.model.builder import ModelBuilder
from evacopt.model.moments import at_each, fullest_moments, limit_at


def add_places(builder: ModelBuilder) -> None:
    """State what each location can hold, take in and process."""
    for number, place in enumerate(builder.instance.locations):
        if place.id in builder.instance.presence_limits:
            _add_presence(builder, number, place)
        if place.arrivals_per_hour is not None:
            _add_arrivals(builder, number, "arrivals_hour", HOUR, place.arrivals_per_hour)
        if place.arrivals_per_day is not None:
            _add_arrivals(builder, number, "arrivals_day", DAY, place.arrivals_per_day)
        if place.throughput_per_hour is not None:
            _add_throughput(builder, number, place, place.throughput_per_hour)


def _add_presence(builder: ModelBuilder, number: int, place: Location) -> None:
    """How many people may be there at once, and how much of each dimension they may need."""
    limits, parties = builder.instance.presence_limits[place.id], builder.travel.cohorts.parties
    presence = _presence(builder, number, place)
    for code, steps in limits.items():
        rule: Rule = "dimension" if code else "capacity"
        amount = parties.needs_of(code) if code else parties.people
        subject = f"{place.id} {code}".rstrip()
        _limit_presence(builder, rule, subject, presence, amount=amount, steps=steps)


def _limit_presence(
    builder: ModelBuilder,
    rule: Rule,
    subject: str,
    presence: tuple[Ints, Ints, Ints],
    *,
    amount: Ints,
    steps: Steps,
) -> None:
    """A row for each moment at which more may be there, or less is allowed, than at the next one."""
    each = builder.of_pairs(amount)[presence[0]]
    there = (presence[2] > presence[1]) & (each > 0)
    pair, comes, goes, each = (part[there] for part in (*presence, each))
    moments = fullest_moments(comes, goes, steps)
    entry, row = spans(np.searchsorted(moments, comes), np.searchsorted(moments, goes))
    builder.rows(
        rule,
        at_each(subject, moments),
        [(row, builder.pair_column[pair[entry]], each[entry])],
        upper=limit_at(steps, moments),
    )


def _presence(builder: ModelBuilder, number: int, place: Location) -> tuple[Ints, Ints, Ints]:
    """Which pairs are at the location, from and to when (half-open): until they go on, or for the stay.

    Whoever gets no further than a hub is there for good.
    """
    table = builder.timetable
    pair, flight, leg = builder.travel.legs
    landing = table.destination[flight] == number
    pair, flight, leg = pair[landing], flight[landing], leg[landing]
    comes = table.arrives[flight]
    itineraries, number = builder.travel.itineraries, builder.travel.itinerary[pair]
    onward = itineraries.legs[number, np.minimum(leg + 1, itineraries.legs.shape[1] - 1)]
    own = builder.of_pairs(builder.travel.cohorts.parties.stay)[pair]
    usual = BLANK if place.stay is None else place.stay
    stay = np.where(own == BLANK, usual, own) if place.is_end else np.full_like(own, BLANK)
    for_good = np.where(stay == BLANK, builder.instance.ends, comes + stay)
    return pair, comes, np.where(itineraries.last_leg[number] == flight, for_good, table.departs[onward])


def _add_arrivals(builder: ModelBuilder, number: int, rule: Rule, period: int, limit: int) -> None:
    """All who land in each period of UTC, in transit or for good."""
    table = builder.timetable
    pair, flight, _ = builder.travel.legs
    landing = table.destination[flight] == number
    pair, arrives = pair[landing], table.arrives[flight[landing]]
    periods, row = np.unique(arrives // period, return_inverse=True)
    people = builder.of_pairs(builder.travel.cohorts.parties.people)[pair]
    builder.rows(
        rule,
        at_each(builder.instance.locations[number].id, periods * period),
        [(row, builder.pair_column[pair], people)],
        upper=limit,
    )


def _add_throughput(builder: ModelBuilder, number: int, place: Location, rate: int) -> None:
    """A row for each departure: all who have left by then were processed since the place opened."""
    table = builder.timetable
    pair, flight, _ = builder.travel.legs
    leaves = table.origin[flight] == number
    pair, departs = pair[leaves], table.departs[flight[leaves]]
    moments = np.unique(departs)
    first = np.searchsorted(moments, departs)
    entry, row = spans(first, np.full(len(pair), len(moments)))
    begins = builder.instance.begins if place.opens is None else max(builder.instance.begins, place.opens)
    people = builder.of_pairs(builder.travel.cohorts.parties.people)[pair]
    builder.rows(
        "throughput",
        at_each(place.id, moments),
        [(row, builder.pair_column[pair[entry]], people[entry])],
        upper=rate * (moments - begins) // HOUR,
    )
