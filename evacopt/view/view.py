"""Everything that can be counted of a plan: who travels, what is aboard, who is where, who stays.

Pages, files, comparisons and explanations read it, so that they cannot differ. The model states the rules
for itself and the judge counts for itself: neither reads this, and this reads nothing but the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints, Mask
from evacopt.domain.finding import Finding
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import PlanError
from evacopt.view.steps import Steps

Sitter = tuple[str, tuple[str, ...]]
"""The nationality as which a party travels, and its tags that a reserve names."""
NO_FLIGHT = -1


class Boardings(NamedTuple):
    """Every leg of every assignment, shape (boardings,) each.

    Attributes
    ----------
    assignment, group : its row in the plan, and that of its group
    flight, onward : rows of the schedule; `onward` is `NO_FLIGHT` after the last leg
    parties, seats : that board, and the seats that one of them takes
    """

    assignment: Ints
    group: Ints
    flight: Ints
    onward: Ints
    parties: Ints
    seats: Ints


class Stops(NamedTuple):
    """Where every leg of every assignment lands, shape (boardings,) each.

    Attributes
    ----------
    place : row of the locations
    come, go : minutes; present is who has come and not gone, `[come, go)`
    people : how many
    onward : true where they leave by flight, false where they stay as long as they count as present
    """

    place: Ints
    come: Ints
    go: Ints
    people: Ints
    onward: Mask

    def at(self, place: int) -> Stops:
        """The stops at one place."""
        at_place = self.place == place
        return Stops(*(column[at_place] for column in self))

    @property
    def present(self) -> Steps:
        """How many people are there over time."""
        return Steps.of(self.come, self.go, self.people)


class Count(NamedTuple):
    """People, and those of them who travel."""

    people: int
    served: int

    @property
    def left(self) -> int:
        """Those who stay."""
        return self.people - self.served

    @property
    def left_ppm(self) -> int:
        """Their share in parts per million, rounded up as the goal `fairness` does."""
        return -(-1_000_000 * self.left // self.people) if self.people else 0


@dataclass(frozen=True, eq=False)
class View:
    """A plan of an instance; each figure is counted when it is first asked for.

    Raises
    ------
    PlanError
        If the plan names groups or flights that the instance has not.
    """

    instance: Instance
    plan: Plan

    def __post_init__(self) -> None:
        table = self.plan.assignments
        named = dict.fromkeys(flight for itinerary in table.itinerary.values for flight in itinerary)
        strange = _strangers(table.group.values, self.instance.groups.row, "group")
        strange = strange or _strangers(named, self.instance.number, "flight")
        if strange:
            raise PlanError(strange)

    @cached_property
    def group(self) -> Ints:
        """The row of the group of each assignment, shape (assignments,)."""
        return self.plan.assignments.group.ints(self.instance.groups.row.__getitem__)

    @property
    def parties(self) -> Ints:
        """Parties of each assignment, shape (assignments,)."""
        return self.plan.assignments.parties

    @cached_property
    def people(self) -> Ints:
        """People of each assignment, shape (assignments,)."""
        return self.parties * self.instance.groups.people[self.group]

    @property
    def served(self) -> int:
        """People who travel."""
        return int(self.people.sum())

    @cached_property
    def travelling(self) -> Ints:
        """Parties of each group that travel, shape (groups,)."""
        return sums(self.group, self.parties, len(self.instance.groups))

    @cached_property
    def left(self) -> Ints:
        """Parties of each group that stay, shape (groups,)."""
        return self.instance.groups.count - self.travelling

    @cached_property
    def legs(self) -> Ints:
        """The flights of each assignment, `NO_FLIGHT` from its end on, shape (assignments, most legs + 1)."""
        table = self.plan.assignments.itinerary
        most = max(map(len, table.values), default=0)
        legs = np.full((len(table.values), most + 1), NO_FLIGHT, dtype=np.int64)
        for row, itinerary in enumerate(table.values):
            legs[row, : len(itinerary)] = [self.instance.number[flight] for flight in itinerary]
        return legs[table.codes]

    @cached_property
    def boardings(self) -> Boardings:
        """Who boards what, assignment by assignment."""
        assignment, leg = np.nonzero(self.legs != NO_FLIGHT)
        group, flight = self.group[assignment], self.legs[assignment, leg]
        onward = self.legs[assignment, leg + 1]
        seats = np.zeros(len(assignment), dtype=np.int64)
        lying = self.flights("seats_per_stretcher")[flight]
        for one in {flight.seats_per_stretcher: flight for flight in self.instance.schedule}.values():
            alike = lying == one.seats_per_stretcher
            seats[alike] = one.seats_for(self.instance.groups)[group[alike]]
        return Boardings(assignment, group, flight, onward, self.parties[assignment], seats)

    def flights(self, attribute: str) -> Ints:
        """A number of each flight, shape (flights,)."""
        return np.array([getattr(flight, attribute) for flight in self.instance.schedule], dtype=np.int64)

    @cached_property
    def flown(self) -> Ints:
        """Sorties of each flight, shape (flights,)."""
        return np.array([flight.sorties_in(self.plan) for flight in self.instance.schedule], dtype=np.int64)

    @cached_property
    def seats_used(self) -> Ints:
        """Seats that those aboard each flight take, shape (flights,)."""
        boardings = self.boardings
        return sums(boardings.flight, boardings.seats * boardings.parties, len(self.instance.schedule))

    @cached_property
    def seats_by_sitter(self) -> dict[str, dict[Sitter, int]]:
        """For each flight with anybody aboard the seats taken, by who may sit where."""
        boardings, groups = self.boardings, self.instance.groups
        named = {share.tag for share in self.instance.shares if share.kind == "reserve"}
        tags = Coded.of(tuple(tag for tag in own if tag in named) for own in groups.tags.values)
        kinds = list(product(groups.nationality.values, tags.values))
        kind = groups.nationality.codes * len(tags.values) + tags.codes[groups.tags.codes]
        most = max(len(kinds), 1)
        pairs, pair = np.unique(boardings.flight * most + kind[boardings.group], return_inverse=True)
        seats = sums(pair, boardings.seats * boardings.parties, len(pairs))
        taken: dict[str, dict[Sitter, int]] = {}
        for flight, code, number in np.stack((*np.divmod(pairs, most), seats), axis=1).tolist():
            of_flight, sitter = taken.setdefault(self.instance.schedule[flight].id, {}), kinds[code]
            of_flight[sitter] = of_flight.get(sitter, 0) + number
        return taken

    def aboard(self, of_group: Ints) -> Ints:
        """A number for a party of each group, shape (groups,), summed over those aboard; shape (flights,)."""
        boardings = self.boardings
        amount = of_group[boardings.group] * boardings.parties
        return sums(boardings.flight, amount, len(self.instance.schedule))

    @cached_property
    def by_class(self) -> dict[int, Count]:
        """People of each class, most urgent first."""
        groups = self.instance.groups
        classes, row = np.unique(groups.priority, return_inverse=True)
        people = sums(row, groups.people * groups.count, len(classes))
        served = sums(row, groups.people * self.travelling, len(classes))
        return dict(zip(classes.tolist(), map(Count, people.tolist(), served.tolist()), strict=True))

    @cached_property
    def by_nationality(self) -> dict[str, Count]:
        """People by their own nationality."""
        groups = self.instance.groups
        served = people_by_nationality(groups, self.travelling)
        people = people_by_nationality(groups, groups.count)
        return {nationality: Count(number, served[nationality]) for nationality, number in people.items()}

    @cached_property
    def by_bloc(self) -> dict[str, Count]:
        """People of each bloc that has any, in the order of the instance."""
        counts = {}
        for bloc in self.instance.blocs:
            members = [count for name, count in self.by_nationality.items() if name in bloc.members]
            people, served = (sum(column) for column in zip((0, 0), *members, strict=True))
            if people:
                counts[bloc.bloc] = Count(people, served)
        return counts

    @cached_property
    def stops(self) -> Stops:
        """Where everybody lands, and when they are gone from there."""
        row = {location.id: number for number, location in enumerate(self.instance.locations)}
        lands = np.array([row[flight.destination] for flight in self.instance.schedule], dtype=np.int64)
        flight, onward = self.boardings.flight, self.boardings.onward
        goes_on = onward != NO_FLIGHT
        go = self._gone_for_good(~goes_on)
        go[goes_on] = self.flights("departs")[onward[goes_on]]
        people = self.people[self.boardings.assignment]
        return Stops(lands[flight], self.flights("arrives")[flight], go, people, goes_on)

    def _gone_for_good(self, last: Mask) -> Ints:
        """When those whose leg is their `last` no longer count as present, else 0; shape (boardings,)."""
        instance, boardings = self.instance, self.boardings
        stays, stay_of = np.unique(instance.groups.stay, return_inverse=True)
        cases, case = np.unique(
            boardings.flight[last] * len(stays) + stay_of[boardings.group[last]], return_inverse=True
        )
        until = []
        for number, stay in zip(*np.divmod(cases, max(len(stays), 1)), strict=True):
            flight, own = instance.schedule[number], int(stays[stay])
            haven = instance.location[flight.destination]
            until.append(
                haven.left_at(flight.arrives, stay=None if own == BLANK else own, ends=instance.ends)
            )
        gone = np.zeros(len(last), dtype=np.int64)
        gone[last] = np.array(until, dtype=np.int64)[case]
        return gone


def sums(rows: Ints, amounts: Ints, size: int) -> Ints:
    """The sum of `amounts` for each row below `size`, exactly."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, rows, amounts)
    return total


def people_by_nationality(groups: Groups, parties: Ints) -> dict[str, int]:
    """People by their own nationality, of so many `parties` of each group, shape (groups,)."""
    own, people = groups.own_nationalities, dict[str, int]()
    for members, number in zip(own.values, sums(own.codes, parties, len(own.values)).tolist(), strict=True):
        for nationality, each in members:
            people[nationality] = people.get(nationality, 0) + each * number
    return people


def _strangers(names: Iterable[str], known: dict[str, int], subject: str) -> list[Finding]:
    rule = f"must be a {subject} of the instance"
    unknown = [name for name in names if name not in known]
    return [Finding(rule=rule, table="assignments", column=subject, value=name) for name in unknown]
