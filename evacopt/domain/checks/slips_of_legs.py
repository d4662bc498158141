"""Warnings: seats, speed and hours of a flight that look like slips of the hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.checks.thresholds import (
    AIRCRAFT,
    CONVOY,
    FASTEST,
    LONGEST,
    REST,
    SEATS,
    SHORTEST,
    SURFACE,
)
from evacopt.domain.clock import HOUR
from evacopt.domain.flight import Leg
from evacopt.domain.location import Location
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import MILLION, hours_text

EARTH_KM = 6_371
_SIGNS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+")


def leg_slips(facts: Facts) -> Iterator[Remark]:
    """Of every flight, and of every series of sorties once."""
    for row, flight in enumerate(facts.instance.flights):
        yield from _seats("flights", row, flight)
        yield from _time(facts, "flights", row, flight, flight.arrives - flight.departs)
    for row, sortie in enumerate(facts.instance.sorties):
        yield from _seats("sorties", row, sortie)
        yield from _time(facts, "sorties", row, sortie, sortie.block_minutes)


def most_people(aircraft: str) -> int:
    """The most people that an aircraft so called has carried, 0 where nothing is known of it."""
    name = _SIGNS.sub("", aircraft).upper()
    known = [one for one in AIRCRAFT if one.name in name]
    return max(known, key=lambda one: len(one.name)).most_people if known else 0


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two places, latitude and longitude in degrees (haversine formula)."""
    south, west, north, east = map(radians, (*one, *other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def degrees(place: Location) -> tuple[float, float] | None:
    """Latitude and longitude of `place` in degrees, None where they are not known."""
    if place.lat is None or place.lon is None:
        return None
    return place.lat / MILLION, place.lon / MILLION


def _seats(table: str, row: int, leg: Leg) -> Iterator[Remark]:
    most = most_people(leg.aircraft)
    if most and leg.seats * 100 > most * SEATS.value:
        rule = phrase(
            "is far above what a {aircraft} has carried, at most {most}", aircraft=leg.aircraft, most=most
        )
        yield Remark(table, row, "seats", rule, str(leg.seats), phrase("is there a digit too many?"))


def _time(facts: Facts, table: str, row: int, leg: Leg, minutes: int) -> Iterator[Remark]:
    """A leg faster than any airliner, slower than a convoy, or longer than any flight: one of them."""
    flies = SURFACE.isdisjoint(_WORD.findall(leg.aircraft.casefold()))
    distance, rule, remedy = _distance(facts, leg), "", phrase("are the times, and the places, right?")
    hours = phrase("{minutes} hours", minutes=hours_text(minutes))
    if distance is not None and distance >= SHORTEST.value:
        way = phrase(
            "{distance:,} km from {origin} to {destination}",
            distance=round(distance),
            origin=leg.origin,
            destination=leg.destination,
        )
        if distance * HOUR > FASTEST.value * minutes:
            rule = phrase(
                "makes it faster than any airliner, {way} at {speed:,} km/h",
                way=way,
                speed=round(distance * HOUR / minutes),
            )
        elif minutes > (distance / CONVOY.value + REST.value) * HOUR:
            rule = phrase("makes it slower than a convoy, {way}", way=way)
    if not rule and flies and minutes > LONGEST.value * HOUR:
        rule, remedy = (
            phrase("makes it longer than any flight"),
            phrase("is the date right? If it is no flight, say so in aircraft"),
        )
    if rule:
        column = "arrives" if table == "flights" else "block_minutes"
        places = [facts.location_row.get(name) for name in (leg.origin, leg.destination)]
        relies = tuple(("locations", place, "lat") for place in places if place is not None)
        yield Remark(table, row, column, rule, hours, remedy, relies_on=relies)


def _distance(facts: Facts, leg: Leg) -> float | None:
    """Kilometres between the ends of `leg`, None where one of them is not known."""
    rows = [facts.location_row.get(name) for name in (leg.origin, leg.destination)]
    places = [degrees(facts.instance.locations[row]) for row in rows if row is not None]
    start, end = places if len(places) == 2 else (None, None)
    return None if start is None or end is None else kilometres(start, end)
