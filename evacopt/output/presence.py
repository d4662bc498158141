"""Hubs and havens over time: who arrives, who leaves, how many are there at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.clock import DAY
from evacopt.domain.columns import BLANK
from evacopt.output.records import DayLine, PlaceLine, moment
from evacopt.output.travel import NO_LEG, Travel

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints, Mask
    from evacopt.domain.instance import Instance
    from evacopt.domain.location import Location


@dataclass(frozen=True)
class Stops:
    """Every stop of every assignment: place, minutes `[come, go)`, people; shape (stops,) each.

    `onward` is true where they leave by flight, false where they stay as long as the haven keeps them.
    """

    place: Ints
    come: Ints
    go: Ints
    people: Ints
    onward: Mask

    def at(self, place: int) -> Stops:
        """The stops at one place."""
        here = self.place == place
        return Stops(self.place[here], self.come[here], self.go[here], self.people[here], self.onward[here])


def place_lines(instance: Instance, travel: Travel) -> tuple[PlaceLine, ...]:
    """A line a hub and a haven, hubs first, in the order of the instance."""
    stops = stops_of(instance, travel)
    places = [(row, loc) for row, loc in enumerate(instance.locations) if loc.role != "origin"]
    hubs_first = sorted(places, key=lambda place: place[1].role == "haven")
    return tuple(_line(location, stops.at(row)) for row, location in hubs_first)


def stops_of(instance: Instance, travel: Travel) -> Stops:
    """Where every assignment lands, and how long it stays there."""
    number = {location.id: row for row, location in enumerate(instance.locations)}
    schedule = instance.schedule
    lands = np.array([number[f.destination] for f in schedule], dtype=np.int64)
    arrives = np.array([f.arrives for f in schedule], dtype=np.int64)
    departs = np.array([f.departs for f in schedule], dtype=np.int64)
    legs = np.pad(travel.legs, ((0, 0), (0, 1)), constant_values=NO_LEG)[travel.itinerary]
    assignment, leg = np.nonzero(legs[:, :-1] != NO_LEG) if len(legs) else (travel.group, travel.group)
    flight, onward = legs[assignment, leg], legs[assignment, leg + 1]
    place, come = lands[flight], arrives[flight]
    goes_on = onward != NO_LEG
    stays_until = _stays_until(instance, travel.group[assignment], place, come)
    go = np.where(goes_on, departs[onward], stays_until) if len(schedule) else stays_until
    return Stops(place, come, go, travel.people[assignment], goes_on)


def _stays_until(instance: Instance, group: Ints, place: Ints, come: Ints) -> Ints:
    """When who stays no longer counts: after the group's or the place's stay, else at the horizon's end."""
    default = np.array([BLANK if p.stay is None else p.stay for p in instance.locations], dtype=np.int64)
    own = instance.groups.stay[group]
    stay = np.where(own == BLANK, default[place], own)
    return np.where(stay == BLANK, np.maximum(come, instance.ends), come + stay)


def _line(location: Location, stops: Stops) -> PlaceLine:
    times, levels = levels_of(stops)
    peak = int(levels.max(initial=0))
    return PlaceLine(
        id=location.id,
        role=location.role,
        capacity=location.capacity,
        arrived=int(stops.people.sum()),
        peak=peak,
        peak_at=moment(int(times[np.argmax(levels)])) if peak else None,
        days=_days(stops, times, levels),
    )


def levels_of(stops: Stops) -> tuple[Ints, Ints]:
    """Minutes at which the presence changes, rising, and the people present from each on."""
    times = np.concatenate([stops.come, stops.go])
    changes = np.concatenate([stops.people, -stops.people])
    order = np.argsort(times, kind="stable")
    times, running = times[order], np.cumsum(changes[order])
    last = np.append(times[1:] != times[:-1], True) if len(times) else np.zeros(0, dtype=np.bool_)
    return times[last], running[last]


def _days(stops: Stops, times: Ints, levels: Ints) -> tuple[DayLine, ...]:
    """A line a UTC day on which somebody arrives or goes on."""
    leave = stops.go[stops.onward]
    days = np.unique(np.concatenate([stops.come, leave]) // DAY)
    lines = []
    for day in days.tolist():
        begin, end = np.searchsorted(times, [day * DAY, (day + 1) * DAY])
        overnight = levels[begin - 1] if begin else 0
        arrived = stops.people[stops.come // DAY == day].sum()
        departed = stops.people[stops.onward][leave // DAY == day].sum()
        peak = max(int(overnight), int(levels[begin:end].max(initial=0)))
        day_start = moment(day * DAY)
        lines.append(DayLine(day=day_start, arrived=int(arrived), departed=int(departed), peak=peak))
    return tuple(lines)
