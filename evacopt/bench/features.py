"""What an instance is, in a few numbers: its sizes, how dense its choices are, how tight its seats."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Of one instance.

    Attributes
    ----------
    parties : of all groups
    optional : flights that the planner decides about
    origins, hubs, havens, nationalities : how many there are
    rules : rows of shares, admissions, fleets, crews and pins
    seats : on all sorties that may be flown out of origins
    density : the part of the table of parties by flights out of origins where the flight leaves where the
        party is, takes its nationality and is flown by an operator that may carry it; times play no part
    tightness : people who need a seat by seats out of origins: above 1 not all can leave; 0 without seats
    """

    parties: int
    optional: int
    origins: int
    hubs: int
    havens: int
    nationalities: int
    rules: int
    seats: int
    density: float
    tightness: float


def features_of(instance: Instance) -> Features:
    """Count them."""
    groups, roles = instance.groups, Counter(place.role for place in instance.locations)
    origins = {place.id for place in instance.locations if place.role == "origin"} | {*groups.origin.values}
    leaving = [flight for flight in instance.schedule if flight.origin in origins and flight.most_sorties]
    seats = sum(flight.seats * flight.most_sorties for flight in leaving)
    parties = int(groups.count.sum())
    return Features(
        parties=parties,
        optional=sum(flight.status == "optional" for flight in instance.schedule),
        origins=roles["origin"],
        hubs=roles["hub"],
        havens=roles["haven"],
        nationalities=len(set(groups.nationality)),
        rules=sum(
            map(
                len,
                (instance.shares, instance.admissions, instance.fleets, instance.crews, instance.pins),
            )
        ),
        seats=seats,
        density=_choices(instance) / max(1, parties * len(leaving)),
        tightness=int((groups.size * groups.count).sum()) / seats if seats else 0.0,
    )


def _choices(instance: Instance) -> int:
    """Pairs of a party and a flight out of its origin that may carry it."""
    groups = instance.groups
    sorts = Counter(
        (flight.origin, flight.operator, flight.accepts)
        for flight in instance.schedule
        if flight.most_sorties
    )
    example = {(flight.origin, flight.operator, flight.accepts): flight for flight in instance.schedule}

    def flights(kind: tuple[str, str, tuple[str, ...]]) -> int:
        origin, nationality, operators = kind
        return sum(
            count
            for (start, operator, accepts), count in sorts.items()
            if start == origin
            and (not operators or operator in operators)
            and instance.accepts(example[start, operator, accepts], nationality)
        )

    kinds = Coded.of(zip(groups.origin, groups.nationality, groups.operators, strict=True))
    return int((kinds.ints(flights) * groups.count).sum())
