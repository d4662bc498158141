"""The 778 flights out of Kabul: who flies on which day, what, where to, and in which minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from margins import Ally, Day, Margins, after, text

PAUSE = {"2021-08-20": 420}
"""Minutes from the beginning of the day in which nothing left: Qatar was full."""
SHORTENED = {"2021-08-30": 749}
"""Minutes until the last aircraft left, at 19:29 UTC."""
DAY = 1440
BLOCK = {"XJD": 190, "DHF": 180, "NHD": 175, "KWI": 210, "BAH": 200, "TAS": 90, "ISB": 60, "TBS": 210}
BLOCK |= {"DEL": 110, "PRG": 390, "EBB": 400}
"""Minutes in the air to each place; assumed, by distance."""


@dataclass(frozen=True)
class Departure:
    """One row of flights.csv."""

    id: str
    operator: str
    origin: str
    destination: str
    departs: str
    arrives: str
    aircraft: str
    seats: int
    infants: int
    accepts: str


class Loading(NamedTuple):
    """An aircraft on the ground, before it has a minute to leave."""

    operator: str
    aircraft: str
    seats: int
    to: str
    accepts: str


def departures(margins: Margins) -> list[Departure]:
    """Every flight, in order of departure."""
    flown: Counter[str] = Counter()
    allies = {ally.operator: ally for ally in margins.allies}
    rows: list[Departure] = []
    for day, rota in zip(margins.days, rotas(margins), strict=True):
        loading = alternated(_american(margins, day, flown), [_allied(allies[name], flown) for name in rota])
        rows += _timed(day, loading)
    return rows


def rotas(margins: Margins) -> list[list[str]]:
    """For each day the operators of its allied flights.

    Raises
    ------
    ValueError
        If the flights of the allies do not fill the days.
    """
    left = {ally.operator: ally.flights for ally in margins.allies}
    found = []
    for number, day in enumerate(margins.days):
        rota = []
        for done in range(day.allied):
            name = _next(margins, number, done, left)
            left[name] -= 1
            rota.append(name)
        found.append(_mixed(rota))
    if any(left.values()):
        raise ValueError(f"flights that fit on no day: {left}")
    return found


def _next(margins: Margins, number: int, done: int, left: Mapping[str, int]) -> str:
    """Who can least put off a flight, of those who are not needed to fill later days."""
    days = margins.days
    ready = [ally for ally in margins.allies if ally.flies(days[number].date) and left[ally.operator]]
    spare = {
        day.date: sum(left[ally.operator] for ally in margins.allies if ally.last >= day.date)
        - sum(later.allied for later in days[at:])
        for at, day in enumerate(days)
        if at > number
    }
    free = [ally for ally in ready if all(spare[date] > 0 for date in spare if date <= ally.last)]
    if not free:
        raise ValueError(f"too few allied flights on {days[number].date}")
    upto = {day.date: sum(one.allied for one in days[number : at + 1]) for at, day in enumerate(days)}
    return min((1000 * (upto[one.last] - done) // left[one.operator], one.operator) for one in free)[1]


def _mixed(rota: Sequence[str]) -> list[str]:
    """The same flights, those of one operator at even distances."""
    flights, seen = Counter(rota), Counter[str]()
    places = []
    for name in rota:
        places.append((1000 * (2 * seen[name] + 1) // (2 * flights[name]), name))
        seen[name] += 1
    return [name for _, name in sorted(places)]


def _allied(ally: Ally, flown: Counter[str]) -> Loading:
    aircraft, seats = ally.cabins[flown[ally.operator] % len(ally.cabins)]
    flown[ally.operator] += 1
    return Loading(ally.operator, aircraft, seats, ally.to, ally.accepts)


def _american(margins: Margins, day: Day, flown: Counter[str]) -> list[Loading]:
    usa = margins.usa
    seats = usa["withdrawal"] if day.date >= usa["withdrawal"]["from"] else usa["seats"]
    turn = next(entry["turn"] for entry in reversed(usa["hubs"]) if entry["from"] <= day.date)
    large = [Loading("USA", "C-17", seats["c17"], "", "all")] * day.c17
    small = [Loading("USA", "C-130", seats["c130"], "", "all")] * day.c130
    loading = []
    for one in alternated(large, small):
        loading.append(one._replace(to=turn[flown["USA"] % len(turn)]))
        flown["USA"] += 1
    return loading


def alternated(some: Sequence[Loading], others: Sequence[Loading]) -> list[Loading]:
    """Both in their order, each at even distances."""
    places = [((2 * at + 1) * len(others), 0, at) for at in range(len(some))]
    places += [((2 * at + 1) * len(some), 1, at) for at in range(len(others))]
    return [(some, others)[which][at] for _, which, at in sorted(places)]


def _timed(day: Day, loading: Sequence[Loading]) -> list[Departure]:
    """At even distances over the minutes in which aircraft left."""
    pause, ends = PAUSE.get(day.date, 0), SHORTENED.get(day.date, DAY)
    number: Counter[str] = Counter()
    rows = []
    for at, one in enumerate(loading, start=1):
        departs = after(day.begins, pause + (ends - pause) * at // len(loading))
        number[one.operator] += 1
        rows.append(
            Departure(
                id=f"{one.operator}-{day.date[-2:]}-{number[one.operator]:02}",
                operator=one.operator,
                origin="KBL",
                destination=one.to,
                departs=text(departs),
                arrives=text(after(departs, BLOCK[one.to])),
                aircraft=one.aircraft,
                seats=one.seats,
                infants=one.seats // 10,
                accepts=one.accepts,
            )
        )
    return rows
