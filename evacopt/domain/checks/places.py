"""Rules of locations, and of where groups start and where they may go."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.distinct import objections
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Cell, Remark, beside
from evacopt.domain.countries import NATIONALITIES
from evacopt.domain.country_names import NationalityRemedies
from evacopt.domain.written import time_text


def place_remarks(facts: Facts) -> Iterator[Remark]:
    """The horizon, opening times, origins of groups and the destinations that they accept."""
    yield from _horizon(facts)
    for row, place in enumerate(facts.instance.locations):
        if place.opens is not None and place.closes is not None and place.opens > place.closes:
            rule = f"must not be before opens, {time_text(place.opens)}"
            yield Remark(
                "locations",
                row,
                "closes",
                rule,
                time_text(place.closes),
                "",
                beside("locations", row, "opens"),
            )
    yield from _origins(facts)
    yield from _destinations(facts)


def _horizon(facts: Facts) -> Iterator[Remark]:
    begins, ends = facts.instance.begins, facts.instance.ends
    if ends <= begins:
        rule = f"must be after begins, {time_text(begins)}"
        yield Remark("instance", None, "ends", rule, time_text(ends), "", (("instance", None, "begins"),))


def _origins(facts: Facts) -> Iterator[Remark]:
    def stray(origin: str) -> int | None:
        place = facts.location_row.get(origin)
        fine = place is None or facts.instance.locations[place].role != "haven"
        return None if fine else place

    for row, origin, place in objections(facts.instance.groups.origin, stray):
        rule = "must name a location that is no haven"
        remedy = f"{_role(facts, place)}, where journeys end: give the group a location of role origin"
        yield Remark("groups", row, "origin", rule, origin, remedy, beside("locations", place, "role"))


def _role(facts: Facts, place: int) -> str:
    location = facts.instance.locations[place]
    return f"{location.id} is a {location.role}"


def _destinations(facts: Facts) -> Iterator[Remark]:
    countries = {place.country for place in facts.instance.locations}

    meant = NationalityRemedies({*facts.location_row, *countries})

    def wrong(codes: tuple[str, ...]) -> list[tuple[str, str]] | None:
        said = [(code, _destination_fault(facts, code, countries, meant)) for code in dict.fromkeys(codes)]
        return [(code, remedy) for code, remedy in said if remedy is not None] or None

    rule = "must name havens or countries"
    for row, _, faults in objections(facts.instance.groups.destinations, wrong):
        for code, remedy in faults:
            yield Remark("groups", row, "destinations", rule, code, remedy, _relied(facts, code))


def _relied(facts: Facts, code: str) -> tuple[Cell, ...]:
    place = facts.location_row.get(code)
    if place is None:
        return (("locations", None, "id"), ("locations", None, "country"))
    return beside("locations", place, "role")


def _destination_fault(
    facts: Facts, code: str, countries: set[str], meant: NationalityRemedies
) -> str | None:
    place = facts.location_row.get(code)
    if place is not None:
        return None if facts.instance.locations[place].role == "haven" else _role(facts, place)
    if code in countries or code in NATIONALITIES:
        return None
    return meant(code)
