"""Relaxations solved in whole numbers, and multipliers for them: what must never be above the best value.

The rows are those that the judge makes. By pairs they are taken as they are; by commodities no columns are
people, so each chain of flights that a group may take is one here, charged as the judge charges it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.certificate import Cut, Key, Name, Rounding
from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.stored import MILLION
from evacopt.judge.bounds import DualBound, Together
from evacopt.judge.box import Box
from evacopt.judge.certificate import cut_rows, fits
from evacopt.judge.congruence import Congruence
from evacopt.judge.goals import PartyGoal
from evacopt.judge.lagrangian import LagrangianBound, lagrangian_bound
from evacopt.judge.limits import RefusedError
from evacopt.judge.pools import pools_of
from evacopt.judge.relaxation import relax
from evacopt.judge.rounding import rounding_rows
from evacopt.judge.rows import Entries, Family, LinearGoal, Relaxation, ints
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.proof.duals import program_of
from tests.judge.slow_paths import Legged, Till, chains, dense

Goals = list[tuple[str, int]]


@dataclass(frozen=True)
class Seen:
    """How a goal was bounded: the bound, the best value, and by what."""

    by: str
    goal: str
    shown: int | None
    best: int

    @property
    def wrong(self) -> bool:
        """Whether it is above the best value, or says that there is no plan."""
        return self.shown is None or self.shown > self.best


def bounds_of(
    instance: Instance, goals: Goals, session: Session, rng: Random, before: Plan | None = None
) -> Iterator[Seen]:
    """Each goal of `instance`, those before it held at the best: all bounds that can be tried of it."""
    relaxation = relax(instance, before)
    relaxation = relaxation.under(cut_rows(relaxation, _cuts(rng, instance, relaxation)))
    yield from _bounded(instance, goals, session, rng, relaxation)
    rows = lagrangian_bound(instance)
    yield from _by_commodities(rows, goals, session, rng, by_paths(rows))


def leasts_of(
    instance: Instance, goals: Goals, session: Session, before: Plan | None = None
) -> Iterator[tuple[str, int | None, int]]:
    """Name, least in whole numbers by pairs and best value of each goal, those before it held at the best."""
    relaxation = relax(instance, before)
    for form, (name, value) in zip(relaxation.goals, goals, strict=True):
        yield name, _least(program_of(relaxation, form), form, session, value), value
        relaxation = relaxation.holding(form, value)


def _bounded(
    instance: Instance, goals: Goals, session: Session, rng: Random, relaxation: Relaxation
) -> Iterator[Seen]:
    """By pairs: in whole numbers, by multipliers, with pools, congruences, and what each value implies."""
    for form, (name, value) in zip(relaxation.goals, goals, strict=True):
        assert form.name == name
        held = relaxation.supposing(form, value)
        relaxation = held.under(rounding_rows(held, _roundings(rng, held)))
        program = program_of(relaxation, form)
        yield Seen("pairs", name, _least(program, form, session, value), value)
        side, given = DualBound(relaxation, form), _given(rng, program, session)
        for scale, p in given:
            for pools in ((), _pools(rng, instance)):
                box, together = Box(relaxation.lower, relaxation.upper), pools_of(relaxation, pools)
                shown = side.leaf(scale, p, box, together)
                yield Seen("pools" if pools else "multipliers", name, shown, value)
                for congruence in _congruences(rng, p) if pools else ():
                    try:
                        shown = side.leaf(scale, p, box, together, Together(congruence))
                    except RefusedError:  # the row counts more than seats
                        continue
                    yield Seen("congruences", name, shown, value)
        relaxation = held.holding(form, value)


def _by_commodities(
    rows: LagrangianBound, goals: Goals, session: Session, rng: Random, relaxation: Relaxation
) -> Iterator[Seen]:
    """By commodities: in whole numbers over all ways, and by multipliers as the judge takes them."""
    names: list[Key | None] = [*rows.row, *(None for _ in rows.instance.groups)]  # no row is of parties here
    values = [value for _, value in goals]
    for number, (goal, (name, value)) in enumerate(zip(rows.goals, goals, strict=True)):
        if isinstance(goal, str):
            continue
        form = next(form for form in relaxation.goals if form.name == name)
        program = program_of(relaxation, form)
        yield Seen("commodities", name, _least(program, form, session, value), value)
        for scale, p in _given(rng, program, session):
            said = [(key, times) for row, times in p.items() if (key := names[row]) is not None]
            yield Seen("commodities multipliers", name, rows.floor(number, values, scale, said), value)
        relaxation = relaxation.holding(form, value)
        names.append(("held", name))


def _least(program: Program, form: LinearGoal, session: Session, best: int) -> int | None:
    """The goal at its least in whole numbers; the values that show it are counted again, exactly.

    HiGHS may miss the least by one in a million where rows count in parts per million, or give up: what is
    not at `best` or below is believed only of CP-SAT, which knows no floats.
    """
    found = _answer(program, session).values
    if found is None or form.of(found) > best:
        with Session("cpsat") as exact:
            answer = _answer(program, exact)
        assert answer.status in ("optimal", "infeasible"), answer
        found = answer.values
    return None if found is None else form.of(found)


def _answer(program: Program, session: Session) -> BackendResult:
    answer = session.solve(replace(program, relaxed=False), Options(threads=1))
    assert answer.values is None or program.holds(answer.values)
    return answer


def _given(rng: Random, program: Program, session: Session) -> Iterator[tuple[int, dict[int, int]]]:
    """Multipliers by row: of an engine, those with some of them changed or left out, and random ones."""
    answer: BackendResult = session.solve(program, Options(threads=1))
    rows = program.rules.rows
    found = np.zeros(rows) if answer.duals is None else -answer.duals
    scale = rng.choice((1, 6, 2**16))
    good = {
        row: round(float(found[row]) * scale) for row in range(rows) if round(float(found[row]) * scale) > 0
    }
    yield scale, good
    yield scale, {row: p * rng.choice((1, 1, 2)) for row, p in good.items() if rng.randrange(3)}
    some = rng.sample(range(rows), min(rows, rng.randrange(8)))
    yield rng.randint(1, 4), good | {row: rng.choice((1, 1, 2, 5, 10**6)) for row in some}


def _pools(rng: Random, instance: Instance) -> tuple[tuple[str, ...], ...]:
    """Flights each alone, by origin, by origin the optional ones, all together, or in two heaps."""
    flights = {leg.id: leg for leg in instance.schedule}
    heaps = rng.choice(
        (
            [[code] for code in flights],
            [
                [code for code, leg in flights.items() if leg.origin == place.id]
                for place in instance.locations
            ],
            [
                [code for code, leg in flights.items() if (leg.origin, leg.status) == (place.id, "optional")]
                for place in instance.locations
            ],
            [list(flights)],
            [list(flights)[::2], list(flights)[1::2]],
        )
    )
    return tuple(tuple(heap) for heap in heaps if heap)


def _congruences(rng: Random, p: dict[int, int]) -> list[Congruence]:
    """Some rows that have a multiplier, modulo a small number."""
    return [Congruence(row, rng.randint(2, 5)) for row in rng.sample(sorted(p), min(len(p), 4))]


def _roundings(rng: Random, relaxation: Relaxation) -> list[Rounding]:
    """Some rows at any multipliers over any denominator, and columns that count from their most."""
    rows, columns, found = list(relaxation.row), list(relaxation.column), []
    for scale in (2, 3, rng.randint(4, 9), 2**16):
        some = rng.sample(range(len(rows)), min(len(rows), rng.randint(1, 6)))
        given = {rows[row]: rng.randrange(scale) for row in some}
        above = rng.sample(columns, min(len(columns), rng.choice((0, 0, 3))))
        found.append(Rounding(scale, tuple(given.items()), tuple(dict.fromkeys(above))))
    return found


def _cuts(rng: Random, instance: Instance, relaxation: Relaxation) -> tuple[Cut, ...]:
    """Cuts as strong as the judge takes them, of the parties on some flights."""
    found = []
    for leg in rng.sample(instance.schedule, min(2, len(instance.schedule))):
        aboard: list[tuple[Name, int]] = [
            (key, rng.randint(1, 3)) for key in relaxation.column if key[0] == "travel" and leg.id in key[2:]
        ]
        columns = ints(relaxation.column[key] for key, _ in aboard)
        try:
            most = fits(relaxation, leg.id, columns, ints(amount for _, amount in aboard))
        except RefusedError:
            continue
        found.append(Cut(leg.id, tuple(aboard), most))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Way:
    """A chain of flights of one group: the begun hours until it leaves, and what it asks of each row."""

    row: int
    hours: int
    asked: Any
    taken: Legged


def by_paths(rows: LagrangianBound) -> Relaxation:
    """The rows by commodities over sorties and what counts fairness, then a column a chain of each group."""
    instance, helpers, families = rows.instance, rows.helpers, rows.paths.legs.families
    pairs, schedule = len(rows.paths.legs.pairs.every), np.arange(len(instance.schedule))
    table = dense(families, pairs + len(schedule))
    paths = list(_paths(rows, table[:, :pairs]))
    group, column = ints(way.row for way in paths), len(helpers.upper) + np.arange(len(paths))
    asked = np.array([way.asked for way in paths], dtype=np.int64).reshape(len(paths), len(table)).T
    high = np.concatenate([ints(()), *(family.high for family in families)])
    count = instance.groups.count
    parts = _points(schedule, table[:, pairs:]), _points(column, asked)
    own = Family("own", _numbered, high, Entries.joined(*parts))
    helping = [_with_people(instance, family, column, group) for family in helpers.families]
    parties = Family("everybody", _numbered, count, Entries.points(column, group, ints([1])))
    block = (_numbered, np.zeros_like(column), count[group])
    forms = [_form(instance, goal, paths, column) for goal in rows.goals if not isinstance(goal, str)]
    return Relaxation((*helpers.blocks, block), (own, *helping, parties), tuple(forms))


def _paths(rows: LagrangianBound, table: Any) -> Iterator[Way]:
    """Every chain that is open to its group; a price of each row at once gives what it asks of each."""
    instance, unit = rows.instance, np.eye(len(table), dtype=np.int64)
    places = {hub: [*unit[hub_rows]] for hub, (_, hub_rows) in rows.paths.legs.hub_rows.items()}
    till = Till(rows.paths.commodities, rows.paths.legs, [*table.T], places)
    for row, group in enumerate(instance.groups):
        ready = instance.begins if group.ready is None else group.ready
        for taken in chains(instance, group):
            asked = till.charge(row, taken)
            if asked is not None:
                yield Way(row, -((ready - taken[0].departs) // HOUR), asked, taken)


def _numbered(row: int) -> Key:
    return ("way", str(row))


def _points(column: Any, amounts: Any) -> Entries:
    """Entries of a table of amounts, shape (rows, columns)."""
    return Entries.points(column, np.arange(len(amounts))[:, None], amounts.astype(np.int64))


def _with_people(instance: Instance, family: Family, column: Any, group: Any) -> Family:
    """Rows over what counts fairness, with the people of each nationality that a party takes along."""
    if family.rule != "share":
        return family
    parts = [family.entries]
    for row in range(len(family.high)):
        people = [dict(party.own_nationalities).get(family.subject(row)[0], 0) for party in instance.groups]
        parts.append(Entries.points(column, ints([row]), -MILLION * ints(people)[group]))
    return replace(family, entries=Entries.joined(*parts))


def _form(instance: Instance, goal: PartyGoal | LinearGoal, paths: Sequence[Way], column: Any) -> LinearGoal:
    """The goal over the columns of ways; one that is no sum over parties stays as it is."""
    if isinstance(goal, LinearGoal):
        return goal
    leg = {flight.id: int(each) for flight, each in zip(instance.schedule, goal.leg, strict=True)}
    amounts = [
        way.hours * int(goal.hour[way.row])
        - int(goal.left[way.row])
        + instance.groups[way.row].people * sum(leg[flight.id] for flight in way.taken)
        for way in paths
    ]
    columns = np.append(np.arange(len(leg)), column)
    return LinearGoal(goal.name, columns, np.append(goal.flown, ints(amounts)), goal.offset)
