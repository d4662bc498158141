"""Rules of one location: people present at once, people processed for departure (3.6, 3.7)."""

from __future__ import annotations

import numpy as np

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.columns import BLANK, Ints, spans
from evacopt.domain.location import Location
from evacopt.model.builder import ModelBuilder


def add_places(builder: ModelBuilder) -> None:
    """State what each location can hold and process."""
    for number, place in enumerate(builder.instance.locations):
        if place.capacity is not None and place.role != "origin":
            _add_capacity(builder, number, place, place.capacity)
        if place.throughput_per_hour is not None:
            _add_throughput(builder, number, place, place.throughput_per_hour)


def _add_capacity(builder: ModelBuilder, number: int, place: Location, capacity: int) -> None:
    """A row for each arrival after which somebody may leave before the next one comes."""
    pair, comes, goes = _presence(builder, number, place)
    staying = goes > comes
    pair, comes, goes = pair[staying], comes[staying], goes[staying]
    moments = _fullest_moments(comes, goes)
    first, stop = np.searchsorted(moments, comes), np.searchsorted(moments, goes)
    entry, row = spans(first, stop)
    people = builder.of_pairs(builder.travel.cohorts.parties.people)[pair]
    builder.rows(
        "capacity",
        [f"{place.id} at {format_time(moment)}" for moment in moments.tolist()],
        [(row, builder.pair_column[pair[entry]], people[entry])],
        upper=capacity,
    )


def _presence(builder: ModelBuilder, number: int, place: Location) -> tuple[Ints, Ints, Ints]:
    """Which pairs are at the location, from and to when (half-open)."""
    table = builder.timetable
    pair, flight, leg = builder.travel.legs
    landing = table.destination[flight] == number
    pair, flight, leg = pair[landing], flight[landing], leg[landing]
    comes = table.arrives[flight]
    if place.role == "hub":
        legs = builder.travel.itineraries.legs[builder.travel.itinerary[pair]]
        return pair, comes, table.departs[legs[np.arange(len(pair)), leg + 1]]
    own = builder.of_pairs(builder.travel.cohorts.parties.stay)[pair]
    usual = BLANK if place.stay is None else place.stay
    stay = np.where(own == BLANK, usual, own)
    return pair, comes, np.where(stay == BLANK, builder.instance.ends, comes + stay)


def _fullest_moments(comes: Ints, goes: Ints) -> Ints:
    """The arrivals that are the last before somebody leaves: presence is never higher in between."""
    arrivals = np.unique(comes)
    if not len(arrivals):
        return arrivals
    departures = np.unique(goes)
    next_departure = np.searchsorted(departures, arrivals, side="right")
    fullest: Ints = arrivals[np.append(next_departure[1:] != next_departure[:-1], True)]
    return fullest


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
        [f"{place.id} at {format_time(moment)}" for moment in moments.tolist()],
        [(row, builder.pair_column[pair[entry]], people[entry])],
        upper=rate * (moments - begins) // HOUR,
    )
