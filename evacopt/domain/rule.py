"""Linear rules and goals that no table says: sums over people aboard flights and over sorties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.shown import Brief

LinearKind = Literal["at_most", "at_least", "exactly", "minimise", "maximise"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LinearRule(Brief):
    """A limit on a sum of terms, or a goal that is such a sum.

    A goal has its place in `policy.objectives`, by its id. No goal is below 0: a term that lowers it counts
    what is missing from the most there could be, as `unserved` counts those who stay.

    Attributes
    ----------
    id : a code for the rule or goal
    kind : `at_most`, `at_least` or `exactly` the limit; a goal to `minimise` or to `maximise`
    limit : what the sum is held to, `None` for a goal
    """

    id: str
    kind: LinearKind
    limit: int | None = None

    @property
    def is_goal(self) -> bool:
        """Whether it is a goal, not a limit."""
        return self.kind in ("minimise", "maximise")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Term(Brief):
    """What a linear rule or goal counts: people of one group, or how often a flight is flown.

    Attributes
    ----------
    rule : id of the rule or goal
    coefficient : how much one of them counts, a whole number
    group : people of this group, lap infants too; blank for sorties of `flight`
    flight : those who travel with it, alone or on the way; blank for all who travel
    """

    rule: str
    coefficient: int
    group: str = ""
    flight: str = ""
