"""A change to an instance that could be asked of somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.events.rows import change_flight, change_location
from evacopt.explaining.answer import Offer

UNIT = 10
"""Seats, places and people that an offer is of, so that offers can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Offer):
    """More of something; `made` gives the instance with it."""

    made: Callable[[Instance], Instance]


def of_flight(leg: Flight, kind: str, text: str, **cells: Any) -> Change:
    """A flight with other `cells`."""
    return Change(
        kind=kind,
        subject=leg.id,
        text=text,
        ask=leg.operator,
        made=partial(change_flight, flight=leg.id, **cells),
    )


def of_place(place: Location, kind: str, text: str, **cells: Any) -> Change:
    """A place with other `cells`."""
    return Change(
        kind=kind,
        subject=place.id,
        text=text,
        ask=place.country,
        made=partial(change_location, code=place.id, **cells),
    )
