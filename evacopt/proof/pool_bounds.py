"""Bounds from pools: a decomposition whose blocks are the seats of a few flights each, solved exactly.

Dantzig and Wolfe, Operations Research 8 (1960) 101-111. The bound is the Lagrangian one with the linking rows
priced (Geoffrion, 1974), and higher than that of the relaxation, as each block is solved in integers. Which
flights make a pool follows from the rows alone: those out of one origin where loads must be full, else all
together, or each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.judge.congruence import Congruence
from evacopt.judge.pools import NO_CHOICE, Pool, pools_of
from evacopt.judge.rows import Relaxation
from evacopt.proof.column_generation import ColumnGeneration, Decomposition
from evacopt.proof.duals import Multipliers, Prover, Relaxed, above_zero
from evacopt.proof.pricing import Block

Names = tuple[tuple[str, ...], ...]


def pool_bound(prover: Prover, target: float, root: Relaxed) -> Relaxed:
    """Whichever shows most of `root` and what pools show within the budget; shows no less than `root`."""
    best, dual = root, prover.dual
    for names in _partitions(dual.relaxation):
        if best.bound >= target or prover.budget.spent():
            break
        multipliers = _pooled(prover, names, root.multipliers, target)
        for shown in (multipliers, _counted_modulo(dual.relaxation, multipliers)):
            if shown is not None and best.bound < target:
                bound = shown.bound(dual, dual.relaxation.lower, dual.relaxation.upper)
                best = replace(root, multipliers=shown, bound=bound) if bound > best.bound else best
    return best


def _counted_modulo(relaxation: Relaxation, multipliers: Multipliers) -> Multipliers | None:
    """The same with the row whose slack costs most, if all flights have a multiple of as many seats.

    That is worth something where loads are full: the row counts multiples then, or most of the time.
    """
    sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(pool.seats for pool in multipliers.pools)])
    modulus = int(np.gcd.reduce(sizes))
    if modulus <= 1 or all(pool.choice == NO_CHOICE for pool in multipliers.pools):
        return None
    cost = {row: p * (int(relaxation.high[row]) % modulus) for row, p in multipliers.by_row.items()}
    row = max(cost, key=lambda row: cost[row], default=-1)
    return replace(multipliers, congruence=Congruence(row, modulus)) if cost.get(row) else None


def _partitions(relaxation: Relaxation) -> Iterator[Names]:
    """Flights as pools, in ways that are likely to show more than the relaxation."""
    rules = {family.rule: family for family in relaxation.families}
    if not {"seats", "parties"} <= rules.keys():
        return
    seats, parties = rules["seats"], len(relaxation.blocks[0][2])
    flights = [seats.subject(row)[0] for row in range(len(seats.high))]
    by_origin: dict[int, list[str]] = {}
    if "full_loads empty" in rules:
        entries = rules["full_loads empty"].entries
        flown = (entries.column >= parties) & (entries.amount > 0)
        for origin, column in zip(entries.first[flown].tolist(), entries.column[flown].tolist(), strict=True):
            by_origin.setdefault(origin, []).append(flights[column - parties])
    if by_origin:  # else no flight is optional, and no load need be full
        yield tuple(map(tuple, by_origin.values()))
    elif flights and (seats.entries.amount[seats.entries.column < parties] > 1).any():
        yield (tuple(flights),)
        yield tuple((flight,) for flight in flights)


def _pooled(prover: Prover, names: Names, known: Multipliers, target: float) -> Multipliers:
    """Multipliers with pools: the best prices of a column generation that starts from those of `known`."""
    relaxation, tuning = prover.dual.relaxation, prover.tuning
    pools = pools_of(relaxation, names)
    blocks = tuple(_block(pool, relaxation) for pool in pools)
    problem = Decomposition(prover.program, blocks, _linking_rows(prover, names, blocks))
    multipliers, scale = np.zeros(prover.program.matrix.rows), tuning.denominators[0]
    multipliers[list(known.by_row)] = [-p / max(known.scale, 1) for p in known.by_row.values()]
    prices = multipliers[problem.rows]
    if all(block.largest * len(block.most) <= tuning.most_loads for block in blocks):
        options = replace(prover.options, time_limit=prover.budget.left())
        generation = ColumnGeneration(problem, prover.session, options, tuning)
        *_, best = generation.rounds(prices, target - 1 + 1e-3)
        prices = best.rows
    multipliers[:] = 0
    multipliers[problem.rows] = -prices * scale
    return Multipliers(scale, above_zero(multipliers), names, pools)


def _block(pool: Pool, relaxation: Relaxation) -> Block:
    lower, upper = relaxation.lower, relaxation.upper
    return Block(
        pool=pool,
        most=upper[pool.parties],
        copies=upper[pool.sorties] - lower[pool.sorties],
        free=int((pool.seats * lower[pool.sorties]).sum()),
    )


def _linking_rows(prover: Prover, names: Names, blocks: Sequence[Block]) -> Ints:
    """Rows that can bind and that the blocks do not keep by themselves."""
    relaxation, matrix = prover.dual.relaxation, prover.program.matrix
    lower, upper, high = relaxation.lower, relaxation.upper, prover.program.row_upper
    ends = matrix.coefficient * lower[matrix.column], matrix.coefficient * upper[matrix.column]
    binds: Mask = matrix.sum_by_row(np.maximum(*ends)) > high
    rules = [family.rule for family in relaxation.families for _ in family.high]
    rules += ["held"] * (matrix.rows - len(rules))
    rule = np.array(rules[: matrix.rows])
    binds[[relaxation.row["seats", flight] for pool in names for flight in pool]] = False
    item, number, items = np.full(len(upper), -1), np.full(len(upper), -1), 0
    for at, pool in enumerate(block.pool for block in blocks):
        item[pool.parties] = items + pool.item
        items += len(pool.available)
        number[pool.columns] = at
    binds[_alike(matrix.start, item[matrix.column]) & (rule == "parties")] = False
    full = np.array([block.pool.choice != NO_CHOICE for block in blocks], dtype=np.bool_)
    certain = full & np.array([block.pool.certain.all() for block in blocks], dtype=np.bool_)
    inside = _alike(matrix.start, number[matrix.column])
    of_row = np.full(matrix.rows, -1)
    filled = np.flatnonzero(np.diff(matrix.start))
    of_row[filled] = number[matrix.column[matrix.start[filled]]]
    binds[inside & np.isin(rule, ("full_loads empty", "full_loads over")) & full[of_row]] = False
    binds[inside & (rule == "full_loads") & certain[of_row]] = False
    return np.flatnonzero(binds)


def _alike(start: Ints, number: Ints) -> Mask:
    """Rows whose entries all have one number, and not -1; shape (rows,)."""
    alike = np.zeros(len(start) - 1, dtype=np.bool_)
    filled = np.flatnonzero(np.diff(start))
    if len(filled):
        least = np.minimum.reduceat(number, start[filled])
        alike[filled] = (least == np.maximum.reduceat(number, start[filled])) & (least >= 0)
    return alike
