"""Courses of events: scenarios that no decision can tell apart are one, with their number.

What is drawn for parties is not among them: who comes is weighed by its chance (`evacopt.robust.worlds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Mask
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.events.events import Cancel
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import world


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to all at once.

    Attributes
    ----------
    happening : of each set of stories the one that happens, -1 for none
    failing : by id the flights of which sorties are cancelled, each with whether its sorties are flown
    """

    happening: tuple[int, ...]
    failing: tuple[tuple[str, tuple[bool, ...]], ...]


def courses_of(draws: Draws, numbers: Sequence[int]) -> dict[Course, int]:
    """The courses of these scenarios, each with how many of them take it, in the order of the first."""
    drawn = draws.of(numbers)
    told, which = np.unique(drawn.stories, axis=0, return_inverse=True)
    found = dict[int, Course]()
    for number, happening in enumerate(map(tuple, told.tolist())):
        rows = np.flatnonzero(which.reshape(-1) == number)
        felt = world(draws.instance, draws.sets, happening).instance
        there, drawn_there = draws.in_world(drawn.rows(rows), felt)
        first = there.first_sortie.tolist()
        for row, flown in zip(rows.tolist(), drawn_there.flown, strict=True):
            found[row] = Course(happening, _failing(there, first, flown))
    counted: dict[Course, int] = {}
    for row in sorted(found):
        course = _plainer(draws, found[row])
        counted[course] = counted.get(course, 0) + 1
    return counted


def _plainer(draws: Draws, course: Course) -> Course:
    """The course without stories that only cancel flights, and are felt when these were to leave."""
    failing, happening = dict(course.failing), list(course.happening)
    for place, (told, number) in enumerate(zip(draws.sets, course.happening, strict=True)):
        flights = _only_cancelled(draws.instance, told.stories[number]) if number >= 0 else None
        if flights is not None:
            happening[place] = -1
            failing.update((flight.id, (False,) * flight.copies) for flight in flights)
    return Course(tuple(happening), tuple(sorted(failing.items())))


def _only_cancelled(instance: Instance, story: Story) -> list[Flight] | None:
    """The flights that a story cancels; `None` where it says anything else."""
    events = story.events
    if story.known_from is not None or not all(
        isinstance(event, Cancel) and event.flight in instance.flight for event in events
    ):
        return None
    flights = [instance.flight[event.flight] for event in events if isinstance(event, Cancel)]
    return [flight for flight in flights if flight.status != "cancelled"]


def _failing(draws: Draws, first: list[int], flown: Mask) -> tuple[tuple[str, tuple[bool, ...]], ...]:
    owners = np.searchsorted(first, np.flatnonzero(~flown), side="right") - 1
    schedule = draws.instance.schedule
    return tuple(
        (schedule[owner].id, tuple(flown[first[owner] : first[owner + 1]].tolist()))
        for owner in sorted(set(owners.tolist()))
        if schedule[owner].status != "cancelled"
    )
