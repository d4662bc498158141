"""Relaxations by some of their columns: the same values, and bounds that hold however soon it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.generation.generate import generate
from evacopt.judge.bounds import DualBound
from evacopt.judge.box import Box
from evacopt.judge.certificate import check_certificate
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.planning.solve import solve
from evacopt.proof.certify import certify
from evacopt.proof.duals import Budget, above_zero, program_of
from evacopt.proof.sifting import Part, Sifting
from evacopt.proof.tuning import TUNING
from tests.planning.in_process import without_children
from tests.tiny.instances import tiny_instance

FEW = replace(TUNING, sifted=0, sift_each=1, sift_many=0, rounding_rounds=0)
SCALE = 2**44


def _relaxations(seeds: range) -> list[Relaxation]:
    """Of tiny instances, and of two with hundreds of columns a group or two."""
    return [relax(tiny_instance(seed)) for seed in seeds] + [relax(generate("fleet", people=60, seed=3))]


def _floor(part: Part, answer: BackendResult) -> int:
    """What the judge makes of the duals of an answer."""
    assert answer.duals is not None
    leaf = above_zero(-answer.duals * SCALE)
    floor = DualBound(part.relaxation, part.goal).leaf(SCALE, leaf, Box(part.lower, part.upper))
    assert floor is not None
    return floor


@pytest.mark.parametrize("first", [0, 60])
def test_some_columns_have_the_least_value_of_all(highs: Session, first: int) -> None:
    """Goal by goal, the first held: as low, or as infeasible, as the whole relaxation; its duals show it."""
    fewer = infeasible = 0
    for relaxation in _relaxations(range(first, first + 60)):
        sifting = Sifting.of(relaxation, FEW)
        begun = int(sifting.used.sum())
        for goal in relaxation.goals[:3]:
            whole = highs.solve(program_of(relaxation, goal), Options(threads=1))
            part = Part(relaxation, goal, relaxation.lower, relaxation.upper)
            answer = sifting.solve(part, lambda program: highs.solve(program, Options(threads=1)))
            assert answer.status == whole.status
            infeasible += whole.status == "infeasible"
            if whole.primal is None or answer.primal is None or answer.duals is None:
                continue
            values = [part.costs @ each for each in (whole.primal, answer.primal)]
            assert values[0] == pytest.approx(values[1], abs=1e-5, rel=1e-7)
        fewer += begun < sifting.used.sum() < len(sifting.used)
    assert fewer > 15
    assert infeasible > 2


def test_a_bound_holds_wherever_it_ends(highs: Session) -> None:
    """After one answer of the engine its prices show no more than the whole, and mostly something."""
    shown = 0
    for relaxation in _relaxations(range(40)):
        goal, asked = relaxation.goals[0], list[Program]()

        def once(program: Program, asked: list[Program] = asked) -> BackendResult:
            asked.append(program)
            if len(asked) > 1:
                return BackendResult(termination="time", status="unknown")
            return highs.solve(program, Options(threads=1))

        whole = highs.solve(program_of(relaxation, goal), Options(threads=1))
        part = Part(relaxation, goal, relaxation.lower, relaxation.upper)
        answer = Sifting.of(relaxation, FEW).solve(part, once)
        if whole.primal is None or answer.duals is None or answer.status == "infeasible":
            continue
        assert _floor(part, answer) <= _floor(part, whole)
        shown += _floor(part, answer) > 0 and len(asked) > 1
    assert shown > 0


@pytest.fixture(scope="module")
def best() -> list[tuple[Instance, Plan]]:
    """The best plans of tiny instances."""
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        solved = [
            (known, solve(known, threads=1, proving=0.0).plan) for known in map(tiny_instance, range(30))
        ]
    return [(known, plan) for known, plan in solved if plan is not None]


def test_branches_are_solved_by_some_columns_too(highs: Session, best: list[tuple[Instance, Plan]]) -> None:
    """Every goal of tiny instances is proven as with all columns."""
    branched = 0
    for known, plan in best:
        proven, certificate = certify(known, plan, highs, Budget(None), tuning=FEW)
        assert [goal.bound for goal in proven.goals] == [goal.value for goal in proven.goals]
        branched += any(hasattr(proof.tree, "down") for proof in certificate.proofs)
    assert branched > 0


def test_nothing_is_written_out_where_it_is_too_large_for_pools(
    highs: Session, best: list[tuple[Instance, Plan]]
) -> None:
    """Proven as well with a program of no rows, by what is sifted alone."""
    tuning, proven = replace(FEW, pool_columns=0), 0
    for known, plan in best[:12]:
        shown, certificate = certify(known, plan, highs, Budget(None), tuning=tuning)
        assert check_certificate(known, shown, certificate) == []
        proven += all(goal.bound == goal.value for goal in shown.goals)
    assert proven > 8
