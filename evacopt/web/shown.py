"""What is on the screen: a state of the board, counted once for all parts of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from evacopt.board.state import State
from evacopt.domain.nearest import with_suggestion
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError
from evacopt.output.records import FlightLine, heaped
from evacopt.output.report.situation import Situation

if TYPE_CHECKING:
    from evacopt.domain.group import Group
    from evacopt.domain.plan import Itinerary
    from evacopt.domain.violation import Violation

KEPT = 4
"""States that stay counted: that of now, and those that somebody looks back at."""
WAITING = ">"
"""The way of those who wait, as pages write it; a way is written `F1>F2`."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A state with all that pages count of it."""

    state: State

    @cached_property
    def situation(self) -> Situation:
        """The situation at the time of the board, or at the end of the horizon that is nearest."""
        instance = self.state.instance
        as_of = min(max(self.state.as_of, instance.begins), instance.ends)
        return Situation.of(instance, self.state.plan, as_of=as_of)

    @cached_property
    def lines(self) -> dict[str, FlightLine]:
        """A line a flight by its id, in order of departure."""
        return {line.id: line for line in self.situation.view.flights}

    @cached_property
    def broken(self) -> Mapping[str, list[Violation]]:
        """Rules that are broken, by the flight, the place or the group that they speak of."""
        return heaped(self.state.violations, self.subject)

    def subject(self, violation: Violation) -> str:
        """The code that a violation speaks of; blank where it is none of the instance."""
        instance, words = self.state.instance, violation.subject
        known = (instance.flight, instance.location, instance.groups.row)
        for end in (len(words), *(at for at, letter in enumerate(words) if letter == " ")):
            if any(words[:end] in codes for codes in known):
                return words[:end]
        return ""

    @cached_property
    def ways(self) -> dict[str, list[tuple[Itinerary, int]]]:
        """The ways on which parties of each group travel, and how many."""
        heaps: dict[str, list[tuple[Itinerary, int]]] = {}
        for row in self.state.plan.assignments:
            heaps.setdefault(row.group, []).append((row.itinerary, row.parties))
        return heaps

    @cached_property
    def aboard(self) -> dict[str, list[tuple[str, Itinerary, int]]]:
        """Who is aboard each flight: group, way and parties."""
        heaps: dict[str, list[tuple[str, Itinerary, int]]] = {}
        for row in self.state.plan.assignments:
            for flight in row.itinerary:
                heaps.setdefault(flight, []).append((row.group, row.itinerary, row.parties))
        return heaps

    def flown(self, way: Itinerary) -> Itinerary:
        """The flights of a way that have left by now."""
        now, flights = self.situation.as_of, self.state.instance.flight
        return tuple(flight for flight in way if flight in flights and flights[flight].departs < now)

    def group(self, code: str) -> Group:
        """The group of that code; `UsageError` where there is none."""
        groups = self.state.instance.groups
        if code not in groups.row:
            text = phrase("no group is called {group}", group=code)
            raise UsageError(with_suggestion(text, code, groups.row))
        return groups[groups.row[code]]

    def waiting(self, code: str) -> int:
        """Parties of a group that wait."""
        return int(self.situation.counted.left[self.state.instance.groups.row[code]])

    def flight(self, code: str) -> FlightLine:
        """The line of that flight; `UsageError` where there is none."""
        if code not in self.lines:
            text = phrase("no flight is called {flight}", flight=code)
            raise UsageError(with_suggestion(text, code, self.lines))
        return self.lines[code]


@lru_cache(maxsize=KEPT)
def counted(state: State) -> Shown:
    """A state with what was counted of it before."""
    return Shown(state)


def way_of(text: str) -> Itinerary:
    """A way as pages write it: `F1>F2`, or `>` for those who wait."""
    return tuple(filter(None, text.split(">")))


def way_text(way: Itinerary) -> str:
    """How pages write a way."""
    return ">".join(way) or WAITING


def way_words(way: Itinerary) -> str:
    """A way for people to read."""
    return " → ".join(way) if way else phrase("waiting list")
