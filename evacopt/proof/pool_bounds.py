"""Bounds from pools: each few flights packed exactly, and prices for what they share.

Which flights make a pool follows from the rows alone: those out of one origin where loads must be full, else
each flight by itself, or all out of an origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.judge.pools import Pool, pools_of
from evacopt.judge.rows import Relaxation
from evacopt.proof.block import NO_CHOICE, Block
from evacopt.proof.column_generation import generated
from evacopt.proof.duals import FINE, Floats, Multipliers, Prover, Seen
from evacopt.proof.restricted_master import Shared

Names = tuple[tuple[str, ...], ...]

MOST_LOADS = 400_000
"""Seats x parties' columns of a single pool for which loads are made in rounds."""


def packed(prover: Prover, target: float, root: Seen) -> Seen:
    """Whichever shows most of `root` and what pools show within the budget; shows no less than `root`."""
    best = root
    for names in _partitions(prover.side.relaxation):
        if best.worth >= target or prover.budget.spent():
            break
        found = _Packing(prover, names).best(root.best, target)
        if found is not None and found[1] > best.worth:
            best = Seen(found[0], found[1], root.point)
    return best


def _partitions(relaxation: Relaxation) -> Iterator[Names]:
    """Flights as pools, in ways that are likely to show more than the relaxation."""
    rules = {family.rule: family for family in relaxation.families}
    if not {"seats", "parties"} <= rules.keys():
        return
    seats, parties = rules["seats"], len(relaxation.blocks[0][2])
    flights = [seats.subject(row)[0] for row in range(len(seats.high))]
    heaps: dict[int, list[str]] = {}
    if "full_loads empty" in rules:
        entries = rules["full_loads empty"].entries
        flown = (entries.column >= parties) & (entries.amount > 0)
        for origin, column in zip(entries.first[flown].tolist(), entries.column[flown].tolist(), strict=True):
            heaps.setdefault(origin, []).append(flights[column - parties])
    if heaps:  # else no flight is optional, and no load need be full
        yield tuple(map(tuple, heaps.values()))
    elif flights and (seats.entries.amount[seats.entries.column < parties] > 1).any():
        yield (tuple(flights),)
        yield tuple((flight,) for flight in flights)


class _Packing:
    """One way to make pools."""

    def __init__(self, prover: Prover, names: Names) -> None:
        self._prover, self._names = prover, names
        relaxation = prover.side.relaxation
        self._pools = pools_of(relaxation, names)
        blocks = tuple(_block(pool, relaxation) for pool in self._pools)
        self._shared = Shared(prover.program, blocks, _shared_rows(prover, names, blocks))

    def best(self, above: Multipliers, target: float) -> tuple[Multipliers, float] | None:
        """The multipliers with pools that show most, and what they show; `None` if there are none."""
        best: tuple[Multipliers, float] | None = None
        relaxation = self._prover.side.relaxation
        for prices in self._prices(above, target):
            given = self._whole(prices)
            worth = given.worth(self._prover.side, relaxation.lower, relaxation.upper)
            if best is None or worth > best[1]:
                best = given, worth
            if best is not None and best[1] >= target:
                break
        return best

    def _prices(self, above: Multipliers, target: float) -> Iterator[Floats]:
        """Those of the relaxation, then better ones; the last are the best."""
        start = np.zeros(self._prover.program.matrix.rows)
        start[list(above.given)] = [-p / max(above.scale, 1) for p in above.given.values()]
        rows, last = self._shared.rows, None
        if any(block.largest * len(block.parties) > MOST_LOADS for block in self._shared.blocks):
            yield start[rows]
            return
        options = replace(self._prover.options, time_limit=self._prover.budget.left())
        for found in generated(
            self._shared, self._prover.session, options, start=start[rows], target=target - 1 + 1e-3
        ):
            last = found.rows
        if last is not None:
            yield last

    def _whole(self, prices: Floats) -> Multipliers:
        whole = np.rint(-prices * FINE[0])
        used = np.flatnonzero(whole > 0)
        given = zip(self._shared.rows[used].tolist(), map(int, whole[used].tolist()), strict=True)
        return Multipliers(FINE[0], dict(given), self._names, self._pools)


def _block(pool: Pool, relaxation: Relaxation) -> Block:
    """The pool as the engine packs it."""
    lower, upper = relaxation.lower, relaxation.upper
    return Block(
        parties=pool.parties,
        need=pool.need,
        most=upper[pool.parties],
        kind=pool.kind,
        room=pool.room,
        certain=pool.certain,
        sorties=pool.sorties,
        seats=pool.seats,
        copies=upper[pool.sorties] - lower[pool.sorties],
        free=int((pool.seats * lower[pool.sorties]).sum()),
        choice=pool.choice,
    )


def _shared_rows(prover: Prover, names: Names, blocks: Sequence[Block]) -> Ints:
    """Rows that can bind and that the blocks do not keep by themselves."""
    relaxation, matrix = prover.side.relaxation, prover.program.matrix
    lower, upper, high = relaxation.lower, relaxation.upper, prover.program.row_upper
    ends = matrix.coefficient * lower[matrix.column], matrix.coefficient * upper[matrix.column]
    binds: Mask = matrix.sum_by_row(np.maximum(*ends)) > high
    rules = [family.rule for family in relaxation.families for _ in family.high]
    rules += ["held"] * (matrix.rows - len(rules))
    rule = np.array(rules[: matrix.rows])
    binds[[relaxation.row["seats", flight] for pool in names for flight in pool]] = False
    kind, block = np.full(len(upper), -1), np.full(len(upper), -1)
    first = 0
    for number, one in enumerate(blocks):
        kind[one.parties] = first + one.kind
        first += len(one.room)
        block[one.columns] = number
    binds[_within_one(matrix.start, kind[matrix.column]) & (rule == "parties")] = False
    certain = np.array(
        [one.choice != NO_CHOICE and bool(one.certain.all()) for one in blocks], dtype=np.bool_
    )
    full = np.array([one.choice != NO_CHOICE for one in blocks], dtype=np.bool_)
    inside = _within_one(matrix.start, block[matrix.column])
    of_row = np.full(matrix.rows, -1)
    filled = np.flatnonzero(np.diff(matrix.start))
    of_row[filled] = block[matrix.column[matrix.start[filled]]]
    binds[inside & np.isin(rule, ("full_loads empty", "full_loads over")) & full[of_row]] = False
    binds[inside & (rule == "full_loads") & certain[of_row]] = False
    return np.flatnonzero(binds)


def _within_one(start: Ints, number: Ints) -> Mask:
    """Rows whose entries all have one number, and not -1; shape (rows,)."""
    one = np.zeros(len(start) - 1, dtype=np.bool_)
    filled = np.flatnonzero(np.diff(start))
    if len(filled):
        least = np.minimum.reduceat(number, start[filled])
        one[filled] = (least == np.maximum.reduceat(number, start[filled])) & (least >= 0)
    return one
