"""An irreducible infeasible subsystem (IIS; Chinneck 2008) of promises, one of least cardinality.

The implicit hitting set method for smallest unsatisfiable subsets (Ignatiev, Previti, Liffiton and
Marques-Silva 2015): an IIS must hit every set of promises whose breach leaves a plan. Two programs take
turns: the smallest set that hits all such sets known, and, with that set required, a plan that breaks the
fewest others (elastic rows). When there is no such plan, the set is a smallest IIS.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.violation import Rule
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix

PROMISES: frozenset[Rule] = frozenset({"share_min", "pin", "rule"})
"""The only rules that leaving everybody behind can break."""


def smallest_iis(model: LinearModel, session: Session, options: Options) -> tuple[Label, ...]:
    """Labels of a smallest set of rows of `PROMISES` that no plan keeps together.

    Where `options.time_limit` (seconds) ends the search, all promises are named: they do contradict each
    other, only not every one may be needed.
    """
    promises = [row for row, label in enumerate(model.labels) if label.rule in PROMISES]
    ends = None if options.time_limit is None else time.monotonic() + options.time_limit
    breaches: list[list[int]] = []
    while True:
        left = None if ends is None else max(ends - time.monotonic(), 0.0)
        part = Options(time_limit=left, threads=options.threads, seed=options.seed)
        required = _smallest_hitting(breaches, session, part)
        broken = _fewest_broken(model, promises, required or frozenset(), session, part)
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
    result = session.solve(program, options).unless_interrupted()
    return False if result.status == "infeasible" else None if result.values is None else True


def _smallest_hitting(
    breaches: Sequence[Sequence[int]], session: Session, options: Options
) -> frozenset[int] | None:
    """A smallest set of rows that shares a row with each of `breaches`; `None` if time ran out."""
    rows = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *breaches])).astype(np.int64)
    if not len(rows):
        return frozenset()
    owner = np.repeat(np.arange(len(breaches)), [len(breach) for breach in breaches])
    column, ones = np.searchsorted(rows, np.concatenate(breaches)), np.ones(len(rows), dtype=np.int64)
    result = session.solve(
        Program(
            lower=0 * ones,
            upper=ones,
            rules=Matrix.of(len(breaches), owner, column, np.ones(len(owner), dtype=np.int64)),
            rules_lower=np.ones(len(breaches), dtype=np.int64),
            rules_upper=np.full(len(breaches), NO_UPPER),
            goal=Goal("rows", np.arange(len(rows)), ones),
        ),
        options,
    ).unless_interrupted()
    if result.status != "optimal" or result.values is None:
        return None
    return frozenset(rows[result.values != 0].tolist())


def _fewest_broken(
    model: LinearModel, promises: Sequence[int], required: frozenset[int], session: Session, options: Options
) -> list[int] | None:
    """Promises that a plan keeping `required` must break, as few as can be; [] if there is no such plan."""
    elastic = np.array([row for row in promises if row not in required], dtype=np.int64)
    result = session.solve(_elastic_program(model, elastic), options).unless_interrupted()
    if result.values is None:
        return [] if result.status == "infeasible" else None
    outside = model.broken_rows(result.values[: len(model.lower)])
    return elastic[np.isin(elastic, outside)].tolist() or None


def _elastic_program(model: LinearModel, elastic: Ints) -> Program:
    """The rules with a 0/1 column for each row of `elastic` that says it is broken."""
    least, most = model.matrix.activity_range(model.lower, model.upper)
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
