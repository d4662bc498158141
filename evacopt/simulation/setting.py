"""What is the same in all scenarios of a world: who is called, what could be boarded, in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.routes.itineraries import NO_LEG, Timetable
from evacopt.simulation.called import Call, calls_of, ranks
from evacopt.simulation.chains import HOME
from evacopt.simulation.fixed import planned_sorties, with_sorties_of
from evacopt.simulation.limits import Limits, Step, limits_of
from evacopt.simulation.ways import Ways, ways_of


@dataclass(frozen=True, eq=False, kw_only=True)
class Moment:
    """A departure, or when it would have been.

    Attributes
    ----------
    code : the flight
    number : its row in the schedule of the world, -1 where it is not there
    departs : UTC minutes
    begin : calls that begin with it
    lost : calls that an event has broken so that they get no further than to this flight
    """

    code: str
    number: int
    departs: int
    begin: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """A plan in a world.

    Attributes
    ----------
    world : with the sorties of the plan alone, unless all is not settled yet
    calls, pair : who is called, and the pair of as much of the itinerary as can be flown, shape (calls,)
    rank : the place of each group in the standby order
    planned : sorties of each flight where none is cancelled, shape (flights,)
    moments : in the order of departures
    """

    world: Instance
    ways: Ways
    limits: Limits
    calls: tuple[Call, ...]
    pair: tuple[int, ...]
    rank: Ints
    planned: Ints
    moments: tuple[Moment, ...]

    @classmethod
    def of(
        cls, plan: Plan, base: Instance, there: Instance, *, standby: bool, settled: bool = True
    ) -> Setting:
        """The plan of `base` in the world `there`; the ways of others matter to those who stand by.

        Unless all is `settled`, flights that the plan leaves out are there as well.
        """
        fixed = with_sorties_of(there, plan)
        world = fixed if settled else replace(fixed, flights=there.schedule)
        timetable, calls = Timetable.of(world), calls_of(plan, base, there)
        ways = ways_of(
            timetable, {(call.group, call.itinerary) for call in calls if call.itinerary}, others=standby
        )
        cohort = ways.travel.cohorts.of.tolist()
        pair = tuple(ways.furthest(cohort[call.group], call.itinerary) for call in calls)
        return cls(
            world=world,
            ways=ways,
            limits=limits_of(ways),
            calls=calls,
            pair=pair,
            rank=ranks(there, plan),
            planned=planned_sorties(Timetable.of(fixed)),
            moments=_moments(
                base,
                timetable,
                calls,
                [int(ways.length[one]) if one != HOME else 0 for one in pair],
                () if settled else base.flight,
            ),
        )

    @cached_property
    def held(self) -> Ints:
        """What is held of each limit for those who begin at each moment; shape (moments, rows)."""
        held = np.zeros((len(self.moments), len(self.limits.upper)), dtype=np.int64)
        for number, moment in enumerate(self.moments):
            if moment.begin:
                rows, amounts = self.limits.of_steps([Step(HOME, self.pair[call]) for call in moment.begin])
                calls = [self.calls[call] for call in moment.begin]
                held[number, rows] = amounts @ np.array([call.stop - call.first for call in calls])
        return held

    @property
    def timetable(self) -> Timetable:
        """The flights."""
        return self.ways.travel.itineraries.timetable

    def furthest(self, cohort: int, itinerary: Itinerary) -> int:
        """`Ways.furthest`, looked up once."""
        known = self._furthest.get((cohort, itinerary))
        if known is None:
            known = self._furthest[cohort, itinerary] = self.ways.furthest(cohort, itinerary)
        return known

    @cached_property
    def _furthest(self) -> dict[tuple[int, Itinerary], int]:
        return {}

    def need(self, flight: int) -> list[int]:
        """Seats of a flight that a party of each group takes."""
        if flight not in self._needs:
            seats: list[int] = self.world.schedule[flight].seats_for(self.world.groups).tolist()
            self._needs[flight] = seats
        return self._needs[flight]

    @cached_property
    def _needs(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def mixed(self) -> bool:
        """Whether anybody makes room for others of any limit."""
        return bool(self.limits.mixed.any())

    @cached_property
    def cohort(self) -> list[int]:
        """The cohort of each group."""
        cohorts: list[int] = self.ways.travel.cohorts.of.tolist()
        return cohorts

    def boardings(self, flight: int) -> dict[tuple[int, int], list[int]]:
        """By cohort and the pair that it has flown the ways on by a flight, the first to arrive first."""
        if flight not in self._boardings:
            flights, cohorts, before, pairs = self._steps
            here = slice(*np.searchsorted(flights, (flight, flight + 1)).tolist())
            ways: dict[tuple[int, int], list[int]] = {}
            for cohort, begun, pair in zip(
                cohorts[here].tolist(), before[here].tolist(), pairs[here].tolist(), strict=True
            ):
                ways.setdefault((cohort, begun), []).append(pair)
            self._boardings[flight] = ways
        return self._boardings[flight]

    @cached_property
    def _boardings(self) -> dict[int, dict[tuple[int, int], list[int]]]:
        return {}

    @cached_property
    def _steps(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Flight, cohort, pair before and pair of each leg of each whole way, by flight, then arrival."""
        ways = self.ways
        itineraries = ways.travel.itineraries
        pair, leg = np.nonzero((ways.legs != NO_LEG) & ways.whole[:, None])
        itinerary = ways.travel.itinerary[pair]
        arrives = itineraries.timetable.arrives[itineraries.last_leg[itinerary]]
        flight = ways.legs[pair, leg]
        order = np.lexsort((itinerary, ways.length[pair], arrives, flight))
        before = ways.before[pair, leg]
        return flight[order], ways.travel.cohort[pair][order], before[order], pair[order]


def _moments(
    base: Instance, timetable: Timetable, calls: tuple[Call, ...], flyable: list[int], more: Collection[str]
) -> tuple[Moment, ...]:
    """Every flight that flies, to which somebody is called or `more`, by departure, then arrival, then row.

    Who is called to a flight that he cannot take learns of it at its departure, or where he comes to later.
    """
    world = timetable.instance
    flying = (leg.id for leg, usable in zip(world.schedule, timetable.usable.tolist(), strict=True) if usable)
    every = {*flying, *more, *(code for call in calls for code in call.itinerary)}

    def when(code: str) -> tuple[int, int, int, str]:
        leg = world.flight.get(code) or base.flight[code]
        return leg.departs, leg.arrives, world.number.get(code, len(world.schedule)), code

    codes = sorted(every, key=when)
    place = {code: number for number, code in enumerate(codes)}
    begin: list[list[int]] = [[] for _ in codes]
    lost: list[list[int]] = [[] for _ in codes]
    for number, (call, legs) in enumerate(zip(calls, flyable, strict=True)):
        if legs:
            begin[place[call.itinerary[0]]].append(number)
        if legs < len(call.itinerary):
            lost[max(place[code] for code in call.itinerary[max(legs - 1, 0) : legs + 1])].append(number)
    return tuple(
        Moment(
            code=code,
            number=world.number.get(code, -1),
            departs=when(code)[0],
            begin=tuple(first),
            lost=tuple(broken),
        )
        for code, first, broken in zip(codes, begin, lost, strict=True)
    )
