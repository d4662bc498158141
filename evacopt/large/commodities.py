"""Who waits where: groups that may take the same flights are one kind, whatever their size and class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance


class Kind(NamedTuple):
    """What decides which flights a party may take, its times aside; `barred` locations do not admit it.

    Where no flight and no limit tells several apart, the first of them stands for all. Where places limit
    people, parties with lap `infants` are a kind of their own: they take more places than seats.
    """

    nationality: str
    operators: tuple[str, ...]
    destinations: tuple[str, ...]
    barred: frozenset[str]
    origin: str = ""
    infants: bool = False

    def onward(self) -> Kind:
        """The same people at a hub: where they came from does not matter any more."""
        return self._replace(origin="")


Taking = Callable[[Kind, Flight], bool]


@dataclass(frozen=True, eq=False)
class Crowd:
    """The groups of an instance by kind.

    Attributes
    ----------
    kinds : tuple of Kind, sorted
    kind : int64 array, shape (groups,); the kind of each row
    ready, leave_by : int64 arrays, shape (groups,); minutes of the first departure (checked in) and the last
    takes : whether a flight takes a kind, its time and its place aside
    """

    instance: Instance
    kinds: tuple[Kind, ...]
    kind: Ints
    ready: Ints
    leave_by: Ints
    takes: Taking

    @classmethod
    def of(cls, instance: Instance) -> Crowd:
        """The crowd of `instance`."""
        groups = instance.groups
        barring = _barring(instance)
        barred = groups.own_nationalities.map(lambda people: barring([code for code, _ in people]))
        columns = (groups.nationality, groups.operators, groups.destinations, barred, groups.origin)
        normal = [column.normal() for column in columns]
        told = np.stack([column.codes for column in normal])
        infants = (groups.infants > 0) & _crowded(instance)
        codes, kind = _distinct(np.vstack((told, infants)))
        found = [
            Kind._make([*(column.values[code] for column, code in zip(normal, row, strict=True)), lap > 0])
            for *row, lap in codes.T.tolist()
        ]
        takes = _taking(instance)
        kinds, place = alike(instance, found, takes)
        begins = instance.begins
        ready = np.where(groups.ready == BLANK, begins, groups.ready) + instance.policy.check_in_minutes
        leave_by = np.where(groups.leave_by == BLANK, instance.ends, groups.leave_by)
        return cls(instance, kinds, place[kind], ready, leave_by, takes)


def _taking(instance: Instance) -> Taking:
    """Answers that are kept."""
    memory: dict[tuple[Kind, tuple[str, ...], str, str], bool] = {}

    def answer(kind: Kind, flight: Flight) -> bool:
        key = (kind, flight.accepts, flight.operator, flight.destination)
        if key not in memory:
            place = instance.location[flight.destination]
            fine = place.role != "haven" or not kind.destinations
            memory[key] = (
                instance.accepts(flight, kind.nationality)
                and (not kind.operators or flight.operator in kind.operators)
                and (fine or not {place.id, place.country}.isdisjoint(kind.destinations))
                and place.id not in kind.barred
            )
        return memory[key]

    return answer


def _crowded(instance: Instance) -> bool:
    """Whether places limit people, lap infants included, while flights limit seats."""
    places = instance.locations
    return any(place.capacity is not None or place.throughput_per_hour is not None for place in places)


def alike(instance: Instance, kinds: Sequence[Kind], takes: Taking) -> tuple[tuple[Kind, ...], Ints]:
    """`kinds` without those that no flight and no limit tells apart from an earlier one, sorted.

    Returns
    -------
    stay : tuple of Kind
    place : int64 array, shape (kinds,); which of those stands for each
    """
    order = sorted(range(len(kinds)), key=lambda at: _rank(kinds[at]))
    tell, stay = _signature(instance, takes), dict[object, int]()
    place, found = np.empty(len(kinds), dtype=np.int64), list[Kind]()
    for at in order:
        place[at] = stay.setdefault(tell(kinds[at]), len(found))
        if place[at] == len(found):
            found.append(kinds[at])
    return tuple(found), place


def _signature(instance: Instance, takes: Taking) -> Callable[[Kind], object]:
    """All that flights and limits can tell of a kind."""
    hubs = {place.id for place in instance.locations if place.role == "hub"}
    doors = {(leg.accepts, leg.operator, leg.origin, leg.destination): leg for leg in instance.schedule}
    counted = counted_by(instance)
    by_origin: defaultdict[str, list[Flight]] = defaultdict(list)
    for leg in doors.values():
        by_origin["" if leg.origin in hubs else leg.origin].append(leg)

    def told(kind: Kind) -> object:
        legs = [*by_origin[kind.origin], *(by_origin[""] if kind.origin else ())]
        open_to = bytes(takes(kind, leg) for leg in legs)
        return kind.origin, kind.infants, open_to, counted(kind)

    return told


def counted_by(instance: Instance) -> Callable[[Kind], bytes]:
    """Which of the nationalities that shares and admissions count a kind is among."""
    named = {share.nationality for share in instance.shares}
    named |= {row.nationality for row in instance.admissions if row.people is not None}
    counted = [instance.nationals(name) for name in sorted(named)]
    return lambda kind: bytes(kind.nationality in nations for nations in counted)


def _barring(instance: Instance) -> Callable[[list[str]], frozenset[str]]:
    """For the nationalities of a party, the locations that do not admit one of them."""
    closed = [
        (instance.nationals(row.nationality), place.id)
        for row in instance.admissions
        if row.people == 0
        for place in instance.locations
        if row.covers(place)
    ]
    return lambda codes: frozenset(place for nations, place in closed if not nations.isdisjoint(codes))


def _distinct(codes: Ints) -> tuple[Ints, Ints]:
    """The distinct columns of `codes`, and which of them each column is."""
    found, which = np.unique(codes, axis=1, return_inverse=True)
    return found, which.reshape(-1)


def _rank(kind: Kind) -> tuple[object, ...]:
    return (*kind[:3], sorted(kind.barred), *kind[4:])
