"""Every itinerary that a group may take, and what a party on it uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from tests.brute.windows import fits, permitted


@dataclass(frozen=True)
class Journey:
    """One itinerary of one group."""

    row: int
    group: Group
    legs: tuple[Flight, ...]

    def uses(self, flight: Flight) -> bool:
        return any(leg.id == flight.id for leg in self.legs)

    def present(self, instance: Instance, location: Location) -> tuple[int, int] | None:
        """When a party on it is present at `location`, from and to; None where it never is."""
        for leg, onward in zip(self.legs, self.legs[1:], strict=False):
            if leg.destination == location.id:
                return leg.arrives, onward.departs
        last = self.legs[-1]
        if last.destination != location.id:
            return None
        stay = location.stay if self.group.stay is None else self.group.stay
        return last.arrives, instance.ends if stay is None else last.arrives + stay


def journeys(instance: Instance) -> list[list[Journey]]:
    """The itineraries of each group, in the order of the groups."""
    return [
        [Journey(row, group, legs) for legs in _extend(instance, group, ())]
        for row, group in enumerate(instance.groups)
    ]


def _extend(instance: Instance, group: Group, legs: tuple[Flight, ...]) -> Iterator[tuple[Flight, ...]]:
    """Every itinerary of `group` that begins with `legs`."""
    here = instance.location[legs[-1].destination if legs else group.origin]
    if legs and here.role in ("haven", "both") and _accepted(group, here):
        yield legs
    if len(legs) == instance.policy.max_legs or (legs and not _goes_on(here)):
        return
    for flight in instance.schedule:
        if flight.origin == here.id and _may_take(instance, group, legs, flight):
            yield from _extend(instance, group, (*legs, flight))


def begun(instance: Instance, group: Group, codes: tuple[str, ...]) -> tuple[Flight, ...]:
    """As many of these flights as `group` may fly one after the other, wherever that ends."""
    legs: tuple[Flight, ...] = ()
    flights = {flight.id: flight for flight in instance.schedule}
    for code in codes[: instance.policy.max_legs]:
        flight = flights.get(code)
        here = instance.location[legs[-1].destination if legs else group.origin]
        if flight is None or flight.origin != here.id or (legs and not _goes_on(here)):
            break
        if not _may_take(instance, group, legs, flight):
            break
        legs = (*legs, flight)
    return legs


def _goes_on(here: Location) -> bool:
    """Whether parties may change flights there."""
    return here.role == "hub" or (here.role == "both" and here.max_stay is not None)


def _accepted(group: Group, haven: Location) -> bool:
    wanted = group.destinations
    return not wanted or haven.id in wanted or haven.country in wanted


def _may_take(instance: Instance, group: Group, legs: tuple[Flight, ...], flight: Flight) -> bool:
    visited = {group.origin, *(leg.destination for leg in legs)}
    return (
        flight.status != "cancelled"
        and flight.destination not in visited
        and fits(instance, flight)
        and permitted(instance, flight)
        and _carries(instance, group, flight)
        and (_connects(instance, legs[-1], flight) if legs else _can_start(instance, group, flight))
    )


def _carries(instance: Instance, group: Group, flight: Flight) -> bool:
    if group.operators and flight.operator not in group.operators:
        return False
    if flight.accepts == ("all",):
        return True
    if flight.accepts == ("own",):
        return group.nationality == flight.operator
    return any(group.nationality in instance.nationals(code) for code in flight.accepts)


def _can_start(instance: Instance, group: Group, flight: Flight) -> bool:
    ready = instance.begins if group.ready is None else group.ready
    on_time = group.leave_by is None or flight.departs <= group.leave_by
    return on_time and ready + instance.policy.check_in_minutes <= flight.departs


def _connects(instance: Instance, leg: Flight, flight: Flight) -> bool:
    longest = instance.location[leg.destination].max_stay
    in_time = leg.arrives + instance.policy.min_connection_minutes <= flight.departs
    return in_time and (longest is None or flight.departs - leg.arrives <= longest)
