"""Rules of the cabin and the hold (3.3, 3.4, 3.9, 3.10, 6.5, 6.7).

Of one flight: seats and pools, stretchers, infants, helpers, kilograms and pets, the least load. Of all
flights out of an origin: full aircraft, or nobody left behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import BLANK, Ints, int_column
from evacopt.domain.flight import Flight
from evacopt.domain.share import Share
from evacopt.domain.violation import Rule
from evacopt.model.builder import NO_COLUMN, ModelBuilder


def add_cabin(builder: ModelBuilder) -> None:
    """State what a flight can hold and must hold."""
    add_loads(builder)
    _add_pools(builder)
    _add_least_loads(builder)


def add_loads(builder: ModelBuilder) -> None:
    """State what a flight can hold, whoever sits where."""
    flights, parties = builder.instance.schedule, builder.travel.cohorts.parties
    limits: list[tuple[Rule, Ints, list[int]]] = [
        ("stretchers", parties.stretchers, [flight.stretchers for flight in flights]),
        ("infants", parties.infants, [flight.infant_limit for flight in flights]),
    ]
    ratio = builder.instance.policy.assistance_ratio
    if ratio is not None:
        need = 1_000_000 * parties.assisted - ratio * parties.able
        limits.append(("assistance", need, [0] * len(flights)))
    pair, _, _ = builder.travel.legs
    _limit_each_flight(builder, "seats", builder.seats, [flight.seats for flight in flights])
    for rule, amount, per_sortie in limits:
        _limit_each_flight(builder, rule, builder.of_pairs(amount)[pair], per_sortie)
    for code in sorted({code for flight in flights for code, _ in flight.room}):
        room = [dict(flight.room).get(code) for flight in flights]
        _limit_each_flight(builder, "dimension", builder.of_pairs(parties.needs_of(code))[pair], room, code)


def _limit_each_flight(
    builder: ModelBuilder, rule: Rule, amount: Ints, per_sortie: Sequence[int | None], of: str = ""
) -> None:
    """At most `per_sortie` of `amount` (a number for each incidence) on each sortie of each flight.

    `None` is no limit; `of` says what is meant where the rule does not.
    """
    pair, flight, _ = builder.travel.legs
    limits = int_column(per_sortie)
    limited = limits[flight] != BLANK
    pair, flight, amount = pair[limited], flight[limited], amount[limited]
    flights, row = np.unique(flight, return_inverse=True)
    limit = limits[flights]
    column = builder.sortie_column[flights]
    optional = np.flatnonzero(column != NO_COLUMN)
    builder.rows(
        rule,
        [f"{builder.instance.schedule[number].id} {of}".rstrip() for number in flights.tolist()],
        [
            (row, builder.pair_column[pair], amount),
            (optional, column[optional], -limit[optional]),
        ],
        upper=np.where(column == NO_COLUMN, limit, 0),
    )


def _add_least_loads(builder: ModelBuilder) -> None:
    """Whoever flies an optional flight takes `min_load` people on each sortie at least."""
    flights = builder.instance.schedule
    pair, flight, _ = builder.travel.legs
    least = np.array([leg.min_load if leg.status == "optional" else 0 for leg in flights], dtype=np.int64)
    numbers = np.flatnonzero((least > 0) & (builder.sortie_column != NO_COLUMN))
    loaded = least[flight] > 0
    aboard, row = pair[loaded], np.searchsorted(numbers, flight[loaded])
    people = builder.of_pairs(builder.travel.cohorts.parties.people)[aboard]
    builder.rows(
        "min_load",
        [flights[number].id for number in numbers.tolist()],
        [
            (
                row,
                builder.pair_column[aboard],
                people,
            ),
            (np.arange(len(numbers)), builder.sortie_column[numbers], -least[numbers]),
        ],
        lower=0,
    )


def _add_pools(builder: ModelBuilder) -> None:
    """Reserved seats: who may not sit in a pool must find room outside it.

    For each flight and each set of pools open to a party, a column counts the seats that such parties take in
    each of these pools; what is left of their need sits in the free pool.
    """
    for pooled in flights_with_pools(builder):
        _add_pools_of(builder, pooled)


@dataclass(frozen=True, eq=False)
class Pooled:
    """A flight with reserved seats.

    Attributes
    ----------
    pools : the reserves
    columns, need, open_to : int64 arrays, shape (pairs aboard,): the column of each, seats of one of its
        parties, and the pools open to it, as bits
    sorties : the column of its sorties, `NO_COLUMN` if it is scheduled
    """

    leg: Flight
    pools: tuple[Share, ...]
    columns: Ints
    need: Ints
    open_to: Ints
    sorties: int

    @property
    def free(self) -> int:
        """Seats of one sortie in which everybody may sit."""
        return self.leg.seats - sum(pool.people for pool in self.pools)


def flights_with_pools(builder: ModelBuilder) -> Iterator[Pooled]:
    """Each flight that anybody may board and of which seats are reserved."""
    reserves = [share for share in builder.instance.shares if share.kind == "reserve" and share.people]
    open_to = {share.id: _may_sit(builder, share) for share in reserves}
    pair, flight, _ = builder.travel.legs
    for number in np.unique(flight).tolist() if reserves else []:
        leg = builder.instance.schedule[number]
        pools = tuple(share for share in reserves if share.covers(leg))
        if pools:
            as_bits = np.zeros(len(builder.travel.cohorts), dtype=np.int64)
            for place, pool in enumerate(pools):
                as_bits += open_to[pool.id] << place
            at = np.flatnonzero(flight == number)
            columns, bits = builder.pair_column[pair[at]], as_bits[builder.travel.cohort[pair[at]]]
            sorties = int(builder.sortie_column[number])
            yield Pooled(leg, pools, columns, builder.seats[at], bits, sorties)


def _may_sit(builder: ModelBuilder, pool: Share) -> Ints:
    """1 for cohorts that travel as the pool's nationality and have its tag, as far as it names them."""
    parties, nationals = builder.travel.cohorts.parties, builder.instance.nationals(pool.nationality)
    of_nation = parties.nationality.ints(lambda code: not pool.nationality or code in nationals)
    return of_nation & parties.tags.ints(lambda tags: not pool.tag or pool.tag in tags)


def _add_pools_of(builder: ModelBuilder, pooled: Pooled) -> None:
    leg, pools, columns, need = pooled.leg, pooled.pools, pooled.columns, pooled.need
    outside: list[tuple[int, Ints, Ints | int]] = [(0, columns, need)]
    inside: list[list[tuple[int, Ints, Ints | int]]] = [[] for _ in pools]
    for bits in sorted(set(pooled.open_to.tolist()) - {0}):
        places = [place for place in range(len(pools)) if bits >> place & 1]
        sits = builder.columns(0, np.array([pools[place].people * leg.most_sorties for place in places]))
        for place, column in zip(places, sits, strict=True):
            inside[place].append((0, np.array([column]), 1))
        mine = pooled.open_to == bits
        entries = [(0, sits, 1), (0, columns[mine], -need[mine])]
        builder.rows("reserve", [f"{leg.id} need"], entries, upper=0)
        outside.append((0, sits, -1))
    limit_seats(builder, f"{leg.id} free seats", outside, pooled.free, pooled.sorties)
    for pool, seated in zip(pools, inside, strict=True):
        limit_seats(builder, f"{leg.id} {pool.id}", seated, pool.people, pooled.sorties)


def limit_seats(
    builder: ModelBuilder,
    subject: str,
    entries: Sequence[tuple[int, Ints, Ints | int]],
    each: int,
    sorties: int,
) -> None:
    """One row: `entries` within `each` a sortie of an optional flight, or once of a scheduled one."""
    if sorties == NO_COLUMN:
        builder.rows("reserve", [subject], entries, upper=each)
    else:
        builder.rows("reserve", [subject], [*entries, (0, np.array([sorties]), -each)], upper=0)


def add_full_loads(builder: ModelBuilder) -> None:
    """State the choice for each origin; a column of its own is 1 where nobody is left behind."""
    for number, place in enumerate(builder.instance.locations):
        optional = (builder.sortie_column != NO_COLUMN) & (builder.timetable.origin == number)
        if builder.instance.policy.full_loads and place.is_start and optional.any():
            _fill_or_leave_nobody(builder, place.id, np.flatnonzero(optional))


def _fill_or_leave_nobody(builder: ModelBuilder, place: str, optional: Ints) -> None:
    """Where the column is 0, no seat of `optional` flights is empty; where it is 1, every party travels."""
    table, travel, parties = builder.timetable, builder.travel, builder.travel.cohorts.parties
    (nobody_left,) = builder.columns(0, 1)
    pair, flight, _ = travel.legs
    aboard = pair[np.isin(flight, optional)]
    size = builder.of_pairs(parties.size)[aboard]
    empty_seats = [
        (0, builder.sortie_column[optional], table.seats[optional]),
        (0, builder.pair_column[aboard], -size),
    ]
    most = int((table.seats[optional] * builder.most_sorties[optional]).sum())
    most -= _size_for_certain(builder, aboard, place)
    least = int((size * travel.most[aboard]).sum())
    builder.rows("full_loads", [f"{place} empty"], [*empty_seats, (0, nobody_left, -most)], upper=0)
    builder.rows("full_loads", [f"{place} over"], [*empty_seats, (0, nobody_left, least)], lower=0)
    waiting = parties.origin.ints(lambda origin: origin == place)
    mine, pairs = np.flatnonzero(waiting), np.flatnonzero(waiting[travel.cohort])
    builder.rows(
        "full_loads",
        [f"{place} {parties.id[cohort]}" for cohort in mine.tolist()],
        [
            (np.searchsorted(mine, travel.cohort)[pairs], builder.pair_column[pairs], 1),
            (np.arange(len(mine)), np.full(len(mine), nobody_left), -parties.count[mine]),
        ],
        lower=0,
    )


def _size_for_certain(builder: ModelBuilder, aboard: Ints, place: str) -> int:
    """Seats filled where nobody is left at `place`: by its cohorts that have no other pairs than `aboard`."""
    travel, parties = builder.travel, builder.travel.cohorts.parties
    pairs = np.bincount(travel.cohort, minlength=len(travel.cohorts))
    seated = np.bincount(travel.cohort[np.unique(aboard)], minlength=len(travel.cohorts))
    certain = (pairs == seated) & (seated > 0) & (parties.origin.ints(lambda origin: origin == place) > 0)
    return int((parties.size * parties.count)[certain].sum())
