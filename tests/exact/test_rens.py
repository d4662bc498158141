"""Goals that their relaxation settles: the same answer as the search, or none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.exact.greedy import start_values
from evacopt.exact.rens import rens
from evacopt.milp.contract import BackendResult, Capabilities, Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.model.formulation import formulate
from tests.exact.script import Script, solve_stages
from tests.model.points import with_all_goals

EXACT = Options(threads=1)


def _ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def _program(*, start: Ints | None = None, step: int = 1) -> Program:
    """Six seats for parties of two and of three: as many people as can be, each worth `step`."""
    return Program(
        lower=_ints(0, 0),
        upper=_ints(5, 5),
        rules=Matrix.of(1, _ints(0, 0), _ints(0, 1), _ints(2, 3)),
        rules_lower=_ints(NO_LOWER),
        rules_upper=_ints(6),
        goal=Goal("unserved", _ints(0, 1), _ints(-2 * step, -3 * step), offset=25 * step),
        start=start,
    )


BOTH: Mask = np.array([True, True])


def _relaxed(bound: int, *point: float) -> BackendResult:
    return BackendResult(termination="completed", status="unknown", bound=bound, primal=np.array(point))


def _script(*replies: BackendResult) -> Script:
    script = Script(replies)
    script.capabilities = Capabilities(duals=True)
    return script


def test_a_start_that_meets_the_bound_is_the_answer() -> None:
    """Only the relaxation is asked, and only relaxed; what it says of the bound is passed on."""
    script = _script(_relaxed(19, 3.0, 0.0))
    settled, _ = rens(_program(start=_ints(0, 2)), script.session, EXACT, BOTH)
    assert settled is not None
    assert settled.values is not None
    assert (settled.status, settled.bound, settled.values.tolist()) == ("optimal", 19, [0, 2])
    assert [program.relaxed for program, _ in script.asked] == [True]


def test_the_bound_is_lifted_to_what_the_goal_can_be() -> None:
    """A goal that counts by sevens and cannot be below 127 is at least 133."""
    script = _script(_relaxed(127, 2.9, 0.0))
    settled, _ = rens(_program(start=_ints(0, 2), step=7), script.session, EXACT, BOTH)
    assert settled is not None
    assert settled.bound == 133


def test_parties_are_rounded_and_a_better_start_is_kept() -> None:
    """Each decision may only be one of the integers around the best point; what is found is the start."""
    rounded = BackendResult(termination="gap", status="feasible", values=_ints(1, 1))
    script = _script(_relaxed(19, 1.5, 1.0), rounded)
    settled, program = rens(_program(start=_ints(1, 0)), script.session, EXACT, BOTH)
    near, _ = script.asked[1]
    assert (near.lower.tolist(), near.upper.tolist()) == ([1, 1], [2, 1])
    assert settled is None
    assert program.start is not None
    assert program.start.tolist() == [1, 1]


def test_what_is_no_decision_stays_free() -> None:
    """Columns that follow from others keep their bounds while the others are rounded."""
    script = _script(_relaxed(19, 1.5, 1.5), BackendResult(termination="time", status="unknown"))
    rens(_program(), script.session, EXACT, np.array([True, False]))
    near, _ = script.asked[1]
    assert (near.lower.tolist(), near.upper.tolist()) == ([1, 0], [2, 5])


def test_a_worse_rounding_leaves_the_start() -> None:
    """What the small program finds is passed over where the start is better."""
    rounded = BackendResult(termination="time", status="feasible", values=_ints(1, 0))
    script = _script(_relaxed(18, 1.5, 1.5), rounded)
    _, program = rens(_program(start=_ints(0, 2)), script.session, EXACT, BOTH)
    assert program.start is not None
    assert program.start.tolist() == [0, 2]


def test_where_sorties_are_to_be_filled_parties_may_be_off_their_rounding() -> None:
    """Not at all; then those that cost nothing are free, the others off by little; then all by a quarter."""
    program = Program(
        lower=_ints(0, 0, 0),
        upper=_ints(90, 90, 4),
        rules=Matrix.of(1, _ints(0, 0, 0), _ints(0, 1, 2), _ints(1, 1, -40)),
        rules_lower=_ints(NO_LOWER),
        rules_upper=_ints(0),
        goal=Goal("unserved", _ints(0, 1), _ints(-2, -1), offset=270),
    )
    point, multipliers = np.array([30.0, 50.5, 2.0]), np.array([-1.0])
    relaxed = BackendResult(
        termination="completed", status="unknown", bound=159, primal=point, duals=multipliers
    )
    script = _script(relaxed, *[BackendResult(termination="completed", status="infeasible")] * 4)
    rens(program, script.session, Options(time_limit=60.0), np.array([True, True, False]), to_fill=True)
    between = [
        list(zip(near.lower.tolist(), near.upper.tolist(), strict=True)) for near, _ in script.asked[1:]
    ]
    assert between == [
        [(30, 30), (50, 51), (0, 4)],
        [(30, 30), (0, 90), (0, 4)],
        [(28, 32), (0, 90), (0, 4)],
        [(20, 40), (40, 61), (0, 4)],
    ]


@pytest.mark.parametrize(
    ("capabilities", "options"),
    [
        (Capabilities(duals=False), EXACT),
        (Capabilities(duals=True), Options(gap=0.1)),
        (None, EXACT),
    ],
    ids=["no relaxation", "a gap", "not ready"],
)
def test_nobody_is_asked_without_need(capabilities: Capabilities | None, options: Options) -> None:
    """An engine without relaxations, or not ready, is not asked, nor is any where a gap is good enough."""
    script = Script([])
    script.capabilities = capabilities
    program = _program()
    assert rens(program, script.session, options, BOTH) == (None, program)


@pytest.mark.parametrize("start", [None, _ints(1, 0)], ids=["nothing known", "a start"])
def test_an_interruption_ends_the_goal(start: Ints | None) -> None:
    """Ctrl-C in either question is the answer, with the start where there is one; nothing more is asked."""
    stop = BackendResult(termination="interrupted", status="unknown")
    for replies in ([stop], [_relaxed(19, 1.5, 1.0), stop]):
        script = _script(*replies)
        settled, _ = rens(_program(start=start), script.session, EXACT, BOTH)
        assert settled is not None
        assert (settled.termination, settled.status) == (
            "interrupted",
            "unknown" if start is None else "feasible",
        )


def _programs() -> Iterator[tuple[Program, Mask]]:
    """The first goals of tiny instances, with the start that a cell without a solver gives."""
    for seed in range(60):
        formulation = formulate(with_all_goals(seed))
        model, start = formulation.model, start_values(formulation)
        goal = model.goals[seed % len(model.goals)]
        yield Program.of(model.for_goals([goal.name]), goal, start=start), ~formulation.helpers


def test_what_is_settled_is_the_best(highs: Session) -> None:
    """Whatever RENS calls optimal the search calls so too; a start that it makes keeps every row."""
    settled_by = {True: 0, False: 0}
    for program, decisions in _programs():
        settled, better = rens(program, highs, EXACT, decisions)
        searched = highs.solve(program, EXACT)
        settled_by[settled is not None] += 1
        if settled is not None:
            assert settled.values is not None
            assert searched.bound == settled.bound == program.goal.of(settled.values)
            assert program.holds(settled.values)
        elif better.start is not None:
            assert program.holds(better.start)
            assert searched.values is not None
            assert program.goal.of(better.start) >= program.goal.of(searched.values)
    assert min(settled_by.values()) > 3


@pytest.mark.parametrize("seed", range(20))
def test_stages_reach_the_same_with_and_without(seed: int, highs: Session) -> None:
    """Every goal has the same value and bound whether relaxations are tried first or not."""
    formulation = formulate(with_all_goals(seed))
    start = start_values(formulation)
    plain, short = (
        solve_stages(
            formulation.model,
            highs,
            EXACT,
            start=start,
            complete=formulation.completed,
            decisions=decisions,
        )
        for decisions in (None, ~formulation.helpers)
    )
    assert short.outcome == plain.outcome
    assert short.goals == plain.goals
