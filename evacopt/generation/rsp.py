"""Family `rsp`: repatriation in one period, in the published design.

Citizens wait in many cities, in groups of different value. Aircraft of 200 to 350 seats fly to any city
once and come home full, unless nobody is left there; quarantine places are few. The published set has 150,
200 or 250 cities, 600, 800 or 1000 aircraft, 3, 6 or 9 groups, values in order or random, and quarantine
for 0.8 or 1.2 of the seats: 108 in all.

Source: S. Al-Shihabi and N. Mladenović, Expert Systems with Applications 198 (2022) 116728.
"""

from __future__ import annotations

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.files.published.rsp import Rsp, rsp_instance
from evacopt.generation.draws import Draws, apportioned
from evacopt.generation.families import AS_PUBLISHED
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.world import LICENSE

PARAMETERS = (
    Parameter(
        name="cities",
        default=0,
        high=100_000,
        law="where people wait; 0 = 150, or with people given, one for every 275 of them and group",
    ),
    Parameter(
        name="aircraft", default=0, high=100_000, law="0 = four a city; each of 200, 250, 300 or 350 seats"
    ),
    Parameter(name="groups", default=3, low=1, high=100, law="groups of different value in each city"),
    Parameter(
        name="weights",
        default="order",
        choices=("order", "random"),
        law="the values of the groups: the numbers from the number of groups down to 1, or shuffled",
    ),
    Parameter(name="quarantine", default=120, low=1, high=1000, law="places for so many of a hundred seats"),
)
PUBLISHED_CITIES = 150
AIRCRAFT_A_CITY = 4
SEAT_STEP = 50
MEAN_STEPS = (11, 2)
"""Four to seven steps of seats in an aircraft: 11 / 2 on average."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say.

    The people of a city and group are uniform between a half and three halves of the mean seats of an
    aircraft. With `people` given, they are scaled to add up to it, and aircraft are smaller where fewer than
    275 people wait in a city and group on average.
    """
    groups = settings["groups"]
    cities = settings["cities"] or _usual_cities(people, groups)
    aircraft = settings["aircraft"] or AIRCRAFT_A_CITY * cities
    draws = Draws(seed, "rsp")
    seats = _seat_step(people, cities * groups) * draws.between(4, 7, aircraft)
    waiting = _waiting(draws, people, cities * groups, seats).reshape(cities, groups)
    data = Rsp(
        waiting=tuple(map(tuple, waiting.tolist())),
        values=_values(draws, groups, settings.word("weights")),
        seats=tuple(seats.tolist()),
        places=int(seats.sum()) * settings["quarantine"] // 100,
    )
    total = int(waiting.sum())
    title = f"Synthetic: family rsp, {total:,} people in {cities} cities, {aircraft} aircraft, seed {seed}"
    return rsp_instance(data, name=f"rsp-{total}-{seed}", title=title, license_=LICENSE)


def _usual_cities(people: int, groups: int) -> int:
    if people == AS_PUBLISHED:
        return PUBLISHED_CITIES
    return max(1, people // (275 * groups))


def _seat_step(people: int, cells: int) -> int:
    """What seats are a multiple of: 50, less where few people wait."""
    if people == AS_PUBLISHED:
        return SEAT_STEP
    above, below = MEAN_STEPS
    return max(1, min(SEAT_STEP, people * below // (cells * above)))


def _waiting(draws: Draws, people: int, cells: int, seats: Ints) -> Ints:
    """People of each city and group, all in a row."""
    total, aircraft = int(seats.sum()), len(seats)
    drawn = draws.between(total // (2 * aircraft), 3 * total // (2 * aircraft), cells)
    return drawn if people == AS_PUBLISHED else apportioned(people, drawn)


def _values(draws: Draws, groups: int, order: str) -> tuple[int, ...]:
    falling = list(range(groups, 0, -1))
    if order == "order":
        return tuple(falling)
    return tuple(falling[place] for place in draws.order(groups).tolist())
