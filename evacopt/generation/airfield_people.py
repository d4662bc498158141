"""What parties of the family `airfield` bring, on which lists they are, and who belongs to whom."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import get_args

from evacopt.domain.columns import Coded
from evacopt.domain.dimension import Amounts
from evacopt.domain.group import Groups
from evacopt.domain.link import Link, LinkKind
from evacopt.generation.draws import Draws
from evacopt.generation.world import World

BED, CHAIR, KILOGRAMS, PET = "bed", "chair", "kg", "pet"
NGO, PRESS, VULNERABLE = "ngo", "press", "vulnerable"
KILOGRAMS_A_SEAT, KILOGRAMS_AN_INFANT = 20, 10
_TAGS: tuple[tuple[str, ...], ...] = ((), (NGO,), (PRESS,))


def with_needs(world: World, groups: Groups, pets: int, tagged: int) -> Groups:
    """The groups with baggage, pets, wheelchairs, beds and tags."""
    draws, rows = world.draws("needs"), len(groups)
    pet = draws.chance(10_000 * pets, rows)
    lists = draws.chance(10_000 * tagged, rows) * draws.between(1, 2, rows)
    kilograms = groups.size * KILOGRAMS_A_SEAT + groups.infants * KILOGRAMS_AN_INFANT
    needs = zip(
        *(column.tolist() for column in (groups.stretchers, groups.assisted, kilograms, pet)), strict=True
    )
    urgent = (groups.priority == 1).tolist()
    return replace(
        groups,
        needs=Coded.of(_amounts(*amounts) for amounts in needs),
        tags=Coded.of(
            _TAGS[tag] + (VULNERABLE,) * first for tag, first in zip(lists.tolist(), urgent, strict=True)
        ),
    )


def _amounts(*amounts: int) -> Amounts:
    named = zip((BED, CHAIR, KILOGRAMS, PET), amounts, strict=True)
    return tuple((name, amount) for name, amount in named if amount)


def drawn_links(world: World, groups: Groups, in_a_thousand: int) -> tuple[Link, ...]:
    """Parties of two and more that go by single people who wait at the same place, of each kind as many.

    One party of these stands for as many of those as it takes to let all of them travel.
    """
    wanted = 3 * max(1, len(groups) * in_a_thousand // 1000) if in_a_thousand else 0
    kinds, links = cycle(get_args(LinkKind)), list[Link]()
    for row, other in _couples(world.draws("links"), groups)[:wanted]:
        ratio = -(-int(groups.count[row]) // int(groups.count[other]))
        links.append(Link(group=groups.id[row], partner=groups.id[other], kind=next(kinds), ratio=ratio))
    return tuple(links)


def _couples(draws: Draws, groups: Groups) -> list[tuple[int, int]]:
    """Rows of several people, each with a row of a single person at the same place; no row twice."""
    order = draws.order(len(groups))
    alone = groups.people[order] == 1
    singles: dict[int, list[int]] = {}
    for row in order[alone].tolist():
        singles.setdefault(int(groups.origin.codes[row]), []).append(row)
    waiting = ((row, singles.get(int(groups.origin.codes[row]))) for row in order[~alone].tolist())
    return [(row, others.pop()) for row, others in waiting if others]
