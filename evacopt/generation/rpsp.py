"""Family `rpsp`: a repatriation programme of many days, in the published design.

Sixty days, ten cities, four groups, twenty aircraft of 200 to 350 seats that each fly once a day, crews
that fly once in seven days and only some of the aircraft, quarantine of 0, 7 or 14 days by city. What is
minimised is the waiting.

Source: S. Al-Shihabi and N. Mladenović, Public Transport 17 (2025) 101-120.
"""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.files.published.rpsp import Rpsp, rpsp_instance
from evacopt.generation.draws import Draws, apportioned
from evacopt.generation.families import AS_PUBLISHED
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.world import LICENSE

PARAMETERS = (
    Parameter("cities", 10, low=1, high=1000).with_law("where people wait"),
    Parameter("groups", 4, low=1, high=100).with_law(
        "groups in each city; their values fall in steps of 2 down to 2, but 10, 6, 4, 2 for four groups"
    ),
    Parameter("aircraft", 0, high=100_000).with_law(
        "0 = 20, or with people given, one for every 4960 of them, at least 4; their seats are 350, "
        "300, 250 and 200 in turn"
    ),
    Parameter("crews", 500, low=1, high=10_000).with_law(
        "crews for a hundred aircraft; each can fly those of one number of seats, at least one crew each"
    ),
    Parameter("places", 44, low=1, high=1000).with_law("quarantine places for so many of a hundred people"),
    Parameter("stay", "mixed", choices=("mixed", "long")).with_law(
        "days of quarantine: 0, 7 or 14 with chances 10, 50 and 40 of a hundred by city; or always 14"
    ),
)
PUBLISHED_AIRCRAFT = 20
PEOPLE_AN_AIRCRAFT = 4_960
SEAT_STEP = 50
FEWEST_AIRCRAFT = 4
FEWEST, MOST = 500, 3_600
"""People of a city and group in the published files."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say.

    The people of a city and group are uniform from 500 to 3600; with `people` given, they are scaled to add
    up to it, and seats are fewer where fewer than 4960 people are there for each aircraft.
    """
    cities, groups, aircraft = settings["cities"], settings["groups"], settings["aircraft"]
    draws = Draws(seed, "rpsp")
    waiting, step = draws.between(FEWEST, MOST, cities * groups), SEAT_STEP
    if people == AS_PUBLISHED:
        aircraft = aircraft or PUBLISHED_AIRCRAFT
    else:
        waiting = apportioned(people, waiting)
        aircraft = aircraft or max(FEWEST_AIRCRAFT, people // PEOPLE_AN_AIRCRAFT)
        step = max(1, min(SEAT_STEP, people * SEAT_STEP // (aircraft * PEOPLE_AN_AIRCRAFT)))
    total, days = int(waiting.sum()), (0, 7, 14)
    drawn = draws.pick((10, 50, 40), cities).tolist()
    data = Rpsp(
        waiting=tuple(map(tuple, waiting.reshape(cities, groups).tolist())),
        values=(10, 6, 4, 2) if groups == 4 else tuple(range(2 * groups, 0, -2)),
        quarantine=tuple(days[place] if settings.word("stay") == "mixed" else days[-1] for place in drawn),
        seats=tuple(step * (7 - number % 4) for number in range(aircraft)),
        places=max(1, total * settings["places"] // 100),
        crews=_crews(aircraft, settings["crews"]),
    )
    title = f"Synthetic: family rpsp, {total:,} people in {cities} cities, {aircraft} aircraft, seed {seed}"
    return rpsp_instance(data, name=f"rpsp-{total}-{seed}", title=title, license_=LICENSE)


def _crews(aircraft: int, for_a_hundred: int) -> tuple[frozenset[int], ...]:
    """Crews dealt out in turn to the aircraft of each number of seats."""
    kinds = [frozenset(range(kind, aircraft, 4)) for kind in range(min(4, aircraft))]
    number = max(len(kinds), aircraft * for_a_hundred // 100)
    return tuple(kinds[crew % len(kinds)] for crew in range(number))
