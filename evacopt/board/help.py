"""Help at the board, without a solver: who is aboard, who else fits, each way out and what stands in it.

What is counted once for a state is kept with it, so that every answer takes a few hundredths of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from evacopt.board.state import State
from evacopt.domain.clock import format_time
from evacopt.domain.group import Group
from evacopt.domain.plan import Itinerary, Reason
from evacopt.explaining.answer import Holder, Parties, WayOut
from evacopt.explaining.group_story import holders
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.sentences import Sentences
from evacopt.reasons.slack import Slack
from evacopt.view.standby import standby_order

LOOKED_AT = 300
"""Itineraries of a group that are looked at."""
BY_FLIGHT = 40
"""The same of each group that waits, by one flight."""
STATES = 2
"""States whose counts are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting(Parties):
    """Parties that wait, of which one could board now with everybody else held; the way that it would go.

    Attributes
    ----------
    parties : that wait
    people, seats : of one party
    """

    seats: int
    itinerary: Itinerary


class Help:
    """Answers about one state."""

    def __init__(self, state: State) -> None:
        self.state, self.instance = state, state.instance

    @cached_property
    def slack(self) -> Slack:
        """What the plan leaves of each limit."""
        return Slack(self.instance, self.state.plan)

    @cached_property
    def near(self) -> Nearest:
        """The ways in whose way least stands."""
        return Nearest(self.slack)

    def ways(self, code: str, *, by: str | None = None, most: int = LOOKED_AT) -> list[WayOut]:
        """At `most` so many ways out of one party of a group, or those by a flight; the nearest first."""
        party = self.party(code)
        sentences = Sentences(self.instance, party)
        found = self.near.of(party, most if by is None else BY_FLIGHT, by=by)
        return [self._way_out(way, sentences) for way in found]

    def aboard(self, flight: str) -> tuple[Holder, ...]:
        """Who is aboard a flight, least urgent first."""
        return holders(self.slack, flight)

    def fitting(self, flight: str) -> tuple[Fitting, ...]:
        """Groups of which parties wait that could board, first to be called first."""
        found, leg = [], self.instance.flight[flight]
        for row in standby_order(self.slack).tolist():
            party = self.instance.groups[row]
            ways = self.near.of(party, BY_FLIGHT, by=flight)
            free = next((way.itinerary for way in ways if not way.obstacles), None)
            if free is not None:
                fits = Fitting(
                    group=party.id,
                    nationality=party.nationality,
                    priority=party.priority,
                    parties=int(self.slack.left[row]),
                    people=party.people,
                    seats=leg.seats_for(party),
                    itinerary=free,
                )
                found.append(fits)
        return tuple(found)

    def told(self, party: Group, way: Candidate) -> tuple[Reason, ...]:
        """What stands in the way of one more party on that way; nothing where it is free."""
        return _told(way, Sentences(self.instance, party))

    def candidate(self, party: Group, to: Itinerary) -> Candidate:
        """One more party on an itinerary, with all that stands in its way."""
        return self.near.obstacles.of(party, [self.instance.number[leg] for leg in to])

    def party(self, group: str) -> Group:
        """One of its parties."""
        return self.instance.groups[self.instance.groups.row[group]]

    def _way_out(self, way: Candidate, sentences: Sentences) -> WayOut:
        departs = self.instance.flight[way.itinerary[0]].departs
        return WayOut(itinerary=way.itinerary, departs=format_time(departs), obstacles=_told(way, sentences))


def _told(way: Candidate, sentences: Sentences) -> tuple[Reason, ...]:
    return tuple(map(Reason, (limit.code for limit in way.obstacles), sentences.each(way)))


@lru_cache(STATES)
def help_of(state: State) -> Help:
    """The help for a state; that of the last ones is kept."""
    return Help(state)
