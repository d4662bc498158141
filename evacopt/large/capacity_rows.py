"""Capacity rows: seats, pools, dimensions, caps, admissions, landings, lap infants, loads."""

from __future__ import annotations

from typing import NamedTuple

from evacopt.domain.certificate import Key
from evacopt.domain.clock import format_time
from evacopt.large.builder import THOUSAND, Builder, Row
from evacopt.large.network import FlightArc, Network
from evacopt.large.residuals import Residuals

Entries = list[tuple[int, int]]
"""Rows, and what a seat adds to them."""


class _Aboard(NamedTuple):
    """Rows of a flight arc: of its cabin with the commodities that they count, least loads, lap infants.

    And of dimensions, with what a thousand seats of each commodity need.
    """

    cabin: list[tuple[int, frozenset[int]]]
    least: list[int]
    laps: list[int]
    room: list[tuple[int, list[int]]]


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
        if aboard.room:
            entries += [(row, needs[commodity]) for row, needs in aboard.room if needs[commodity]]
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
        aboard = _Aboard(cabin=[(row, frozenset(flight_arc.commodities))], least=[], laps=[], room=[])
        for people, free, pools in self.residuals.pools_left(flight_arc.flights):
            reserves = (share for share in flight_arc.shares if share.kind == "reserve")
            elsewhere = sum(pool.people for pool in reserves if pool.id not in pools)
            row = self._of_flights("reserve", flight_arc, leg.seats - elsewhere if undecided else free, pools)
            counted = frozenset(one for one in flight_arc.commodities if self.network.who[one] in people)
            aboard.cabin.append((row, counted))
        if undecided and leg.min_load:
            load, flight = Row(0, (("min_load at least", leg.id),), THOUSAND), flight_arc.flights[0]
            given = self.sorties[flight], THOUSAND * leg.min_load
            aboard.least.append(self._row(("min_load", flight), load, given))
        if any(commodities[one].infants for one in flight_arc.commodities):
            left = leg.infant_limit if undecided else self.residuals.infants_left(flight_arc.flights)
            aboard.laps.append(self._of_flights("infants", flight_arc, THOUSAND * left, scale=THOUSAND))
        for name, amount in leg.room:
            left = amount if undecided else self.residuals.room_left(flight_arc.flights, name)
            row = self._of_flights("dimension", flight_arc, THOUSAND * left, (name,), THOUSAND)
            aboard.room.append((row, self.network.needs[name]))
        return aboard

    def _of_flights(
        self, rule: str, flight_arc: FlightArc, seats: int, pools: Key = (), scale: int = 1
    ) -> int:
        """A row of so many seats (or infants), a sortie if the flight arc is optional."""
        schedule, column = self.network.instance.schedule, self.sorties.get(flight_arc.flights[0])
        keys = tuple((rule, schedule[flight].id, *pools) for flight in flight_arc.flights)
        row = Row(seats if column is None else 0, keys, scale)
        given = None if column is None else (column, -seats)
        return self._row((rule, flight_arc.flights[0], pools), row, given)

    def _row(self, key: object, row: Row, given: tuple[int, int] | None) -> int:
        """The row of a key with the entry of sorties; the arcs of one flight have the same."""
        before = len(self.builder.rows)
        number = self.builder.row(key, row)
        if given is not None and number == before:
            self.builder.enter(number, *given)
        return number

    def _counted(self, commodity: int, flight_arc: FlightArc) -> list[int]:
        """Rows of caps, admissions and landings that count a commodity on a flight arc."""
        instance, who, leg = self.network.instance, self.network.who[commodity], flight_arc.leg
        rows = [
            self.builder.row(key, Row(THOUSAND * self.caps[share.id], (key,), THOUSAND))
            for share in flight_arc.shares
            if share.kind == "max" and instance.speaks_of(share, *who)
            for key in (("share_max", share.id),)
        ]
        there = instance.location[leg.destination]
        for at, (admission, left) in enumerate(self.admitted):
            counts = admission.covers(there) and admission.counts_at(leg.arrives)
            if counts and who[0] in instance.nationals(admission.nationality):
                row = Row(THOUSAND * left, (("admission", *admission.key),), THOUSAND)
                rows.append(self.builder.row(("admission", at), row))
        limited = there.arrivals_per_hour is not None or there.arrivals_per_day is not None
        landings = self.residuals.landings_left(there, leg.arrives) if limited else ()
        for (rule, place, minute), left in landings:
            key = rule, place, format_time(minute)
            rows.append(self.builder.row(key, Row(THOUSAND * left, (key,), THOUSAND)))
        return rows
