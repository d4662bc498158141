"""The numbers that lanes share their time by, in one record: each with its unit and what it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneTuning:
    """When the lanes of a run with a time limit begin and end.

    Attributes
    ----------
    first_after : s without a plan, or with one, after which the second thread begins: what is solved sooner
        needs no second one, nor what has no more than as long again
    first_from : s; a limit below leaves no time for a first plan before the method, where there is one thread
    exact_share : part of the time for the exact method before its plan is improved, where no load must be
        full: of `tight` and `hubs` with 1,000 people (seed 5, 20 s) the improvement made more of the rest
    exact_share_of_weights : the same where weights are the one goal: nothing waits behind it, and of multiple
        knapsacks branch and price has the best plan, and ends with it
    exact_share_of_one : the same where there is one other goal: of sorties of many days (RPSP 90-60, 60 s)
        windows of time have a gap of 0.008 %, in 0.6 of the time 0.18 %, in a tenth 0.28 %
    exact_least : s that it has at least, or half of the time where that is less: short limits are enough for
        `niamey-2023` then, which is solved in 1.5 s
    scale_share : part of what is left then, at most, for a plan of the large-scale method, where a goal is
        not solved: of `tight` with 1,000 people 244 of class 3 stay (1 to 4 s) instead of 259 to 273
    quick_share : part of the limit for bounds before a plan is improved, or as long as the plan took, where
        there is one thread: most of what can be proven is by then
    plans_share : part of the limit after which no better plan is looked for, with one thread
    plans_share_beside : the same with two; the rest is for the last judging and counting of proofs
    bounds_share : part of the limit after which no bound is looked for in the second thread
    first_turn, longer : s that the goals that are open share in the first turn of bounds by pairs, and how
        much longer each further turn is
    patience : turns in a row in which no bound moves before the next better plan is waited for
    most_columns : of a relaxation by pairs, where the method works without one
    idle : s between two looks whether there is anything new to do
    """

    first_after: float = 1.0
    first_from: float = 5.0
    exact_share: float = 0.1
    exact_share_of_weights: float = 0.6
    exact_share_of_one: float = 0.9
    exact_least: float = 2.0
    scale_share: float = 0.15
    quick_share: float = 0.05
    plans_share: float = 0.7
    plans_share_beside: float = 0.93
    bounds_share: float = 0.96
    first_turn: float = 2.0
    longer: float = 2.0
    patience: int = 2
    most_columns: int = 400_000
    idle: float = 0.1


TUNING = LaneTuning()
"""What is used where nothing else is asked for."""
