"""The numbers that packing is tuned by, in one record: each with its unit and what it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingTuning:
    """How long flights are loaded anew, and how plans are put together from loads.

    Measured in November 2026 on published multiple knapsacks (benchmarks/notes/bounds.md).

    Attributes
    ----------
    most_columns : columns up to which it is looked at whether a program is a packing
    most_cells : items times seats of all flights up to which that is a packing, a byte each
    probe_share : part of the time limit for branch and cut alone at first, 0 for none; most end by then
    recreate_share, dive_share : parts of the time limit for loading flights anew, and for diving after it
    branch_share : part of what is left for branch and price between them, where it is a multiple knapsack
    work : flights x items x nodes of branch and price at most, where there is no time limit
    depth : branches below one another
    slack : unit of the goal; how much a bound in floats may be above the next whole number
    recreations : times in a row that flights are loaded anew without gain before that ends
    flights : of how many flights at once, at most
    noise : part by which what a party is worth is off by chance; drawn from these
    candidates : parties of those who stay that may take part, half of them the best for their seats
    dives, idle : dives at most, and in a row without a better plan
    spread : by how much less than its part a load may count in a dive after the first
    first_rounds, rounds : of column generation at most, at first and after each load that is decided
    smoothing : how much of the best prices known is in those tried next
    master_gap : unit of the goal; a master no more than this above its bound is solved
    """

    most_columns: int = 200_000
    most_cells: int = 500_000_000
    probe_share: float = 0.03
    recreate_share: float = 0.2
    dive_share: float = 0.4
    branch_share: float = 0.75
    work: int = 4_000_000
    depth: int = 250
    slack: float = 0.01
    recreations: int = 1_000
    flights: int = 4
    noise: tuple[float, ...] = (0.0, 0.02, 0.1)
    candidates: int = 40
    dives: int = 50
    idle: int = 15
    spread: float = 0.4
    first_rounds: int = 1_000
    rounds: int = 8
    smoothing: float = 0.5
    master_gap: float = 0.02


TUNING = PackingTuning()
"""What is used where nothing else is asked for."""
