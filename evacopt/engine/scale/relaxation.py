"""The relaxation in seats: people of each kind flow along flights and wait at places, parties forgotten."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise

import numpy as np

from evacopt.backends.contract import Program
from evacopt.domain.clock import format_time
from evacopt.domain.columns import Ints
from evacopt.engine.scale.aircraft import add_aircraft
from evacopt.engine.scale.draft import THOUSAND, Draft, Row
from evacopt.engine.scale.network import Bundle, Network, Node
from evacopt.engine.scale.room import Room
from evacopt.engine.scale.supply import Supply
from evacopt.model.linear import NO_UPPER

Arc = tuple[int, int]
"""A kind and a bundle that it boards, by their numbers."""


class Relaxation:
    """Columns of the flow, by what they mean; every rule that can be said of flows is a row.

    Rules of single parties (latest departures, mixed families, lap infants aboard, full loads, pins) are left
    to the boarding.

    Attributes
    ----------
    supplied : columns of the atoms that leave, by cluster of `supply`; -1 where nothing can be boarded
    first : the minute at which each cluster could board first
    boards : the column of each arc
    waits : (column, kind, begin, end) for each wait at an origin between two departures
    sorties : the column of each optional flight, by its number

    Parameters
    ----------
    room : what is left of every limit
    free : whether the sorties are still to be decided; else seats are those of `room`
    ratio : people on a thousand seats of each kind
    """

    def __init__(
        self, network: Network, supply: Supply, room: Room, *, free: bool, ratio: list[int] | None = None
    ) -> None:
        self.network = network
        self.supply = supply
        self.draft = Draft()
        self.supplied: list[int] = []
        self.first: list[int] = []
        self.boards: dict[Arc, int] = {}
        self.waits: list[tuple[int, int, int, int]] = []
        self.ratio = ratio or ratios(network, supply, supply.atoms)
        self.places = {place.id: place for place in network.instance.locations}
        self.room = room
        self.caps, self.admitted = room.caps_left(), room.admitted_left()
        self.gone = {place: room.gone_left(place) for place in self.places}
        self.present = {place: room.present_left(place) for place in self.places}
        self.sorties = {
            bundle.flights[0]: self.draft.column(bundle.leg.copies)
            for bundle in network.bundles
            if bundle.optional and free
        }
        landed: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        for number, bundle in enumerate(network.bundles):
            self._add_flight(number, bundle, landed)
        self.landed = {key: _unzipped(sorted(some)) for key, some in landed.items()}
        self._add_places()
        self._add_waiting()
        self._add_supply()
        self._add_departures()
        add_aircraft(self.draft, network.instance, self.sorties)

    def program(self) -> Program:
        """The program without a goal."""
        return self.draft.program()

    def crowded(self) -> bool:
        """Whether places limit how many people, lap infants included, may come or go."""
        return any(minutes for minutes, _ in self.present.values()) or any(self.gone.values())

    def balance(self, node: Node) -> int:
        """The row by which people leave a node who come to it."""
        return self.draft.row(node, Row(0, balance=True))

    def _add_flight(
        self, number: int, bundle: Bundle, landed: defaultdict[tuple[int, str], list[tuple[int, int]]]
    ) -> None:
        """A column for each kind that may board, and the rows of the cabin, shares and admissions."""
        schedule, decided = self.network.instance.schedule, bundle.flights[0] in self.sorties
        seats = schedule[bundle.flights[0]].seats if decided else self.room.seats_left(bundle.flights)
        if not seats:
            return
        cabin, least = self._cabin(bundle, seats), self._least_load(number, bundle)
        laps = self._laps(bundle)
        for row in least:
            self.draft.enter(row, self.sorties[bundle.flights[0]], THOUSAND * bundle.leg.min_load)
        for kind in bundle.kinds:
            node = self.network.landing(kind, bundle) if bundle.to_hub else None
            if bundle.to_hub and node is None:
                continue
            here = Node(kind, bundle.leg.origin, bundle.leg.departs)
            entries = [(self.balance(here), 1)]
            entries += [(row, 1) for row, closed in cabin if kind in closed]
            entries += [(row, self.ratio[kind]) for row in self._counted(kind, bundle)]
            entries += [(row, -self.ratio[kind]) for row in least]
            entries += [
                (row, self.ratio[kind] - THOUSAND) for row in laps if self.network.kinds[kind].infants
            ]
            if node is not None:
                entries.append((self.balance(node), -1))
            column = self.boards[kind, number] = self.draft.column(NO_UPPER, entries)
            self._move(column, kind, bundle)
            if node is not None:
                landed[node.kind, bundle.to_hub].append((bundle.leg.arrives, column))

    def _cabin(self, bundle: Bundle, seats: int) -> list[tuple[int, frozenset[int]]]:
        """Rows of seats, and of the seats outside pools, each with the kinds that it counts (Hall, 1935)."""
        kinds = self.network.kinds
        rows = [(self._of_flights("seats", bundle, seats, ""), frozenset(bundle.kinds))]
        for nations, free, names in self.room.pools_left(bundle.flights):
            if bundle.flights[0] in self.sorties:
                free = bundle.leg.seats - _reserved_elsewhere(bundle, names)  # noqa: PLW2901 - a sortie's own
            row = self._of_flights("reserve", bundle, free, names)
            rows.append((row, frozenset(kind for kind in bundle.kinds if kinds[kind].nationality in nations)))
        return rows

    def _laps(self, bundle: Bundle) -> list[int]:
        """The row of lap infants aboard, where families with some are kinds of their own."""
        if not any(self.network.kinds[kind].infants for kind in bundle.kinds):
            return []
        left = THOUSAND * self.room.infants_left(bundle.flights)
        if bundle.flights[0] in self.sorties:
            left = THOUSAND * bundle.leg.infant_limit
        return [self._of_flights("infants", bundle, left, "", THOUSAND)]

    def _of_flights(self, rule: str, bundle: Bundle, seats: int, suffix: str, scale: int = 1) -> int:
        """A row of so many seats (or infants), a sortie if the bundle is optional."""
        schedule = self.network.instance.schedule
        names = tuple(f"{rule} {schedule[flight].id} {suffix}".rstrip() for flight in bundle.flights)
        decided = bundle.flights[0] in self.sorties
        row = self.draft.row((rule, bundle.flights[0], suffix), Row(0 if decided else seats, names, scale))
        if decided:
            self.draft.enter(row, self.sorties[bundle.flights[0]], -seats)
        return row

    def _least_load(self, number: int, bundle: Bundle) -> list[int]:
        if bundle.flights[0] not in self.sorties or not bundle.leg.min_load:
            return []
        name = f"min_load at least {bundle.leg.id}"
        return [self.draft.row(("min_load", number), Row(0, (name,), THOUSAND))]

    def _counted(self, kind: int, bundle: Bundle) -> list[int]:
        """Rows of caps and admissions that count a kind on a bundle."""
        instance, nation = self.network.instance, self.network.kinds[kind].nationality
        rows = [
            self.draft.row(
                share.id, Row(THOUSAND * self.caps[share.id], (f"share_max {share.id}",), THOUSAND)
            )
            for share in bundle.shares
            if share.kind == "max" and nation in instance.nationals(share.nationality)
        ]
        there = self.places[bundle.leg.destination]
        for at, (admission, left) in enumerate(self.admitted):
            here = admission.place == (there.id if admission.location else there.country)
            if here and nation in instance.nationals(admission.nationality):
                name = f"admission {admission.nationality} at {admission.place}"
                row = Row(THOUSAND * left, (name,), THOUSAND)
                rows.append(self.draft.row(("admission", at), row))
        return rows

    def _move(self, column: int, kind: int, bundle: Bundle) -> None:
        """People of an arc come to a place with limited room, and leave it.

        They are present from their landing until their next flight leaves, at a haven for its stay. At a hub
        all count as the kind that they are there, so that whoever comes is whoever goes.
        """
        place, leg = self.places[bundle.leg.destination], bundle.leg
        there = self.ratio[self.network.onward[kind] if bundle.to_hub else kind]
        self._present(place.id, leg.arrives, column, there)
        if not bundle.to_hub and place.stay is not None:
            self._present(place.id, leg.arrives + place.stay, column, -there)
        if self.places[leg.origin].role == "hub":
            self._present(leg.origin, leg.departs, column, -self.ratio[kind])

    def _present(self, place: str, minute: int, column: int, people: int) -> None:
        """So many people more from a minute on; it matters from the next landing on."""
        minutes, _ = self.present[place]
        at = bisect_left(minutes, minute)
        if at < len(minutes):
            row = self.draft.row(("present", place, minutes[at]), Row(0, balance=True))
            self.draft.enter(row, column, people)

    def _add_places(self) -> None:
        """People present at each landing are those of the landing before, and who came or left since."""
        for place, (minutes, left) in self.present.items():
            before = None
            for minute, most in zip(minutes, left, strict=True):
                here = self.draft.column(NO_UPPER)  # the row alone limits it, so the row has the price
                name = f"capacity {place} at {format_time(minute)}"
                row = Row(THOUSAND * most, (name,), THOUSAND)
                self.draft.enter(self.draft.row(("capacity", place, minute), row), here, 1)
                total = self.draft.row(("present", place, minute), Row(0, balance=True))
                self.draft.enter(total, here, -1)
                if before is not None:
                    self.draft.enter(total, before, 1)
                before = here

    def _add_waiting(self) -> None:
        """Who does not board what leaves waits for what leaves next."""
        for (kind, place), minutes in self.network.minutes.items():
            at_hub = self.places[place].role == "hub"
            for begin, end in pairwise(minutes):
                here, there = (self.balance(Node(kind, place, minute)) for minute in (begin, end))
                entries = [(here, 1), (there, -1)]
                if at_hub:
                    entries += [(row, 1) for row in self._overstay(kind, place, begin, end)]
                column = self.draft.column(NO_UPPER, entries)
                if not at_hub:
                    self.waits.append((column, kind, begin, end))

    def _overstay(self, kind: int, place: str, begin: int, end: int) -> list[int]:
        """The row by which those who wait until `end` have landed within the stay that is allowed.

        First in, first out loses nothing, as people of a kind are alike.
        """
        stay = self.places[place].max_stay
        if stay is None:
            return []
        minutes, columns = self.landed.get((kind, place), ([], []))
        row = self.draft.row(("stay", kind, place, begin), Row(0))
        ready = begin - self.network.instance.policy.min_connection_minutes
        for at in range(bisect_left(minutes, end - stay), bisect_right(minutes, ready)):
            self.draft.enter(row, columns[at], -1)
        return [row]

    def _add_supply(self) -> None:
        supply = self.supply
        columns = (supply.kind, supply.ready, supply.seats, supply.atoms)
        for kind, ready, seats, atoms in np.stack(columns).T.tolist():
            node = self.network.node(kind, self.network.kinds[kind].origin, ready)
            self.first.append(node.minute if node else 0)
            entries = [(self.balance(node), -seats)] if node else []
            self.supplied.append(self.draft.column(atoms, entries) if node else -1)

    def _add_departures(self) -> None:
        """People who have left a place so far are within what it can process since it opened."""
        leaving: defaultdict[tuple[str, int], list[Arc]] = defaultdict(list)
        for arc in self.boards:
            leg = self.network.bundles[arc[1]].leg
            if self.places[leg.origin].throughput_per_hour is not None:
                leaving[leg.origin, leg.departs].append(arc)
        before: dict[str, int] = {}
        for (place, minute), arcs in sorted(leaving.items()):
            limit = self.gone[place][minute]
            gone = self.draft.column(NO_UPPER)  # as in `_add_places`
            name = f"throughput {place} at {format_time(minute)}"
            row = Row(THOUSAND * limit, (name,), THOUSAND)
            self.draft.enter(self.draft.row(("throughput", place, minute), row), gone, 1)
            total = self.draft.row(("gone", place, minute), Row(0, balance=True))
            self.draft.enter(total, gone, 1)
            if place in before:
                self.draft.enter(total, before[place], -1)
            before[place] = gone
            for kind, number in arcs:
                self.draft.enter(total, self.boards[kind, number], -self.ratio[kind])


def _reserved_elsewhere(bundle: Bundle, names: str) -> int:
    """Seats of a sortie in pools that are not among `names`."""
    pools = [share for share in bundle.shares if share.kind == "reserve"]
    return sum(pool.people for pool in pools if pool.id not in names.split(","))


def _unzipped(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def ratios(network: Network, supply: Supply, leaving: Ints) -> list[int]:
    """People on a thousand seats of each kind, if `leaving` atoms of each cluster leave.

    At hubs a kind is all those who may come there; a thousand where nobody does.
    """
    seats, people = np.zeros((2, len(network.kinds)), dtype=np.int64)
    for target in (supply.kind, np.array(network.onward, dtype=np.int64)[supply.kind]):
        np.add.at(seats, target, supply.seats * leaving)
        np.add.at(people, target, supply.people * leaving)
    found: list[int] = np.where(seats > 0, THOUSAND * people // np.maximum(seats, 1), THOUSAND).tolist()
    return found
