"""What a plan leaves of every limit, counted as the judge counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property, partial

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Itinerary, Plan
from evacopt.judge.pairs import Pairs, Reading, read
from evacopt.judge.rows import tally, total
from evacopt.reasons.usage import Rate, Usage


class Slack:
    """What is left of each limit under a plan, and who takes the rest; each counted when first asked for.

    Attributes
    ----------
    number : the number of each flight in the schedule
    flown : sorties of each flight, by number
    left : parties of each group that stay, shape (groups,)
    """

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance, self.plan = instance, plan
        self.reading: Reading = read(instance, plan)
        self.pairs: Pairs = self.reading.pairs
        self.number = {flight.id: place for place, flight in enumerate(instance.schedule)}
        self.flown: list[int] = self.reading.flown.tolist()
        self.left = self.reading.left

    def aboard(self, of_group: Ints) -> list[int]:
        """A number for one party of each group, shape (groups,), added up over those aboard each flight."""
        pair, flight, _ = self.pairs.boarding
        amount = of_group[self.pairs.group[pair]]
        return self._by_flight(flight, amount, pair)

    @cached_property
    def seats_taken(self) -> list[int]:
        """Seats that those aboard each flight take."""
        pair, flight, _ = self.pairs.boarding
        return self._by_flight(flight, self.pairs.seats_needed, pair)

    @cached_property
    def stretchers_taken(self) -> list[int]:
        """Stretcher positions taken on each flight."""
        return self.aboard(self.instance.groups.stretchers)

    @cached_property
    def infants_aboard(self) -> list[int]:
        """Lap infants aboard each flight."""
        return self.aboard(self.instance.groups.infants)

    @cached_property
    def people_aboard(self) -> list[int]:
        """People aboard each flight."""
        return self.aboard(self.instance.groups.people)

    @cached_property
    def help_short(self) -> list[int]:
        """Assisted people less what the able ones aboard can help, in millionths; at most 0."""
        ratio = self.instance.policy.assistance_ratio or 0
        return self.aboard(1_000_000 * self.instance.groups.assisted - ratio * self.instance.groups.able)

    @cached_property
    def seats_by_nation(self) -> dict[int, Counter[int]]:
        """For each flight with anybody aboard the seats that parties of each nationality (by code) take."""
        pair, flight, _ = self.pairs.boarding
        codes = self.instance.groups.nationality.codes[self.pairs.group[pair]]
        seats = self.pairs.seats_needed * self.reading.parties[pair]
        taken: dict[int, Counter[int]] = {}
        for number, nation, needed in zip(flight.tolist(), codes.tolist(), seats.tolist(), strict=True):
            taken.setdefault(number, Counter())[nation] += needed
        return taken

    @cached_property
    def presence(self) -> dict[str, Usage]:
        """People present over time at each hub and haven with a capacity."""
        return {
            place.id: Usage(self._stays(place))
            for place in self.instance.locations
            if place.role != "origin" and place.capacity is not None
        }

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """What is left of the throughput of each location that has one."""
        instance, (pair, flight, _) = self.instance, self.pairs.boarding
        people = instance.groups.people[self.pairs.group[pair]] * self.reading.parties[pair]
        origin, departs = self.pairs.flights("origin")[flight], self.pairs.flights("departs")[flight]
        rates = {}
        for place in instance.locations:
            if place.throughput_per_hour is not None:
                leaving = origin == self.pairs.place[place.id]
                gone = zip(departs[leaving].tolist(), people[leaving].tolist(), strict=True)
                since = max(instance.begins, instance.begins if place.opens is None else place.opens)
                rates[place.id] = Rate(place.throughput_per_hour, since, gone)
        return rates

    @cached_property
    def share_left(self) -> dict[int, int]:
        """For each `max` share, by its row, how many more people it lets go."""
        return {
            row: share.people - self._people(share.nationality, share.covers)
            for row, share in enumerate(self.instance.shares)
            if share.kind == "max"
        }

    @cached_property
    def admission_left(self) -> dict[int, int]:
        """For each admission with a limit, by its row, how many more people may land."""
        return {
            row: admission.people - self._people(admission.nationality, partial(self.lands_at, row))
            for row, admission in enumerate(self.instance.admissions)
            if admission.people is not None
        }

    def lands_at(self, row: int, flight: Flight) -> bool:
        """Whether `flight` lands where the admission in `row` speaks of."""
        return self.instance.admissions[row].covers(self.instance.location[flight.destination])

    @cached_property
    def fleets(self) -> dict[str, Usage]:
        """Aircraft of each fleet in use."""
        return {
            fleet.id: Usage(
                (leg.departs, leg.departs + fleet.cycle, flown)
                for leg, flown in zip(self.instance.schedule, self.flown, strict=True)
                if flown and leg.fleet == fleet.id
            )
            for fleet in self.instance.fleets
        }

    @cached_property
    def crews(self) -> dict[str, Usage]:
        """Crews of each kind that are away, by what the plan says."""
        flight = self.instance.flight
        return {
            crew.id: Usage(
                (flight[code].departs, flight[code].departs + crew.rest, times)
                for code, who, times in self.plan.crews
                if who == crew.id and code in flight
            )
            for crew in self.instance.crews
        }

    @cached_property
    def movements(self) -> Counter[tuple[str, int, int]]:
        """Departures and arrivals by location, length of the period and its number."""
        movements = Counter[tuple[str, int, int]]()
        for leg, flown in zip(self.instance.schedule, self.flown, strict=True):
            for span in (HOUR, DAY) if flown else ():
                movements[leg.origin, span, leg.departs // span] += flown
                movements[leg.destination, span, leg.arrives // span] += flown
        return movements

    @cached_property
    def staying(self) -> Counter[str]:
        """Parties that stay, by their origin."""
        staying = Counter[str]()
        for place, left in zip(self.instance.groups.origin, self.left.tolist(), strict=True):
            staying[place] += max(left, 0)
        return staying

    @cached_property
    def empty_seats(self) -> Counter[str]:
        """Seats flown by optional flights out of each location less the size of the parties aboard."""
        size, empty = self.aboard(self.instance.groups.size), Counter[str]()
        for number, leg in enumerate(self.instance.schedule):
            if leg.status == "optional":
                empty[leg.origin] += leg.seats * self.flown[number] - size[number]
        return empty

    @cached_property
    def taken(self) -> dict[str, list[tuple[Itinerary, int]]]:
        """The itineraries of each group, and how many parties take each."""
        pairs, taken = self.pairs, dict[str, list[tuple[Itinerary, int]]]()
        rows = zip(pairs.group.tolist(), pairs.code.tolist(), self.reading.parties.tolist(), strict=True)
        for row, code, parties in rows:
            taken.setdefault(self.instance.groups.id[row], []).append((pairs.itineraries[code], parties))
        return taken

    def stays_until(self, party: Group, place: Location, arrives: int) -> int:
        """Until when `party` counts at `place` for good."""
        return place.left_at(arrives, stay=party.stay, ends=self.instance.ends)

    def _by_flight(self, flight: Ints, amount: Ints, pair: Ints) -> list[int]:
        sums = tally(len(self.instance.schedule), flight, amount, self.reading.parties[pair])
        return [int(amount) for amount in sums.tolist()]

    def _people(self, nationality: str, covers: Callable[[Flight], bool]) -> int:
        """People of a nationality or bloc who use any flight that is covered."""
        people = self.pairs.people_of(self.instance.nationals(nationality))[self.pairs.group]
        if not len(people):
            return 0
        scope = np.array([covers(flight) for flight in self.instance.schedule], dtype=np.bool_)
        return total(people * self.pairs.using(scope), self.reading.parties)

    def _stays(self, place: Location) -> list[tuple[int, int, int]]:
        """Who is present at `place`, from and to."""
        instance, (pair, flight, onward) = self.instance, self.pairs.boarding
        lands = self.pairs.flights("destination")[flight] == self.pairs.place[place.id]
        uses = []
        for leg in np.flatnonzero(lands).tolist():
            row, arrives = int(self.pairs.group[pair[leg]]), instance.schedule[int(flight[leg])].arrives
            if onward[leg] >= 0:
                until = instance.schedule[int(onward[leg])].departs
            else:
                until = self.stays_until(instance.groups[row], place, arrives)
            people = int(instance.groups.people[row]) * int(self.reading.parties[pair[leg]])
            uses.append((arrives, until, people))
        return uses
