"""Relaxed programs in HiGHS: two methods side by side, and going on from a basis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.highs import HighsBackend
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.milp.linear import Goal
from evacopt.model.formulation import formulate
from tests.tiny.instances import tiny_instance

SEEDS = range(30)


def _program(seed: int, goal: int = 0) -> Program:
    model = formulate(tiny_instance(seed)).model
    wanted = model.goals[goal]
    return replace(Program.of(model.for_goals([wanted.name]), wanted), relaxed=True)


def _solve(program: Program, threads: int | None = 1) -> BackendResult:
    return HighsBackend().solve(program, Options(threads=threads), lambda event: None)


def _value(program: Program, answer: BackendResult) -> float:
    assert answer.primal is not None
    return float(program.objective() @ answer.primal) + program.goal.offset


def _same(program: Program, one: BackendResult, other: BackendResult) -> None:
    assert one.status == other.status
    assert one.termination == other.termination == "completed"
    if one.primal is not None:
        assert _value(program, one) == pytest.approx(_value(program, other), abs=1e-4, rel=1e-6)


@pytest.mark.parametrize("threads", [1, 2, None])
def test_every_method_finds_the_same_least_value(threads: int | None) -> None:
    """With one thread the interior point method, with two or as many as there are both: one value."""
    for seed in SEEDS:
        program = _program(seed)
        result = _solve(replace(program, interior=True), threads)
        _same(program, _solve(program), result)
        if result.status == "infeasible":
            assert result.duals is not None


def test_another_goal_goes_on_from_a_basis() -> None:
    """The last goal from where the first one ended: the same least value as from nothing."""
    moved = 0
    for seed in SEEDS:
        first = _solve(_program(seed))
        if first.primal is None:
            continue
        last = _program(seed, -1)
        if last.columns != len(first.primal) or last.matrix.rows != _program(seed).matrix.rows:
            continue
        assert first.basis is not None
        assert len(first.basis.columns) == last.columns
        _same(last, _solve(last), _solve(replace(last, basis=first.basis)))
        moved += 1
    assert moved > len(SEEDS) / 2


def test_the_same_goal_from_its_own_basis_with_a_goal_held() -> None:
    """A row that the basis does not know is basic."""
    for seed in SEEDS:
        program = _program(seed)
        first = _solve(program)
        if first.primal is not None:
            most = int(np.ceil(_value(program, first)))
            held = replace(program, fixed_goals=((program.goal, most),), basis=first.basis)
            _same(program, first, _solve(held))


@pytest.mark.parametrize("status", [0, 1, 2, 4])
def test_what_is_no_basis_is_mended(status: int) -> None:
    """All columns and rows alike is no basis, or a poor one; the least value is found all the same."""
    for seed in SEEDS:
        program = _program(seed)
        odd = Basis(
            np.full(program.columns, status, dtype=np.int8),
            np.full(program.matrix.rows, status, dtype=np.int8),
        )
        _same(program, _solve(program), _solve(replace(program, basis=odd)))


def test_both_methods_say_that_there_is_nothing() -> None:
    """Where rows contradict each other the answer is infeasible, whichever method ends first."""
    program = _program(next(seed for seed in SEEDS if _solve(_program(seed)).primal is not None))
    every = np.arange(program.columns, dtype=np.int64)
    ones = np.ones(program.columns, dtype=np.int64)
    below = Goal("all", every, ones)
    wrong = replace(program, fixed_goals=((below, int(program.lower.sum()) - 1),))
    for threads in (1, 2):
        answer = _solve(replace(wrong, interior=True), threads)
        assert (answer.termination, answer.status) == ("completed", "infeasible")


def test_without_time_there_is_no_answer_from_either() -> None:
    """A limit of nothing ends both methods."""
    program = replace(_program(1), interior=True)
    answer = HighsBackend().solve(program, Options(threads=2, time_limit=0.0), lambda event: None)
    assert answer.primal is None or answer.termination == "completed"
