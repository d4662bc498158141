"""Shares, admissions, pins, and no more parties than there are (3.5, 3.11, 3.12)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.columns import Mask
from evacopt.domain.pin import Pin
from evacopt.domain.violation import Rule
from evacopt.milp.linear import NO_LOWER, NO_UPPER
from evacopt.model.builder import ModelBuilder


def add_promises(builder: ModelBuilder) -> None:
    """State what was promised between states and to people."""
    parties, entries = builder.travel.cohorts.parties, [(builder.travel.cohort, builder.pair_column, 1)]
    builder.rows("parties", parties.id, entries, upper=parties.count)
    schedule, places = builder.instance.schedule, builder.instance.location
    for share in builder.instance.shares:
        touched = _touching(builder, [share.covers(flight) for flight in schedule])
        if share.kind == "min":
            _limit_people(builder, "share_min", share.id, share.nationality, touched, lower=share.people)
        elif share.kind != "reserve":
            _limit_people(builder, "share_max", share.id, share.nationality, touched, upper=share.people)
    for row in builder.instance.admissions:
        if row.people is not None:
            ends = [(flight.destination, places[flight.destination].country) for flight in schedule]
            touched = _touching(builder, [row.place in end for end in ends])
            subject = f"{row.place} {row.nationality}"
            _limit_people(builder, "admission", subject, row.nationality, touched, upper=row.people)
    _add_pins(builder)


def _limit_people(
    builder: ModelBuilder,
    rule: Rule,
    subject: str,
    nationality: str,
    pairs: Mask,
    *,
    lower: int = NO_LOWER,
    upper: int = NO_UPPER,
) -> None:
    """One row: the people whose own nationality is (in) `nationality` on `pairs`, each counted once."""
    nationals = builder.instance.nationals(nationality)
    people = builder.of_pairs(
        builder.travel.cohorts.parties.own_nationalities.ints(
            lambda members: sum(people for code, people in members if code in nationals)
        )
    )
    counted = np.flatnonzero(pairs & (people > 0))
    entries = [(np.zeros(len(counted)), builder.pair_column[counted], people[counted])]
    builder.rows(rule, [subject], entries, lower=lower, upper=upper)


def _touching(builder: ModelBuilder, flights: Sequence[bool]) -> Mask:
    """Pairs whose itinerary uses any of `flights`."""
    table = np.array([*flights, False], dtype=np.bool_)
    touched: Mask = np.any(table[builder.travel.itineraries.legs], axis=1)
    return touched[builder.travel.itinerary]


def _add_pins(builder: ModelBuilder) -> None:
    itineraries, cohorts = builder.travel.itineraries, builder.travel.cohorts
    for number, pin in enumerate(builder.instance.pins):
        cohort = cohorts.of[builder.instance.groups.row[pin.group]]
        own = np.searchsorted(builder.travel.cohort, [cohort, cohort + 1])  # pairs are in order of cohorts
        covered = [p for p in range(*own) if pin.covers(itineraries.flights(builder.travel.itinerary[p]))]
        builder.rows(
            "pin",
            [pin_subject(pin)],
            [(np.zeros(len(covered)), builder.pair_column[np.array(covered, dtype=np.int64)], 1)],
            lower=NO_LOWER if pin.kind == "at_most" else pin.parties,
            upper=NO_UPPER if pin.kind == "at_least" else pin.parties,
            number=number,
        )


def pin_subject(pin: Pin) -> str:
    """What the row of a pin is about."""
    what = ">".join(pin.itinerary) or pin.flight or "travel"
    return f"{pin.group} {pin.kind} {pin.parties} on {what}"
