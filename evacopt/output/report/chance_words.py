"""Chances in words that need no lesson in statistics."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.phrase import capital, phrase, plural
from evacopt.domain.stored import MILLION
from evacopt.output.wording import people_words

if TYPE_CHECKING:
    from evacopt.simulation.result import Hindsight, Interval, Nation, Simulation

_SAFE = 100_000
"""Told is what is reached in 9 of 10 cases, and by when all of a nationality are out in 1 of 10 or more."""

_NATIONS, _MOST = 3, 9
_HUNDREDTH = MILLION // 100
_FRACTIONS = {50_000: (1, 20), 250_000: (1, 4), 500_000: (1, 2), 750_000: (3, 4), 950_000: (19, 20)}

RECOURSE = {
    "none": phrase("whoever misses a flight stays where they are, and empty seats stay empty"),
    "standby": phrase("empty seats are filled by those who wait, in the standby order"),
    "replan": phrase(
        "the rest is planned again at each piece of news, and empty seats are filled by those who wait"
    ),
}
"""What is done about flights that fail and people who do not come, by the name of the recourse."""

_OTHERWISE = {
    "none": phrase("If empty seats were left empty"),
    "standby": phrase("If empty seats were only filled by those who wait"),
    "replan": phrase("If the rest were planned again at each piece of news"),
}


def in_cases(ppm: int) -> str:
    """`in 7 of 10 cases`, rounded down: no chance is told larger than it is."""
    if ppm <= 0:
        return phrase("in no case")
    if ppm >= MILLION:
        return phrase("in every case")
    part, whole = ppm // _HUNDREDTH, 100
    if ppm in _FRACTIONS:
        part, whole = _FRACTIONS[ppm]
    elif 10 <= part <= 90:
        part, whole = part // 10, 10
    if not part:
        return phrase("in less than 1 of 100 cases")
    return phrase("in {part} of {whole} cases", part=part, whole=whole)


def at_least(out: int, level: int) -> str:
    """`at least 940 in 19 of 20 cases`, where with the chance `level` so many are out at most."""
    return phrase("at least {out:,} {cases}", out=out, cases=in_cases(MILLION - level))


def per_cent_of(ppm: int) -> str:
    """`15 %`, `0.1 %`: a chance that stands in the data."""
    return phrase("{share:.3g} %", share=ppm / _HUNDREDTH)


def between(interval: Interval) -> str:
    """`940 to 960`; blank where the figure is exact."""
    if interval.low == interval.high:
        return ""
    low, high = math.floor(interval.low), math.ceil(interval.high)
    return phrase("{low:,} to {high:,}", low=low, high=high)


def day_and_hour(at: datetime) -> str:
    """`Thursday 3 August, 12:00 UTC`."""
    return phrase("{moment:%A} {moment.day} {moment:%B, %H:%M} UTC", moment=at)


def trial_words(simulation: Simulation) -> Iterator[str]:
    """What was tried out, and what its figures mean."""
    if simulation.enumerated:
        yield plural(
            "There is {count} case only, so nothing is estimated.",
            "All {count:,} cases that there are were counted, each with its chance: nothing is estimated.",
            simulation.scenarios,
        )
    else:
        yield plural(
            "{count:,} case was drawn by lot: flights fail and people come as likely as the tables say.",
            "{count:,} cases were drawn by lot: flights fail and people come as likely as the tables say.",
            simulation.scenarios,
        )
    yield phrase("In each case {recourse}.", recourse=RECOURSE[simulation.recourse])
    if not simulation.enumerated:
        yield phrase(
            "“Between” is meant so: of 100 such trials with other lots, the range holds the true average in "
            "about 95."
        )
    if simulation.interrupted:
        yield phrase("The trial was interrupted: fewer cases were drawn than was asked for.")
    elif not simulation.reached:
        yield phrase("The ranges are wider than was asked for: the trial ended before.")
    if simulation.missing:
        yield plural(
            "{count:,} case could not be computed and is left out.",
            "{count:,} cases could not be computed and are left out.",
            len(simulation.missing),
        )


def safely(simulation: Simulation) -> tuple[int, str] | None:
    """How many get out at least, and in how many cases: in 9 of 10, or what is told next to that."""
    told = [level for level in simulation.fan if level.out and level.level <= _SAFE]
    if not told:
        return None
    level = max(told, key=lambda one: one.level)
    return level.out[-1], in_cases(MILLION - level.level)


def simulation_words(one: Simulation, others: Sequence[Simulation]) -> Iterator[str]:
    """What the simulation `one` says, the headline first; `others` are of other recourses."""
    if (safe := safely(one)) is not None:
        yield phrase(
            "{cases} at least {out:,} of {people:,} people get out. The plan says {planned:,}.",
            cases=capital(safe[1]),
            out=safe[0],
            people=round(one.people),
            planned=one.planned,
        )
    yield phrase(
        "On average {out:,} people get out{wide}; in the worst tenth of the cases {worst:,}.",
        out=round(one.out.mean),
        wide=_in_brackets(one.out),
        worst=round(one.worst_tenth),
    )
    for nation in one.nationalities[:_NATIONS] if one.hours else ():
        yield _nation_words(one, nation)
    for flight in one.hanging[:1]:
        yield phrase(
            "Guard {flight}: where it fails, {people} fewer get out on average.",
            flight=flight.flight,
            people=people_words(round(flight.fewer.mean if flight.fewer else 0)),
        )
        if one.stories:
            yield phrase("What makes it fail may keep other flights down in the same cases.")
    yield from (_other_words(one, other) for other in others)
    if one.hindsight is not None:
        yield _hindsight_words(one.hindsight)


def _in_brackets(interval: Interval) -> str:
    """` (between 940 and 960)`; blank where the figure is exact."""
    if interval.low == interval.high:
        return ""
    low, high = math.floor(interval.low), math.ceil(interval.high)
    return phrase(" (between {low:,} and {high:,})", low=low, high=high)


def _nation_words(one: Simulation, nation: Nation) -> str:
    """By when all are out, how likely; where that hardly happens, by when most of those are who will be."""
    likely = nation.all_out[-1] >= _SAFE
    chances = [ppm // _HUNDREDTH for ppm in (nation.all_out if likely else nation.share)]
    enough = chances[-1] if likely else chances[-1] * _MOST // 10
    first = next(place for place, chance in enumerate(chances) if chance >= enough)
    text = phrase("{name} ({people}): on average {share} of 100 are out by {when}.")
    if likely:
        text = phrase("{name} ({people}): all out by {when} {cases}.")
    elif chances[first] < chances[-1]:
        text = phrase("{name} ({people}): on average {share} of 100 are out by {when}, {last} in the end.")
    return phrase(
        text,
        name=nation.name,
        people=people_words(round(nation.people)),
        share=chances[first],
        last=chances[-1],
        when=day_and_hour(moment(one.hours[first])),
        cases=in_cases(nation.all_out[-1]),
    )


def _other_words(one: Simulation, other: Simulation) -> str:
    """Another recourse beside the first; a difference that may be the luck of other cases is not told."""
    same = (one.seed, one.scenarios, one.missing) == (other.seed, other.scenarios, other.missing)
    apart = other.out.low > one.out.high or other.out.high < one.out.low
    more = round(other.out.mean) - round(one.out.mean)
    text = phrase("{otherwise}, {out:,} people would get out on average, {number:,} fewer.")
    if more >= 0:
        text = phrase("{otherwise}, {out:,} people would get out on average, {number:,} more.")
    if not (same or apart):
        text = phrase(
            "{otherwise}, {out:,} people would get out on average{wide}: other cases, and too few of them to "
            "tell a difference."
        )
    return phrase(
        text,
        otherwise=_OTHERWISE[other.recourse],
        out=round(other.out.mean),
        number=abs(more),
        wide=_in_brackets(other.out),
    )


def _hindsight_words(known: Hindsight) -> str:
    """What news is worth; a range where not every case was solved to the end."""
    text = phrase("Had everything been known beforehand, {people} more would get out on average{wide}.")
    if known.proven < known.scenarios:
        text = phrase(
            "Had everything been known beforehand, at least {people} more would get out on average, "
            "and at most {most:,}."
        )
    elif known.value.low <= 0:
        text = phrase("Had everything been known beforehand, hardly anybody more would get out on average.")
    return phrase(
        text,
        people=people_words(round(known.value.mean)),
        wide=_in_brackets(known.value),
        most=math.ceil(known.most.mean),
    )
