"""The LP relaxation: a multicommodity flow in seats through time and space, parties forgotten."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.clock import format_time
from evacopt.domain.columns import Floats, Ints
from evacopt.large.builder import THOUSAND, Builder, Row
from evacopt.large.capacity_rows import CapacityRows
from evacopt.large.levels import UNLIMITED
from evacopt.large.network import FlightArc, Network, Node, Path
from evacopt.large.residuals import Residuals
from evacopt.large.sortie_limits import add_aircraft, order_of
from evacopt.large.supply import Supply
from evacopt.milp.linear import NO_UPPER
from evacopt.routes.itineraries import Timetable

Arc = tuple[int, Path]
"""A commodity and what it boards: one flight arc, or all of an itinerary."""


class Relaxation:
    """Columns of the flow, by what they mean; every rule that can be said of flows is a row.

    Rules of single parties (mixed families, full loads, pins) are left to the boarding.

    Attributes
    ----------
    supplied : columns of the atoms that leave, by cluster of `supply`; -1 where nothing can be boarded
    first : the minute at which each cluster could board first
    boards : the column of each arc
    waits : (column, commodity, begin, end) for each wait at an origin between two departures
    sorties : the column of each optional flight, by its number

    Parameters
    ----------
    room : what is left of every limit
    free : whether the sorties are still to be decided; else seats are those of `room`
    ratio : people on a thousand seats of each commodity
    itineraries : where given, columns are whole itineraries and nobody waits at hubs; else single flights
    """

    def __init__(
        self,
        network: Network,
        supply: Supply,
        residuals: Residuals,
        *,
        free: bool,
        ratio: list[int] | None = None,
        itineraries: Iterable[Arc] | None = None,
    ) -> None:
        self.network, self.supply, self.itineraries = network, supply, itineraries
        self.places, self.builder = network.instance.location, Builder()
        self.supplied: list[int] = []
        self.first: list[int] = []
        self.boards: dict[Arc, int] = {}
        self.waits: list[tuple[int, int, int, int]] = []
        self.ratio = ratio or ratios(network, supply, supply.atoms)
        self.gone = {place: residuals.gone_left(place) for place in self.places}
        self.present = {place: residuals.present_left(place) for place in self.places}
        self.sorties = {
            flight_arc.flights[0]: self.builder.column(flight_arc.leg.copies)
            for flight_arc in network.flight_arcs
            if flight_arc.optional and free
        }
        if free:
            self._add_needed()
        self.capacity = CapacityRows(network, residuals, self.builder, self.sorties, self.ratio)
        self._leaving: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self._landed: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        self._add_boarding()
        self._add_places()
        self._add_waiting()
        self._add_supply()
        self._add_deadlines()
        self._add_departures()
        add_aircraft(self.builder, network.instance, self.sorties)

    def _add_needed(self) -> None:
        """Columns for flights that take nobody but are needed by others, as far as they can be flown."""
        instance, usable = self.network.instance, Timetable.of(self.network.instance).usable
        for _, _, needs in order_of(instance):
            if needs not in self.sorties and usable[needs]:
                self.sorties[needs] = self.builder.column(instance.schedule[needs].copies)

    def limits_people(self) -> bool:
        """Whether places limit by people, lap infants included, or by what they need who may come or go."""
        present = any(minutes for limits in self.present.values() for minutes, _ in limits.values())
        landings = (
            at for place in self.places.values() for at in (place.arrivals_per_hour, place.arrivals_per_day)
        )
        return present or any(self.gone.values()) or any(most is not None for most in landings)

    def leaving(self, primal: Floats) -> Floats:
        """Atoms of each cluster that leave at a point; shape (clusters,)."""
        columns = np.array(self.supplied, dtype=np.int64)
        return np.where(columns >= 0, primal[columns], 0.0)

    def _balance(self, node: Node) -> int:
        """The row by which people leave a node who come to it."""
        return self.builder.row(node, Row(0, balance=True))

    def _add_boarding(self) -> None:
        """A column for each commodity that may board a flight arc, or for each itinerary that it may fly."""
        for commodity, path in self.itineraries or ():
            if all(self.capacity.open(number) for number in path):
                self._add_arc(commodity, path, None)
        for number, flight_arc in enumerate(self.network.flight_arcs if self.itineraries is None else ()):
            for commodity in flight_arc.commodities if self.capacity.open(number) else ():
                node = self.network.landing(commodity, flight_arc) if flight_arc.to_hub else None
                if node is not None or not flight_arc.to_hub:
                    self._add_arc(commodity, (number,), node)

    def _add_arc(self, commodity: int, path: Path, landing: Node | None) -> None:
        """A column for people who board a path and land in a haven, or at a node where they go on."""
        flight_arcs, later = self.network.flight_arcs, self.network.onward[commodity]
        legs = [(later if step else commodity, flight_arcs[number]) for step, number in enumerate(path)]
        first = legs[0][1].leg
        entries = [(self._balance(Node(commodity, first.origin, first.departs)), 1)]
        for (one, _), number in zip(legs, path, strict=True):
            entries += self.capacity.on(one, number)
        if landing is not None:
            entries.append((self._balance(landing), -1))
        column = self.boards[commodity, path] = self.builder.column(NO_UPPER, entries)
        for one, flight_arc in legs:
            self._move(column, one, flight_arc)
        if landing is not None:
            self._landed[landing.commodity, landing.place].append((first.arrives, column))

    def _move(self, column: int, commodity: int, flight_arc: FlightArc) -> None:
        """People of an arc come to a place with limited room, and leave it.

        They are present from their landing until their next flight leaves, at a haven for its stay. At a hub
        all count as the commodity that they are there, so that whoever comes is whoever goes.
        """
        place, leg = self.places[flight_arc.leg.destination], flight_arc.leg
        there = self.network.onward[commodity] if flight_arc.to_hub else commodity
        self._present(place.id, leg.arrives, column, there)
        if self.places[leg.origin].throughput_per_hour is not None:
            self._leaving[leg.origin, leg.departs].append((column, self.ratio[commodity]))
        own = self.network.commodities[commodity].stay
        stay = place.stay if own < 0 else own
        if not flight_arc.to_hub and stay is not None:
            self._present(place.id, leg.arrives + stay, column, there, -1)
        if not self.network.commodities[commodity].origin:
            self._present(leg.origin, leg.departs, column, commodity, -1)

    def _present(self, place: str, minute: int, column: int, commodity: int, sign: int = 1) -> None:
        """A seat of a commodity more from a minute on (or less); it matters from the next landing on."""
        for name, (minutes, _) in self.present[place].items():
            amount = (self.network.needs[name] if name else self.ratio)[commodity]
            at = bisect_left(minutes, minute)
            if at < len(minutes) and amount:
                row = self.builder.row(("present", place, name, minutes[at]), Row(0, balance=True))
                self.builder.enter(row, column, sign * amount)

    def _add_places(self) -> None:
        """People present at each landing are those of the landing before, and who came or left since."""
        limits = [
            (place, name, *levels) for place, each in self.present.items() for name, levels in each.items()
        ]
        for place, name, minutes, left in limits:
            before, key = None, ("dimension", place, name) if name else ("capacity", place)
            for minute, most in zip(minutes, left, strict=True):
                present = self._counter(key, minute, most)
                total = self.builder.row(("present", place, name, minute), Row(0, balance=True))
                self.builder.enter(total, present, -1)
                if before is not None:
                    self.builder.enter(total, before, 1)
                before = present

    def _counter(self, key: Key, minute: int, most: int) -> int:
        """A column that a row alone limits, so that the row has the dual."""
        column = self.builder.column(NO_UPPER)
        if most < UNLIMITED // 2:
            row = Row(THOUSAND * most, ((*key, format_time(minute)),), THOUSAND)
            self.builder.enter(self.builder.row((*key, minute), row), column, 1)
        return column

    def _add_waiting(self) -> None:
        """Who does not board what leaves waits for what leaves next."""
        for landed in self._landed.values():
            landed.sort()
        for (commodity, place), minutes in self.network.minutes.items():
            at_hub = not self.network.commodities[commodity].origin
            for begin, end in () if at_hub and self.itineraries is not None else pairwise(minutes):
                earlier, later = (self._balance(Node(commodity, place, minute)) for minute in (begin, end))
                entries = [(earlier, 1), (later, -1)]
                if at_hub:
                    entries += [(row, 1) for row in self._overstay(commodity, place, begin, end)]
                column = self.builder.column(NO_UPPER, entries)
                if not at_hub:
                    self.waits.append((column, commodity, begin, end))

    def _overstay(self, commodity: int, place: str, begin: int, end: int) -> list[int]:
        """The row by which those who wait until `end` have landed within the stay that is allowed.

        First in, first out loses nothing, as people of a commodity are alike.
        """
        stay, landed = self.places[place].max_stay, self._landed.get((commodity, place), [])
        if stay is None:
            return []
        row = self.builder.row(("stay", commodity, place, begin), Row(0))
        ready = begin - self.network.instance.policy.min_connection_minutes
        for at in range(bisect_left(landed, (end - stay,)), bisect_left(landed, (ready + 1,))):
            self.builder.enter(row, landed[at][1], -1)
        return [row]

    def _add_supply(self) -> None:
        supply = self.supply
        columns = (supply.commodity, supply.ready, supply.leave_by, supply.seats, supply.atoms)
        for commodity, ready, leave_by, seats, atoms in np.stack(columns).T.tolist():
            node = self.network.node(commodity, self.network.commodities[commodity].origin, ready)
            if node is not None and node.minute > leave_by:
                node = None
            self.first.append(node.minute if node else 0)
            entries = [(self._balance(node), -seats)] if node else []
            self.supplied.append(self.builder.column(atoms, entries) if node else -1)

    def _add_deadlines(self) -> None:
        """Who waits for the next departure after somebody's last is among those who may leave as late.

        With the most pressing first it is enough that this holds there.
        """
        supply, ends = self.supply, self.network.instance.ends
        last: defaultdict[int, set[int]] = defaultdict(set)
        dated = np.stack((supply.commodity, supply.leave_by))[:, supply.leave_by < ends]
        for commodity, leave_by in dated.T.tolist():
            last[commodity].add(leave_by)
        columns = np.array(self.supplied, dtype=np.int64)
        for wait, commodity, begin, end in self.waits:
            if not any(begin <= leave_by < end for leave_by in last[commodity]):
                continue
            supplied = (supply.commodity == commodity) & (columns >= 0)
            late = supplied & (supply.ready <= begin) & (supply.leave_by >= end)
            row = self.builder.row(("deadline", commodity, begin), Row(0))
            self.builder.enter(row, wait, 1)
            for cluster in np.flatnonzero(late).tolist():
                self.builder.enter(row, self.supplied[cluster], -int(supply.seats[cluster]))

    def _add_departures(self) -> None:
        """People who have left a place so far are within what it can process since it opened."""
        before: dict[str, int] = {}
        for (place, minute), columns in sorted(self._leaving.items()):
            gone = self._counter(("throughput", place), minute, self.gone[place][minute])
            total = self.builder.row(("gone", place, minute), Row(0, balance=True))
            self.builder.enter(total, gone, 1)
            if place in before:
                self.builder.enter(total, before[place], -1)
            before[place] = gone
            for column, people in columns:
                self.builder.enter(total, column, -people)


def ratios(network: Network, supply: Supply, leaving: Ints) -> list[int]:
    """People on a thousand seats of each commodity, if `leaving` atoms of each cluster leave.

    At hubs a commodity is all those who may come there; a thousand where nobody does.
    """
    seats, people = np.zeros((2, len(network.commodities)), dtype=np.int64)
    for target in (supply.commodity, np.array(network.onward, dtype=np.int64)[supply.commodity]):
        np.add.at(seats, target, supply.seats * leaving)
        np.add.at(people, target, supply.people * leaving)
    ratio: list[int] = np.where(seats > 0, THOUSAND * people // np.maximum(seats, 1), THOUSAND).tolist()
    return ratio
