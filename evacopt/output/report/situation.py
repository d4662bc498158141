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
from evacopt.view.airfield import held_resources, present_of
from evacopt.view.steps import EVER, Limits, Moment, Steps, constant
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
    """What changes in steps, against its limits, which are `None` where there is none."""

    name: str
    unit: str
    steps: Steps
    limits: Limits

    @property
    def limit(self) -> int | None:
        """The limit when it is fullest."""
        return self.steps.fullest(self.limits).limit

    @property
    def peak(self) -> int:
        """The highest value."""
        return int(self.steps.values.max(initial=0))

    def at(self, minute: int) -> int:
        """The value at a minute."""
        return self.steps.at(minute)

    def fullest_since(self, minute: int) -> Moment:
        """When it is fullest from a minute on, the first time."""
        return self.steps.fullest(self.limits, begin=minute)

    def first_above(self, ppm: int, *, since: int) -> int | None:
        """The first minute from `since` on with at least that part of the limit; `None` where none is."""
        moments = self.steps.moments(self.limits, since, EVER)
        full = (one.minute for one in moments if one.limit and one.value * 1_000_000 >= one.limit * ppm)
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
    def at_hubs(self) -> int:
        """People who wait for their onward flight."""
        stops = self.counted.stops
        here = stops.onward & (stops.come <= self.as_of) & (stops.go > self.as_of)
        return int(stops.people[here].sum())

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
            if place.is_stop:
                present, limits = self.counted.stops.at(row).present, self.instance.capacity_of[place.id]
                levels.append(Level(place.id, phrase("people"), present, limits))
        return tuple(levels)

    @cached_property
    def fleets(self) -> tuple[Level, ...]:
        """Aircraft of each fleet that are gone, over time; a scheduled flight that names it counts too."""
        counted, departs, levels = self.counted, self.counted.flights("departs"), []
        for fleet in self.instance.fleets:
            own = np.array([flight.fleet == fleet.id for flight in self.instance.schedule], dtype=np.bool_)
            own &= counted.flown > 0
            gone = Steps.of(departs[own], departs[own] + fleet.cycle, counted.flown[own])
            levels.append(Level(fleet.id, phrase("aircraft"), gone, constant(fleet.count)))
        return tuple(levels)

    @cached_property
    def resources(self) -> tuple[Level, ...]:
        """How much of each resource is held, or is used up, over time."""
        words = {False: phrase("held at once"), True: phrase("used up")}
        return tuple(
            Level(held.resource.id, words[held.resource.used_up], held.steps, held.limits)
            for held in held_resources(self.counted)
        )

    @cached_property
    def wards(self) -> tuple[Level, ...]:
        """Beds and what else those present at a place need beside their own, over time."""
        units = {dimension.id: dimension.unit or dimension.id for dimension in self.instance.dimensions}
        return tuple(
            Level(f"{place.id} {code}", units[code], present_of(self.counted, code, row), constant(room))
            for row, place in enumerate(self.instance.locations)
            for code, room in place.room
        )

    @property
    def levels(self) -> tuple[Level, ...]:
        """All that is drawn over time."""
        return (*self.hubs, *self.fleets, *self.resources, *self.wards)

    @cached_property
    def stays_at(self) -> dict[str, list[StayLine]]:
        """Who stays, by origin."""
        return heaped(self.view.stays, lambda stay: stay.origin)
