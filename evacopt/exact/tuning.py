"""The numbers that the exact method is tuned by, in one record: each with its unit and what it does.

Where a field does not say otherwise they were measured on two cores in November 2026, on the published RSP
instances (sorties to be filled with single people) and on Niamey (the relaxation settles most goals).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactTuning:
    """How the exact method shares its time, and how large the neighbourhoods are that it searches.

    Attributes
    ----------
    start_seconds : s, that a first plan may take, each way to one: an engine finds its own
    start_share : part of the time limit that a first plan may take
    solve_share : part of the time after it that all goals may take; the rest is for proofs
    goal_share : part of the time left that a goal may take while others wait
    search_share, search_share_to_fill : parts of a goal's time left, after its relaxation, for branch and
        cut; the rest is for neighbourhood search, which finds more where sorties are to be filled
    rens_share, rens_wider_shares : parts of a goal's time for the first RENS, and for each wider one
    rens_share_of_packing : the first where flights are knapsacks side by side: it seldom settles those
    rens_little, rens_part : 1 / part of a sortie by which decisions may be off their rounding: those that
        cost something by the relaxation, and at last all of them; a fixed number everywhere was far worse
    widths : columns of a row; wider rows tie nothing together. Taken in turn, for none serves every instance
    free_first, free_most : columns that are free at first, and the largest part of all columns that may be
    step_share, step_least : part of the time that one neighbourhood may take, and s at least
    quick : part of a step; what ended sooner was easy, and the next neighbourhood may be larger
    gap_share : part of the gap left to which one neighbourhood is solved
    patience : neighbourhoods in a row without a better plan before it is given up
    pattern_share : part of a goal's time for sorties by patterns where loads must be full
    first_choice_share : part of the time left for the choice among the patterns that prices gave
    pattern_gap : unit of the goal; a restricted master no more than this below the bound ends the rounds
    pattern_smoothing : how much of the best prices known is in those tried next
    most_patterns : patterns that the last choice may have; its reduced costs are cut to that
    windows : of time in which sorties are fixed one after the other; no fewer departures than that
    window_share, window_gap : part of the time left for one of them, and the gap to which it is solved
    window_step : part of a goal's time that a window may take that is set free again
    most_values : origins x people for which the worth of seats is tabled (8 bytes each)
    most_origins : origins tried in pairs for an exchange of aircraft, those that gain most: all pairs of
        thousands would not fit in memory
    """

    start_seconds: float = 2.0
    start_share: float = 0.1
    solve_share: float = 0.8
    goal_share: float = 0.6
    search_share: float = 0.6
    search_share_to_fill: float = 0.5
    rens_share: float = 0.25
    rens_share_of_packing: float = 0.04
    rens_wider_shares: tuple[float, float, float] = (0.2, 0.2, 0.1)
    rens_little: int = 20
    rens_part: int = 4
    widths: tuple[int, ...] = (16, 64, 256, 1024)
    free_first: int = 100
    free_most: float = 0.5
    step_share: float = 0.05
    step_least: float = 0.2
    quick: float = 0.3
    gap_share: float = 0.02
    patience: int = 100
    pattern_share: float = 0.8
    first_choice_share: float = 0.3
    pattern_gap: float = 0.02
    pattern_smoothing: float = 0.6
    most_patterns: int = 20_000
    windows: int = 7
    window_share: float = 0.15
    window_gap: float = 1e-4
    window_step: float = 0.05
    most_values: int = 20_000_000
    most_origins: int = 500


TUNING = ExactTuning()
"""What is used where nothing else is asked for."""
