"""What came of a plan in scenarios of given numbers, by the recourse: what a worker is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.scenarios.story import Story
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.replan import replan
from evacopt.simulation.result import Recourse
from evacopt.simulation.standing import none, standby

RECOURSES: Mapping[Recourse, Callable[[Plan, Draws, Drawn], Outcomes]] = {
    "none": none,
    "standby": standby,
    "replan": replan,
}
"""What each does with a plan of `Draws.instance` in the scenarios drawn, which come out in the same order."""


def outcomes_of(
    instance: Instance,
    plan: Plan,
    stories: Sequence[Story],
    recourse: Recourse,
    *,
    numbers: Sequence[int],
    seed: int,
) -> Outcomes:
    """The scenarios of these numbers and this seed, one a row: the same whatever others are asked with them.

    Raises
    ------
    UsageError
        If two stories that happen together say what cannot both be.
    """
    draws = Draws(instance, stories, seed)
    parts = draws.in_parts(numbers) or [numbers]
    return Outcomes.joined([RECOURSES[recourse](plan, draws, draws.of(part)) for part in parts])
