"""What a person has decided about a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.shown import Brief

PinKind = Literal["at_least", "at_most", "exactly"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pin(Brief):
    """A number of parties of one group on an itinerary, on a flight, or travelling at all.

    Attributes
    ----------
    group : id of the group decided about
    kind : `at_least`, `at_most` or `exactly`
    parties : how many
    itinerary : ids of its flights in order, `("F1", "F2")`; empty for any
    flight : any itinerary with this flight, blank for any
    """

    group: str
    kind: PinKind
    parties: int
    itinerary: tuple[str, ...] = ()
    flight: str = ""

    def covers(self, itinerary: tuple[str, ...]) -> bool:
        """Whether a party on `itinerary` counts."""
        if self.itinerary:
            return itinerary == self.itinerary
        return not self.flight or self.flight in itinerary
