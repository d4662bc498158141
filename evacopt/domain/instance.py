"""An instance: everything that is known before deciding who flies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import Any
from weakref import ref

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.dimension import Dimension
from evacopt.domain.edited import Edited
from evacopt.domain.field import Field
from evacopt.domain.fields import FORMAT, HEADER, POLICY, TABLES
from evacopt.domain.flight import Crew, Fleet, Flight, Pending, Sortie
from evacopt.domain.framed import Framed
from evacopt.domain.group import Groups, Members
from evacopt.domain.link import Link
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.reception import Capacity, Steps, capacity_steps, presence_limits
from evacopt.domain.replanned import Split
from evacopt.domain.resource import Resource, Use
from evacopt.domain.rule import LinearRule, Term
from evacopt.domain.share import Admission, Bloc, Share
from evacopt.domain.shown import Shown
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Direction, Window


@dataclass(frozen=True, kw_only=True, repr=False)
class Instance(Framed, Edited, Shown):
    """Locations, groups, flights and the rules between states.

    The tables are as the user wrote them: `flights` holds no sortie, `schedule` holds all flights.
    Making one does not check it: `evacopt.domain.checks.errors_of` does, and every reader calls it.

    Attributes
    ----------
    name : a short name, used in plans and reports
    begins, ends : UTC minutes, the first of the horizon and the last at which anything departs
    locations, groups, flights : the places, who waits there, and what flies
    title, source, license : a title for people, where the data come from, under what terms they may be used
    policy : the goals and how parties may travel
    blocs, shares, admissions : what states have promised each other
    fleets, crews, sorties : aircraft, crews, and optional flights at regular times
    windows, capacities, slots : when places are open to whom, how many they hold, how many may move
    order : flights that need another one flown
    resources, uses : what sorties hold for a time or use up, and which
    dimensions, links : what there is room for beside people, groups that belong together
    pins : what a person has decided
    rules, terms : linear rules and goals that no other table says, and what each counts
    splits : groups that replanning split
    pending : flights whose time is not known yet, which take no part
    timezone : zone of local times, by its name in the IANA database; blank where none is said
    """

    name: str
    begins: int
    ends: int
    locations: tuple[Location, ...]
    groups: Groups
    flights: tuple[Flight, ...]
    title: str = ""
    source: str = ""
    license: str = ""
    policy: Policy = field(default_factory=Policy)
    blocs: tuple[Bloc, ...] = ()
    shares: tuple[Share, ...] = ()
    admissions: tuple[Admission, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    crews: tuple[Crew, ...] = ()
    sorties: tuple[Sortie, ...] = ()
    windows: tuple[Window, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    slots: tuple[Slot, ...] = ()
    order: tuple[Order, ...] = ()
    resources: tuple[Resource, ...] = ()
    uses: tuple[Use, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    links: tuple[Link, ...] = ()
    pins: tuple[Pin, ...] = ()
    rules: tuple[LinearRule, ...] = ()
    terms: tuple[Term, ...] = ()
    splits: tuple[Split, ...] = ()
    pending: tuple[Pending, ...] = ()
    timezone: str = ""

    def __repr__(self) -> str:
        return (
            f"<Instance {self.name}: {self.people:,} people in {len(self.groups):,} groups, "
            f"{len(self.schedule):,} flights>"
        )

    @cached_property
    def schedule(self) -> tuple[Flight, ...]:
        """Every flight: those listed, then the optional ones that the sorties stand for."""
        return self.flights + tuple(flight for sortie in self.sorties for flight in sortie.flights())

    @cached_property
    def flight(self) -> dict[str, Flight]:
        """Every flight of the schedule by its id."""
        return {flight.id: flight for flight in self.schedule}

    @cached_property
    def number(self) -> dict[str, int]:
        """The row of the schedule of each flight, by its id."""
        return {flight.id: row for row, flight in enumerate(self.schedule)}

    @cached_property
    def location(self) -> dict[str, Location]:
        """Every location by its id."""
        return {location.id: location for location in self.locations}

    @cached_property
    def people(self) -> int:
        """Everybody, lap infants included."""
        return int((self.groups.people * self.groups.count).sum())

    @cached_property
    def _bloc(self) -> dict[str, frozenset[str]]:
        return {bloc.bloc: frozenset(bloc.members) for bloc in self.blocs}

    def nationals(self, code: str) -> frozenset[str]:
        """The nationalities that `code` stands for: the members of a bloc, or itself."""
        return self._bloc.get(code, frozenset({code}))

    def counted(self, code: str, members: Members) -> int:
        """People among `members` of whom a row that names `code` speaks."""
        nationals = self.nationals(code)
        return sum(people for nationality, people in members if nationality in nationals)

    def accepts(self, flight: Flight, nationality: str) -> bool:
        """Whether `flight` takes parties that travel as `nationality`."""
        if flight.accepts in (("all",), ("own",)):
            return flight.accepts == ("all",) or nationality == flight.operator
        return any(nationality in self.nationals(code) for code in flight.accepts)

    def pools(self, flight: Flight) -> tuple[Share, ...]:
        """The reserves on `flight`: pools of seats in which only some may sit."""
        return tuple(share for share in self.shares if share.kind == "reserve" and share.covers(flight))

    def speaks_of(self, share: Share, nationality: str, tags: tuple[str, ...]) -> bool:
        """Whether `share` is about parties that travel as `nationality` and have these tags (6.7)."""
        right = not share.nationality or nationality in self.nationals(share.nationality)
        return right and (not share.tag or share.tag in tags)

    @cached_property
    def named_tags(self) -> Coded[tuple[str, ...]]:
        """The tags of each group that any share names, in alphabetical order; shape (groups,)."""
        named = {share.tag for share in self.shares} - {""}
        if not named:
            return Coded.constant((), len(self.groups))
        return self.groups.tags.map(lambda tags: tuple(sorted(named.intersection(tags)))).normal()

    @cached_property
    def limited_dimensions(self) -> tuple[str, ...]:
        """Dimensions of which any flight or place has so much room, in the order of the table (6.5)."""
        rooms = (row.room for rows in (self.schedule, self.locations) for row in rows)
        named = {code for room in rooms for code, _ in room}
        return tuple(dimension.id for dimension in self.dimensions if dimension.id in named)

    @cached_property
    def series(self) -> dict[str, str]:
        """The sorties of which each flight is one; flights that are listed are of none."""
        return {flight.id: sortie.id for sortie in self.sorties for flight in sortie.flights()}

    def uses_of(self, flight: Flight) -> tuple[Use, ...]:
        """What one sortie of `flight` holds or uses up."""
        return tuple(use for use in self.uses if use.covers(flight, self.series.get(flight.id, "")))

    def permits(self, location: str, direction: Direction, operator: str, minute: int) -> bool:
        """Whether a movement is possible there and then: the place is open, by its windows too (6.1)."""
        open_ = self.location[location].is_open(minute)
        return open_ and self.windows_permit(location, direction, operator, minute)

    def windows_permit(self, location: str, direction: Direction, operator: str, minute: int) -> bool:
        """Whether windows let a movement be, with people or without (6.1)."""
        rows = [
            row for row in self._windows.get(location, ()) if row.speaks_of(location, direction, operator)
        ]
        opening = [row.holds(minute) for row in rows if row.kind == "open"]
        shut = any(row.holds(minute) for row in rows if row.kind == "closed")
        return (any(opening) or not opening) and not shut

    @cached_property
    def _windows(self) -> dict[str, list[Window]]:
        windows: dict[str, list[Window]] = {}
        for row in self.windows:
            windows.setdefault(row.location, []).append(row)
        return windows

    @cached_property
    def capacity_of(self) -> dict[str, Steps]:
        """By place how many people may be there at once, and from when on (6.2)."""
        return capacity_steps(self.locations, self.capacities)

    @cached_property
    def presence_limits(self) -> dict[str, dict[str, Steps]]:
        """By hub or haven with limits what they are of: people, as a blank, or dimensions (6.2, 6.5)."""
        return presence_limits(self.locations, self.capacity_of)

    def people_of_share(self, share: Share, members: Members, tags: tuple[str, ...]) -> int:
        """People of a party with these members and tags of whom `share` speaks (6.7)."""
        if share.tag and share.tag not in tags:
            return 0
        return self.counted(share.nationality, members) if share.nationality else sum(n for _, n in members)

    @cached_property
    def terms_of(self) -> dict[str, tuple[Term, ...]]:
        """What each linear rule and goal counts, by its id."""
        terms = {rule.id: list[Term]() for rule in self.rules}
        for term in self.terms:
            if term.rule in terms:  # not where the rule was struck
                terms[term.rule].append(term)
        return {rule: tuple(own) for rule, own in terms.items()}

    @cached_property
    def sha256(self) -> str:
        """The hash of the content, the same for a folder, a workbook and a JSON file that say the same."""
        _IN_MEMORY[:] = [known for known in _IN_MEMORY if known() is not None] + [ref(self)]
        return _digest(self)


_IN_MEMORY: list[ref[Instance]] = []
"""Instances that know their hash; of two equal ones either may be let go first."""


def instance_of(sha256: str) -> Instance | None:
    """The instance with this hash, `None` where none is in memory or its hash was never asked for."""
    alive = [instance for known in _IN_MEMORY if (instance := known()) is not None]
    return next((instance for instance in alive if instance.sha256 == sha256), None)


def _digest(instance: Instance) -> str:
    """SHA-256 over the header, the policy and each table in the order of `evacopt.domain.fields`.

    Of each the name and the number of rows, then column by column the name and the values: integers as
    64-bit little-endian with the smallest one for a blank, everything else as a JSON array of text with each
    distinct value once, followed by the numbers of the values. Rows count in their order; titles, sources and
    licences count too. A table that is `added` or `younger` is left out where it has no rows, and
    a `younger` column where no row says anything.
    """
    sha = hashlib.sha256(FORMAT.encode())
    _add_rows(sha, "instance", HEADER, Instance, [instance])
    _add_rows(sha, "policy", POLICY, Policy, [instance.policy])
    for table in TABLES:
        rows = getattr(instance, table.name)
        if (table.added or table.younger) and not rows:
            continue
        if table.name == "groups":
            columns = ((f, getattr(rows, f.attribute)) for f in table.fields)
            said = ((f, column) for f, column in columns if not f.younger or _says_something(column))
            _add_table(sha, table.name, len(rows), said)
        else:
            _add_rows(sha, table.name, table.fields, table.record, rows)
    return sha.hexdigest()


def _says_something(column: Coded[Any] | Ints) -> bool:
    """Whether any row is not blank; of values that no row holds nothing is said."""
    if isinstance(column, np.ndarray):
        return bool((column != BLANK).any())
    return any(column.values) and any(column.normal().values)


def _add_rows(sha: Any, name: str, columns_of: Iterable[Field], record: type[Any], rows: Any) -> None:
    columns = [(field, [getattr(row, field.attribute) for row in rows]) for field in columns_of]
    usual = {one.name: one.default for one in fields(record) if one.default is not MISSING}
    columns = [
        (field, values)
        for field, values in columns
        if not field.younger or any(value != usual[field.attribute] for value in values)
    ]
    _add_table(sha, name, len(rows), columns)


def _add_table(sha: Any, name: str, rows: int, columns: Iterable[tuple[Field, Any]]) -> None:
    sha.update(f"\n{name} {rows}\n".encode())
    for one, column in columns:
        sha.update(f"{one.column}\n".encode())
        if isinstance(column, np.ndarray):
            sha.update(column.astype("<i8").tobytes())
        elif isinstance(column, tuple):
            sha.update(json.dumps(column).encode())
        elif isinstance(column, list) and all(value is None or type(value) is int for value in column):
            ints = [BLANK if value is None else value for value in column]
            sha.update(np.array(ints, dtype="<i8").tobytes())
        else:
            coded = (column if isinstance(column, Coded) else Coded.of(column)).normal()
            sha.update(json.dumps(coded.values).encode())
            sha.update(coded.codes.astype("<i8").tobytes())
