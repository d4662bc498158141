"""Lagrangian bounds, from the dual prices of any relaxation.

Prices are rounded to whole multipliers; the judge's own arithmetic says what these are worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evacopt.domain.certificate import GoalProof, Key, Leaf
from evacopt.judge.lagrangian import LagrangianBound
from evacopt.judge.limits import RefusedError

FINE, FINER = 2**20, 2**44
"""Denominators of multipliers: the second for goals that count in millionths, whose multipliers are tiny."""


def lagrangian_proof(
    rows: LagrangianBound, number: int, values: Sequence[int], goal: str, prices: Mapping[Key, float]
) -> GoalProof | None:
    """What prices show of the goal of that number, those before it fixed at `values`; `None` for nothing."""
    shown = [_proof(rows, number, values, goal, _multipliers(rows, prices, fine)) for fine in (FINE, FINER)]
    best = max(shown, key=lambda proof: proof.bound)
    return best if best.bound > 0 else None


def _multipliers(rows: LagrangianBound, prices: Mapping[Key, float], fine: int) -> Leaf:
    """Prices as whole multipliers over `fine`, of the judge's rows and of fixed goals."""
    given = ((name, round(price * fine)) for name, price in sorted(prices.items()))
    known = ((name, whole) for name, whole in given if name in rows.row or name[0] == "held")
    return Leaf(fine, tuple((name, whole) for name, whole in known if whole > 0))


def _proof(rows: LagrangianBound, number: int, values: Sequence[int], goal: str, leaf: Leaf) -> GoalProof:
    try:
        floor = min(rows.floor(number, values, leaf.scale, leaf.multipliers), values[number])
    except RefusedError:
        floor = 0
    return GoalProof(goal, floor, leaf)
