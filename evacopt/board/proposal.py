"""A better plan that was found around a state, for somebody to take or to leave."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.board.delta import Delta
from evacopt.board.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan near the one of a state.

    Attributes
    ----------
    code : by which it is asked for
    of : number of the state that it was looked for around
    delta : from that state to it
    verdict : of the judge, against that state
    people : who travel otherwise in it
    seconds : that it took
    """

    code: str
    of: int
    delta: Delta
    verdict: Verdict
    people: int
    seconds: float
