"""Shares and admissions of the tiny random instances."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.domain.share import Admission, Share, ShareKind


def shares(rng: Random, instance: Instance, nations: Sequence[str]) -> tuple[Share, ...]:
    """Random promises; those that reserve more seats than a flight has are left out."""
    drawn: list[Share] = []
    for number in range(rng.choice((0, 0, 1, 1, 2, 3))):
        share = _share(rng, f"S{number}", instance, nations)
        if share.kind != "reserve" or _fits(instance, [*drawn, share]):
            drawn.append(share)
    return tuple(drawn)


def _share(rng: Random, code: str, instance: Instance, nations: Sequence[str]) -> Share:
    kind: ShareKind = rng.choice(
        ("max", "max", "max", "max", "reserve", "reserve", "reserve", "reserve", "min")
    )
    present = sorted({own for row in instance.groups for own, _ in row.own_nationalities})
    return Share(
        id=code,
        kind=kind,
        nationality=rng.choice((*present, *present, *nations, "EU", "PAIR")),
        people={"max": rng.randrange(5), "min": rng.randrange(1, 3), "reserve": rng.randrange(1, 5)}[kind],
        **_scope(rng, instance),
    )


def _scope(rng: Random, instance: Instance) -> dict[str, Any]:
    """One field or two of a random flight, or a window of time; sometimes nothing: every flight."""
    flight = rng.choice(instance.schedule)
    window = {
        "departs_from": flight.departs - 2 * HOUR,
        "departs_before": flight.departs + rng.choice((0, 60)),
    }
    return rng.choice(
        (
            {},
            {"flight": flight.id},
            {"flight": flight.id},
            {"operator": flight.operator},
            {"origin": flight.origin},
            {"destination": flight.destination, "operator": flight.operator},
            {"origin": flight.origin, **window},
        )
    )


def _fits(instance: Instance, drawn: list[Share]) -> bool:
    reserves = [share for share in drawn if share.kind == "reserve"]
    return all(
        sum(share.people for share in reserves if share.covers(flight)) <= flight.seats
        for flight in instance.schedule
    )


def admissions(rng: Random, instance: Instance, nations: Sequence[str]) -> tuple[Admission, ...]:
    """Random limits on who lands, by location and by country; some without a limit, some of nobody."""
    return tuple(_admission(rng, instance, nations) for _ in range(rng.choice((0, 0, 1, 1, 2))))


def _admission(rng: Random, instance: Instance, nations: Sequence[str]) -> Admission:
    place = rng.choice([row for row in instance.locations if row.role != "origin"])
    people = rng.choice((0, 1, 2, 3, 4, None))
    nationality = rng.choice((*nations, "EU", "PAIR"))
    if rng.randrange(2):
        return Admission(location=place.id, nationality=nationality, people=people)
    return Admission(country=place.country, nationality=nationality, people=people)
