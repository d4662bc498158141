"""Rules of flights, and of the sorties that stand for them."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.dates import meant_within
from evacopt.domain.checks.facts import MOST_SORTIES, Facts, sorties_of
from evacopt.domain.checks.remark import HORIZON, Remark, cells_of
from evacopt.domain.checks.thresholds import OVERNIGHT
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight, Leg, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import hours_text, time_text


def flight_remarks(facts: Facts) -> Iterator[Remark]:
    """From somewhere to somewhere else, forward in time, within the horizon."""
    for row, flight in enumerate(facts.instance.flights):
        yield from _leg("flights", row, flight)
        yield from _times(facts.instance, row, flight)
    for row, sortie in enumerate(facts.instance.sorties):
        yield from _leg("sorties", row, sortie)
        yield from _series(facts.instance, row, sortie)
    if facts.too_many_sorties:
        sorties = facts.instance.sorties
        row = max(range(len(sorties)), key=lambda row: sorties_of(sorties[row]))
        rule = phrase(
            "must leave at most {most_sorties} flights of all sorties together", most_sorties=MOST_SORTIES
        )
        value = phrase(
            "{sorties} of this row, one every {every} hours",
            sorties=sorties_of(sorties[row]),
            every=hours_text(sorties[row].every),
        )
        yield Remark("sorties", row, "every_hours", rule, value, beside=("first_departure", "until"))


def _leg(table: str, row: int, leg: Leg) -> Iterator[Remark]:
    if leg.destination and leg.origin == leg.destination:
        yield Remark(
            table, row, "destination", phrase("must not be the origin"), leg.destination, beside=("origin",)
        )


def _times(instance: Instance, row: int, flight: Flight) -> Iterator[Remark]:
    if flight.arrives <= flight.departs:
        rule, later = (
            phrase("must be after departs, {departs}", departs=time_text(flight.departs)),
            flight.arrives + DAY,
        )
        remedy = (
            phrase("is {later} meant, the day after?", later=time_text(later))
            if 0 < later - flight.departs <= OVERNIGHT.value * HOUR
            else ""
        )
        yield Remark("flights", row, "arrives", rule, time_text(flight.arrives), remedy, ("departs",))
    if flight.status != "cancelled" and not _in_horizon(instance, flight.departs):
        relies = (*HORIZON, *cells_of("flights", row, "status"))
        departs, meant = time_text(flight.departs), meant_within(instance, flight.departs)
        yield Remark("flights", row, "departs", _within(instance), departs, meant, relies_on=relies)


def _series(instance: Instance, row: int, sortie: Sortie) -> Iterator[Remark]:
    first, until = sortie.first_departure, sortie.until
    if not _in_horizon(instance, first):
        rule = _within(instance)
        yield Remark("sorties", row, "first_departure", rule, time_text(first), relies_on=HORIZON)
    if until < first:
        rule = phrase("must not be before first_departure, {first}", first=time_text(first))
        yield Remark("sorties", row, "until", rule, time_text(until), beside=("first_departure",))
    if until > instance.ends >= instance.begins:
        rule = phrase("must be at most the end of the instance, {ends}", ends=time_text(instance.ends))
        yield Remark("sorties", row, "until", rule, time_text(until), relies_on=HORIZON)


def _in_horizon(instance: Instance, minute: int) -> bool:
    """Whether something may depart at `minute`; nothing is asked of a horizon that is none."""
    return instance.begins > instance.ends or instance.begins <= minute <= instance.ends


def _within(instance: Instance) -> str:
    return phrase(
        "must be within the horizon, {begins} to {ends}",
        begins=time_text(instance.begins),
        ends=time_text(instance.ends),
    )
