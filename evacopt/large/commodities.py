"""The commodities of the flow: groups that may take the same flights, whatever their size and class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.dimension import Amounts
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.large.builder import THOUSAND
from evacopt.large.features import (
    barring,
    barring_then,
    door_of,
    endings,
    limits_people,
    needs_a_seat,
    own_stays,
    starts,
)

Trip = tuple[int, ...]
"""Numbers of flights in the order in which they are flown."""


class Commodity(NamedTuple):
    """What decides which flights a party may take, its times aside; `barred` locations do not admit it.

    Where no flight and no limit tells several apart, the first of them stands for all. Where places limit
    people, parties with lap `infants` are a commodity of their own: they take more places than seats.
    `worth` is what a thousand of their seats count for an hour, where that is to tell them apart until they
    leave, else 0. `dated` are the admissions, by number, that bar one of them for a time, `tags` those that
    shares name, `needs` the limited dimensions with how many bits what a thousand seats need of each has, and
    `stay` the minutes of their own stay at a haven where that is to tell them apart, else below 0.
    """

    nationality: str
    operators: tuple[str, ...]
    destinations: tuple[str, ...]
    barred: frozenset[str]
    origin: str = ""
    infants: bool = False
    worth: int = 0
    dated: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    needs: Amounts = ()
    stay: int = -1

    @property
    def who(self) -> Who:
        """As whom they board and are counted."""
        return self.nationality, self.tags

    def onward(self) -> Commodity:
        """The same people at a hub: where they came from, and when, does not matter any more."""
        return self._replace(origin="", worth=0)


Takes = Callable[[Commodity, Flight, bool], bool]
"""Whether a flight takes a commodity: to go on from where it lands, or to stay there."""
Who = tuple[str, tuple[str, ...]]
"""A nationality, and the tags that shares name."""


@dataclass(frozen=True, eq=False)
class Commodities:
    """The groups of an instance by commodity.

    Attributes
    ----------
    distinct : tuple of Commodity, sorted
    of_group : int64 array, shape (groups,); the commodity of each row
    ready, leave_by : int64 arrays, shape (groups,); minutes of the first departure (checked in) and the last
    takes : whether a flight takes a commodity, its departure and its place aside
    """

    instance: Instance
    distinct: tuple[Commodity, ...]
    of_group: Ints
    ready: Ints
    leave_by: Ints
    takes: Takes

    @classmethod
    def of(cls, instance: Instance, *, by_worth: bool = False) -> Commodities:
        """The commodities of `instance`; with `by_worth` those who count more a seat are not among others."""
        groups = instance.groups
        weight = groups.people * instance.policy.class_weights(groups.priority)
        worth = by_worth * THOUSAND * weight // np.maximum(groups.size, 1)
        admits, dated = barring(instance), barring_then(instance)
        nations = groups.own_nationalities.map(lambda people: tuple(code for code, _ in people))
        normal: list[Coded[Any]] = [
            column.normal()
            for column in (
                groups.nationality,
                groups.operators,
                groups.destinations,
                nations.map(admits),
                groups.origin,
            )
        ]
        infants = (groups.infants > 0) & limits_people(instance)
        told: dict[str, Coded[Any]] = {
            "dated": nations.map(dated),
            "tags": instance.named_tags,
            "needs": needs_a_seat(instance),
            "stay": own_stays(instance),
        }
        usual = Commodity._field_defaults
        later = {name: column.normal() for name, column in told.items() if {*column.values} - {usual[name]}}
        keys = [*(column.codes for column in normal), infants, worth, *(one.codes for one in later.values())]
        codes, of_group = np.unique(np.stack(keys), axis=1, return_inverse=True)
        listed = []
        for row in codes.T.tolist():
            cells: list[Any] = [column.values[code] for column, code in zip(normal, row[:5], strict=True)]
            cells += row[5] > 0, row[6]
            more = {name: later[name].values[code] for name, code in zip(later, row[7:], strict=True)}
            listed.append(Commodity(*cells, **more))
        takes = _takes(instance)
        distinct, place = merge_alike(instance, listed, takes)
        ready = groups.ready_from(instance.begins)
        leave_by = np.where(groups.leave_by == BLANK, instance.ends, groups.leave_by)
        ready = ready + instance.policy.check_in_minutes
        return cls(instance, distinct, place[of_group.reshape(-1)], ready, leave_by, takes)


def _takes(instance: Instance) -> Takes:
    """Answers that are kept."""
    memory: dict[tuple[Commodity, tuple[str, ...], str, str, bool, int], bool] = {}

    def answer(commodity: Commodity, flight: Flight, stays: bool) -> bool:
        lands = flight.arrives if commodity.dated else 0
        key = (commodity, flight.accepts, flight.operator, flight.destination, stays, lands)
        if key not in memory:
            place = instance.location[flight.destination]
            fine = not stays or not commodity.destinations
            memory[key] = (
                instance.accepts(flight, commodity.nationality)
                and (not commodity.operators or flight.operator in commodity.operators)
                and (fine or not {place.id, place.country}.isdisjoint(commodity.destinations))
                and place.id not in commodity.barred
                and not (commodity.dated and barred_then(commodity.dated, place, flight.arrives))
            )
        return memory[key]

    def barred_then(dated: tuple[int, ...], place: Location, lands: int) -> bool:
        rows = map(instance.admissions.__getitem__, dated)
        return any(row.covers(place) and row.counts_at(lands) for row in rows)

    return answer


def merge_alike(
    instance: Instance, commodities: Sequence[Commodity], takes: Takes
) -> tuple[tuple[Commodity, ...], Ints]:
    """`commodities` without those that no flight and no limit tells apart from an earlier one, sorted.

    Returns
    -------
    stay : tuple of Commodity
    place : int64 array, shape (commodities,); which of those stands for each
    """

    def rank(at: int) -> tuple[object, ...]:
        one = commodities[at]
        return (*one[:3], sorted(one.barred), *one[4:])

    signature, number = _signature(instance, takes), dict[object, int]()
    place, stay = np.empty(len(commodities), dtype=np.int64), list[Commodity]()
    for at in sorted(range(len(commodities)), key=rank):
        place[at] = number.setdefault(signature(commodities[at]), len(stay))
        if place[at] == len(stay):
            stay.append(commodities[at])
    return tuple(stay), place


def _signature(instance: Instance, takes: Takes) -> Callable[[Commodity], object]:
    """All that flights and limits can tell of a commodity."""
    bars, places = door_of(instance), instance.location
    doors = {(*bars(leg), leg.origin): leg for leg in instance.schedule}
    counted = counted_by(instance)
    by_origin: defaultdict[str, list[tuple[Flight, bool]]] = defaultdict(list)
    for leg in doors.values():
        for start in starts(places[leg.origin]):
            by_origin[start] += [(leg, stays) for stays in endings(places[leg.destination])]

    def signature(one: Commodity) -> object:
        legs = [*by_origin[one.origin], *(by_origin[""] if one.origin else ())]
        return one.origin, one.infants, one.worth, bytes(takes(one, *leg) for leg in legs), counted(one)

    return signature


def counted_by(instance: Instance) -> Callable[[Commodity], object]:
    """Which nationalities that shares and admissions count a commodity is among; its tags, needs and stay."""
    named = {share.nationality for share in instance.shares}
    named |= {row.nationality for row in instance.admissions if row.people is not None}
    counted = [instance.nationals(name) for name in sorted(named)]

    def among(one: Commodity) -> object:
        return bytes(one.nationality in nations for nations in counted), one.tags, one.needs, one.stay

    return among


class Party(NamedTuple):
    """One party of a group: its row, and all that limits ask of it."""

    row: int
    commodity: int
    priority: int
    size: int
    infants: int
    stretchers: int
    assisted: int
    nationality: str
    members: tuple[tuple[str, int], ...]
    stay: int | None
    ready: int
    leave_by: int
    who: Who
    needs: Amounts = ()
    linked: bool = False

    @property
    def apart(self) -> tuple[object, ...]:
        """What tells it from others of its commodity, class and size: nothing, or needs and links."""
        return (self.needs, self.row) if self.linked else self.needs

    def need(self, dimension: str) -> int:
        """How much of a dimension the party needs."""
        return next((amount for name, amount in self.needs if name == dimension), 0)

    @property
    def people(self) -> int:
        """People of the party, lap infants included."""
        return self.size + self.infants


def parties_of(commodities: Commodities) -> list[Party]:
    """One party of each group."""
    groups = commodities.instance.groups
    first = (commodities.of_group, groups.priority, groups.size, groups.infants)
    numbers = np.stack((*first, groups.stretchers, groups.assisted)).T.tolist()
    stays = [None if stay == BLANK else stay for stay in groups.stay.tolist()]
    times = np.stack((commodities.ready, commodities.leave_by)).T.tolist()
    people = zip(numbers, groups.nationality, groups.own_nationalities, stays, times, strict=True)
    linked = {group for link in commodities.instance.links for group in (link.group, link.partner)}
    more = zip(commodities.instance.named_tags, groups.needs, groups.id, strict=True)
    return [
        Party._make((row, *counts, nation, own, stay, *when, (nation, tags), needs, group in linked))
        for row, ((counts, nation, own, stay, when), (tags, needs, group)) in enumerate(
            zip(people, more, strict=True)
        )
    ]
