"""Stories in a table, as planners keep them: story, set, probability, known_from, events."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evacopt.domain.checks import errors_of
from evacopt.domain.field import a_field, a_must
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import MILLION
from evacopt.domain.zones import zone_called
from evacopt.errors import InstanceError, UsageError
from evacopt.events.events import after
from evacopt.events.vocabulary import STORY_WORDS
from evacopt.events.words import events_of_text
from evacopt.files.side_rows import SideRow, read_side_rows
from evacopt.scenarios.story import Story, sets_of

FIELDS = (
    a_must("story", "code"),
    a_field("set", "code"),
    a_must("probability", "probability", high=MILLION),
    a_field("known_from", "time"),
    a_field("events", "text"),
)


def read_stories(path: str | os.PathLike[str], instance: Instance) -> tuple[Story, ...]:
    """The stories in a CSV or Parquet file or a workbook, of what may happen in `instance`.

    Raises
    ------
    InstanceError
        With every cell that is not as it must be, events that the instance cannot have, chances of a set that
        add up to more than one.
    """
    zone, findings = zone_called(instance.timezone), list[Finding]()
    rows = read_side_rows(Path(path), "stories", FIELDS, zone=zone)
    stories = list[Story]()
    for row in rows:
        try:
            events = events_of_text(row.cells["events"] or "", lambda: zone, STORY_WORDS)
            wrong = errors_of(_as_stored(after(instance, events)))
        except UsageError as error:
            findings.append(Finding(rule=error.why, column="events", place=row.at("events")))
            continue
        if wrong:
            rule = phrase("leaves data that break a rule: {finding}", finding=str(wrong[0]))
            findings.append(Finding(rule=rule, column="events", place=row.at("events")))
            continue
        cells = row.cells
        stories.append(
            Story(
                id=cells["story"],
                probability=cells["probability"],
                events=tuple(events),
                one_of=cells["set"] or "",
                known_from=cells["known_from"],
            )
        )
    findings += _together(rows, stories)
    if findings:
        raise InstanceError(findings)
    return tuple(stories)


def _as_stored(instance: Instance) -> Instance:
    """With a chance of coming for groups of whom nobody comes: a story may say that, a table may not."""
    groups = instance.groups
    return replace(instance, groups=replace(groups, show_up=np.maximum(groups.show_up, 1)))


def _together(rows: Sequence[SideRow], stories: Sequence[Story]) -> Iterator[Finding]:
    """What is wrong with several stories: the same name twice, chances of more than one in all."""
    named = defaultdict[str, list[SideRow]](list)
    for row in rows:
        named[row.cells["story"]].append(row)
    for name, often in Counter(row.cells["story"] for row in rows).items():
        for row in named[name][1:] if often > 1 else ():
            yield Finding(rule=phrase("is there twice"), column="story", value=name, place=row.at("story"))
    for each in sets_of(stories):
        total = sum(story.probability for story in each.stories)
        if total > MILLION:
            rule = phrase(
                "probabilities of a set must add up to at most 1, got {total}", total=total / MILLION
            )
            place = named[each.stories[-1].id][0].at("probability")
            yield Finding(rule=rule, column="probability", value=each.stories[0].one_of, place=place)
