"""What a plan leaves of every limit."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import accumulate

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Coded, Ints
from evacopt.domain.field import LARGEST
from evacopt.domain.flight import Flight
from evacopt.domain.plan import Itinerary
from evacopt.domain.share import Admission, Share
from evacopt.judge.linear_rules import count_rules
from evacopt.reasons.airfield import AirfieldSlack
from evacopt.view.steps import Limits, Steps
from evacopt.view.view import NO_FLIGHT

Use = tuple[int, int, int]
"""Begin, end and amount: in use during the half-open `[begin, end)`, minutes."""


class Slack(AirfieldSlack):
    """What is left of each limit under a plan, and who takes the rest; each counted when first asked for.

    Lists are by the number of a flight in the schedule, as integers of Python.
    """

    @cached_property
    def sorties(self) -> list[int]:
        """Sorties of each flight."""
        return _list(self.flown)

    @cached_property
    def seats_taken(self) -> list[int]:
        """Seats that those aboard each flight take."""
        return _list(self.seats_used)

    @cached_property
    def stretchers_taken(self) -> list[int]:
        """Stretcher positions taken on each flight."""
        return _list(self.aboard(self.instance.groups.stretchers))

    @cached_property
    def infants_aboard(self) -> list[int]:
        """Lap infants aboard each flight."""
        return _list(self.aboard(self.instance.groups.infants))

    @cached_property
    def people_aboard(self) -> list[int]:
        """People aboard each flight."""
        return _list(self.aboard(self.instance.groups.people))

    @cached_property
    def help_short(self) -> list[int]:
        """Assisted people less what the able ones aboard can help, in millionths; at most 0."""
        groups, ratio = self.instance.groups, self.instance.policy.assistance_ratio or 0
        return _list(self.aboard(1_000_000 * groups.assisted - ratio * groups.able))

    @cached_property
    def presence(self) -> dict[str, Steps]:
        """People present over time at each hub and haven with a capacity at any time."""
        presence = {}
        for row, place in enumerate(self.instance.locations):
            if "" in self.instance.presence_limits.get(place.id, ()):
                presence[place.id] = self.stops.at(row).present
        return presence

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """What is left of the throughput of each location that has one."""
        instance, people = self.instance, self.people_aboard
        rates = {}
        for place in instance.locations:
            if place.throughput_per_hour is not None:
                gone = [
                    (leg.departs, aboard)
                    for leg, aboard in zip(instance.schedule, people, strict=True)
                    if leg.origin == place.id and aboard
                ]
                since = max(instance.begins, instance.begins if place.opens is None else place.opens)
                rates[place.id] = Rate(place.throughput_per_hour, since, gone)
        return rates

    @cached_property
    def share_left(self) -> dict[int, int]:
        """For each `max` share, by its row, how many more people it lets go."""
        return {
            row: share.people - self._people_on(self._counted(share), share.covers)
            for row, share in enumerate(self.instance.shares)
            if share.kind == "max"
        }

    @cached_property
    def admission_left(self) -> dict[int, int]:
        """For each admission with a limit, by its row, how many more people may land."""
        return {
            row: admission.people - self._people_on(self._counted(admission), partial(self.lands_at, row))
            for row, admission in enumerate(self.instance.admissions)
            if admission.people is not None
        }

    @cached_property
    def rule_sums(self) -> dict[str, int]:
        """What each linear rule that is a limit comes to."""
        return dict(count_rules(self.instance, self.plan))

    def lands_at(self, row: int, flight: Flight) -> bool:
        """Whether `flight` lands where and when the admission in `row` speaks of."""
        admission = self.instance.admissions[row]
        there = admission.covers(self.instance.location[flight.destination])
        return there and admission.counts_at(flight.arrives)

    def _counted(self, row: Share | Admission) -> Ints:
        """People of one party of each group of whom `row` speaks, shape (groups,)."""
        groups = self.instance.groups
        if isinstance(row, Admission) or not row.tag:
            return groups.own_nationalities.ints(partial(self.instance.counted, row.nationality))
        both = Coded.of(zip(groups.own_nationalities, groups.tags, strict=True))
        return both.ints(lambda pair: self.instance.people_of_share(row, *pair))

    def _people_on(self, of_group: Ints, covers: Callable[[Flight], bool]) -> int:
        """People, so many of a party of each group, who use any flight that is covered, each once."""
        if not len(self.group):
            return 0
        people = of_group[self.group]
        scope = np.array([covers(flight) for flight in self.instance.schedule], dtype=np.bool_)
        uses = (scope[self.legs] & (self.legs != NO_FLIGHT)).any(axis=1)
        return int((people * uses * self.parties).sum())

    @cached_property
    def fleets(self) -> dict[str, Steps]:
        """Aircraft of each fleet in use."""
        flown = list(zip(self.instance.schedule, self.sorties, strict=True))
        return {
            fleet.id: _steps(
                (leg.departs, leg.departs + fleet.cycle, sorties)
                for leg, sorties in flown
                if sorties and leg.fleet == fleet.id
            )
            for fleet in self.instance.fleets
        }

    @cached_property
    def crews(self) -> dict[str, Steps]:
        """Crews of each kind that are away, by what the plan says."""
        flight = self.instance.flight
        return {
            crew.id: _steps(
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
        for leg, flown in zip(self.instance.schedule, self.sorties, strict=True):
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
        size, empty = _list(self.aboard(self.instance.groups.size)), Counter[str]()
        for number, leg in enumerate(self.instance.schedule):
            if leg.status == "optional":
                empty[leg.origin] += leg.seats * self.sorties[number] - size[number]
        return empty

    @cached_property
    def taken(self) -> dict[str, dict[Itinerary, int]]:
        """The itineraries of each group, and how many parties take each; by the rows of the groups."""
        itineraries, taken = self.plan.assignments.itinerary.normal(), dict[str, dict[Itinerary, int]]()
        for row in np.lexsort((itineraries.codes, self.group)).tolist():
            of_group = taken.setdefault(self.instance.groups.id[int(self.group[row])], {})
            of_group[itineraries[row]] = of_group.get(itineraries[row], 0) + int(self.parties[row])
        return taken


def _list(numbers: Ints) -> list[int]:
    return [int(number) for number in numbers.tolist()]


def _steps(uses: Iterable[Use]) -> Steps:
    begin, end, amount = np.array(list(uses), dtype=np.int64).reshape(-1, 3).T
    return Steps.of(begin, end, amount)


def peak(steps: Steps, begin: int, end: int, more: Sequence[Use] = ()) -> int:
    """The most in use at any minute of `[begin, end)`, with the uses `more` on top."""
    if not more or begin >= end:
        return steps.peak(begin, end) if begin < end else 0
    inside = steps.times[(steps.times > begin) & (steps.times < end)].tolist()
    minutes = [begin, *(first for first, _, _ in more if begin < first < end), *inside]
    return max(
        steps.at(minute) + sum(amount for first, stop, amount in more if first <= minute < stop)
        for minute in minutes
    )


def least_left(steps: Steps, limits: Limits, begin: int, end: int) -> tuple[int, int]:
    """What is left of the limits in `[begin, end)` where least is, and the lowest of these."""
    if len(limits) == 1:
        most = limits[0][1] or 0
        return most - steps.peak(begin, end), most
    moments = [
        (one.limit - one.value, one.limit)
        for one in steps.moments(limits, begin, end)
        if one.limit is not None
    ]
    return min((left for left, _ in moments), default=LARGEST), min((m for _, m in moments), default=LARGEST)


class Rate:
    """What a place has processed, against so many an hour since a minute, rounded down."""

    def __init__(self, per_hour: int, since: int, departures: Iterable[tuple[int, int]]) -> None:
        self._per_hour, self._since = per_hour, since
        by_minute = Counter[int]()
        for minute, people in departures:
            by_minute[minute] += people
        self._times, self._gone, gone = sorted(by_minute), list[int](), 0
        for minute in self._times:
            gone += by_minute[minute]
            self._gone.append(gone)
        slack = [self._allowed(at) - gone for at, gone in zip(self._times, self._gone, strict=True)]
        self._least_from = list(accumulate(reversed(slack), min))[::-1]

    def left(self, minute: int) -> int:
        """How many more people may depart at `minute` without anybody later being too many."""
        place = bisect_right(self._times, minute)
        now = self._allowed(minute) - (self._gone[place - 1] if place else 0)
        return min([now, *self._least_from[place : place + 1]])

    def _allowed(self, minute: int) -> int:
        return max(self._per_hour * (minute - self._since) // 60, 0)
