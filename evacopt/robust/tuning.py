"""The numbers that robust plans are tuned by, in one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustTuning:
    """How to look for plans for many scenarios.

    Attributes
    ----------
    plain_share, solve_share, evaluate_share : parts of the time limit by whose end the plain plan, the plan
        for many scenarios, and what both are worth are to be known; the rest is for the gap
    replications : fresh samples, each solved for itself
    fresh : so many fresh scenarios, in all samples together; `courses` lowers it
    courses : where nearly all scenarios differ, a fresh sample has about so many
    exact_columns : extensive forms of so many columns at most are solved in whole numbers from end to end
    held : a level is held at its value and this part of its people: a sample tells no finer difference
    apart : second stages handed over to a worker at once, who solves them as one program
    """

    plain_share: float = 0.2
    solve_share: float = 0.6
    evaluate_share: float = 0.8
    replications: int = 5
    fresh: int = 1000
    courses: int = 60
    exact_columns: int = 1500
    held: float = 0.0005
    apart: int = 32


TUNING = RobustTuning()
