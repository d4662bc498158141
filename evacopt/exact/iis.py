"""A smallest set of promises that cannot hold together.

The implicit hitting set method for smallest unsatisfiable subsets (Ignatiev, Previti, Liffiton and
Marques-Silva, 2015): whatever contradicts must hit every set of promises whose breach leaves a plan. Two
programs take turns: the smallest set that hits all such sets known, and, with that set required, a plan that
breaks the fewest others. When there is no such plan, the set is a smallest contradiction.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.rule import Rule
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix

PROMISES: frozenset[Rule] = frozenset({"share_min", "pin"})
"""The only rules that leaving everybody behind can break."""


def smallest_conflict(model: LinearModel, session: Session, options: Options) -> tuple[Label, ...]:
    """Labels of a smallest set of rows of `PROMISES` that no plan keeps together.

    Where `options.time_limit` (seconds) ends the search, all promises are named: they do contradict each
    other, only not every one may be needed.
    """
    promises = [row for row, label in enumerate(model.labels) if label.rule in PROMISES]
    ends = None if options.time_limit is None else time.monotonic() + options.time_limit
    breaches: list[list[int]] = []
    while True:
        left = Options(
            time_limit=None if ends is None else max(ends - time.monotonic(), 0.0),
            threads=options.threads,
            seed=options.seed,
        )
        required = _smallest_hitting(breaches, session, left)
        broken = _fewest_broken(model, promises, required or (), session, left)
        if required is None or broken is None:
            return tuple(model.labels[row] for row in promises)
        if not broken:
            return tuple(model.labels[row] for row in sorted(required))
        breaches.append(broken)


def kept_together(
    model: LinearModel, promises: Collection[Label], session: Session, options: Options
) -> bool | None:
    """Whether any plan keeps `promises`, be others kept or not, as an engine says; `None` for silence."""
    others = [
        row for row, label in enumerate(model.labels) if label.rule in PROMISES and label not in promises
    ]
    program = _elastic_program(model, np.array(others, dtype=np.int64))
    answer = session.solve(program, options).unless_interrupted()
    return False if answer.status == "infeasible" else None if answer.values is None else True


def _smallest_hitting(
    breaches: Sequence[Sequence[int]], session: Session, options: Options
) -> frozenset[int] | None:
    """A smallest set of rows that shares a row with each of `breaches`; `None` if time ran out."""
    rows = sorted({row for breach in breaches for row in breach})
    if not rows:
        return frozenset()
    columns = np.arange(len(rows))
    owner = np.repeat(np.arange(len(breaches)), [len(breach) for breach in breaches])
    column = np.searchsorted(np.array(rows), np.concatenate([np.array(breach) for breach in breaches]))
    answer = session.solve(
        Program(
            lower=np.zeros(len(rows), dtype=np.int64),
            upper=np.ones(len(rows), dtype=np.int64),
            rules=Matrix.of(len(breaches), owner, column, np.ones(len(owner), dtype=np.int64)),
            rules_lower=np.ones(len(breaches), dtype=np.int64),
            rules_upper=np.full(len(breaches), NO_UPPER),
            goal=Goal("rows", columns, np.ones(len(rows), dtype=np.int64)),
        ),
        options,
    ).unless_interrupted()
    if answer.status != "optimal" or answer.values is None:
        return None
    return frozenset(rows[place] for place in np.flatnonzero(answer.values).tolist())


def _fewest_broken(
    model: LinearModel,
    promises: Sequence[int],
    required: frozenset[int] | tuple[()],
    session: Session,
    options: Options,
) -> list[int] | None:
    """Promises that a plan keeping `required` must break, as few as can be; [] if there is no such plan."""
    elastic = np.array([row for row in promises if row not in required], dtype=np.int64)
    answer = session.solve(_elastic_program(model, elastic), options).unless_interrupted()
    return _broken(model, elastic, answer)


def _elastic_program(model: LinearModel, elastic: Ints) -> Program:
    """The rules with a 0/1 column for each row of `elastic` that says it is broken."""
    least, most = _activity_range(model)
    extra = len(model.lower) + np.arange(len(elastic))
    below = np.where(model.row_lower[elastic] == NO_LOWER, 0, model.row_lower[elastic] - least[elastic])
    above = np.where(model.row_upper[elastic] == NO_UPPER, 0, most[elastic] - model.row_upper[elastic])
    upper_half = Matrix.of(len(elastic), np.arange(len(elastic)), extra, -np.maximum(above, 0))
    copies = _with_entries(model.matrix.take(elastic), upper_half)
    lower_half = Matrix.of(model.matrix.rows, elastic, extra, np.maximum(below, 0))
    row_upper = model.row_upper.copy()
    row_upper[elastic] = NO_UPPER
    return Program(
        lower=np.append(model.lower, np.zeros(len(elastic), dtype=np.int64)),
        upper=np.append(model.upper, np.ones(len(elastic), dtype=np.int64)),
        rules=_with_entries(model.matrix, lower_half).followed_by(copies),
        rules_lower=np.append(model.row_lower, np.full(len(elastic), NO_LOWER)),
        rules_upper=np.append(row_upper, model.row_upper[elastic]),
        goal=Goal("broken", extra, np.ones(len(elastic), dtype=np.int64)),
    )


def _with_entries(one: Matrix, other: Matrix) -> Matrix:
    """The sum of two matrices of as many rows."""
    return Matrix.of(
        one.rows,
        np.append(one.row_of_entry(), other.row_of_entry()),
        np.append(one.column, other.column),
        np.append(one.coefficient, other.coefficient),
    )


def _activity_range(model: LinearModel) -> tuple[Ints, Ints]:
    """The least and the most that each row can come to, by the bounds of the columns."""
    matrix = model.matrix
    at_lower = matrix.coefficient * model.lower[matrix.column]
    at_upper = matrix.coefficient * model.upper[matrix.column]
    return matrix.sum_by_row(np.minimum(at_lower, at_upper)), matrix.sum_by_row(
        np.maximum(at_lower, at_upper)
    )


def _broken(model: LinearModel, elastic: Ints, answer: BackendResult) -> list[int] | None:
    if answer.status == "infeasible":
        return []
    if answer.values is None:
        return None
    activity = model.matrix.times(answer.values[: len(model.lower)])
    outside = (activity < model.row_lower) | (activity > model.row_upper)
    return [row for row in elastic.tolist() if outside[row]] or None
