"""What a simulation says, in tables: by hour, by nationality and class, by flight, by story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.domain.clock import DAY, HOUR, moment
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import MILLION
from evacopt.output.report.chance_words import between, in_cases, per_cent_of
from evacopt.output.table import Cell, Column, Table, per_cent, table

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.output.report.situation import Situation
    from evacopt.simulation.result import Counted, Guarded, Simulation

_MOST_HOURS = 12
_STEPS = (HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 28 * DAY, 91 * DAY)
_NATIONS, _FLIGHTS = 20, 10
_HUNDREDTH = MILLION // 100


def hours_table(situation: Situation, one: Simulation) -> Table:
    """The figures behind the fan."""
    levels = sorted(one.fan, key=lambda level: level.level)
    columns = [Column(phrase("by"), "time"), *(Column(in_cases(MILLION - level.level)) for level in levels)]
    rows: list[tuple[Cell, ...]] = [
        (situation.when(moment(one.hours[place])), *(level.out[place] for level in levels))
        for place in _some_hours(one.hours, [level.out for level in levels])
    ]
    return table(phrase("So many people are out at least (UTC)"), columns, rows)


def nations_tables(situation: Situation, one: Simulation) -> Iterator[Table]:
    """Two heat pictures: the chance that one of a nationality is out by an hour, and that all are."""
    nations = one.nationalities[:_NATIONS]
    certain = [nation for nation in nations if nation.all_out[-1] >= _HUNDREDTH]
    for caption, rows in (
        (
            phrase("The chance that a person is out, by nationality and hour (UTC)"),
            [(nation, nation.share) for nation in nations],
        ),
        (
            phrase("The chance that all of a nationality are out, by hour (UTC)"),
            [(nation, nation.all_out) for nation in certain],
        ),
    ):
        places = _some_hours(one.hours, [ppm for _, ppm in rows])
        columns = [Column(phrase("nationality"), "code"), Column(phrase("people"))]
        columns += [Column(situation.when(moment(one.hours[place])), "chance") for place in places]
        lines: list[tuple[Cell, ...]] = [
            (nation.name, round(nation.people), *(ppm[place] // _HUNDREDTH for place in places))
            for nation, ppm in rows
        ]
        if lines:
            yield table(caption, columns, lines)


def _some_hours(hours: Sequence[int], rows: Sequence[Sequence[int]]) -> list[int]:
    """Places of the hours at which a row changes; of many those at whole steps of the clock, and the last."""
    places, last = range(len(hours)), len(hours) - 1
    kept = [place for place in places if any(row[place] != (row[place - 1] if place else 0) for row in rows)]
    for step in _STEPS:
        if len(kept) <= _MOST_HOURS:
            break
        kept = [place for place in places if hours[place] % step == 0 or place == last]
    return kept or [last]


def guarded_table(instance: Instance, when: Callable[[datetime], str], one: Simulation) -> Table:
    """The flights that everything hangs on, the dearest first."""
    hanging = one.hanging
    most = max((flight.fewer.mean for flight in hanging if flight.fewer), default=0.0)
    columns = (
        *(Column(phrase("flight"), "code"), Column(phrase("departs"), "time")),
        *(Column(phrase("chance to fail")), Column(phrase("people fewer"))),
        *(Column(phrase("between"), "time"), Column("", "bar")),
    )
    note = phrase(
        "So many people fewer get out where the flight fails than where it flies; "
        "others may fail in the same cases."
    )
    if not hanging:
        note = phrase("None: no flight fails in these cases, or its failing keeps nobody back for certain.")
    departs = {each.id: when(moment(each.departs)) for each in instance.schedule}
    rows = [_guarded_row(flight, departs.get(flight.flight, ""), most) for flight in hanging[:_FLIGHTS]]
    return table(phrase("Flights to guard: these everything hangs on (UTC)"), columns, rows, notes=(note,))


def _guarded_row(flight: Guarded, departs: str, most: float) -> tuple[Cell, ...]:
    fails = per_cent_of(MILLION - flight.flown)
    if flight.fewer is None:
        return (flight.flight, departs, fails, None, "", None)
    fewer = round(flight.fewer.mean)
    return (flight.flight, departs, fails, fewer, between(flight.fewer), per_cent(fewer, round(most)))


def stories_table(one: Simulation) -> Iterator[Table]:
    """What each story costs."""
    if not one.stories:
        return
    columns = (
        *(Column(phrase("story"), "code"), Column(phrase("chance"))),
        *(Column(phrase("people out then")), Column(phrase("between"), "time")),
    )
    rows: list[tuple[Cell, ...]] = []
    for story in one.stories:
        then = (round(story.out.mean), between(story.out)) if story.out else (phrase("not known"), "")
        rows.append((story.story, per_cent_of(story.probability), *then))
    average = (phrase("all cases"), "", round(one.out.mean), between(one.out))
    yield table(phrase("What each story costs"), columns, rows, total=average)


def counts_tables(one: Simulation) -> Iterator[Table]:
    """People out by class and by nationality, by the plan and on average."""
    for caption, head, counts in (
        (phrase("By class, on average"), phrase("class"), one.classes),
        (phrase("By nationality, on average"), phrase("nationality"), one.nationalities),
    ):
        columns = (
            *(Column(head, "code"), Column(phrase("people")), Column(phrase("by the plan"))),
            *(Column(phrase("out")), Column(phrase("between"), "time")),
        )
        hidden = len(counts) - _NATIONS
        notes = (phrase("and {more:,} more after these", more=hidden),) if hidden > 0 else ()
        yield table(caption, columns, [_count_row(each) for each in counts[:_NATIONS]], notes=notes)


def _count_row(one: Counted) -> tuple[Cell, ...]:
    return (one.name, round(one.people), one.planned, round(one.out.mean), between(one.out))
