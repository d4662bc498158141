"""Shares, admissions, pins, and no more parties than there are (3.5, 3.11, 3.12, 6.2, 6.7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.clock import format_time
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.pin import Pin
from evacopt.domain.share import Admission, Share
from evacopt.domain.violation import Rule
from evacopt.milp.linear import NO_LOWER, NO_UPPER
from evacopt.model.builder import ModelBuilder


def add_promises(builder: ModelBuilder) -> None:
    """State what was promised between states and to people."""
    parties, entries = builder.travel.cohorts.parties, [(builder.travel.cohort, builder.pair_column, 1)]
    builder.rows("parties", parties.id, entries, upper=parties.count)
    for share in builder.instance.shares:
        if share.kind != "reserve":
            _add_share(builder, share)
    for row in builder.instance.admissions:
        if row.people is not None:
            _add_admission(builder, row, row.people)
    _add_pins(builder)


def _add_share(builder: ModelBuilder, share: Share) -> None:
    """At least or at most so many people of a nationality, a tag, or both on the flights of a scope."""
    parties = builder.travel.cohorts.parties
    people = _nationals(builder, share.nationality) if share.nationality else parties.people
    people = people * parties.tags.ints(lambda tags: share.tag in ("", *tags))
    touched = _touching(builder, [share.covers(flight) for flight in builder.instance.schedule])
    if share.kind == "min":
        _limit_people(builder, "share_min", share.id, people, touched, lower=share.people)
    else:
        _limit_people(builder, "share_max", share.id, people, touched, upper=share.people)


def _add_admission(builder: ModelBuilder, row: Admission, limit: int) -> None:
    """Whoever lands there, in the time that it speaks of, counts once."""
    schedule, place = builder.instance.schedule, builder.instance.location
    landing = [row.covers(place[leg.destination]) and row.counts_at(leg.arrives) for leg in schedule]
    times = [("from", row.since), ("until", row.until)]
    words = [f"{word} {format_time(time)}" for word, time in times if time is not None]
    subject = " ".join([row.place, row.nationality, *words])
    people, touched = _nationals(builder, row.nationality), _touching(builder, landing)
    _limit_people(builder, "admission", subject, people, touched, upper=limit)


def _nationals(builder: ModelBuilder, code: str) -> Ints:
    """People of one party of each cohort whose own nationality is (in) `code`; shape (cohorts,)."""
    nationals = builder.instance.nationals(code)
    return builder.travel.cohorts.parties.own_nationalities.ints(
        lambda members: sum(people for nationality, people in members if nationality in nationals)
    )


def _limit_people(
    builder: ModelBuilder,
    rule: Rule,
    subject: str,
    people: Ints,
    pairs: Mask,
    *,
    lower: int = NO_LOWER,
    upper: int = NO_UPPER,
) -> None:
    """One row: `people` of one party of each cohort on `pairs`, each counted once."""
    each = builder.of_pairs(people)
    counted = np.flatnonzero(pairs & (each > 0))
    entries = [(np.zeros(len(counted)), builder.pair_column[counted], each[counted])]
    builder.rows(rule, [subject], entries, lower=lower, upper=upper)


def _touching(builder: ModelBuilder, flights: Sequence[bool]) -> Mask:
    """Pairs whose itinerary uses any of `flights`."""
    table = np.array([*flights, False], dtype=np.bool_)
    touched: Mask = np.any(table[builder.travel.itineraries.legs], axis=1)
    return touched[builder.travel.itinerary]


def _add_pins(builder: ModelBuilder) -> None:
    itineraries, cohorts = builder.travel.itineraries, builder.travel.cohorts
    for number, pin in enumerate(builder.instance.pins):
        own = builder.travel.pairs_of(int(cohorts.of[builder.instance.groups.row[pin.group]]))
        numbers = builder.travel.itinerary[own].tolist()
        covered = own[[pin.covers(itineraries.flights(number)) for number in numbers]]
        builder.rows(
            "pin",
            [pin_subject(pin)],
            [(np.zeros(len(covered)), builder.pair_column[covered], 1)],
            lower=NO_LOWER if pin.kind == "at_most" else pin.parties,
            upper=NO_UPPER if pin.kind == "at_least" else pin.parties,
            number=number,
        )


def pin_subject(pin: Pin) -> str:
    """What the row of a pin is about."""
    what = ">".join(pin.itinerary) or pin.flight or "travel"
    return f"{pin.group} {pin.kind} {pin.parties} on {what}"
