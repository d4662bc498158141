"""Better values near those known: true ones, never worse, and an end in every case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.exact.greedy import rest_values
from evacopt.exact.neighbourhood_search import neighbourhood_search
from evacopt.exact.tuning import TUNING
from evacopt.generation.generate import generate
from evacopt.milp.contract import BackendResult, Event, Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.model.formulation import formulate
from tests.exact.script import Script

LIMIT = Options(time_limit=60.0, threads=1)
MANY = 8 * TUNING.free_first


def _ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def _pairs() -> Program:
    """Many columns from 0 to 3, two and two in a row of at most 4; as much as goes, from nothing."""
    columns = np.arange(MANY)
    ones = np.ones(MANY, dtype=np.int64)
    return Program(
        lower=0 * ones,
        upper=3 * ones,
        rules=Matrix.of(MANY // 2, columns // 2, columns, ones),
        rules_lower=np.full(MANY // 2, NO_LOWER),
        rules_upper=np.full(MANY // 2, 4),
        goal=Goal("unserved", columns, -ones, offset=3 * MANY),
        start=0 * ones,
    )


def _improved(program: Program, session: Session, *, bound: int, options: Options = LIMIT) -> BackendResult:
    return neighbourhood_search(program, session, options, bound=bound)


def test_a_few_columns_that_rows_tie_together_are_free() -> None:
    """The first program frees about as many as it should, whole rows, and starts where it is."""
    script = Script([BackendResult(termination="interrupted", status="unknown")])
    _improved(_pairs(), script.session, bound=MANY)
    (program, options) = script.asked[0]
    free = (program.lower < program.upper).reshape(-1, 2)
    assert TUNING.free_first <= free.sum() <= TUNING.free_first + 2
    assert (free[:, 0] == free[:, 1]).all()
    assert program.start is not None
    assert not program.start.any()
    assert options.time_limit is not None
    assert options.time_limit < 60


def test_the_bound_ends_it(highs: Session) -> None:
    """Each pair holds four of six, so a third stays; once that is reached nothing more is asked."""
    news = list[Event]()
    answer = neighbourhood_search(_pairs(), highs, LIMIT, bound=MANY, report=news.append)
    program = _pairs()
    assert answer.values is not None
    assert program.holds(answer.values)
    assert program.goal.of(answer.values) == MANY
    values = [program.goal.of(event.values) for event in news if event.values is not None]
    assert values == sorted(values, reverse=True)
    assert values[-1] == MANY


@pytest.mark.parametrize("stopped", ["interrupted", "error", "memory"])
def test_an_engine_that_stops_ends_it_with_the_best(stopped: str) -> None:
    """What was found before is not lost."""
    better = np.zeros(MANY, dtype=np.int64)
    better[:2] = 2
    better_result = BackendResult(termination="gap", status="feasible", values=better)
    script = Script([better_result, BackendResult(termination=stopped, status="unknown")])  # type: ignore[arg-type]
    answer = _improved(_pairs(), script.session, bound=MANY)
    assert answer.termination == stopped
    assert answer.values is not None
    assert answer.values.tolist() == better.tolist()


def test_what_is_worse_or_nothing_is_passed_over() -> None:
    """So many programs in a row without news are enough."""
    program = replace(_pairs(), start=np.full(MANY, 2, dtype=np.int64))
    worse = BackendResult(termination="time", status="feasible", values=np.zeros(MANY, dtype=np.int64))
    script = Script([worse, BackendResult(termination="time", status="unknown")] * TUNING.patience)
    answer = _improved(program, script.session, bound=0)
    assert answer.values is not None
    assert answer.values.tolist() == [2] * MANY
    assert len(script.asked) == TUNING.patience


def test_easy_programs_grow() -> None:
    """An engine that is always done at once is asked for more and more columns, up to half of all."""
    script = Script([_done] * TUNING.patience)
    _improved(_pairs(), script.session, bound=0)
    free = [int((program.lower < program.upper).sum()) for program, _ in script.asked]
    assert free[-1] > free[0]
    assert MANY // 2 <= max(free) <= MANY // 2 + 2


def test_programs_that_take_too_long_shrink() -> None:
    """An engine that is never done in time is asked for fewer columns."""
    script = Script([BackendResult(termination="time", status="unknown")] * TUNING.patience)
    _improved(_pairs(), script.session, bound=0)
    free = [int((program.lower < program.upper).sum()) for program, _ in script.asked]
    assert free[-1] < free[0]


def _done(program: Program) -> BackendResult:
    assert program.start is not None
    value = program.goal.of(program.start)
    return BackendResult(termination="completed", status="optimal", values=program.start, bound=value)


def test_aircraft_that_must_be_full(highs: Session) -> None:
    """In the family rsp people are brought out from nothing, and every step keeps the rules."""
    formulation = formulate(generate("rsp", people=40_000, seed=1, groups=2))
    (goal,) = formulation.model.goals
    program = Program.of(formulation.model, goal, start=rest_values(formulation))
    assert program.start is not None
    answer = _improved(program, highs, bound=0, options=Options(time_limit=2.0, threads=1))
    assert answer.values is not None
    assert program.holds(answer.values)
    assert goal.of(answer.values) < goal.of(program.start)
