"""Numbers that tune a simulation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanTuning:
    """Solving again.

    Attributes
    ----------
    seconds : s, for the rest at one moment; what was found by then goes on
    rounding_share : of these, at most, for rounding a relaxation
    """

    seconds: float = 20.0
    rounding_share: float = 0.3


TUNING = ReplanTuning()
