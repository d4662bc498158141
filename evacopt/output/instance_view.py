"""An instance as a planner reads it before deciding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from evacopt.output.records import DemandLine, InstanceView, OfferLine, OriginLine, moment
from evacopt.view.view import sums

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.finding import Finding
    from evacopt.domain.flight import Flight
    from evacopt.domain.instance import Instance


def instance_view(instance: Instance, warnings: Sequence[Finding] = ()) -> InstanceView:
    """Demand, seats on offer, and what to look at."""
    groups = instance.groups
    classes, class_row = np.unique(groups.priority, return_inverse=True)
    names = [str(number) for number in classes.tolist()]
    flights = sorted(instance.schedule, key=lambda flight: (flight.departs, flight.id))
    return InstanceView(
        instance=instance.name,
        title=instance.title,
        begins=moment(instance.begins),
        ends=moment(instance.ends),
        people=instance.people,
        parties=int(groups.count.sum()),
        groups=len(groups),
        classes=_demand(instance, names, class_row),
        nationalities=_by_nationality(instance),
        origins=tuple(_origin(instance, place.id) for place in instance.locations if place.role == "origin"),
        flights=tuple(_offer(flight) for flight in flights),
        warnings=tuple(str(warning) for warning in warnings),
    )


def _demand(instance: Instance, names: Sequence[str], row: Ints) -> tuple[DemandLine, ...]:
    """A line a name; `row` gives the name of each group."""
    groups = instance.groups
    people = sums(row, groups.people * groups.count, len(names)).tolist()
    parties = sums(row, groups.count, len(names)).tolist()
    number = sums(row, np.ones_like(groups.count), len(names)).tolist()
    return tuple(
        DemandLine(name=name, people=of_people, parties=of_parties, groups=of_groups)
        for name, of_people, of_parties, of_groups in zip(names, people, parties, number, strict=True)
    )


def _by_nationality(instance: Instance) -> tuple[DemandLine, ...]:
    """By the people's own nationality, most people first; a mixed party counts for each of its own."""
    groups = instance.groups
    own = groups.own_nationalities
    parties = sums(own.codes, groups.count, len(own.values)).tolist()
    number = sums(own.codes, np.ones_like(groups.count), len(own.values)).tolist()
    total: dict[str, tuple[int, int, int]] = {}
    for members, of_parties, of_groups in zip(own.values, parties, number, strict=True):
        for name, people in members:
            before = total.get(name, (0, 0, 0))
            total[name] = (before[0] + people * of_parties, before[1] + of_parties, before[2] + of_groups)
    lines = [DemandLine(name=name, people=a, parties=b, groups=c) for name, (a, b, c) in total.items()]
    return tuple(sorted(lines, key=lambda line: (-line.people, line.name)))


def _origin(instance: Instance, place: str) -> OriginLine:
    groups = instance.groups
    waiting = groups.origin.ints(lambda origin: int(origin == place)) == 1
    leaving = [flight for flight in instance.schedule if flight.origin == place]
    return OriginLine(
        id=place,
        people=int((groups.people * groups.count)[waiting].sum()),
        seats_needed=int((groups.size * groups.count)[waiting].sum()),
        seats_scheduled=sum(f.seats for f in leaving if f.status == "scheduled"),
        seats_optional=sum(f.seats * f.copies for f in leaving if f.status == "optional"),
    )


def _offer(flight: Flight) -> OfferLine:
    return OfferLine(
        id=flight.id,
        operator=flight.operator,
        origin=flight.origin,
        destination=flight.destination,
        departs=moment(flight.departs),
        arrives=moment(flight.arrives),
        status=flight.status,
        copies=flight.copies,
        seats=flight.seats,
        accepts=flight.accepts,
    )
