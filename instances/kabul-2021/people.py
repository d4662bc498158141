"""The 124,334 people: who reaches the airfield in which half of which day, in parties of what kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, NamedTuple

from aircraft import Departure
from margins import Margins, after, shared, text

WAITED = "20A"
"""The wave after which the airfield held those who were processed and waited while nothing flew."""
RELIEVED = ("21B", "22A", "22B", "23A")
"""The waves of the days on which they flew in the end: so many fewer come then."""
CARRIERS = {"UGA": "CHARTER"}
"""Who flies for a state without aircraft of its own."""
BEFORE = {"A": 120, "B": 120 + 720}
"""Minutes before its day begins by which a wave is ready; check-in takes two hours."""


@dataclass(frozen=True)
class Party:
    """One row of groups.csv."""

    id: str
    nationality: str
    origin: str
    size: int
    count: int
    priority: int
    infants: int
    ready: str
    destinations: str
    registered: str
    note: str


class Wave(NamedTuple):
    """People who come for the flights of one day: in the evening before, or in the morning."""

    mark: str
    date: str
    ready: datetime


class Crowd(NamedTuple):
    """People who are taken in alike: by class, and how many of them in each wave."""

    state: str
    nationality: str
    priority: int
    by_wave: list[int]


def parties(margins: Margins, flights: Sequence[Departure]) -> list[Party]:
    """Every group, by wave, then by the state that takes it in."""
    waves = _waves(margins)
    crowds = [*_crowds(margins, flights, waves)]
    rows = [row for crowd in crowds for row in _grouped(margins, waves, crowd)]
    rows += _children_alone(margins, waves, crowds)
    return sorted(rows, key=lambda row: (row.ready, row.id))


def _waves(margins: Margins) -> list[Wave]:
    """For each day an evening and a morning; only a morning for the first. The mark is the day of arrival."""
    first, *others = margins.days
    waves = [Wave(f"{first.date[-2:]}A", first.date, after(first.begins, -BEFORE["A"]))]
    for day in others:
        for half in "BA":
            ready = after(day.begins, -BEFORE[half])
            waves.append(Wave(f"{ready:%d}{half}", day.date, ready))
    return waves


def arrivals(margins: Margins, waves: Sequence[Wave]) -> list[int]:
    """People in each wave: half of those who flew that day, but for the waiting of 20 August."""
    by_day = dict(zip((day.date for day in margins.days), margins.people_by_day(), strict=True))
    halves = Counter(wave.date for wave in waves)
    people = {wave.mark: by_day[wave.date] // halves[wave.date] for wave in waves}
    for wave in waves:
        if wave.mark.endswith("A"):
            people[wave.mark] += by_day[wave.date] % halves[wave.date]
    sooner = margins.waiting - next(by_day[wave.date] for wave in waves if wave.mark == WAITED)
    people[WAITED] += sooner
    for mark, fewer in zip(RELIEVED, shared(sooner, [1] * len(RELIEVED)), strict=True):
        people[mark] -= fewer
    return [people[wave.mark] for wave in waves]


def _crowds(margins: Margins, flights: Sequence[Departure], waves: Sequence[Wave]) -> Iterator[Crowd]:
    """Allies come as their aircraft do; the Afghans of the United States are who else came."""
    left = arrivals(margins, waves)
    for programme in margins.programmes:
        state = programme["state"]
        weights = _awaited(flights, waves, state)
        own = shared(programme["nationals"], weights)
        afghans = shared(programme.get("afghans", 0), weights)
        left = [rest - some - others for rest, some, others in zip(left, own, afghans, strict=True)]
        yield Crowd(state, state, 1, own)
        yield from _by_class(margins, state, afghans)
    alone = shared(margins.children_alone, left)
    yield from _by_class(margins, "USA", [rest - some for rest, some in zip(left, alone, strict=True)])
    yield Crowd("USA", "AFG", 0, alone)


def _awaited(flights: Sequence[Departure], waves: Sequence[Wave], state: str) -> list[int]:
    """How many aircraft of a state come on the day of each wave."""
    operator = CARRIERS.get(state, state)
    flown = Counter(flight.id.rsplit("-", 1)[0] for flight in flights)
    return [flown[f"{operator}-{wave.date[-2:]}"] for wave in waves]


def _by_class(margins: Margins, state: str, people: Sequence[int]) -> Iterator[Crowd]:
    staff_upto = [sum_ * margins.staff_in_a_hundred // 100 for sum_ in accumulate(people)]
    staff = [later - sooner for sooner, later in zip([0, *staff_upto], staff_upto, strict=False)]
    yield Crowd(state, "AFG", 2, staff)
    yield Crowd(state, "AFG", 3, [all_ - some for all_, some in zip(people, staff, strict=True)])


def _grouped(margins: Margins, waves: Sequence[Wave], crowd: Crowd) -> Iterator[Party]:
    """Families in the given proportions, summed over the waves; single adults make up the numbers."""
    if not crowd.priority:
        return
    single, *others = margins.families
    whole = sum(family["share"] * _people(family) for family in margins.families)
    given: Counter[str] = Counter()
    came = 0
    for wave, people in zip(waves, crowd.by_wave, strict=True):
        came += people
        left = people
        for family in reversed(others):
            wanted = came * family["share"] // whole - given[family["mark"]]
            count = min(wanted, left // _people(family))
            given[family["mark"]] += count
            left -= count * _people(family)
            yield from _row(wave, crowd, family, count)
        yield from _row(wave, crowd, single, left)


def _people(family: dict[str, Any]) -> int:
    people: int = family["adults"] + family["children"] + family["infants"]
    return people


def _row(wave: Wave, crowd: Crowd, family: dict[str, Any], count: int) -> Iterator[Party]:
    if count:
        words = (("adult", "adults"), ("child", "children"), ("infant", "infants"))
        numbers = [family[plural] for _, plural in words]
        told = [f"{n} {one if n == 1 else more}" for n, (one, more) in zip(numbers, words, strict=True) if n]
        adults, children, infants = numbers
        mark = f"{crowd.priority}{family['mark']}"
        yield _party(wave, crowd, mark, size=(adults + children, infants), count=count, note=", ".join(told))


def _children_alone(margins: Margins, waves: Sequence[Wave], crowds: Sequence[Crowd]) -> Iterator[Party]:
    """Children without parents, one by one: of class 2."""
    for crowd in crowds:
        if not crowd.priority:
            for wave, count in zip(waves, crowd.by_wave, strict=True):
                if count:
                    yield _party(
                        wave, crowd._replace(priority=2), "2k", size=(1, 0), count=count, note="1 child"
                    )


def _party(wave: Wave, crowd: Crowd, mark: str, *, size: tuple[int, int], count: int, note: str) -> Party:
    seated, infants = size
    return Party(
        id=f"{crowd.nationality}-{crowd.state}-{wave.mark}-{mark}",
        nationality=crowd.nationality,
        origin="KBL",
        size=seated,
        count=count,
        priority=crowd.priority,
        infants=infants,
        ready=text(wave.ready),
        destinations=crowd.state,
        registered=text(after(wave.ready, -720)),
        note=note,
    )
