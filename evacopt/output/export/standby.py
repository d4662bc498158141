"""Who may step in where a called party does not come.

Candidates for a flight are parties left behind whom the rules of travel let take it, alone or as the first
leg of an itinerary that the plan uses; whoever does not come leaves seats on all legs. Limits on numbers
(shares, reserved seats, hubs, the gate) depend on who is missing: `replan` looks at them when that is known.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.columns import Mask
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.judge.pairs import read
from evacopt.judge.travel import flaws, mismatches

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.pin import Pin
    from evacopt.domain.plan import Itinerary
    from evacopt.output.export.roll import Party, Roll

MILLION = 1_000_000
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
        if not need or self._roll.instance.location[flight.origin].role != "origin":
            return []
        fit = self._may_take(flight)
        chosen: list[Party] = []
        for party in self._waiting:
            if need <= 0:
                break
            if party.row in fit:
                chosen.append(party)
                need -= self._roll.group(party).size
        return chosen

    def _urgency(self, party: Party) -> tuple[int, int, int, int]:
        group = self._roll.group(party)
        registered = _LATE if group.registered is None else group.registered
        return group.priority, registered, party.row, party.number

    def _may_take(self, flight: Flight) -> set[int]:
        """Rows of the groups that could take `flight`, by the rules of a single journey."""
        instance = self._roll.instance
        used = {legs for legs in self._roll.plan.assignments.itinerary.values if legs[0] == flight.id}
        journeys = [legs for legs in sorted({*used, (flight.id,)}) if not flaws(instance, legs)]
        waiting = [row for row in self._rows if self._roll.groups[row].origin == flight.origin]
        tried = [(row, legs) for row, legs in product(waiting, journeys) if self._decided(row, legs)]
        if not tried:
            return set()
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
        return set(pairs.group[~wrong].tolist())

    def _decided(self, row: int, legs: Itinerary) -> bool:
        """Whether pins and admissions let one more party of the group travel on `legs`."""
        instance, group = self._roll.instance, self._roll.groups[row]
        own = {code for code, _ in group.own_nationalities}
        stops = [instance.location[instance.flight[leg].destination] for leg in legs]
        for admission in self._closed:
            here = any(map(admission.covers, stops))
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
