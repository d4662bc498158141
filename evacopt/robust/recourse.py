"""What can still be decided in a course of events: the second stage of the two-stage model.

Two stages (Dantzig 1955): until the first news all goes as the plan has it; from then on the whole course is
known, and what departs later is decided again: a relaxation of the truth, in which news comes bit by bit.
Ordered flights may be stood down; what was not ordered cannot be had. Who has left goes on from where they
are, or is stranded. Limits hold as in the model; promises of the least (`min` shares, pins) are not asked of
what might be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Matrix
from evacopt.model.builder import NO_COLUMN
from evacopt.robust.course import Course
from evacopt.robust.worlds import NEVER, WorldModel, Worlds


@dataclass(frozen=True, eq=False)
class Block:
    """The second stage of a course: columns of its own, and rows over those and the plan's.

    Attributes
    ----------
    upper : int64, shape (own columns,); the lower bounds are 0
    matrix : columns below `plan` are the plan's, the others its own
    row_lower, row_upper : int64, shape (rows,)
    worth : int64, shape (levels, plan + own columns): thousandths brought out by each column
    total : shape (levels,), thousandths of all who are there
    plan : columns of the plan
    news : UTC minute of the first news; `NEVER` where there is none
    """

    upper: Ints
    matrix: Matrix
    row_lower: Ints
    row_upper: Ints
    worth: Ints
    total: tuple[int, ...]
    plan: int
    news: int


def block_of(worlds: Worlds, course: Course) -> Block:
    """The second stage where things take that course."""
    return _Maker(worlds, worlds.models[course.happening], course).block()


class _Maker:
    def __init__(self, worlds: Worlds, there: WorldModel, course: Course) -> None:
        self.worlds, self.there = worlds, there
        self.base, self.now = worlds.base, there.formulation
        self.plan = len(self.base.model.lower)
        number, schedule = there.instance.number, there.instance.schedule
        self.left = {number[code]: sum(flown) for code, flown in course.failing}
        departs = [schedule[flight].departs for flight in self.left]
        self.news = min([there.known_from, *departs])
        self.upper = list[int]()
        self.rows: list[tuple[Ints, ...]] = []

    def block(self) -> Block:
        """All of it."""
        column = self._columns()
        self.rows.append(self._limits(column))
        self.rows += [self._parties(column), self._prefixes(column), *self._orders(column)]
        worth = np.zeros((len(self.worlds.levels), self.plan + len(self.upper)), dtype=np.int64)
        pairs = column[self.now.pair_column]
        used = pairs >= 0
        for level, each in zip(worth, self.there.worth, strict=True):
            np.add.at(level, pairs[used], each[used])
        return self._joined(worth)

    def _columns(self) -> Ints:
        """For each column of the world's model that of the block, -1 where it cannot be used any more."""
        column = np.full(len(self.now.model.lower), -1, dtype=np.int64)
        column[self.now.pair_column] = self._pairs()
        self._sorties(column)
        decided = np.append(column >= self.plan, False)
        matrix = self.now.model.matrix
        self.kept = np.unique(matrix.row_of_entry()[decided[matrix.column]])
        self.kept = self.kept[~self.there.anew[self.kept]]
        followers = np.unique(matrix.take(self.kept).column)
        followers = followers[self.there.follows[followers] & (column[followers] < 0)]
        column[followers] = self._own(self.now.model.upper[followers])
        return column

    def _own(self, upper: Ints) -> Ints:
        first = self.plan + len(self.upper)
        self.upper.extend(upper.tolist())
        return np.arange(first, first + len(upper))

    def _pairs(self) -> Ints:
        """Those that are over by the news are the plan's; the others are decided anew."""
        there, travel = self.there, self.now.travel
        past = there.departs < self.news
        over, begun = past.all(axis=1), past[:, 0]
        column = np.full(len(travel), -1, dtype=np.int64)
        known = np.flatnonzero(over & (there.pair >= 0))
        column[known] = self.base.pair_column[there.pair[known]]
        failing = [flight for flight, left in self.left.items() if not left]
        fails: Mask = np.any(np.isin(travel.itineraries.legs[travel.itinerary], failing), axis=1)
        free = ~over & ~fails & (self.news < NEVER)
        self.prefix = {
            pair: self._key(there.cohort, there.legs, past, pair)
            for pair in np.flatnonzero(free & begun).tolist()
        }
        self.behind = self._begun_by_plan()
        for pair, key in self.prefix.items():
            free[pair] = key in self.behind
        new = np.flatnonzero(free)
        column[new] = self._own(travel.most[new])
        return column

    @staticmethod
    def _key(cohort: Ints, legs: Ints, past: Mask, pair: int) -> tuple[int, ...]:
        return int(cohort[pair]), *np.where(past[pair], legs[pair], -1).tolist()

    def _begun_by_plan(self) -> dict[tuple[int, ...], list[int]]:
        """Pairs of the plan that have begun and are not over, by cohort and flights flown."""
        past, travel = self.worlds.departs < self.news, self.base.travel
        begun: dict[tuple[int, ...], list[int]] = {}
        legs = travel.itineraries.legs[travel.itinerary]
        for pair in np.flatnonzero(past[:, 0] & ~past.all(axis=1)).tolist():
            begun.setdefault(self._key(travel.cohort, legs, past, pair), []).append(pair)
        return begun

    def _sorties(self, column: Ints) -> None:
        """Those that have left are the plan's; to come are at most those ordered that do not fail."""
        now, base, crews = self.now, self.base, {(f, pool): at for f, pool, at in self.base.crew_columns}
        departs = [flight.departs for flight in base.instance.schedule]
        self.ordered = list[tuple[int, int]]()
        for flight in np.flatnonzero(now.sortie_column != NO_COLUMN).tolist():
            known, mine = int(self.there.sorties[flight]), int(now.sortie_column[flight])
            plans = -1 if known < 0 else int(base.sortie_column[known])
            if plans < 0 or departs[known] < self.news:
                column[mine] = plans
            elif self.news < NEVER:
                most = min(int(now.model.upper[mine]), self.left.get(flight, NEVER))
                column[mine] = self._own(np.array([most]))[0]
                self.ordered.append((int(column[mine]), plans))
        for flight, pool, mine in now.crew_columns:
            known = int(self.there.sorties[flight])
            if known >= 0 and departs[known] < self.news:
                column[mine] = crews.get((known, pool), -1)

    def _limits(self, column: Ints) -> tuple[Ints, ...]:
        """The rows of the world in which anything is decided anew; row, column, coefficient, sides."""
        model = self.now.model
        matrix = model.matrix.take(self.kept)
        entry = column[matrix.column] >= (0 if self.there.settled else self.plan)
        lower = np.where(self.there.least[self.kept], model.row_lower[self.kept], NO_LOWER)
        row = matrix.row_of_entry()[entry]
        return row, column[matrix.column[entry]], matrix.coefficient[entry], lower, model.row_upper[self.kept]

    def _parties(self, column: Ints) -> tuple[Ints, ...]:
        """Who has left by the plan does not leave again."""
        travel, base = self.now.travel, self.base
        own = column[self.now.pair_column]
        fresh = np.flatnonzero((own >= self.plan) & ~(self.there.departs < self.news)[:, 0])
        cohorts, row = np.unique(travel.cohort[fresh], return_inverse=True)
        of = np.full(len(base.travel.cohorts) + 1, -1, dtype=np.int64)
        of[self.there.cohort[fresh]] = row
        of[-1] = -1
        left = np.flatnonzero((self.worlds.departs[:, 0] < self.news) & (of[base.travel.cohort] >= 0))
        counts = np.append(base.travel.cohorts.parties.count, 0)
        most = np.zeros(len(cohorts), dtype=np.int64)
        most[row] = counts[self.there.cohort[fresh]]
        most = np.maximum(most, travel.cohorts.parties.count[cohorts])
        rows = np.append(row, of[base.travel.cohort[left]])
        columns = np.append(own[fresh], base.pair_column[left])
        return rows, columns, np.ones_like(rows), np.full(len(cohorts), NO_LOWER), most

    def _prefixes(self, column: Ints) -> tuple[Ints, ...]:
        """Who is on the way goes on from there: no more than have come."""
        own = column[self.now.pair_column]
        number = {key: row for row, key in enumerate(self.behind)}
        going = [
            (number[key], int(own[pair]), 1) for pair, key in self.prefix.items() if own[pair] >= self.plan
        ]
        came = [
            (number[key], int(self.base.pair_column[pair]), -1)
            for key, pairs in self.behind.items()
            for pair in pairs
        ]
        entries = np.array(going + came, dtype=np.int64).reshape(-1, 3)
        return *entries.T, np.full(len(number), NO_LOWER), np.zeros(len(number), dtype=np.int64)

    def _orders(self, column: Ints) -> list[tuple[Ints, ...]]:
        """At most what was ordered is flown."""
        if not self.ordered:
            return []
        own, plans = np.array(self.ordered, dtype=np.int64).T
        row, one = np.arange(len(own)), np.ones(len(own), dtype=np.int64)
        sides = np.full(len(own), NO_LOWER), np.zeros(len(own), dtype=np.int64)
        return [(np.append(row, row), np.append(own, plans), np.append(one, -one), *sides)]

    def _joined(self, worth: Ints) -> Block:
        row, column, coefficient, lower, upper = (
            list[Ints](),
            list[Ints](),
            list[Ints](),
            list[Ints](),
            list[Ints](),
        )
        first = 0
        for part in self.rows:
            row.append(part[0] + first)
            for into, values in zip((column, coefficient, lower, upper), part[1:], strict=True):
                into.append(values)
            first += len(part[3])
        matrix = Matrix.of(first, np.concatenate(row), np.concatenate(column), np.concatenate(coefficient))
        sides = np.concatenate(lower), np.concatenate(upper)
        says = np.flatnonzero((np.diff(matrix.start) > 0) & ((sides[0] > NO_LOWER) | (sides[1] < NO_UPPER)))
        return Block(
            upper=np.array(self.upper, dtype=np.int64),
            matrix=matrix.take(says),
            row_lower=sides[0][says],
            row_upper=sides[1][says],
            worth=worth,
            total=self.there.total,
            plan=self.plan,
            news=self.news,
        )
