"""Lagrangian bounds (Geoffrion, 1974), from the dual prices of any relaxation.

Prices are rounded to whole multipliers; the judge's own arithmetic says what these are worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evacopt.domain.certificate import GoalProof, Key, Leaf
from evacopt.judge.lagrangian import LagrangianBound
from evacopt.judge.limits import RefusedError
from evacopt.proof.tuning import TUNING, ProofTuning


def lagrangian_proof(
    rows: LagrangianBound,
    number: int,
    values: Sequence[int],
    goal: str,
    prices: Mapping[Key, float],
    *,
    tuning: ProofTuning = TUNING,
) -> GoalProof | None:
    """What prices show of the goal of that number, those before it fixed at `values`; `None` for nothing."""
    leaves = [_multipliers(rows, prices, scale) for scale in tuning.lagrangian_denominators]
    shown = [_proof(rows, number, values, goal, leaf) for leaf in leaves]
    best = max(shown, key=lambda proof: proof.bound)
    return best if best.bound > 0 else None


def _multipliers(rows: LagrangianBound, prices: Mapping[Key, float], scale: int) -> Leaf:
    """Prices as whole multipliers over `scale`, of the judge's rows and of fixed goals."""
    given = ((name, round(price * scale)) for name, price in sorted(prices.items()))
    known = ((name, whole) for name, whole in given if name in rows.row or name[0] == "held")
    return Leaf(scale, tuple((name, whole) for name, whole in known if whole > 0))


def _proof(rows: LagrangianBound, number: int, values: Sequence[int], goal: str, leaf: Leaf) -> GoalProof:
    try:
        floor = min(rows.floor(number, values, leaf.scale, leaf.multipliers), values[number])
    except RefusedError:
        floor = 0
    return GoalProof(goal, floor, leaf, wholesale=True)
