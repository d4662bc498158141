"""Trees of branch and price as proofs: the judge sees the best value in them, and never more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.certificate import Branch, Leaf, RowBranch, Tree
from evacopt.domain.instance import Instance
from evacopt.judge.bounds import DualBound
from evacopt.judge.relaxation import relax
from evacopt.milp.contract import Options
from evacopt.packing.branch_and_price import BranchAndPrice
from evacopt.proof.branch_and_price import Knapsacks
from evacopt.proof.duals import Budget, Prover, branchable_columns, program_of
from tests.judge.test_surrogate import knapsacks
from tests.packing.knapsacks import Small


def _prover(instance: Instance, session: Session) -> Prover:
    relaxation = relax(instance)
    goal = relaxation.goals[0]
    dual, branchable = DualBound(relaxation, goal), branchable_columns(relaxation)
    program = program_of(relaxation, goal)
    return Prover(dual, program, session, Budget(None), branchable, options=Options(threads=1))


def _drawn(seed: int, flights: int, parties: int, alike: int) -> Small:
    """Up to so many parties alike, and flights with seats for half of who waits."""
    rng = np.random.default_rng(seed)
    drawn = [rng.integers((10, 10, 1), (100, 100, alike + 1)).tolist() for _ in range(parties)]
    seats = rng.dirichlet(np.full(flights, 8.0)) * sum(size * many for size, _, many in drawn) // 2
    return Small(tuple(seats.astype(int).tolist()), tuple((size, worth, many) for size, worth, many in drawn))


def _nodes(tree: Tree) -> list[Tree]:
    return [tree] if isinstance(tree, Leaf) else [tree, *_nodes(tree.down), *_nodes(tree.up)]


def test_the_judge_sees_the_best_value_in_the_tree(highs: Session) -> None:
    """Small multiple knapsacks, parties alike among them: the best value, also where a worse one is known."""
    for seed in range(12):
        small = _drawn(seed, 3, 5, 2)
        prover = _prover(knapsacks(small.seats, small.parties), highs)
        problem, best = Knapsacks.of(prover), small.best()
        assert problem is not None
        for known in (best, best + problem.problem.step):
            assert prover.dual.floor(problem.tree(prover, known)) == best, seed


def test_a_tree_has_branches_of_both_sorts(highs: Session) -> None:
    """Twenty parties and five flights: what is shown is what some loads reach, so both are the best."""
    seen = set[type]()
    for seed in (0, 2, 8):
        small = _drawn(seed, 5, 20, 1)
        prover = _prover(knapsacks(small.seats, small.parties), highs)
        problem, goal = Knapsacks.of(prover), prover.dual.goal
        assert problem is not None
        assert goal is not None
        tree = problem.tree(prover, goal.offset)
        in_time = replace(prover.options, time_limit=600.0)
        *_, loads = BranchAndPrice(problem.problem, highs, in_time, 0).loads()
        assert (loads @ problem.problem.size <= problem.problem.seats).all()
        assert (loads.sum(axis=0) <= 1).all()
        assert prover.dual.floor(tree) == goal.offset - problem.problem.value(loads)
        seen |= {type(node) for node in _nodes(tree)}
    assert seen == {Leaf, Branch, RowBranch}


def test_what_other_rules_limit_is_no_multiple_knapsack(highs: Session) -> None:
    """Room for fewer at the haven, or nothing that it is about."""
    instance = knapsacks((5, 4), ((3, 4, 2), (2, 2, 2)))
    origin, haven = instance.locations
    full = replace(instance, locations=(origin, replace(haven, capacity=6)))
    empty = replace(instance, groups=instance.groups.take(np.array([], dtype=np.int64)))
    assert Knapsacks.of(_prover(instance, highs)) is not None
    assert Knapsacks.of(_prover(full, highs)) is None
    assert Knapsacks.of(_prover(empty, highs)) is None
