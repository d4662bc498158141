"""Family `rsp`: repatriation in one period, in the published design.

Citizens wait in many cities, in groups of different value. Aircraft of 200 to 350 seats fly to any city
once and come home full, unless nobody is left there; quarantine places are few. The published set has 150,
200 or 250 cities, 600, 800 or 1000 aircraft, 3, 6 or 9 groups, values in order or random, and quarantine
for 0.8 or 1.2 of the seats: 108 in all.

Source: S. Al-Shihabi and N. Mladenović, Expert Systems with Applications 198 (2022) 116728.
"""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.files.published.rsp import Rsp, rsp_instance
from evacopt.generation.draws import Draws, apportioned
from evacopt.generation.families import AS_PUBLISHED
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.world import LICENSE

PARAMETERS = (
    Parameter("cities", 0, high=100_000).with_law(
        "where people wait; 0 = 150, or with people given, one for every 275 of them and group"
    ),
    Parameter("aircraft", 0, high=100_000).with_law("0 = four a city; each of 200, 250, 300 or 350 seats"),
    Parameter("groups", 3, low=1, high=100).with_law("groups of different value in each city"),
    Parameter("weights", "order", choices=("order", "random")).with_law(
        "the values of the groups: the numbers from the number of groups down to 1, or shuffled"
    ),
    Parameter("quarantine", 120, low=1, high=1000).with_law("places for so many of a hundred seats"),
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
    groups, published = settings["groups"], people == AS_PUBLISHED
    usual_cities = PUBLISHED_CITIES if published else max(1, people // (275 * groups))
    cities = settings["cities"] or usual_cities
    aircraft = settings["aircraft"] or AIRCRAFT_A_CITY * cities
    cells, (above, below) = cities * groups, MEAN_STEPS
    step = SEAT_STEP if published else max(1, min(SEAT_STEP, people * below // (cells * above)))
    draws = Draws(seed, "rsp")
    seats = step * draws.between(4, 7, aircraft)
    offered = int(seats.sum())
    drawn = draws.between(offered // (2 * aircraft), 3 * offered // (2 * aircraft), cells)
    waiting = drawn if published else apportioned(people, drawn)
    values = list(range(groups, 0, -1))
    if settings.word("weights") == "random":
        values = [values[place] for place in draws.order(groups).tolist()]
    data = Rsp(
        waiting=tuple(map(tuple, waiting.reshape(cities, groups).tolist())),
        values=tuple(values),
        seats=tuple(seats.tolist()),
        places=offered * settings["quarantine"] // 100,
    )
    total = int(waiting.sum())
    title = f"Synthetic: family rsp, {total:,} people in {cities} cities, {aircraft} aircraft, seed {seed}"
    return rsp_instance(data, name=f"rsp-{total}-{seed}", title=title, license_=LICENSE)
