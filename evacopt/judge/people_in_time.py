"""People over time: presence, landings and throughput of each place (rules 6 and 7; 6.2 and 6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import BLANK, Ints, Mask
from evacopt.judge.over_time import ALWAYS, over_time
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Family, ints


def people_in_time(pairs: Pairs) -> Iterator[Family]:
    """Presence, throughput, and who lands in each UTC clock hour and day, counted in its first minute."""
    instance, places, (pair, flight, _) = pairs.instance, pairs.place_keys, pairs.boarding
    people, departs = instance.groups.people[pairs.group[pair]], pairs.flights("departs")[flight]
    yield from _presence(pairs)
    for rule, span in ("arrivals_hour", HOUR), ("arrivals_day", DAY):
        begin = pairs.flights("arrives")[flight] // span * span
        most, there = pairs.places(rule.replace("_", "_per_")), pairs.flights("destination")[flight]
        if (most >= 0).any():
            yield over_time(rule, (there, begin, begin + 1, pair, people), most, places)
    origin, for_good = pairs.flights("origin")[flight], np.full(len(pair), ALWAYS)
    most, since = pairs.places("throughput_per_hour"), np.maximum(pairs.places("opens"), instance.begins)
    yield over_time("throughput", (origin, departs, for_good, pair, people), most, places, since=since)


def _presence(pairs: Pairs) -> Iterator[Family]:
    """Who is present: in transit until the onward departure, for good until the stay is over."""
    instance, groups, (pair, flight, onward) = pairs.instance, pairs.instance.groups, pairs.boarding
    row, place = pairs.group[pair], pairs.flights("destination")[flight]
    arrival = pairs.flights("arrives")[flight]
    stay = np.where(groups.stay[row] == BLANK, pairs.places("stay")[place], groups.stay[row])
    final = np.where(stay < 0, instance.ends, arrival + stay)
    end = np.where(onward < 0, final, pairs.flights("departs")[onward])
    counted = np.array([at.role != "origin" for at in instance.locations], dtype=bool)
    most, people = np.where(counted, pairs.places("capacity"), -1), groups.people[row]
    yield over_time(
        "capacity", (place, arrival, end, pair, people), most, pairs.place_keys, steps=_steps(pairs, counted)
    )
    for dimension in instance.dimensions:
        room = ints(dict(at.room).get(dimension.id, -1) for at in instance.locations)
        most, keys = np.where(counted, room, -1), [(*key, dimension.id) for key in pairs.place_keys]
        if (most >= 0).any():
            need = groups.needs_of(dimension.id)[row]
            rows = over_time("dimension", (place, arrival, end, pair, need), most, keys)
            yield replace(rows, unit=dimension.unit or dimension.id)


def _steps(pairs: Pairs, counted: Mask) -> Ints | None:
    """Place, minute and limit of each row of `capacities`, in order."""
    rows = sorted(
        (pairs.place[row.location], row.since, -1 if row.people is None else row.people)
        for row in pairs.instance.capacities
        if counted[pairs.place[row.location]]
    )
    return np.array(rows, dtype=np.int64).T if rows else None
