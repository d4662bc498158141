"""Who waits where: groups that may take the same flights are one kind, whatever their size and class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.routes.eligibility import accepts


class Kind(NamedTuple):
    """What decides which flights a party may take, its times aside; `barred` locations do not admit it."""

    nationality: str
    operators: tuple[str, ...]
    destinations: tuple[str, ...]
    barred: frozenset[str]
    origin: str = ""

    def onward(self) -> Kind:
        """The same people at a hub: where they came from does not matter any more."""
        return self._replace(origin="")


@dataclass(frozen=True, eq=False)
class Crowd:
    """The groups of an instance by kind.

    Attributes
    ----------
    kinds : tuple of Kind, sorted
    kind : int64 array, shape (groups,); the kind of each row
    ready, leave_by : int64 arrays, shape (groups,); minutes of the first departure (checked in) and the last
    """

    instance: Instance
    kinds: tuple[Kind, ...]
    kind: Ints
    ready: Ints
    leave_by: Ints

    @classmethod
    def of(cls, instance: Instance) -> Crowd:
        """The crowd of `instance`."""
        groups = instance.groups
        barring = _barring(instance)
        barred = groups.own_nationalities.map(lambda people: barring([code for code, _ in people]))
        columns = (groups.nationality, groups.operators, groups.destinations, barred, groups.origin)
        normal = [column.normal() for column in columns]
        codes, kind = _distinct(np.stack([column.codes for column in normal]))
        found = [
            Kind(*(column.values[code] for column, code in zip(normal, row, strict=True)))  # type: ignore[arg-type]
            for row in codes.T.tolist()
        ]
        order = sorted(range(len(found)), key=lambda at: _rank(found[at]))
        place = np.empty(len(found), dtype=np.int64)
        place[order] = np.arange(len(found))
        begins = instance.begins
        ready = np.where(groups.ready == BLANK, begins, groups.ready) + instance.policy.check_in_minutes
        leave_by = np.where(groups.leave_by == BLANK, instance.ends, groups.leave_by)
        return cls(instance, tuple(found[at] for at in order), place[kind], ready, leave_by)

    @cached_property
    def takes(self) -> Callable[[Kind, Flight], bool]:
        """Whether a flight takes a kind, its time and its place aside; answers are kept."""
        memory: dict[tuple[Kind, tuple[str, ...], str, str], bool] = {}
        instance = self.instance

        def answer(kind: Kind, flight: Flight) -> bool:
            key = (kind, flight.accepts, flight.operator, flight.destination)
            if key not in memory:
                place = instance.location[flight.destination]
                fine = place.role != "haven" or not kind.destinations
                memory[key] = (
                    accepts(instance, flight, kind.nationality)
                    and (not kind.operators or flight.operator in kind.operators)
                    and (fine or not {place.id, place.country}.isdisjoint(kind.destinations))
                    and place.id not in kind.barred
                )
            return memory[key]

        return answer


def _barring(instance: Instance) -> Callable[[list[str]], frozenset[str]]:
    """For the nationalities of a party, the locations that do not admit one of them."""
    closed = [
        (instance.nationals(row.nationality), place.id)
        for row in instance.admissions
        if row.people == 0
        for place in instance.locations
        if row.place in (place.id, place.country)
    ]
    return lambda codes: frozenset(place for nations, place in closed if not nations.isdisjoint(codes))


def _distinct(codes: Ints) -> tuple[Ints, Ints]:
    """The distinct columns of `codes`, and which of them each column is."""
    found, which = np.unique(codes, axis=1, return_inverse=True)
    return found, which.reshape(-1)


def _rank(kind: Kind) -> tuple[object, ...]:
    return (kind.nationality, kind.origin, kind.operators, kind.destinations, sorted(kind.barred))
