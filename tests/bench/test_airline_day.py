"""The made-up day of an airline."""

from __future__ import annotations

from benchmarks.airline_day import BOOKINGS, FLIGHTS, airline_day
from evacopt.domain.checks import errors_of


def test_it_is_a_valid_instance_of_the_size_it_says() -> None:
    """The same for a seed, another for another one; nobody books more seats than there are."""
    made = airline_day(5)
    assert (len(made.groups), len(made.flights)) == (BOOKINGS, FLIGHTS)
    assert errors_of(made) == []
    assert made.sha256 == airline_day(5).sha256 != airline_day(6).sha256
    assert made.people < 2 * sum(flight.seats for flight in made.flights)
