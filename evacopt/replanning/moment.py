"""What is over, and what people have been told, at a moment."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.flight import Flight


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time, and how long before a departure people are called forward; all in minutes.

    Attributes
    ----------
    as_of : int
        The time now.
    notice : int
        Who departs earlier than that much after `as_of` has been called forward.
    check_in : int
        The policy's: how long before a departure it is too late to come.
    """

    as_of: int
    notice: int
    check_in: int = 0

    def departed(self, flight: Flight) -> bool:
        """Whether `flight` is in the air or down again."""
        return flight.departs <= self.as_of

    def closed(self, flight: Flight) -> bool:
        """Whether nobody new can get on `flight` any more: it has departed, or check-in is over."""
        return self.departed(flight) or flight.departs - self.check_in < self.as_of

    def called(self, flight: Flight) -> bool:
        """Whether the people of `flight` have at least been called forward."""
        return self.closed(flight) or flight.departs < self.as_of + self.notice
