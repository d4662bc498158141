"""Every scenario that there is, one draw after the other, with its chance as a fraction."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.scenarios.story import Story, sets_of
from evacopt.scenarios.world import world
from tests.brute.courses import course
from tests.brute.told import Told

MILLION = 1_000_000


def expected(
    base: Instance, plan: Plan, stories: list[Story], *, standby: bool
) -> dict[tuple[str, int], Fraction]:
    """How many parties of each group land at each minute on average."""
    landed: dict[tuple[str, int], Fraction] = {}
    sets = sets_of(stories)
    for happening, chance in _stories(stories):
        told = Told(base, plan, world(base, sets, happening).instance)
        for sorties, flies in _sorties(told):
            for comes, likely in _parties(told.there):
                came = course(told, comes, sorties, standby=standby)
                for place, parties in came.landed.items():
                    landed[place] = landed.get(place, Fraction(0)) + chance * flies * likely * parties
    return landed


def _stories(stories: list[Story]) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    choices = []
    for each in sets_of(stories):
        chances = [(number, story.probability) for number, story in enumerate(each.stories)]
        choices.append([*chances, (-1, MILLION - sum(story.probability for story in each.stories))])
    return _each(choices)


def _sorties(told: Told) -> Iterator[tuple[dict[str, int], Fraction]]:
    """Of every sortie that the plan flies whether it is cancelled."""
    flown = [leg for leg in told.there.schedule for _ in range(told.sorties.get(leg.id, 0))]
    choices = [[(0, leg.cancel_probability), (1, MILLION - leg.cancel_probability)] for leg in flown]
    for way, chance in _each(choices):
        sorties = dict.fromkeys(told.sorties, 0)
        for leg, flies in zip(flown, way, strict=True):
            sorties[leg.id] += flies
        yield sorties, chance


def _parties(there: Instance) -> Iterator[tuple[dict[tuple[str, int], bool], Fraction]]:
    """How many there are of each group, and of each of them whether it comes."""
    groups = there.groups
    low, high = groups.fewest.tolist(), groups.most.tolist()
    for counts in product(*(range(few, most + 1) for few, most in zip(low, high, strict=True))):
        known = Fraction(1)
        for few, most, count in zip(low, high, counts, strict=True):
            known *= _share(few, most, count)
        who = [
            (code, number) for code, count in zip(groups.id, counts, strict=True) for number in range(count)
        ]
        show_up = [int(groups.show_up[groups.row[code]]) for code, _ in who]
        for way, chance in _each([[(1, come), (0, MILLION - come)] for come in show_up]):
            yield dict(zip(who, map(bool, way), strict=True)), known * chance


def _share(few: int, most: int, count: int) -> Fraction:
    """How many of a million draws give that count."""
    ways = most - few + 1
    first, stop = (-(-MILLION * (count - few + more) // ways) for more in (0, 1))
    return Fraction(stop - first, MILLION)


def _each(choices: list[list[tuple[int, int]]]) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Every choice of one of each that may be, and its chance; those that cannot be are left out."""
    for way in product(*([one for one in each if one[1]] for each in choices)):
        chance = Fraction(1)
        for _, likely in way:
            chance *= Fraction(likely, MILLION)
        yield tuple(number for number, _ in way), chance
