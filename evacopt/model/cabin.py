"""Rules of one flight: seats and pools, stretchers, infants, helpers, and the least load (3.3, 3.4, 3.9)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.rule import Rule
from evacopt.domain.share import Share
from evacopt.model.draft import NO_COLUMN, Draft


def add_cabin(draft: Draft) -> None:
    """State what a flight can hold and must hold."""
    flights = draft.instance.schedule
    parties = draft.travel.cohorts.parties
    pair, flight, _ = draft.travel.legs
    seats = seats_used(draft)
    _limit_each_flight(draft, "seats", seats, [f.seats for f in flights])
    _limit_each_flight(
        draft, "stretchers", draft.of_pairs(parties.stretchers)[pair], [f.stretchers for f in flights]
    )
    _limit_each_flight(
        draft, "infants", draft.of_pairs(parties.infants)[pair], [f.infant_limit for f in flights]
    )
    ratio = draft.instance.policy.assistance_ratio
    if ratio is not None:
        need = 1_000_000 * parties.assisted - ratio * parties.able
        _limit_each_flight(draft, "assistance", draft.of_pairs(need)[pair], [0] * len(flights))
    _add_pools(draft, seats)
    least = np.array([f.min_load if f.status == "optional" else 0 for f in flights], dtype=np.int64)
    loaded = least[flight] > 0
    numbers = np.flatnonzero((least > 0) & (draft.sortie_column != NO_COLUMN))
    row = np.searchsorted(numbers, flight[loaded])
    draft.rows(
        "min_load",
        [flights[number].id for number in numbers.tolist()],
        [
            (row, draft.pair_column[pair[loaded]], draft.of_pairs(parties.people)[pair[loaded]]),
            (np.arange(len(numbers)), draft.sortie_column[numbers], -least[numbers]),
        ],
        lower=0,
    )


def seats_used(draft: Draft) -> Ints:
    """Seats that one party takes, for each (pair, flight) incidence of `travel.legs`."""
    parties = draft.travel.cohorts.parties
    pair, flight, _ = draft.travel.legs
    each = np.array([f.seats_per_stretcher for f in draft.instance.schedule], dtype=np.int64)
    lying = draft.of_pairs(parties.stretchers)[pair]
    return draft.of_pairs(parties.size)[pair] - lying + lying * each[flight]


def _limit_each_flight(draft: Draft, rule: Rule, amount: Ints, per_sortie: list[int]) -> None:
    """At most `per_sortie` of `amount` (a number for each incidence) on each sortie of each flight."""
    pair, flight, _ = draft.travel.legs
    flights, row = np.unique(flight, return_inverse=True)
    limit = np.array(per_sortie, dtype=np.int64)[flights]
    column = draft.sortie_column[flights]
    optional = np.flatnonzero(column != NO_COLUMN)
    draft.rows(
        rule,
        [draft.instance.schedule[number].id for number in flights.tolist()],
        [
            (row, draft.pair_column[pair], amount),
            (optional, column[optional], -limit[optional]),
        ],
        upper=np.where(column == NO_COLUMN, limit, 0),
    )


def _add_pools(draft: Draft, seats: Ints) -> None:
    """Reserved seats: who may not sit in a pool must find room outside it.

    For each flight and each kind of party (which pools are open to it) a column counts the seats it takes in
    each pool; what is left of its need sits in the free pool.
    """
    reserves = [share for share in draft.instance.shares if share.kind == "reserve" and share.people]
    _, flight, _ = draft.travel.legs
    for number in np.unique(flight).tolist() if reserves else []:
        described = draft.instance.schedule[number]
        pools = [share for share in reserves if share.covers(described)]
        if pools:
            _add_pools_of(draft, described, pools, np.flatnonzero(flight == number), seats)


def _add_pools_of(draft: Draft, flight: Flight, pools: list[Share], at: Ints, seats: Ints) -> None:
    pair, number, _ = draft.travel.legs
    columns, need, sorties = draft.pair_column[pair[at]], seats[at], draft.sortie_column[number[at[0]]]
    kinds = _open_pools(draft, pools)[draft.travel.cohort[pair[at]]]
    in_free: list[Ints] = []
    in_pool: list[list[Ints]] = [[] for _ in pools]
    for kind in sorted(set(kinds.tolist()) - {0}):
        taken = [place for place in range(len(pools)) if kind >> place & 1]
        sits = draft.columns(0, np.array([pools[place].people * flight.most_sorties for place in taken]))
        for place, column in zip(taken, sits, strict=True):
            in_pool[place].append(np.array([column]))
        mine = kinds == kind
        draft.rows("reserve", [f"{flight.id} need"], [(0, sits, 1), (0, columns[mine], -need[mine])], upper=0)
        in_free.append(sits)
    free = flight.seats - sum(pool.people for pool in pools)
    outside: list[tuple[int, Ints, Ints | int]] = [(0, columns, need), *((0, sits, -1) for sits in in_free)]
    _limit_sorties(draft, f"{flight.id} free seats", outside, free, int(sorties))
    for pool, sitting in zip(pools, in_pool, strict=True):
        _limit_sorties(
            draft, f"{flight.id} {pool.id}", [(0, sits, 1) for sits in sitting], pool.people, int(sorties)
        )


def _open_pools(draft: Draft, pools: list[Share]) -> Ints:
    """For each cohort the pools that its parties may use, as bits."""
    nationals = [draft.instance.nationals(pool.nationality) for pool in pools]
    return draft.travel.cohorts.parties.nationality.ints(
        lambda code: sum(1 << place for place, allowed in enumerate(nationals) if code in allowed)
    )


def _limit_sorties(
    draft: Draft, subject: str, entries: Sequence[tuple[int, Ints, Ints | int]], each: int, sorties: int
) -> None:
    """One row: `entries` within `each` a sortie of an optional flight, or once of a scheduled one."""
    if sorties == NO_COLUMN:
        draft.rows("reserve", [subject], entries, upper=each)
    else:
        draft.rows("reserve", [subject], [*entries, (0, np.array([sorties]), -each)], upper=0)
