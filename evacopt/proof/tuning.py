"""The numbers that proofs are tuned by, in one record: each with its unit and what it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofTuning:
    """How proving shares its time, and where each method ends. No number can make a bound false.

    Where a field does not say what was measured, the number is as it was chosen.

    Attributes
    ----------
    tries : pairs of a group and an itinerary that are tried in a second of the budget, on a slow machine
    root_seconds : s for the first relaxations of all goals, even where the budget is spent
    rounding_rounds, roundings, rounding_columns : how often rows of the tableau are rounded, how many at a
        time at most, and columns of a relaxation up to which they are
    rounding_scale : denominator of their multipliers
    against_share : part of that time for a contradiction with the goal before, where there may be one
    first_nodes, first_share : nodes of a tree that is tried before pools and cuts, and part of a goal's time
        for it: what is nearly proven is soonest proven so ("Branching first"); none where loads must be full
    pools : whether bounds from pools are looked for
    pool_share, pool_share_to_fill : parts of a goal's time for them, the second where loads must be full: on
        the RSP files nearly all that is shown comes from pools then, and making loads takes its time
    most_loads : seats x parties' columns of a pool for which columns are generated; beyond it the prices of
        the relaxation are all that is tried
    pool_columns : columns of a relaxation beyond which there are none: its program alone takes a second
    branched_columns, branched_scale : columns of a relaxation up to which a multiple knapsack is branched and
        priced, and the denominator of its prices
    branched_share : part of the time for it; the judge takes a tenth as long to count the tree
    smoothing : how much of the best prices known is in those tried next. Measured in November 2026 on the
        published RSP files 150-600-6-1.2, 200-600-3-1.2 and 250-800-6-0.8 with full loads: 21, 21 and 4
        rounds, where 0 takes 12, 10 and 6, and 0.9 takes 73, 87 and 3, all to the same bounds
    master_gap : unit of the goal; a restricted master no more than this above the bound ends the rounds
    most_broken : units by which a linking row may be broken in a restricted master, at a price
    most_cuts : inequalities of one goal before branching begins
    violated : unit of an inequality; by how much a point must break it for it to be worth having
    sifted : columns of a relaxation beyond which it is solved by some of them ("Few columns of many")
    sift_each, sift_many : columns of a group that are added at once, and how many in all are added together
    denominators : scales at which duals are rounded, the second for goals that count in millionths
    lagrangian_denominators : the same for the prices of a Lagrangian bound
    entries : of all relaxations of a tree together
    nodes, least_nodes : nodes that a tree may have at most, and those that it may have whatever its entries
    depth : branches below one another
    trial, least_gain : if after this part of the nodes less than that part of the gap is closed, it ends
    """

    tries: int = 1_000_000
    root_seconds: float = 1.0
    rounding_rounds: int = 4
    roundings: int = 50
    rounding_columns: int = 20_000
    rounding_scale: int = 2**16
    against_share: float = 0.5
    first_nodes: int = 500
    first_share: float = 0.2
    pools: bool = True
    pool_share: float = 0.5
    pool_share_to_fill: float = 0.9
    most_loads: int = 400_000
    pool_columns: int = 100_000
    branched_columns: int = 50_000
    branched_scale: int = 2**20
    branched_share: float = 0.85
    smoothing: float = 0.6
    master_gap: float = 0.02
    most_broken: int = 2**40
    most_cuts: int = 100
    violated: float = 1e-4
    sifted: int = 20_000
    sift_each: int = 4
    sift_many: int = 3_000
    denominators: tuple[int, int] = (2**16, 2**44)
    lagrangian_denominators: tuple[int, int] = (2**20, 2**44)
    entries: int = 4_000_000
    nodes: int = 2_000
    least_nodes: int = 8
    depth: int = 100
    trial: float = 0.25
    least_gain: float = 0.05


TUNING = ProofTuning()
"""What is used where nothing else is asked for."""
