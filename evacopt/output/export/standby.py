"""Who may step in where a called party does not come.

Candidates for a flight are parties left behind whom the rules of travel let take it, alone or as the first
leg of an itinerary that the plan uses; whoever does not come leaves seats on all legs. Limits on numbers
(shares, reserved seats, hubs, the gate) depend on who is missing: `replan` looks at them when that is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.columns import Mask
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.stored import MILLION
from evacopt.judge.pairs import read
from evacopt.judge.travel import flaws, mismatches
from evacopt.output.export.links import Linked

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.pin import Pin
    from evacopt.domain.plan import Itinerary
    from evacopt.output.export.roll import Party, Roll

_LATE = 1 << 60


class Standby:
    """The standby list of each flight out of an origin; a party may be on several, until it boards."""

    def __init__(self, roll: Roll, percent: int | None) -> None:
        self._roll, self._percent = roll, percent
        self._waiting = sorted(roll.staying, key=self._urgency)
        self._rows = sorted({party.row for party in self._waiting})
        self._closed = [one for one in roll.instance.admissions if one.people == 0]
        self._pins: dict[str, list[Pin]] = defaultdict(list)
        for pin in roll.instance.pins:
            self._pins[pin.group].append(pin)
        self._assigned: dict[str, list[Assignment]] = defaultdict(list)
        for row in roll.plan.assignments:
            if row.group in self._pins:
                self._assigned[row.group].append(row)

    def of(self, flight: Flight) -> list[Party]:
        """Parties in the order in which they may step in: class, then registration, then code."""
        called = [self._roll.group(party) for party in self._roll.aboard[flight.id]]
        if self._percent is None:  # as many as are expected to stay empty
            need = -(-sum(group.size * (MILLION - group.show_up) for group in called) // MILLION)
        else:
            need = -(-sum(group.size for group in called) * self._percent // 100)
        if not need or not self._roll.instance.location[flight.origin].is_start:
            return []
        return self._chosen(self._may_take(flight), need)

    def _chosen(self, fit: Mapping[int, Sequence[Itinerary]], need: int) -> list[Party]:
        """Parties until `need` seats are filled; who goes by others comes after one whom it can go by."""
        linked = Linked(self._roll)
        chosen: list[Party] = []
        held: list[Party] = []
        for party in self._waiting:
            queue = [party] if party.row in fit else []
            while queue and need > 0:
                one = queue.pop(0)
                ways = (legs for legs in fit[one.row] if linked.let(one.group, legs))
                if (way := next(ways, None)) is None:
                    held.append(one)
                    continue
                linked.add(one.group, way)
                chosen.append(one)
                need -= self._roll.group(one).size
                queue, held = [*held, *queue], []
        return chosen

    def _urgency(self, party: Party) -> tuple[int, int, int, int]:
        group = self._roll.group(party)
        registered = _LATE if group.registered is None else group.registered
        return group.priority, registered, party.row, party.number

    def _may_take(self, flight: Flight) -> Mapping[int, Sequence[Itinerary]]:
        """By the row of each group that could take `flight` the journeys on which, by the rules of one."""
        instance = self._roll.instance
        used = {legs for legs in self._roll.plan.assignments.itinerary.values if legs[0] == flight.id}
        journeys = [legs for legs in sorted({*used, (flight.id,)}) if not flaws(instance, legs)]
        waiting = [row for row in self._rows if self._roll.groups[row].origin == flight.origin]
        tried = [(row, legs) for row, legs in product(waiting, journeys) if self._decided(row, legs)]
        if not tried:
            return {}
        ids = instance.groups.id
        supposed = Plan(
            instance_name=instance.name,
            instance_sha256="",
            assignments=Assignments.of(Assignment(ids[row], legs, 1) for row, legs in tried),
        )
        pairs = read(instance, supposed).pairs
        wrong: Mask = np.zeros(len(pairs.group), dtype=np.bool_)
        for _, mask, _ in mismatches(pairs):
            wrong |= mask
        fit: dict[int, list[Itinerary]] = defaultdict(list)
        columns = pairs.group[~wrong].tolist(), pairs.code[~wrong].tolist()
        for row, code in zip(*columns, strict=True):
            fit[row].append(pairs.itineraries[code])
        return fit

    def _decided(self, row: int, legs: Itinerary) -> bool:
        """Whether pins and admissions let one more party of the group travel on `legs`."""
        instance, group = self._roll.instance, self._roll.groups[row]
        own = {code for code, _ in group.own_nationalities}
        flights = [instance.flight[leg] for leg in legs]
        stops = [(instance.location[flight.destination], flight.arrives) for flight in flights]
        for admission in self._closed:
            here = any(admission.covers(place) and admission.counts_at(at) for place, at in stops)
            if here and own & instance.nationals(admission.nationality):
                return False
        return all(
            pin.kind == "at_least" or pin.parties > self._pinned(pin)
            for pin in self._pins.get(group.id, ())
            if pin.itinerary in ((), legs) and pin.flight in ("", *legs)
        )

    def _pinned(self, pin: Pin) -> int:
        """Parties that the plan has where `pin` looks."""
        return sum(
            row.parties
            for row in self._assigned.get(pin.group, ())
            if (not pin.itinerary or row.itinerary == pin.itinerary)
            and (not pin.flight or pin.flight in row.itinerary)
        )
