"""Slips of the hand, those among them that a table of airports tells: coordinates that are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.checks import NOTHING, findings_of
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Remark
from evacopt.domain.checks.slips import slip_remarks
from evacopt.domain.checks.slips_of_legs import EARTH_KM, degrees, kilometres
from evacopt.domain.checks.thresholds import ABROAD, AIRPORT
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.phrase import phrase
from evacopt.files.places import airport_of, airport_places

_Points: TypeAlias = npt.NDArray[np.float64]


def slips_of(instance: Instance) -> list[Finding]:
    """Figures, codes, dates and coordinates of a sound instance that look like slips of the hand."""
    elsewhere = list(_whereabouts(instance))
    doubtful = NOTHING.also(cell for remark in elsewhere for cell in remark.cells)
    return [
        *findings_of(instance, elsewhere, NOTHING, "warning"),
        *findings_of(instance, slip_remarks(Facts(instance)), doubtful, "warning"),
    ]


def _whereabouts(instance: Instance) -> Iterator[Remark]:
    """Coordinates far from the airport whose code the place has, or from every airport of its state."""
    for row, place in enumerate(instance.locations):
        written = degrees(place)
        rule = _elsewhere(place, *written) if written else ""
        if written and rule:
            swapped = written[::-1] if abs(written[1]) <= 90 else None
            remedy = phrase("are lat and lon the right way round, with their signs?")
            if swapped and not _elsewhere(place, *swapped):
                remedy = phrase("lat and lon are probably swapped")
            yield Remark("locations", row, "lat", rule, f"{written[0]:g}, {written[1]:g}", remedy)


def _elsewhere(place: Location, lat: float, lon: float) -> str:
    airport = airport_of({"iata": place.iata, "icao": place.icao}) if place.iata or place.icao else None
    if airport is not None:
        away = kilometres((lat, lon), (airport["lat"], airport["lon"]))
        name = place.iata or place.icao
        return (
            phrase("is {away:,} km from the airport {name}", away=round(away), name=name)
            if away > AIRPORT.value
            else ""
        )
    airports = _airports_in(place.country)
    if not len(airports):
        return ""
    nearest = EARTH_KM * float(np.arccos(np.clip(airports @ _on_sphere([(lat, lon)])[0], -1, 1)).min())
    return (
        phrase(
            "is {nearest:,} km from every airport of {country}", nearest=round(nearest), country=place.country
        )
        if nearest > ABROAD.value
        else ""
    )


@cache
def _airports_in(state: str) -> _Points:
    """Where the airports of a state are, points of the unit sphere, shape (airports, 3)."""
    return _on_sphere(airport_places(state))


def _on_sphere(places: Sequence[tuple[float, float]]) -> _Points:
    """Points of the unit sphere from latitudes and longitudes in degrees."""
    lat, lon = np.radians(np.array(places, dtype=np.float64).reshape(-1, 2)).T
    points: _Points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    return points
