"""Full loads: full aircraft, or nobody left behind (3.10)."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.model.draft import NO_COLUMN, Draft


def add_full_loads(draft: Draft) -> None:
    """State the choice for each origin; a column of its own is 1 where nobody is left behind."""
    if not draft.instance.policy.full_loads:
        return
    for number, place in enumerate(draft.instance.locations):
        if place.role == "origin":
            _add_origin(draft, number, place.id)


def _add_origin(draft: Draft, number: int, place: str) -> None:
    table, travel = draft.timetable, draft.travel
    optional = np.flatnonzero((draft.sortie_column != NO_COLUMN) & (table.origin == number))
    if not len(optional):
        return
    (nobody_left,) = draft.columns(0, 1)
    pair, flight, _ = travel.legs
    aboard = pair[np.isin(flight, optional)]
    size = draft.of_pairs(travel.cohorts.parties.size)[aboard]
    empty_seats = [
        (0, draft.sortie_column[optional], table.seats[optional]),
        (0, draft.pair_column[aboard], -size),
    ]
    most = int((table.seats[optional] * draft.most_sorties[optional]).sum()) - _size_for_certain(
        draft, aboard
    )
    least = int((size * travel.most[aboard]).sum())
    draft.rows("full_loads", [f"{place} empty"], [*empty_seats, (0, nobody_left, -most)], upper=0)
    draft.rows("full_loads", [f"{place} over"], [*empty_seats, (0, nobody_left, least)], lower=0)
    _require_everybody(draft, place, int(nobody_left))


def _size_for_certain(draft: Draft, aboard: Ints) -> int:
    """Seats filled where nobody is left behind: by cohorts that have no other pairs than `aboard`."""
    travel = draft.travel
    pairs = np.bincount(travel.cohort, minlength=len(travel.cohorts))
    here = np.bincount(travel.cohort[np.unique(aboard)], minlength=len(travel.cohorts))
    certain = (pairs == here) & (here > 0)
    parties = travel.cohorts.parties
    return int((parties.size * parties.count)[certain].sum())


def _require_everybody(draft: Draft, place: str, nobody_left: int) -> None:
    """Where the column is 1, every party of the origin travels."""
    cohorts = draft.travel.cohorts
    here = cohorts.parties.origin.ints(lambda origin: origin == place)
    mine = np.flatnonzero(here)
    row = np.searchsorted(mine, draft.travel.cohort)
    pairs = np.flatnonzero(here[draft.travel.cohort])
    draft.rows(
        "full_loads",
        [f"{place} {cohorts.parties.id[cohort]}" for cohort in mine.tolist()],
        [
            (row[pairs], draft.pair_column[pairs], 1),
            (np.arange(len(mine)), np.full(len(mine), nobody_left), -cohorts.parties.count[mine]),
        ],
        lower=0,
    )
