"""Files of a repatriation programme (RPSP): integers, divided by blanks and line breaks.

Citizens; cities and groups; the value of each group; for each city its number from 0, the people of each
group and the days of quarantine; aircraft and the seats of each; quarantine places; crews, and for each how
many aircraft it can fly and which, from 0.
"""

from __future__ import annotations

from pathlib import Path

from evacopt.domain.instance import Instance
from evacopt.files.published.numbers import Numbers
from evacopt.files.published.rpsp_instance import Rpsp, rpsp_instance
from evacopt.files.published.words import checked

_MOST_DAYS = 3_650


def read_rpsp(path: Path) -> Instance:
    """The instance in the file `path`.

    One of the published files lists more crews than it announces. As many as announced are read; those that
    follow must be crews too, and `source` says how many were left.

    Raises
    ------
    InstanceError
        If the file is not of this form, with the line and the rule.
    """
    numbers = Numbers(path)
    data = _read(numbers)
    left = 0
    while numbers.left:
        _crew(numbers, len(data.seats))
        left += 1
    source = f"{path.name}; {left} crews beyond the {len(data.crews)} announced were left out" if left else ""
    people = sum(map(sum, data.waiting))
    title = f"Repatriation programme: {people:,} people in {len(data.waiting)} cities"
    return checked(path, rpsp_instance(data, name=path.stem, title=title, source=source))


def _read(numbers: Numbers) -> Rpsp:
    citizens = numbers.take("the number of citizens", low=1)
    cities = numbers.take("the number of cities", low=1)
    groups = numbers.take("the number of groups", low=1, high=1000)
    values = numbers.take_all("the value of a group", groups)
    rows = [_city(numbers, city, groups) for city in range(cities)]
    waiting = tuple(people for people, _ in rows)
    total = sum(map(sum, waiting))
    if total != citizens:
        rule = f"the people of all cities must add up to the {citizens} citizens of the first line"
        raise numbers.refusal(rule, total)
    seats = numbers.take_all("the seats of an aircraft", numbers.take("the number of aircraft", low=1), low=1)
    places = numbers.take("the number of quarantine places")
    crews = numbers.take("the number of crews", low=1)
    return Rpsp(
        waiting=waiting,
        values=values,
        quarantine=tuple(days for _, days in rows),
        seats=seats,
        places=places,
        crews=tuple(_crew(numbers, len(seats)) for _ in range(crews)),
    )


def _city(numbers: Numbers, city: int, groups: int) -> tuple[tuple[int, ...], int]:
    """People by group, and days of quarantine."""
    numbers.take("the number of the city", low=city, high=city)
    people = numbers.take_all("the people of a group", groups)
    return people, numbers.take("the days of quarantine", high=_MOST_DAYS)


def _crew(numbers: Numbers, aircraft: int) -> frozenset[int]:
    able = numbers.take("how many aircraft a crew can fly", high=aircraft)
    listed = numbers.take_all("an aircraft that a crew can fly", able, high=aircraft - 1)
    if len(set(listed)) < able:
        raise numbers.refusal("a crew must name each aircraft once")
    return frozenset(listed)
