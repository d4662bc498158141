"""Shares, admissions, pins, and no more parties than there are (3.5, 3.11, 3.12)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.pin import Pin
from evacopt.domain.rule import Rule
from evacopt.milp.linear import NO_LOWER, NO_UPPER
from evacopt.model.draft import Draft


def add_promises(draft: Draft) -> None:
    """State what was promised between states and to people."""
    _add_parties(draft)
    _add_shares(draft)
    _add_admissions(draft)
    _add_pins(draft)


def people_of(draft: Draft, nationality: str) -> Ints:
    """People of one party whose own nationality is (in) `nationality`; shape (cohorts,)."""
    wanted = draft.instance.nationals(nationality)
    return draft.travel.cohorts.parties.own_nationalities.ints(
        lambda members: sum(people for code, people in members if code in wanted)
    )


def _add_parties(draft: Draft) -> None:
    parties = draft.travel.cohorts.parties
    draft.rows("parties", parties.id, [(draft.travel.cohort, draft.pair_column, 1)], upper=parties.count)


def _add_shares(draft: Draft) -> None:
    for share in draft.instance.shares:
        if share.kind != "reserve":
            touched = _touching(draft, (share.covers(flight) for flight in draft.instance.schedule))
            bound = {"lower": share.people} if share.kind == "min" else {"upper": share.people}
            rule: Rule = "share_min" if share.kind == "min" else "share_max"
            _limit_people(draft, rule, share.id, share.nationality, touched, **bound)


def _add_admissions(draft: Draft) -> None:
    places = draft.instance.location
    for row in draft.instance.admissions:
        if row.people is not None:
            lands = _touching(
                draft,
                (
                    row.place in (flight.destination, places[flight.destination].country)
                    for flight in draft.instance.schedule
                ),
            )
            subject = f"{row.place} {row.nationality}"
            _limit_people(draft, "admission", subject, row.nationality, lands, upper=row.people)


def _limit_people(
    draft: Draft,
    rule: Rule,
    subject: str,
    nationality: str,
    pairs: Mask,
    *,
    lower: int = NO_LOWER,
    upper: int = NO_UPPER,
) -> None:
    """One row: the people of `nationality` on `pairs`, each counted once."""
    people = draft.of_pairs(people_of(draft, nationality))
    counted = np.flatnonzero(pairs & (people > 0))
    entries = [(np.zeros(len(counted)), draft.pair_column[counted], people[counted])]
    draft.rows(rule, [subject], entries, lower=lower, upper=upper)


def _touching(draft: Draft, flights: Iterable[bool]) -> Mask:
    """Pairs whose itinerary uses any of the flights for which the mask is true."""
    table = np.array([*flights, False], dtype=np.bool_)
    itineraries = draft.travel.itineraries
    touched: Mask = np.any(table[itineraries.legs], axis=1)
    return touched[draft.travel.itinerary]


def _add_pins(draft: Draft) -> None:
    itineraries, cohorts = draft.travel.itineraries, draft.travel.cohorts
    for number, pin in enumerate(draft.instance.pins):
        cohort = cohorts.of[draft.instance.groups.row[pin.group]]
        own = np.searchsorted(draft.travel.cohort, [cohort, cohort + 1])  # pairs are in order of cohorts
        covered = [p for p in range(*own) if pin.covers(itineraries.flights(draft.travel.itinerary[p]))]
        draft.rows(
            "pin",
            [pin_subject(pin)],
            [(np.zeros(len(covered)), draft.pair_column[np.array(covered, dtype=np.int64)], 1)],
            lower=NO_LOWER if pin.kind == "at_most" else pin.parties,
            upper=NO_UPPER if pin.kind == "at_least" else pin.parties,
            number=number,
        )


def pin_subject(pin: Pin) -> str:
    """What the row of a pin is about."""
    what = ">".join(pin.itinerary) or pin.flight or "travel"
    return f"{pin.group} {pin.kind} {pin.parties} on {what}"
