"""Capacity rows: seats, pools, caps, admissions, lap infants, loads; aircraft, crews, airfields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR, format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.large.builder import THOUSAND, Builder, Row
from evacopt.large.network import Bundle, Network
from evacopt.large.residuals import Residuals

Entries = list[tuple[int, int]]
"""Rows, and what a seat adds to them."""


class _Aboard(NamedTuple):
    """Rows of a bundle: of its cabin with the commodities that they count, of least loads, of lap infants."""

    cabin: list[tuple[int, frozenset[int]]]
    least: list[int]
    laps: list[int]


class CapacityRows:
    """The rows of each bundle, made when it is asked for first.

    Parameters
    ----------
    room : what is left of every limit
    sorties : the column of each optional flight that is still to be decided
    ratio : people on a thousand seats of each commodity
    """

    def __init__(
        self,
        network: Network,
        residuals: Residuals,
        builder: Builder,
        sorties: dict[int, int],
        ratio: list[int],
    ) -> None:
        self.network, self.residuals, self.builder = network, residuals, builder
        self.sorties, self.ratio = sorties, ratio
        self.caps, self.admitted = residuals.caps_left(), residuals.admitted_left()
        self._aboard: dict[int, _Aboard | None] = {}

    def open(self, number: int) -> bool:
        """Whether a bundle has seats."""
        return self._of(number) is not None

    def on(self, commodity: int, number: int) -> Entries:
        """What a seat of a commodity on a bundle adds to which rows; nothing where there are no seats."""
        aboard, bundle = self._of(number), self.network.bundles[number]
        if aboard is None:
            return []
        entries = [(row, 1) for row, closed in aboard.cabin if commodity in closed]
        entries += [(row, self.ratio[commodity]) for row in self._counted(commodity, bundle)]
        entries += [(row, -self.ratio[commodity]) for row in aboard.least]
        if self.network.commodities[commodity].infants:
            entries += [(row, self.ratio[commodity] - THOUSAND) for row in aboard.laps]
        return entries

    def _of(self, number: int) -> _Aboard | None:
        if number not in self._aboard:
            self._aboard[number] = self._made(number)
        return self._aboard[number]

    def _made(self, number: int) -> _Aboard | None:
        bundle = self.network.bundles[number]
        decide_sorties = bundle.flights[0] in self.sorties
        seats = bundle.leg.seats if decide_sorties else self.residuals.seats_left(bundle.flights)
        if not seats:
            return None
        aboard = _Aboard(self._cabin(bundle, seats), self._least_load(number, bundle), self._laps(bundle))
        for row in aboard.least:
            self.builder.enter(row, self.sorties[bundle.flights[0]], THOUSAND * bundle.leg.min_load)
        return aboard

    def _cabin(self, bundle: Bundle, seats: int) -> list[tuple[int, frozenset[int]]]:
        """Rows of seats, and of seats outside pools, with the commodities that each counts (Hall, 1935)."""
        commodities = self.network.commodities
        rows = [(self._of_flights("seats", bundle, seats, ()), frozenset(bundle.commodities))]
        for nations, free, pools in self.residuals.pools_left(bundle.flights):
            if bundle.flights[0] in self.sorties:
                free = bundle.leg.seats - _reserved_elsewhere(bundle, pools)  # noqa: PLW2901 - a sortie's own
            row = self._of_flights("reserve", bundle, free, pools)
            rows.append(
                (
                    row,
                    frozenset(
                        commodity
                        for commodity in bundle.commodities
                        if commodities[commodity].nationality in nations
                    ),
                )
            )
        return rows

    def _laps(self, bundle: Bundle) -> list[int]:
        """The row of lap infants aboard, where families with some are commodities of their own."""
        if not any(self.network.commodities[commodity].infants for commodity in bundle.commodities):
            return []
        left = THOUSAND * self.residuals.infants_left(bundle.flights)
        if bundle.flights[0] in self.sorties:
            left = THOUSAND * bundle.leg.infant_limit
        return [self._of_flights("infants", bundle, left, (), THOUSAND)]

    def _of_flights(self, rule: str, bundle: Bundle, seats: int, pools: Key, scale: int = 1) -> int:
        """A row of so many seats (or infants), a sortie if the bundle is optional."""
        schedule = self.network.instance.schedule
        keys = tuple((rule, schedule[flight].id, *pools) for flight in bundle.flights)
        decide_sorties = bundle.flights[0] in self.sorties
        row = self.builder.row(
            (rule, bundle.flights[0], pools), Row(0 if decide_sorties else seats, keys, scale)
        )
        if decide_sorties:
            self.builder.enter(row, self.sorties[bundle.flights[0]], -seats)
        return row

    def _least_load(self, number: int, bundle: Bundle) -> list[int]:
        if bundle.flights[0] not in self.sorties or not bundle.leg.min_load:
            return []
        key = "min_load at least", bundle.leg.id
        return [self.builder.row(("min_load", number), Row(0, (key,), THOUSAND))]

    def _counted(self, commodity: int, bundle: Bundle) -> list[int]:
        """Rows of caps and admissions that count a commodity on a bundle."""
        instance, nation = self.network.instance, self.network.commodities[commodity].nationality
        rows = [
            self.builder.row(key, Row(THOUSAND * self.caps[share.id], (key,), THOUSAND))
            for share in bundle.shares
            if share.kind == "max" and nation in instance.nationals(share.nationality)
            for key in (("share_max", share.id),)
        ]
        there = instance.location[bundle.leg.destination]
        for at, (admission, left) in enumerate(self.admitted):
            if admission.covers(there) and nation in instance.nationals(admission.nationality):
                where = "location" if admission.location else "country", admission.place
                key = "admission", admission.nationality, *where, str(admission.people)
                row = Row(THOUSAND * left, (key,), THOUSAND)
                rows.append(self.builder.row(("admission", at), row))
        return rows


def _reserved_elsewhere(bundle: Bundle, named: Key) -> int:
    """Seats of a sortie in pools that are not `named`."""
    pools = [share for share in bundle.shares if share.kind == "reserve"]
    return sum(pool.people for pool in pools if pool.id not in named)


Limit = tuple[Key, int, list[tuple[int, int]]]
"""A row by its key in the judge: at most so many sorties of (flight, times counted) together."""


def limits_of(instance: Instance) -> Iterator[Limit]:
    """Every limit on sorties: movements, aircraft in use at once, crews away at once."""
    yield from _movements(instance)
    for fleet in instance.fleets:
        legs = _legs(instance, {fleet.id})
        yield from _in_use(("fleet", fleet.id), instance, legs, fleet.cycle, fleet.count)
    yield from _crews(instance)


def add_aircraft(builder: Builder, instance: Instance, sorties: Mapping[int, int]) -> None:
    """Add the limits to a draft; `sorties` gives the column of each optional flight that anybody can use."""
    for key, most, counted in limits_of(instance):
        flown = sum(times for flight, times in counted if instance.schedule[flight].status == "scheduled")
        entries = [(sorties[flight], times) for flight, times in counted if flight in sorties]
        if entries:
            row = builder.row(key, Row(most - flown, (key,)))
            for column, times in entries:
                builder.enter(row, column, times)


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
