"""The numbers that robust plans are tuned by, in one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustTuning:
    """How to look for plans for many scenarios.

    Attributes
    ----------
    plain_share, near_share, solve_share, polish_share, evaluate_share : parts of the time limit by whose end
        the plain plan, one near the relaxation, the plan for many scenarios, the best of its own goals, and
        what both are worth are to be known; the rest is for the gap
    replications : fresh samples, each solved for itself
    fresh : so many fresh scenarios, in all samples together; `courses` lowers it
    courses : where nearly all scenarios differ, a fresh sample has about so many
    whole_columns : for larger extensive forms there is none; fresh scenarios come in small samples then
    part_columns : columns of each fresh sample's own then
    search_columns : the plan is looked for with so many courses of so many columns in all
    search_share : part of the time limit by whose end that is over; the rest is for fresh scenarios
    turns, turn_share, turn_gap : how often the plan is decided again at most, in which part of the time left,
        to which relative gap
    in_vain : it is over after so many turns from which nothing was to be expected
    least_gain : people of the last level, weighed, that a turn is to gain
    free, moved : by lot, which part of the cohorts is free in a turn, from the first to the second; and how
        many parties are taken off what they were called to at most, from the first to the larger of the
        second and the part that the third is of all who are called
    worlds : of so many scenarios that differ at most an instance is replanned as a whole
    replan_share, bound_share : parts of the time limit by whose end it is known then what the plain plan
        comes to, and what could be reached at best; the rest is for what to order beside
    most_replications, at_once : small fresh samples at most, and how many of any are looked at together
    exact_columns : extensive forms of so many columns at most are solved in whole numbers from end to end
    held : a level is held at its value and this part of its people: a sample tells no finer difference
    apart, apart_columns : second stages, and columns of them, handed over to a worker at once
    """

    plain_share: float = 0.2
    near_share: float = 0.4
    solve_share: float = 0.6
    polish_share: float = 0.7
    evaluate_share: float = 0.8
    replications: int = 5
    fresh: int = 1000
    courses: int = 60
    whole_columns: int = 60_000
    part_columns: int = 24_000
    search_columns: int = 150_000
    search_share: float = 0.65
    turns: int = 200
    turn_share: float = 0.03
    in_vain: int = 30
    turn_gap: float = 1e-4
    least_gain: float = 0.1
    free: tuple[float, float] = (0.1, 0.5)
    moved: tuple[int, int, float] = (2, 10, 0.15)
    replan_share: float = 0.45
    bound_share: float = 0.85
    worlds: int = 40
    most_replications: int = 40
    at_once: int = 2
    exact_columns: int = 1500
    held: float = 0.0005
    apart: int = 32
    apart_columns: int = 60_000


TUNING = RobustTuning()
