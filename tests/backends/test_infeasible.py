""" "Infeasible" is a claim: believed where a ray shows it in integers, or another method agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.claim import is_farkas_proof
from evacopt.backends.highs import HighsBackend
from evacopt.backends.session import Session
from evacopt.backends.small_programs import program, random_program
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.milp.linear import NO_UPPER

ONE_THREAD = Options(threads=1)
LIARS = ("LiesOfSimplex", "LiesOfInterior", "LiesWithRay", "LiesWithNonsense", "LiesOnce")


def _relaxed(seed: int) -> Program:
    return replace(random_program(seed), relaxed=True)


def _truth(given: Program) -> BackendResult:
    return HighsBackend().solve(given, ONE_THREAD, lambda event: None)


def _answer(given: Program, liar: str) -> BackendResult:
    with Session("highs", where=f"tests.backends.lying:{liar}") as session:
        return session.solve(given, ONE_THREAD)


@pytest.mark.sibling("34")
@pytest.mark.parametrize("liar", LIARS)
@pytest.mark.parametrize("interior", [False, True])
def test_a_lie_about_one_method_costs_nothing(liar: str, interior: bool) -> None:
    """What one method calls infeasible and the other solves is solved, with its multipliers."""
    given = replace(_relaxed(1), interior=interior)
    truth, answer = _truth(given), _answer(given, liar)
    assert truth.primal is not None
    assert (answer.termination, answer.status, answer.bound) == ("completed", "unknown", truth.bound)
    assert answer.duals is not None


def test_two_methods_that_agree_are_believed() -> None:
    """Without a ray, what both methods say is the answer; it is still no proof."""
    answer = _answer(_relaxed(1), "LiesOfRelaxations")
    assert (answer.status, answer.duals) == ("infeasible", None)


def test_rays_of_an_engine_show_what_they_say_and_nothing_else() -> None:
    """Over random programs: the ray of each infeasible one contradicts it, and none with a point."""
    shown, open_ = list[tuple[Program, BackendResult]](), list[Program]()
    for seed in range(120):
        given = _relaxed(seed)
        answer = _truth(given)
        if answer.duals is None:  # a row without columns has no ray
            continue
        if answer.status == "infeasible":
            shown.append((given, answer))
        else:
            open_.append(given)
    assert len(shown) > 10
    assert len(open_) > 10
    for given, answer in shown:
        assert is_farkas_proof(given, answer.duals)
        for other in open_:
            assert not is_farkas_proof(other, answer.duals)


def test_no_ray_shows_what_is_false() -> None:
    """3,000 rays drawn anyhow, over programs that have a point: none is taken for a contradiction."""
    chance = np.random.Generator(np.random.PCG64(5))
    feasible = [given for given in map(_relaxed, range(40)) if _has_point(given)]
    assert len(feasible) > 10
    for number in range(3_000):
        given = feasible[number % len(feasible)]
        ray = chance.integers(-3, 4, given.matrix.rows) * 2.0 ** chance.integers(-60, 60)
        assert not is_farkas_proof(given, ray)


def _has_point(given: Program) -> bool:
    return _truth(given).primal is not None


TIGHT = program([(0, 3), (0, 3)], [(4, [1, 1], None), (None, [1, 1], 3)], [1, 1])
CASES: dict[str, tuple[Program, list[float] | None, bool]] = {
    "rows against each other": (TIGHT, [-1.0, 1.0], True),
    "the other sign": (TIGHT, [1.0, -1.0], True),
    "in tiny numbers": (TIGHT, [-1e-9, 1e-9], True),
    "too tiny to be told from nothing": (TIGHT, [-1e-15, 1e-15], False),
    "one row alone": (TIGHT, [0.0, 1.0], False),
    "two rows that go together": (TIGHT, [1.0, 1.0], False),
    "no ray": (TIGHT, None, False),
    "of too few rows": (TIGHT, [1.0], False),
    "no number": (TIGHT, [float("nan"), 1.0], False),
    "a row against the bounds": (program([(0, 3)], [(4, [1], None)], [1]), [1.0], True),
    "a row just within the bounds": (program([(0, 4)], [(4, [1], None)], [1]), [1.0], False),
    "bounds without end": (
        replace(program([(0, 3)], [(4, [1], None)], [1]), upper=np.array([NO_UPPER])),
        [1.0],
        False,
    ),
    "sums beyond 64 bits": (
        program([(0, 2**40)] * 2, [(None, [2**40, -(2**40)], -1), (0, [1, -1], None)], [1, 1]),
        [1.0, -(2.0**40)],
        True,
    ),
}


@pytest.mark.sibling("30")
@pytest.mark.parametrize("case", CASES)
def test_what_a_ray_shows(case: str) -> None:
    """A ray is checked in whole numbers against the sides of rows and the bounds of columns."""
    given, ray, shown = CASES[case]
    assert is_farkas_proof(given, None if ray is None else np.array(ray)) == shown
