"""Help at the board, without a solver: who is aboard, who else fits, each way out and what stands in it.

What is counted once for a state is kept with it, so that every answer takes a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from evacopt.board.moves import known_flights, known_group
from evacopt.board.state import State
from evacopt.domain.clock import format_time
from evacopt.domain.group import Group
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan, Reason
from evacopt.explaining.answer import Holder, WayOut
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
SHOWN = 12
STATES = 2
"""States whose counts are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHelp:
    """A group: where its parties are, and its ways out, those in whose way least stands first.

    Attributes
    ----------
    travelling : parties by itinerary
    people : of one party
    ways : with what stands in the way of one more party, in the words of reasons; nothing where it is free
    more : ways that are not told
    """

    group: str
    nationality: str
    origin: str
    priority: int
    people: int
    travelling: tuple[tuple[Itinerary, int], ...]
    staying: int
    ways: tuple[WayOut, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Parties that wait, of which one could board now with everybody else held; the way that it would go.

    Attributes
    ----------
    parties : that wait
    people, seats : of one party
    """

    group: str
    nationality: str
    priority: int
    parties: int
    people: int
    seats: int
    itinerary: Itinerary


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightHelp:
    """A flight: who is aboard (least urgent first), and who else fits, in the standby order."""

    flight: str
    sorties: int
    seats: int
    taken: int
    aboard: tuple[Holder, ...]
    fitting: tuple[Fitting, ...]

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return max(self.seats - self.taken, 0)


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

    def group(self, code: str, shown: int = SHOWN) -> GroupHelp:
        """Where a group is, and each way out.

        Raises
        ------
        Refused
            If there is no such group.
        """
        known_group(self.instance, code)
        party, ways = self.party(code), self.ways(code)
        return GroupHelp(
            group=code,
            nationality=party.nationality,
            origin=party.origin,
            priority=party.priority,
            people=party.people,
            travelling=tuple(sorted(self.slack.taken.get(code, {}).items())),
            staying=int(self.slack.left[self.instance.groups.row[code]]),
            ways=tuple(ways[:shown]),
            more=max(len(ways) - shown, 0),
        )

    def ways(self, code: str, *, by: str | None = None) -> list[WayOut]:
        """The ways out of one party of a group, or those by a flight, those that come nearest first."""
        party = self.party(code)
        sentences = Sentences(self.instance, party)
        found = self.near.of(party, LOOKED_AT if by is None else BY_FLIGHT, by=by)
        return [self._way_out(way, sentences) for way in found]

    def flight(self, code: str) -> FlightHelp:
        """Who is aboard a flight, and who could take the seats that are free.

        Raises
        ------
        Refused
            If there is no such flight.
        """
        known_flights(self.instance, (code,), "flight")
        number, leg = self.instance.number[code], self.instance.flight[code]
        flown = self.slack.sorties[number]
        return FlightHelp(
            flight=code,
            sorties=flown,
            seats=leg.seats * flown,
            taken=self.slack.seats_taken[number],
            aboard=holders(self.slack, code),
            fitting=self.fitting(code),
        )

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

    def obstacles(self, group: str, to: Itinerary) -> tuple[Reason, ...]:
        """What stands in the way of one more party on an itinerary; nothing where it is free."""
        party = self.party(group)
        return _told(self.candidate(party, to), Sentences(self.instance, party))

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


def moved(plan: Plan, rows: Sequence[tuple[str, Itinerary, int]]) -> Plan:
    """`plan` with so many parties more (or fewer) of groups on itineraries, none below 0."""
    parties = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    for group, way, more in rows:
        if way:
            parties[group, way] = max(parties.get((group, way), 0) + more, 0)
    return replace(
        plan,
        assignments=Assignments.of(Assignment(*key, left) for key, left in parties.items() if left),
    )
