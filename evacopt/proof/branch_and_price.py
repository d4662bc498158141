"""A tree of branch and price as a proof: branches on rows of parties and on columns, prices at its leaves.

Where nothing but seats and the number of parties limits who is aboard, an instance is a multiple knapsack.
At a leaf the judge solves the knapsack of all seats and that of each flight at the prices of the node.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.certificate import Branch, Key, Leaf, RowBranch, Tree
from evacopt.domain.columns import Ints
from evacopt.judge.pools import Pool, pools_of
from evacopt.packing.branch_and_price import BranchAndPrice, Node
from evacopt.packing.multiple import MultipleKnapsack
from evacopt.packing.tuning import TUNING as PACKING
from evacopt.proof.duals import Prover


@dataclass(frozen=True, eq=False)
class Knapsacks:
    """A relaxation that is a multiple knapsack.

    Attributes
    ----------
    flights : their codes
    rows : keys of the rows of parties, one an item
    columns : int64 array, shape (flights, items); -1 where nobody of an item may be on a flight
    """

    problem: MultipleKnapsack
    flights: tuple[str, ...]
    rows: tuple[Key, ...]
    columns: Ints

    @classmethod
    def of(cls, prover: Prover) -> Knapsacks | None:
        """Those of a goal that counts parties, all of a group alike; `None` where it is something else."""
        relaxation, goal = prover.dual.relaxation, prover.dual.goal
        rules = {family.rule: family for family in relaxation.families}
        if goal is None or not {"seats", "parties"} <= rules.keys() or _others_bind(prover):
            return None
        if len(relaxation.upper) > prover.tuning.branched_columns or not len(goal.column):
            return None
        seats, parties = rules["seats"], rules["parties"]
        flights = tuple(seats.subject(row)[0] for row in range(len(seats.high)))
        pools = pools_of(relaxation, tuple((flight,) for flight in flights))
        cost = np.zeros(len(relaxation.upper), dtype=np.int64)
        cost[goal.column] = goal.amount
        group = np.full(len(cost), -1)
        group[parties.entries.column] = parties.entries.first
        columns = np.full((len(flights), len(parties.high)), -1)
        size, worth = (np.full(len(parties.high), -1) for _ in "ab")
        for number, pool in enumerate(pools):
            columns[number, group[pool.parties]] = pool.parties
            size[group[pool.parties]], worth[group[pool.parties]] = pool.need, -cost[pool.parties]
        mine = columns[columns >= 0]
        alike = all((size[group[p.parties]] == p.need).all() for p in pools) and (size[group[mine]] > 0).all()
        counted = np.isin(goal.column, mine).all() and (worth[group[mine]] == -cost[mine]).all()
        if not alike or not counted or len(mine) < len(parties.entries.column) or (cost > 0).any():
            return None
        high = np.where(columns >= 0, relaxation.upper[np.maximum(columns, 0)], 0)
        problem = MultipleKnapsack(
            np.maximum(size, 1), np.maximum(worth, 0), parties.high, _room(pools, relaxation.upper), high
        )
        if int(problem.seats.sum()) * len(problem.size) > PACKING.most_cells:
            return None
        return cls(problem, flights, tuple(map(parties.key, range(len(parties.high)))), columns)

    def tree(self, prover: Prover, value: int) -> Tree:
        """What branch and price shows within the budget, no more than that the goal is not below `value`."""
        assert prover.dual.goal is not None
        best = prover.dual.goal.offset - value
        left, share = prover.budget.left(), prover.tuning.branched_share
        options = replace(prover.options, time_limit=None if left is None else share * left)
        search = BranchAndPrice(self.problem, prover.session, options, best)
        for _ in search.loads():  # better ones: then less is shown
            pass
        return self._tree(search.root, prover)

    def _tree(self, node: Node, prover: Prover) -> Tree:
        if node.split is None:
            scale = prover.tuning.branched_scale
            rest = np.rint((self.problem.worth - node.prices) * scale).astype(np.int64).tolist()
            given = tuple((row, price) for row, price in zip(self.rows, rest, strict=True) if price)
            return Leaf(scale, given, tuple((flight,) for flight in self.flights), surrogate=self.flights)
        split, (down, up) = node.split, (self._tree(child, prover) for child in node.children)
        if split.flight is None:
            return RowBranch(self.rows[split.item], split.value, down, up)
        column = int(self.columns[split.flight, split.item])
        return Branch(prover.dual.relaxation.column.key(column), split.value, down, up)


def _others_bind(prover: Prover) -> bool:
    """Whether rows other than those of seats and parties can limit anything."""
    program, families = prover.program, prover.dual.relaxation.families
    most = program.matrix.activity_range(program.lower, program.upper)[1]
    other = [family.rule not in ("seats", "parties") for family in families for _ in family.high]
    return bool((most > program.row_upper)[other].any())


def _room(pools: tuple[Pool, ...], upper: Ints) -> Ints:
    """Seats of each pool, if all sorties are flown."""
    room = [int(pool.seats @ upper[pool.sorties]) for pool in pools]
    return np.array(room, dtype=np.int64)
