"""Stories: what may happen as a whole, each with its chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evacopt.domain.columns import Ints, int_column
from evacopt.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Something that may happen.

    Attributes
    ----------
    id : what it is called
    probability : parts per million
    events : what happens then, in order
    one_of : stories of the same set exclude each other; blank: it may happen whatever else does
    known_from : UTC minutes from which it is known whether it happens; `None`: only when it is felt
    """

    id: str
    probability: int
    events: tuple[Event, ...] = ()
    one_of: str = ""
    known_from: int | None = None


@dataclass(frozen=True, slots=True)
class StorySet:
    """Stories of which at most one happens; whether any does is independent of other sets."""

    stories: tuple[Story, ...]

    @property
    def thresholds(self) -> Ints:
        """Story k happens where a draw below a million lies in `[t[k-1], t[k])`; shape (stories,)."""
        total, ends = 0, list[int]()
        for story in self.stories:
            total += story.probability
            ends.append(total)
        return int_column(ends)


def sets_of(stories: Iterable[Story]) -> tuple[StorySet, ...]:
    """The stories by the set of which at most one happens, in the order in which they are first named."""
    by_name: dict[tuple[str, str], list[Story]] = {}
    for story in stories:
        by_name.setdefault((story.one_of, "" if story.one_of else story.id), []).append(story)
    return tuple(StorySet(tuple(each)) for each in by_name.values())
