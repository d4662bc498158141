"""The people who wait: parties drawn one by one as columns, then merged into rows of identical ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.group import Groups
from evacopt.domain.stored import MILLION
from evacopt.generation.draws import Draws, merge_alike
from evacopt.generation.parameter import Settings
from evacopt.generation.world import BEGINS, World

FAMILIES_AND_SINGLES = (0, 46, 25, 12, 10, 4, 2, 1)
"""Weight of each number of seats that a party needs, from 0; with infants a party has 2.2 people."""

CLASSES = (15, 35, 50)
"""Weight of the classes 1, 2 and 3."""

_SHOW_UP = (650_000, 750_000, 850_000, 900_000, 950_000)
_REGISTERED_HOURS = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleLaw:
    """How parties are drawn.

    Attributes
    ----------
    sizes : weight of each size, from 0
    infants, assisted, stretchers : of a thousand people
    ready_every : hours between the waves in which parties become ready
    """

    sizes: tuple[int, ...] = FAMILIES_AND_SINGLES
    infants: int = 0
    assisted: int = 0
    stretchers: int = 0
    ready_every: int = 6

    @property
    def mean_size(self) -> tuple[int, int]:
        """Seats of a party on average, as a fraction."""
        return sum(size * weight for size, weight in enumerate(self.sizes)), sum(self.sizes)

    @property
    def infant_chance(self) -> int:
        """Millionths of the parties of two seats or more that have an infant."""
        seats, _ = self.mean_size
        return min(MILLION, MILLION * self.infants * seats // ((1000 - self.infants) * sum(self.sizes[2:])))

    def chance_of(self, in_a_thousand: int) -> int:
        """Millionths of the parties that have one of the people of whom there are so many."""
        seats, parties = self.mean_size
        return min(MILLION, 1000 * in_a_thousand * seats // parties)


def law_of(settings: Settings, **rest: tuple[int, ...]) -> PeopleLaw:
    """The law that the parameters of a family say; `rest` may give other sizes."""
    return PeopleLaw(
        infants=settings["infants"],
        assisted=settings["assisted"],
        stretchers=settings["stretchers"] if "stretchers" in settings.values else 0,
        ready_every=settings["ready_every"],
        **rest,
    )


def drawn_groups(world: World, law: PeopleLaw) -> Groups:
    """Exactly `world.people` people as rows of identical parties."""
    draws = world.draws("people")
    size, infants = _bodies(draws, law, world.people)
    parties = len(size)
    stretchers = draws.chance(law.chance_of(law.stretchers), parties)
    assisted = np.minimum(draws.chance(law.chance_of(law.assisted), parties), size - stretchers)
    chosen = draws.pick(CLASSES, parties)
    waves = max(1, world.hours * 3 // 4 // law.ready_every)
    columns = {
        "nation": draws.pick(world.weights, parties),
        "origin": draws.below(len(world.origins), parties),
        "priority": np.where(stretchers + assisted > 0, 0, chosen),
        "size": size,
        "infants": infants,
        "stretchers": stretchers,
        "assisted": assisted,
        "wave": draws.chance(MILLION // 2, parties) * draws.below(waves, parties),
    }
    rows, counts = merge_alike(columns)
    return _groups(world, law, rows, counts)


def _bodies(draws: Draws, law: PeopleLaw, people: int) -> tuple[Ints, Ints]:
    """Size and infants of parties that are `people` people together; the last one takes what is left."""
    seats, parties = law.mean_size
    block = people * parties // seats + 16
    size = infants = np.zeros(0, dtype=np.int64)
    while int(size.sum() + infants.sum()) < people:
        more = draws.pick(law.sizes, block)
        size = np.append(size, more)
        infants = np.append(infants, draws.chance(law.infant_chance, block) * (more > 1))
    total = np.cumsum(size + infants)
    whole = int(np.searchsorted(total, people, side="right"))
    left = people - (int(total[whole - 1]) if whole else 0)
    size, infants = size[:whole], infants[:whole]
    return (np.append(size, left), np.append(infants, 0)) if left else (size, infants)


def _groups(world: World, law: PeopleLaw, rows: dict[str, Ints], counts: Ints) -> Groups:
    number = len(counts)
    draws = world.draws("groups")
    show_up = np.array(_SHOW_UP, dtype=np.int64)[draws.below(len(_SHOW_UP), len(world.nations))]
    registered = BEGINS - HOUR * draws.between(1, _REGISTERED_HOURS, number)
    blank = np.full(number, BLANK, dtype=np.int64)
    return Groups(
        id=tuple(f"G{row}" for row in range(1, number + 1)),
        nationality=Coded(rows["nation"], world.nations),
        origin=Coded(rows["origin"], tuple(place.id for place in world.origins)),
        size=rows["size"],
        count=counts,
        priority=rows["priority"] + 1,
        members=Coded.constant((), number),
        infants=rows["infants"],
        stretchers=rows["stretchers"],
        assisted=rows["assisted"],
        ready=BEGINS + HOUR * law.ready_every * rows["wave"],
        leave_by=blank,
        destinations=Coded.constant((), number),
        operators=Coded.constant((), number),
        weight=blank,
        stay=blank,
        registered=registered,
        show_up=show_up[rows["nation"]],
        needs=Coded.constant((), number),
        tags=Coded.constant((), number),
        count_low=blank,
        count_high=blank,
    )
