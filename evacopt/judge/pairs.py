"""Pairs of a group and an itinerary as arrays, and a plan read as such against its instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.columns import BLANK, Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Assignment, Itinerary, Plan
from evacopt.domain.violation import Violation
from evacopt.judge.rows import Sums, ints, tally


@dataclass(frozen=True, eq=False)
class Pairs:
    """Who takes what: pair `i` is group row `group[i]` on `itineraries[code[i]]`.

    The columns of rows are numbered by them: first parties of each pair, then sorties of each flight.

    Attributes
    ----------
    group, code : int64 arrays, shape (pairs,), ordered by group
    itineraries : tuple, each once, none empty, of flights that the instance knows
    """

    instance: Instance
    group: Ints
    code: Ints
    itineraries: tuple[Itinerary, ...]

    @cached_property
    def every(self) -> Ints:
        """The column of each pair, shape (pairs,)."""
        return np.arange(len(self.group))

    @cached_property
    def sorties(self) -> Ints:
        """The column of each flight, shape (flights,)."""
        return len(self.group) + np.arange(len(self.instance.schedule))

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each location."""
        return {location.id: number for number, location in enumerate(self.instance.locations)}

    @cached_property
    def place_keys(self) -> tuple[Key, ...]:
        """What each location is known by."""
        return tuple((location.id,) for location in self.instance.locations)

    def places(self, limit: str) -> Ints:
        """That limit of each location, -1 where it has none, shape (locations,)."""
        values = (getattr(location, limit) for location in self.instance.locations)
        return ints(-1 if value is None else value for value in values)

    @cached_property
    def is_origin(self) -> Ints:
        """1 for each location where groups may wait to leave, else 0, shape (locations,)."""
        return ints(location.is_start for location in self.instance.locations)

    def flights(self, attribute: str) -> Ints:
        """That attribute of each flight, locations by their number, shape (flights,)."""
        values = (getattr(flight, attribute) for flight in self.instance.schedule)
        return ints(self.place.get(value, value) for value in values)

    @cached_property
    def optional(self) -> Ints:
        """1 for each flight that the planner decides, else 0, shape (flights,)."""
        return ints(flight.status == "optional" for flight in self.instance.schedule)

    @cached_property
    def home(self) -> Ints:
        """The number of the origin of each group, shape (groups,)."""
        return self.instance.groups.origin.ints(self.place.__getitem__)

    @cached_property
    def legs(self) -> Ints:
        """The flights of each itinerary, and -1 after its last, shape (itineraries, longest + 1)."""
        number = self.instance.number
        columns = zip_longest(*([number[leg] for leg in legs] for legs in self.itineraries), fillvalue=-1)
        return np.stack([*map(ints, columns), np.full(len(self.itineraries), -1)], axis=1)

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """The first and the last flight of each pair, shape (pairs,)."""
        last = self.legs[np.arange(len(self.legs)), (self.legs >= 0).sum(axis=1) - 1]
        return self.legs[:, 0][self.code], last[self.code]

    @cached_property
    def boarding(self) -> tuple[Ints, Ints, Ints]:
        """For each leg of each pair: pair, flight, and onward flight or -1, shape (boardings,)."""
        taken = self.legs[self.code]
        pair, leg = np.nonzero(taken >= 0)
        return pair, taken[pair, leg], taken[pair, leg + 1]

    @cached_property
    def seats_needed(self) -> Ints:
        """Seats that one party of each boarding takes, shape (boardings,)."""
        pair, flight, _ = self.boarding
        groups, row = self.instance.groups, self.group[pair]
        return groups.size[row] + groups.stretchers[row] * (self.flights("seats_per_stretcher")[flight] - 1)

    def using(self, flights: Mask) -> Mask:
        """Which pairs have an itinerary with any of `flights`, shape (pairs,)."""
        codes, _ = np.nonzero(flights[self.legs] & (self.legs >= 0))
        return np.isin(self.code, codes)

    def people_of(self, nationality: str, tag: str = "") -> Ints:
        """How many of one party of each group are of a nationality or bloc, and have a tag, shape (groups,).

        A blank nationality is any, a blank tag is none asked for.
        """
        groups, nationals = self.instance.groups, self.instance.nationals(nationality)
        people = groups.own_nationalities.ints(
            lambda members: sum(
                people for nation, people in members if not nationality or nation in nationals
            )
        )
        return people * groups.tags.ints(lambda tags: tag in tags) if tag else people


def ready_of(instance: Instance) -> Ints:
    """The minute from which each group is ready, shape (groups,)."""
    return np.where(instance.groups.ready == BLANK, instance.begins, instance.groups.ready)


@dataclass(frozen=True, eq=False)
class Reading:
    """The part of a plan that can be counted.

    Attributes
    ----------
    pairs : Pairs
        Assignments of known groups to known flights with at least one party, each pair once.
    parties : int64 array, or Python integers where those overflow, shape (pairs,)
    flown : int64 array, shape (flights,)
        Sorties of each flight, within what it may fly; 1 where it is scheduled, 0 where cancelled.
    strange : violations of the rule `plan`: whatever was left out of the above, or moved into it
    """

    pairs: Pairs
    parties: Sums
    flown: Ints
    strange: tuple[Violation, ...]

    @cached_property
    def values(self) -> Sums:
        """Of each column of `pairs`: parties, then sorties."""
        return np.concatenate((self.parties, self.flown))

    @cached_property
    def left(self) -> Sums:
        """Parties of each group that stay, shape (groups,); negative where too many travel."""
        groups = self.pairs.instance.groups
        left: Sums = groups.count - tally(len(groups), self.pairs.group, self.parties)
        return left


def read(instance: Instance, plan: Plan) -> Reading:
    """Sort out what `plan` says about things that `instance` knows."""
    table, known, named = plan.assignments, instance.flight.keys(), Counter[str]()
    group = table.group.ints(lambda code: instance.groups.row.get(code, -1))
    sound = table.itinerary.ints(lambda flights: bool(flights) and known >= set(flights))
    keep = (group >= 0) & (sound > 0) & (table.parties > 0)
    used = table.itinerary.take(np.flatnonzero(keep)).normal()
    width = max(len(used.values), 1)
    taken, place = np.unique(group[keep] * width + used.codes, return_inverse=True)
    for flight, times in plan.sorties:
        named[flight] += times
    flown = ints(min(max(named[leg.id], leg.least_sorties), leg.most_sorties) for leg in instance.schedule)
    strange = [_stranger(instance, table[row]) for row in np.flatnonzero(~keep).tolist()]
    parties = tally(len(taken), place, table.parties[keep])
    pairs = Pairs(instance, *np.divmod(taken, width), used.values)
    return Reading(pairs, parties, flown, (*strange, *_unknown(instance, plan)))


def _stranger(instance: Instance, row: Assignment) -> Violation:
    unknown = [row.group] if row.group not in instance.groups.row else []
    unknown += [flight for flight in row.itinerary if flight not in instance.flight]
    text = phrase("has {parties} parties", parties=row.parties)
    if unknown:
        text = phrase("names {unknown}, unknown to the instance", unknown=unknown[0])
    way = ">".join(row.itinerary) or phrase("no flight")
    return Violation("plan", phrase("{group} on {way}", group=row.group, way=way), text)


def _unknown(instance: Instance, plan: Plan) -> Iterator[Violation]:
    """What is wrong with the hash, the sorties and the names of crews."""
    if plan.instance_sha256 != instance.sha256:
        text = phrase(
            "is {sha256}, the plan is for {other}",
            sha256=instance.sha256[:12],
            other=plan.instance_sha256[:12],
        )
        yield Violation("plan", "instance", text)
    named, crews = Counter(flight for flight, _ in plan.sorties), {crew.id for crew in instance.crews}
    for code, times in plan.sorties:
        flight = instance.flight.get(code)
        if flight is None or flight.status != "optional":
            yield Violation("plan", code, phrase("is no optional flight of the instance"))
        elif not 0 <= times <= flight.copies or named[code] > 1:
            text = phrase(
                "is named {times} times, with {sorties} sorties of {copies}",
                times=named[code],
                sorties=times,
                copies=flight.copies,
            )
            yield Violation("plan", code, text)
    for code, crew, times in plan.crews:
        if code not in instance.flight or crew not in crews or times < 1:
            yield Violation(
                "plan",
                phrase("{crew} on {flight}", crew=crew, flight=code),
                phrase("is not known, or flies {sorties} sorties", sorties=times),
            )
