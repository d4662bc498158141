"""Whom a plan in force holds at a moment: people on flights that have left, board, or called them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Itinerary, Plan
from evacopt.domain.replanned import Stranded
from evacopt.events.windows import is_open_to


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


@dataclass(frozen=True, slots=True)
class Held:
    """`parties` of `group` who were to take `itinerary`; its first `legs` flights stand, the rest is open."""

    group: str
    itinerary: Itinerary
    parties: int
    legs: int

    @property
    def flights(self) -> Itinerary:
        """The flights that stand."""
        return self.itinerary[: self.legs]

    @property
    def whole(self) -> bool:
        """Whether all of the itinerary stands."""
        return self.legs == len(self.itinerary)


NO_WAY_ON = ""
"""What stands for the rest of the journey of people who are stranded: no flight is called so."""


def in_force(plan: Plan) -> list[Assignment]:
    """Everybody who was to travel under `plan`, those who are stranded among them."""
    stranded = plan.replanned.stranded if plan.replanned else ()
    halfway = (Assignment(row.group, (*row.flights, NO_WAY_ON), row.parties) for row in stranded)
    return [*plan.assignments, *halfway]


def held_by(instance: Instance, assignments: Iterable[Assignment], moment: Moment) -> list[Held]:
    """What stands of `assignments` at `moment`, after the events that `instance` tells of.

    A leg stands if its flight was called by then, flies, and is reached by the legs before it. Where a flight
    that has not left has too few places now for those who were called to it, all of them are free again.
    """
    held = [
        Held(row.group, row.itinerary, row.parties, legs)
        for row in assignments
        if row.group in instance.groups.row and (legs := _standing(instance, row.itinerary, moment))
    ]
    held = list(_within_counts(instance, held))
    for flight in instance.schedule:
        if not moment.departed(flight) and _over(instance, held, flight):
            cut = (
                replace(row, legs=row.flights.index(flight.id)) if flight.id in row.flights else row
                for row in held
            )
            held = [row for row in cut if row.legs]
    return held


def aboard(held: Iterable[Held]) -> Counter[tuple[str, str]]:
    """Parties of each group on each flight that stands, by (flight, group)."""
    parties: Counter[tuple[str, str]] = Counter()
    for row in held:
        for flight in row.flights:
            parties[flight, row.group] += row.parties
    return parties


def on_the_way(held: Sequence[Held]) -> frozenset[str]:
    """Groups with people who have flown and whose further way is open."""
    return frozenset(row.group for row in held if not row.whole)


def _standing(instance: Instance, itinerary: Itinerary, moment: Moment) -> int:
    """How many legs stand, from the first on."""
    before: Flight | None = None
    for number, code in enumerate(itinerary):
        flight = instance.flight.get(code)
        if flight is None or not moment.called(flight) or flight.status == "cancelled":
            return number
        if not moment.departed(flight) and not is_open_to(instance, flight):
            return number
        if before is not None:
            wait, longest = flight.departs - before.arrives, instance.location[flight.origin].max_stay
            if wait < instance.policy.min_connection_minutes or (longest is not None and wait > longest):
                return number
        before = flight
    return len(itinerary)


def _within_counts(instance: Instance, held: list[Held]) -> Iterator[Held]:
    """No more parties of a group than it has now; those who have come farthest first."""
    left = {group: int(instance.groups.count[row]) for group, row in instance.groups.row.items()}
    for row in sorted(held, key=lambda row: -row.legs):
        parties = min(row.parties, left[row.group])
        left[row.group] -= parties
        if parties:
            yield replace(row, parties=parties)


def _over(instance: Instance, held: Iterable[Held], flight: Flight) -> bool:
    """Whether those held on `flight` need more than it can have."""
    groups, seats, stretchers, infants = instance.groups, 0, 0, 0
    needs = Counter[str]()
    for row in held:
        if flight.id in row.flights:
            party = groups[groups.row[row.group]]
            for code, amount in party.needs:
                needs[code] += amount * row.parties
            seats += flight.seats_for(party) * row.parties
            stretchers += party.stretchers * row.parties
            infants += party.infants * row.parties
    most = flight.most_sorties
    return (
        seats > most * flight.seats
        or stretchers > most * flight.stretchers
        or infants > most * flight.infant_limit
        or any(needs[code] > most * room for code, room in flight.room)
    )


def stranded_under(plan: Plan, held: Iterable[Held]) -> tuple[Stranded, ...]:
    """Whom `plan` brings no farther than the flights that stand of them, the farthest first."""
    rows, left = list(held), dict[str, Counter[Itinerary]]()
    for assignment in plan.assignments:
        left.setdefault(assignment.group, Counter())[assignment.itinerary] += assignment.parties
    for row in rows:
        if row.whole:
            left.setdefault(row.group, Counter())[row.itinerary] -= row.parties
    halfway: Counter[tuple[str, Itinerary]] = Counter()
    for row in sorted(rows, key=lambda row: (-row.legs, row.group, row.itinerary)):
        if not row.whole:
            going = left.setdefault(row.group, Counter())
            halfway[row.group, row.flights] += row.parties - _taken(going, row)
    return tuple(Stranded(*place, parties) for place, parties in halfway.items() if parties)


def _taken(left: Counter[Itinerary], held: Held) -> int:
    """How many of `held` go on; they are taken out of `left`, what is left of their group."""
    missing = held.parties
    for itinerary in sorted(left):
        if itinerary[: held.legs] == held.flights:
            parties = min(missing, max(left[itinerary], 0))
            left[itinerary] -= parties
            missing -= parties
    return held.parties - missing
