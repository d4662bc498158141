"""What fleets, crews and airfields allow of the optional flights, as rows over the sorties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR, format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.large.builder import Draft, Row

Limit = tuple[Key, int, list[tuple[int, int]]]
"""A row by its key in the judge: at most so many sorties of (flight, times counted) together."""


def limits_of(instance: Instance) -> Iterator[Limit]:
    """Every limit on sorties: movements, aircraft in use at once, crews away at once."""
    yield from _movements(instance)
    for fleet in instance.fleets:
        legs = _legs(instance, {fleet.id})
        yield from _in_use(("fleet", fleet.id), instance, legs, fleet.cycle, fleet.count)
    yield from _crews(instance)


def add_aircraft(draft: Draft, instance: Instance, sorties: Mapping[int, int]) -> None:
    """Add the limits to a draft; `sorties` gives the column of each optional flight that anybody can use."""
    for key, most, counted in limits_of(instance):
        flown = sum(times for flight, times in counted if instance.schedule[flight].status == "scheduled")
        entries = [(sorties[flight], times) for flight, times in counted if flight in sorties]
        if entries:
            row = draft.row(key, Row(most - flown, (key,)))
            for column, times in entries:
                draft.enter(row, column, times)


def _legs(instance: Instance, fleets: set[str]) -> list[int]:
    return [
        number
        for number, leg in enumerate(instance.schedule)
        if leg.fleet in fleets and leg.status != "cancelled"
    ]


def _in_use(key: Key, instance: Instance, legs: Sequence[int], gone: int, most: int) -> Iterator[Limit]:
    """At each departure, those still gone."""
    for minute in sorted({instance.schedule[number].departs for number in legs}) if gone else ():
        away = [(number, 1) for number in legs if 0 <= minute - instance.schedule[number].departs < gone]
        yield (*key, format_time(minute)), most, away


def _movements(instance: Instance) -> Iterator[Limit]:
    for rule, span in ("movements_hour", HOUR), ("movements_day", DAY):
        for place in instance.locations:
            most = place.movements_per_hour if span == HOUR else place.movements_per_day
            if most is not None:
                for minute, counted in sorted(_by_span(instance.schedule, place.id, span).items()):
                    yield (rule, place.id, format_time(minute)), most, sorted(counted.items())


def _by_span(schedule: Sequence[Flight], place: str, span: int) -> dict[int, dict[int, int]]:
    """By the first minute of each span: flights, and how often each moves there then."""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for number, leg in enumerate(schedule):
        if leg.status != "cancelled":
            for there, minute in (leg.origin, leg.departs), (leg.destination, leg.arrives):
                if there == place:
                    counted = found[minute // span * span]
                    counted[number] = counted.get(number, 0) + 1
    return found


def _crews(instance: Instance) -> Iterator[Limit]:
    """Sorties that only some crews can fly are at most those crews (Hall, 1935); all rest as the shortest."""
    able = {
        fleet: frozenset(crew for crew in instance.crews if fleet in crew.fleets)
        for fleet in {fleet for crew in instance.crews for fleet in crew.fleets}
    }
    teams = {*able.values(), frozenset(instance.crews)} - {frozenset()}
    for team in sorted(teams, key=lambda team: sorted(crew.id for crew in team)):
        legs = _legs(instance, {fleet for fleet, crews in able.items() if crews <= team})
        key = "crew", *sorted(crew.id for crew in team)
        rest = min(crew.rest for crew in team)
        yield from _in_use(key, instance, legs, rest, sum(crew.count for crew in team))
