"""What every plan of an instance keeps, as rows and columns that the judge makes itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.fleet import Crew
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.judge.aims import add_goals
from evacopt.judge.linear import linear_rules, seats_needed
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import NO_HIGH, NO_LOW, Entries, Family, ints, over_time
from evacopt.judge.table import Relaxation, Table
from evacopt.judge.travel import flaws, mismatches

BLOCK = 1_000_000
"""Pairs that are tried at once."""


def relax(instance: Instance, baseline: Plan | None = None) -> Relaxation:
    """The relaxation of `instance`: identical groups as one, every pair that the rules of travel admit.

    Columns are parties of a pair, sorties of a flight, and what goals and full loads need. Pools and crews
    are stated by rows that every plan keeps (Hall, 1935), without saying who sits or flies where.
    """
    pairs = admissible(_merged(instance, baseline))
    table, groups = Table(), pairs.instance.groups
    families = [*linear_rules(pairs), _crew_rows(pairs.instance)]
    most = _most_parties(pairs, families)

    def name(pair: int) -> str:
        return f"{groups.id[pairs.group[pair]]} on {'>'.join(pairs.itineraries[pairs.code[pair]])}"

    schedule = pairs.instance.schedule
    table.columns(name, 0, most)
    sorties = table.columns(
        lambda flight: f"sorties {schedule[flight].id}",
        ints(leg.least_sorties for leg in schedule),
        ints(leg.most_sorties for leg in schedule),
    )
    for family in families:
        _add(table, family, sorties)
    _add_pools(table, pairs, sorties)
    if instance.policy.full_loads:
        _add_full_loads(table, pairs, sorties)
    add_goals(table, pairs, sorties, baseline)
    return table.finish()


def _merged(instance: Instance, baseline: Plan | None) -> Instance:
    """The instance with groups that nothing tells apart as one, but those that pins or the baseline name."""
    groups = instance.groups
    named = {pin.group for pin in instance.pins} | set(baseline.assignments.group.values if baseline else ())
    alone = ints(row + 1 if group in named else 0 for row, group in enumerate(groups.id))
    same = [alone]
    for field in fields(groups):
        column = getattr(groups, field.name)
        if field.name not in ("id", "count", "registered", "show_up"):
            same.append(column.normal().codes if isinstance(column, Coded) else column)
    _, first, of = np.unique(np.stack(same), axis=1, return_index=True, return_inverse=True)
    count = np.zeros(len(first), dtype=np.int64)
    np.add.at(count, of.reshape(-1), groups.count)
    return replace(instance, groups=replace(groups.take(first), count=count))


def admissible(instance: Instance) -> Pairs:
    """Every pair of a group and an itinerary that rules 1 and 2 allow."""
    itineraries, groups = tuple(_itineraries(instance)), len(instance.groups)
    kept, step = [np.zeros((2, 0), dtype=np.int64)], max(1, BLOCK // max(1, len(itineraries)))
    for first in range(0, groups if itineraries else 0, step):
        rows = np.arange(first, min(first + step, groups))
        group, code = np.repeat(rows, len(itineraries)), np.tile(np.arange(len(itineraries)), len(rows))
        wrong = np.zeros(len(group), dtype=bool)
        for _, mask, _ in mismatches(Pairs(instance, group, code, itineraries)):
            wrong |= mask
        kept.append(np.stack((group, code))[:, ~wrong])
    group, code = np.concatenate(kept, axis=1)
    return Pairs(instance, group, code, itineraries)


def _itineraries(instance: Instance) -> Iterator[Itinerary]:
    """Every chain of flights from where groups are to a haven that somebody could travel on."""
    leaving: dict[str, list[Flight]] = {}
    for leg in sorted(instance.schedule, key=lambda leg: leg.departs):
        leaving.setdefault(leg.origin, []).append(leg)
    chains: list[tuple[Flight, ...]] = [
        (leg,) for origin in sorted(set(instance.groups.origin)) for leg in leaving.get(origin, [])
    ]
    while chains:
        chain = chains.pop()
        itinerary, place = tuple(leg.id for leg in chain), instance.location[chain[-1].destination]
        if place.role == "haven" and not flaws(instance, itinerary):
            yield itinerary
        elif place.role == "hub" and len(chain) < instance.policy.max_legs:
            onward = leaving.get(place.id, [])
            ready = chain[-1].arrives + instance.policy.min_connection_minutes
            first = bisect_left(onward, ready, key=lambda leg: leg.departs)
            last = NO_HIGH if place.max_stay is None else chain[-1].arrives + place.max_stay
            chains += [(*chain, leg) for leg in onward[first:] if leg.departs <= last]


def _most_parties(pairs: Pairs, families: list[Family]) -> Ints:
    """Parties of each pair that there are, and that its flights hold if nobody else boards."""
    most = pairs.instance.groups.count[pairs.group]
    flown = ints(leg.most_sorties for leg in pairs.instance.schedule)
    for family in families:
        if family.rule in ("seats", "stretchers", "infants"):
            room = -family.flights.activity(len(family.high), flown)
            taken = family.pairs
            np.minimum.at(most, taken.item, room[taken.first].astype(np.int64) // taken.amount)
    return most


def _add(table: Table, family: Family, sorties: Ints) -> None:
    flights = replace(family.flights, item=sorties[family.flights.item])
    table.rows(
        lambda row: f"{family.rule} {family.subject(row)}", family.low, family.high, family.pairs, flights
    )


def _crew_rows(instance: Instance) -> Family:
    """Sorties that only some crews can fly need as many of those, each gone for their shortest rest."""
    able = {
        fleet: frozenset(crew for crew in instance.crews if fleet in crew.fleets)
        for crew in instance.crews
        for fleet in crew.fleets
    }
    teams = sorted({*able.values(), frozenset(instance.crews)} - {frozenset()}, key=_team_name)
    found = [
        (number, flight, leg.departs, leg.departs + min(crew.rest for crew in team))
        for number, team in enumerate(teams)
        for flight, leg in enumerate(instance.schedule)
        if leg.fleet in able and able[leg.fleet] <= team
    ]
    thing, item, begin, end = np.array(found, dtype=np.int64).reshape(-1, 4).T
    most = ints(sum(crew.count for crew in team) for team in teams)
    names = [_team_name(team) for team in teams]
    return over_time("crew", (thing, begin, end), most, names, flights=(item, np.ones_like(item)))


def _team_name(team: frozenset[Crew]) -> str:
    return "+".join(sorted(crew.id for crew in team))


def _add_pools(table: Table, pairs: Pairs, sorties: Ints) -> None:
    """For each set of pools of a flight: who has no other pool sits there or in free seats."""
    instance, (pair, flight, _) = pairs.instance, pairs.boarding
    need, nations = seats_needed(pairs), instance.groups.nationality
    reserves = [share for share in instance.shares if share.kind == "reserve"]
    for number, leg in enumerate(instance.schedule):
        pools = [share for share in reserves if share.covers(leg)]
        doors = [
            frozenset(at for at, pool in enumerate(pools) if code in instance.nationals(pool.nationality))
            for code in nations.values
        ]
        boarding = np.flatnonzero(flight == number)
        for some in sorted({frozenset[int](), *doors}, key=sorted) if pools else ():
            inside = np.array([door <= some for door in doors], dtype=bool)
            mine = boarding[inside[nations.codes[pairs.group[pair[boarding]]]]]
            seats = leg.seats - sum(pool.people for at, pool in enumerate(pools) if at not in some)
            who = ",".join(pools[at].id for at in sorted(some))
            table.one_row(
                f"reserve {leg.id} {who}",
                NO_LOW,
                0,
                (pair[mine], need[mine]),
                (sorties[[number]], ints([-seats])),
            )


def _add_full_loads(table: Table, pairs: Pairs, sorties: Ints) -> None:
    """For each origin a column that is 1 where nobody is left; where it is 0, no seat flown is empty."""
    instance, groups, (pair, flight, _) = pairs.instance, pairs.instance.groups, pairs.boarding
    most, flies = ints(leg.most_sorties for leg in instance.schedule), pairs.optional > 0
    for place, location in enumerate(instance.locations):
        legs = np.flatnonzero(flies & (pairs.flights("origin") == place))
        if location.role == "origin" and len(legs):
            free = table.columns(lambda _, at=location.id: f"all out {at}", 0, ints([1]))  # type: ignore[misc]
            aboard = pair[np.isin(flight, legs)]
            seats, size = pairs.flights("seats")[legs], groups.size[pairs.group[aboard]]
            empty = (sorties[legs], seats), (aboard, -size)
            full, over = (
                int((seats * most[legs]).sum()),
                int((size * groups.count[pairs.group[aboard]]).sum()),
            )
            table.one_row(f"full_loads {location.id} empty", NO_LOW, 0, *empty, (free, ints([-full])))
            table.one_row(f"full_loads {location.id} over", 0, NO_HIGH, *empty, (free, ints([over])))
            here = np.flatnonzero(groups.origin.ints(lambda code, at=location.id: code == at))  # type: ignore[misc]
            mine = np.flatnonzero(np.isin(pairs.group, here))
            row = np.searchsorted(here, pairs.group[mine])
            table.rows(
                lambda row, of=here: f"full_loads {groups.id[of[row]]}",  # type: ignore[misc]
                np.zeros_like(here),
                np.full(len(here), NO_HIGH),
                Entries.points(mine, row, np.ones_like(mine)),
                Entries.points(np.repeat(free, len(here)), np.arange(len(here)), -groups.count[here]),
            )
