"""What a report is about: an instance and a plan at a time, and how full hubs and fleets are over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.clock import DAY, format_time, moment
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError
from evacopt.output.records import FlightLine, PlanView, StayLine, heaped
from evacopt.output.views import lines_of
from evacopt.output.wording import when_among
from evacopt.view.steps import Steps
from evacopt.view.view import NO_FLIGHT, View

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the people of a plan are at one time: they add up to all people.

    `waiting` have a seat and have not left yet, `under_way` are in the air or at a hub.
    """

    arrived: int
    under_way: int
    waiting: int
    left: int


@dataclass(frozen=True, eq=False)
class Level:
    """What changes in steps, against its limit; `limit` is `None` where there is none."""

    name: str
    unit: str
    steps: Steps
    limit: int | None

    @property
    def peak(self) -> int:
        """The highest value."""
        return int(self.steps.values.max(initial=0))

    def at(self, minute: int) -> int:
        """The value at a minute."""
        return self.steps.at(minute)

    def since(self, minute: int) -> list[tuple[int, int]]:
        """The value at a minute, then each later minute with its value."""
        later = self.steps.times > minute
        times, values = self.steps.times[later].tolist(), self.steps.values[later].tolist()
        return [(minute, self.at(minute)), *zip(times, values, strict=True)]

    def peak_since(self, minute: int) -> tuple[int, int]:
        """The highest value from a minute on, and when it is reached first."""
        return max(
            ((value, time) for time, value in self.since(minute)), key=lambda step: (step[0], -step[1])
        )

    def first_above(self, ppm: int, *, since: int) -> int | None:
        """The first minute from `since` on with at least that part of the limit; `None` where none is."""
        limit = self.limit or 0
        full = (time for time, value in self.since(since) if limit and value * 1_000_000 >= limit * ppm)
        return next(full, None)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A plan as it stands at `as_of`, in UTC minutes."""

    instance: Instance
    plan: Plan
    view: PlanView
    counted: View
    as_of: int

    @classmethod
    def of(
        cls, instance: Instance, plan: Plan, *, as_of: int, compared: bool = False, timezone: str = ""
    ) -> Situation:
        """The situation at `as_of`, in UTC minutes; `compared` and `timezone` as of `plan_view`.

        Raises
        ------
        UsageError
            If `as_of` lies outside the horizon.
        PlanError
            If the plan names groups or flights that the instance has not.
        """
        if not instance.begins <= as_of <= instance.ends:
            horizon = f"{format_time(instance.begins)} to {format_time(instance.ends)}"
            raise UsageError(f"--as-of {format_time(as_of)} is outside the horizon, {horizon}")
        counted = View(instance, plan)
        view = lines_of(counted, compared=compared, timezone=timezone)
        return cls(instance=instance, plan=plan, view=view, counted=counted, as_of=as_of)

    @cached_property
    def when(self) -> Callable[[datetime], str]:
        """How a time is told: with its year where horizon, arrivals and closing times are of several."""
        instance = self.instance
        minutes = [instance.begins, instance.ends, *(flight.arrives for flight in instance.schedule)]
        minutes += [place.closes for place in instance.locations if place.closes is not None]
        return when_among(map(moment, minutes))

    @cached_property
    def standing(self) -> Standing:
        """Who has arrived, who travels, who waits; a flight that leaves at this minute has not left."""
        legs, people = self.counted.legs, self.counted.people
        if not len(legs):
            return Standing(arrived=0, under_way=0, waiting=0, left=self.view.left)
        last = (legs != NO_FLIGHT).sum(axis=1) - 1
        gone = self.counted.flights("departs")[legs[:, 0]] < self.as_of
        there = self.counted.flights("arrives")[legs[np.arange(len(legs)), last]] <= self.as_of
        arrived, left_origin = (int(people[mask].sum()) for mask in (gone & there, gone))
        return Standing(
            arrived=arrived,
            under_way=left_origin - arrived,
            waiting=self.view.served - left_origin,
            left=self.view.left,
        )

    @cached_property
    def coming(self) -> tuple[FlightLine, ...]:
        """Flights that fly and have not left yet, the next one first."""
        now = moment(self.as_of)
        return tuple(line for line in self.view.flights if line.sorties and line.departs >= now)

    @cached_property
    def today(self) -> tuple[FlightLine, ...]:
        """The flights of the next 24 hours."""
        until = moment(self.as_of + DAY)
        return tuple(line for line in self.coming if line.departs < until)

    @cached_property
    def hubs(self) -> tuple[Level, ...]:
        """People present at each hub over time, in the order of the instance."""
        levels = []
        for row, place in enumerate(self.instance.locations):
            if place.role == "hub":
                stops = self.counted.stops.at(row)
                present = Steps.of(stops.come, stops.go, stops.people)
                levels.append(Level(place.id, phrase("people"), present, place.capacity))
        return tuple(levels)

    @cached_property
    def fleets(self) -> tuple[Level, ...]:
        """Aircraft of each fleet that are gone, over time; a scheduled flight that names it counts too."""
        counted, departs, levels = self.counted, self.counted.flights("departs"), []
        for fleet in self.instance.fleets:
            own = np.array([flight.fleet == fleet.id for flight in self.instance.schedule], dtype=np.bool_)
            own &= counted.flown > 0
            gone = Steps.of(departs[own], departs[own] + fleet.cycle, counted.flown[own])
            levels.append(Level(fleet.id, phrase("aircraft"), gone, fleet.count))
        return tuple(levels)

    @cached_property
    def stays_at(self) -> dict[str, list[StayLine]]:
        """Who stays, by origin."""
        return heaped(self.view.stays, lambda stay: stay.origin)
