"""Capacity rows: seats, pools, caps, admissions, lap infants, loads; aircraft, crews, airfields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR, format_time
from evacopt.domain.instance import Instance
from evacopt.large.builder import THOUSAND, Builder, Row
from evacopt.large.network import FlightArc, Network
from evacopt.large.residuals import Residuals

Entries = list[tuple[int, int]]
"""Rows, and what a seat adds to them."""


class _Aboard(NamedTuple):
    """Rows of a flight arc: of its cabin with the commodities that they count, least loads, lap infants."""

    cabin: list[tuple[int, frozenset[int]]]
    least: list[int]
    laps: list[int]


class CapacityRows:
    """The rows of each flight arc, made when it is asked for first.

    Parameters
    ----------
    residuals : what is left of every limit
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
        """Whether a flight arc has seats."""
        return self._of(number) is not None

    def on(self, commodity: int, number: int) -> Entries:
        """What a seat of a commodity on a flight arc adds to which rows; nothing where there are no seats."""
        aboard, ratio = self._of(number), self.ratio[commodity]
        if aboard is None:
            return []
        entries = [(row, 1) for row, counted in aboard.cabin if commodity in counted]
        entries += [(row, ratio) for row in self._counted(commodity, self.network.flight_arcs[number])]
        entries += [(row, -ratio) for row in aboard.least]
        if self.network.commodities[commodity].infants:
            entries += [(row, ratio - THOUSAND) for row in aboard.laps]
        return entries

    def _of(self, number: int) -> _Aboard | None:
        if number not in self._aboard:
            flight_arc = self.network.flight_arcs[number]
            undecided = flight_arc.flights[0] in self.sorties
            seats = flight_arc.leg.seats if undecided else self.residuals.seats_left(flight_arc.flights)
            self._aboard[number] = self._made(flight_arc, seats, undecided=undecided) if seats else None
        return self._aboard[number]

    def _made(self, flight_arc: FlightArc, seats: int, *, undecided: bool) -> _Aboard:
        """The rows of an arc; seats outside pools count whom only some pools are open to (Hall, 1935)."""
        leg, commodities = flight_arc.leg, self.network.commodities
        row = self._of_flights("seats", flight_arc, seats)
        aboard = _Aboard(cabin=[(row, frozenset(flight_arc.commodities))], least=[], laps=[])
        for nations, free, pools in self.residuals.pools_left(flight_arc.flights):
            reserves = (share for share in flight_arc.shares if share.kind == "reserve")
            elsewhere = sum(pool.people for pool in reserves if pool.id not in pools)
            row = self._of_flights("reserve", flight_arc, leg.seats - elsewhere if undecided else free, pools)
            counted = frozenset(
                one for one in flight_arc.commodities if commodities[one].nationality in nations
            )
            aboard.cabin.append((row, counted))
        if undecided and leg.min_load:
            load = Row(0, (("min_load at least", leg.id),), THOUSAND)
            row = self.builder.row(("min_load", flight_arc.flights[0]), load)
            self.builder.enter(row, self.sorties[flight_arc.flights[0]], THOUSAND * leg.min_load)
            aboard.least.append(row)
        if any(commodities[one].infants for one in flight_arc.commodities):
            left = leg.infant_limit if undecided else self.residuals.infants_left(flight_arc.flights)
            aboard.laps.append(self._of_flights("infants", flight_arc, THOUSAND * left, scale=THOUSAND))
        return aboard

    def _of_flights(
        self, rule: str, flight_arc: FlightArc, seats: int, pools: Key = (), scale: int = 1
    ) -> int:
        """A row of so many seats (or infants), a sortie if the flight arc is optional."""
        schedule, column = self.network.instance.schedule, self.sorties.get(flight_arc.flights[0])
        keys = tuple((rule, schedule[flight].id, *pools) for flight in flight_arc.flights)
        high = seats if column is None else 0
        row = self.builder.row((rule, flight_arc.flights[0], pools), Row(high, keys, scale))
        if column is not None:
            self.builder.enter(row, column, -seats)
        return row

    def _counted(self, commodity: int, flight_arc: FlightArc) -> list[int]:
        """Rows of caps and admissions that count a commodity on a flight arc."""
        instance, nation = self.network.instance, self.network.commodities[commodity].nationality
        rows = [
            self.builder.row(key, Row(THOUSAND * self.caps[share.id], (key,), THOUSAND))
            for share in flight_arc.shares
            if share.kind == "max" and nation in instance.nationals(share.nationality)
            for key in (("share_max", share.id),)
        ]
        there = instance.location[flight_arc.leg.destination]
        for at, (admission, left) in enumerate(self.admitted):
            if admission.covers(there) and nation in instance.nationals(admission.nationality):
                where = "location" if admission.location else "country", admission.place
                key = "admission", admission.nationality, *where, str(admission.people)
                row = Row(THOUSAND * left, (key,), THOUSAND)
                rows.append(self.builder.row(("admission", at), row))
        return rows


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
    """Add the limits to a program; `sorties` gives the column of each optional flight that is of use."""
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
    """In each clock hour and day that begins at its first minute, landings and departures of a place."""
    for rule, span in ("movements_hour", HOUR), ("movements_day", DAY):
        for place in instance.locations:
            most = place.movements_per_hour if span == HOUR else place.movements_per_day
            moves: defaultdict[int, Counter[int]] = defaultdict(Counter)
            for number, leg in enumerate(instance.schedule) if most is not None else ():
                for there, minute in (leg.origin, leg.departs), (leg.destination, leg.arrives):
                    if there == place.id and leg.status != "cancelled":
                        moves[minute // span * span][number] += 1
            for minute, counted in sorted(moves.items()):
                yield (rule, place.id, format_time(minute)), most or 0, sorted(counted.items())


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
