"""The instance under the stories of a scenario: everything that happens at once to all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evacopt.domain.columns import int_column
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.events.events import after
from evacopt.events.void import without_void
from evacopt.scenarios.story import Story, StorySet


@dataclass(frozen=True, slots=True)
class World:
    """What holds where these stories happen: the instance after their events, and promises that fell."""

    stories: tuple[Story, ...]
    instance: Instance
    void: tuple[str, ...]


def world(instance: Instance, sets: Sequence[StorySet], happening: Sequence[int]) -> World:
    """The world in which of each set the story of that number happens, -1 for none.

    Raises
    ------
    UsageError
        If two stories say what cannot both be, such as two seats of one flight.
    """
    told = tuple(each.stories[number] for each, number in zip(sets, happening, strict=True) if number >= 0)
    changed, void = without_void(
        instance, after(instance, [event for story in told for event in story.events])
    )
    return World(told, changed, void)


def everybody(instance: Instance, stories: Iterable[Story]) -> Groups:
    """The groups of the instance, then those that stories bring, each once."""
    tables, known = [instance.groups], set(instance.groups.id)
    for story in stories:
        groups = after(instance, story.events).groups
        tables.append(groups.take(int_column(row for row, code in enumerate(groups.id) if code not in known)))
        known.update(groups.id)
    return instance.groups if len(known) == len(instance.groups) else Groups.joined(tables)
