"""Who waits: by class and nationality, and the groups that can be picked up from the waiting list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evacopt.output.records import CountLine, StayLine
from evacopt.output.table import per_cent
from evacopt.output.wording import percent
from evacopt.web.shown import Shown

NATIONS, GROUPS = 12, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """People of one kind: all, who travel, who stay, and that as a part for a bar."""

    name: str
    people: int
    served: int
    left: int
    part: int
    percent: str

    @classmethod
    def of(cls, line: CountLine) -> Count:
        """That line for people."""
        return cls(
            name=line.name,
            people=line.people,
            served=line.served,
            left=line.left,
            part=per_cent(line.left, line.people),
            percent=percent(line.left_ppm),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The waiting list; `more` groups and `nations` more nationalities are not shown."""

    classes: tuple[Count, ...]
    nationalities: tuple[Count, ...]
    nations: int
    groups: tuple[StayLine, ...]
    more: int
    people: int
    priority: str
    nationality: str


def waiting(shown: Shown, query: Mapping[str, str]) -> Waiting:
    """Who waits, of the class and the nationality that `query` names."""
    view = shown.situation.view
    priority, nationality = query.get("class", ""), query.get("nationality", "")
    stays = [
        stay
        for stay in view.stays
        if priority in ("", str(stay.priority)) and nationality in ("", stay.nationality)
    ]
    nations = [line for line in view.nationalities if line.left]
    nations.sort(key=lambda line: (-line.left, line.name))
    return Waiting(
        classes=tuple(map(Count.of, view.classes)),
        nationalities=tuple(map(Count.of, nations[:NATIONS])),
        nations=len(nations[NATIONS:]),
        groups=tuple(stays[:GROUPS]),
        more=len(stays[GROUPS:]),
        people=sum(stay.people for stay in stays),
        priority=priority,
        nationality=nationality,
    )
