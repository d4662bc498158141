"""The goals of the policy as linear goals, in order (section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.policy import Objective
from evacopt.milp.linear import Goal
from evacopt.model.baseline import Baseline, add_kept
from evacopt.model.draft import NO_COLUMN, Draft

MILLION = 1_000_000


def add_goals(draft: Draft, baseline: Baseline | None) -> list[Goal]:
    """The goals, with the columns and rows that some of them need."""
    makers: Mapping[Objective, Callable[[], list[Goal]]] = {
        "unserved": lambda: _unserved(draft),
        "fairness": lambda: _fairness(draft),
        "waiting": lambda: [_waiting(draft)],
        "cost": lambda: [_sorties(draft, "cost", [flight.cost for flight in draft.instance.schedule])],
        "flights": lambda: [_sorties(draft, "flights", [1] * len(draft.instance.schedule))],
        "changes": lambda: [_changes(draft, baseline)],
        "clearance": lambda: [_clearance(draft)],
    }
    return [goal for objective in draft.instance.policy.objectives for goal in makers[objective]()]


def _goal(name: str, column: Ints, coefficient: Ints, offset: int = 0) -> Goal:
    used = coefficient != 0
    return Goal(name, column[used], coefficient[used], offset)


def _unserved(draft: Draft) -> list[Goal]:
    """One level a class, or one weighted sum: all people less those who are brought out."""
    parties, policy = draft.travel.cohorts.parties, draft.instance.policy
    if policy.priority_rule == "weighted":
        return [_left_behind(draft, "unserved", party_weights(draft))]
    return [
        _left_behind(
            draft, f"unserved[{priority}]", np.where(parties.priority == priority, parties.people, 0)
        )
        for priority in np.unique(parties.priority).tolist()
    ]


def _left_behind(draft: Draft, name: str, weight: Ints) -> Goal:
    total = int((draft.travel.cohorts.parties.count * weight).sum())
    return _goal(name, draft.pair_column, -draft.of_pairs(weight), total)


def party_weights(draft: Draft) -> Ints:
    """The value of bringing one party out; shape (cohorts,)."""
    return draft.instance.policy.party_weights(draft.travel.cohorts.parties)


def _fairness(draft: Draft) -> list[Goal]:
    """Sums of the largest unserved shares, by the linear form of Ogryczak and Tamir (2003).

    The sum of the k largest of numbers s is the least k t + sum of max(0, s - t) over all t.
    """
    left, total, shares = _unserved_shares(draft)
    goals = []
    draft.completions.append(lambda values: _set_shares(values, left, total, shares))
    for level in range(1, min(draft.instance.policy.fairness_levels, len(shares)) + 1):
        threshold = draft.columns(0, np.array([MILLION]))
        above = draft.columns(0, np.full(len(shares), MILLION))
        rows = np.arange(len(shares))
        draft.rows(
            "goal",
            [f"fairness[{level}]"] * len(shares),
            [(rows, above, 1), (rows, np.repeat(threshold, len(shares)), 1), (rows, shares, -1)],
            lower=0,
        )
        draft.completions.append(
            partial(_set_level, level=level, shares=shares, threshold=threshold, above=above)
        )
        weights = np.append([level], np.ones(len(shares), dtype=np.int64))
        goals.append(_goal(f"fairness[{level}]", np.append(threshold, above), weights))
    return goals


def _set_shares(values: Ints, left: Ints, total: Ints, shares: Ints) -> None:
    values[shares] = -(-MILLION * values[left] // total)


def _set_level(values: Ints, *, level: int, shares: Ints, threshold: Ints, above: Ints) -> None:
    values[threshold] = np.sort(values[shares])[-level]
    values[above] = np.maximum(values[shares] - values[threshold], 0)


def _unserved_shares(draft: Draft) -> tuple[Ints, Ints, Ints]:
    """For each nationality: people left (columns), people in all, unserved share in ppm (columns)."""
    parties = draft.travel.cohorts.parties
    nationalities = sorted({code for members in parties.own_nationalities.values for code, _ in members})
    total = np.array([int((people_of_exactly(draft, code) * parties.count).sum()) for code in nationalities])
    left = draft.columns(0, total)
    share = draft.columns(0, np.full(len(nationalities), MILLION))
    for place, code in enumerate(nationalities):
        people = draft.of_pairs(people_of_exactly(draft, code))
        row = np.zeros(len(people), dtype=np.int64)
        draft.rows(
            "goal",
            ["fairness[1]"],
            [(row, draft.pair_column, people), (0, left[place], 1)],
            lower=total[place],
            upper=total[place],
        )
    draft.completions.append(lambda values: _set_left(draft, values, nationalities, left, total))
    rows = np.arange(len(nationalities))
    draft.rows(
        "goal",
        ["fairness[1]"] * len(nationalities),
        [(rows, share, total), (rows, left, -MILLION)],
        lower=0,
    )
    return left, total, share


def _set_left(draft: Draft, values: Ints, nationalities: Sequence[str], left: Ints, total: Ints) -> None:
    travelling = values[draft.pair_column]
    for place, code in enumerate(nationalities):
        out = int((draft.of_pairs(people_of_exactly(draft, code)) * travelling).sum())
        values[left[place]] = total[place] - out


def people_of_exactly(draft: Draft, nationality: str) -> Ints:
    """People of one party of exactly this nationality, whatever blocs there are; shape (cohorts,)."""
    return draft.travel.cohorts.parties.own_nationalities.ints(
        lambda members: dict(members).get(nationality, 0)
    )


def _waiting(draft: Draft) -> Goal:
    """Hours from `ready` to the first departure, or to the end for those who stay."""
    parties, travel = draft.travel.cohorts.parties, draft.travel
    weight = parties.people * draft.instance.policy.class_weights(parties.priority)
    staying = _hours(parties.ready, np.full(len(parties), draft.instance.ends))
    flying = _hours(draft.of_pairs(parties.ready), travel.itineraries.first_departure[travel.itinerary])
    saved = draft.of_pairs(weight) * (flying - draft.of_pairs(staying))
    return _goal("waiting", draft.pair_column, saved, int((weight * parties.count * staying).sum()))


def _hours(since: Ints, until: Ints) -> Ints:
    """Whole hours, rounded up, never negative."""
    hours: Ints = np.maximum(-((since - until) // HOUR), 0)
    return hours


def _sorties(draft: Draft, name: str, each: list[int]) -> Goal:
    flown = np.flatnonzero(draft.sortie_column != NO_COLUMN)
    return _goal(name, draft.sortie_column[flown], np.array(each, dtype=np.int64)[flown])


def _changes(draft: Draft, baseline: Baseline | None) -> Goal:
    """People elsewhere than in the baseline: all of them less those who stay as they were."""
    empty = np.zeros(0, dtype=np.int64)
    if baseline is None:
        return Goal("changes", empty, empty)
    parties = draft.travel.cohorts.parties
    column, cohort = add_kept(draft, baseline)
    everybody = int((parties.count * parties.people).sum())
    return _goal("changes", column, -parties.people[cohort], everybody)


def _clearance(draft: Draft) -> Goal:
    """Minutes to the last first departure: a 0/1 column a departure, 1 if anybody leaves then or later."""
    travel = draft.travel
    departs = travel.itineraries.first_departure[travel.itinerary]
    moments = np.unique(departs)
    later = draft.columns(0, np.ones(len(moments), dtype=np.int64))
    first_flight = travel.itineraries.legs[travel.itinerary, 0]
    flights, row = np.unique(first_flight, return_inverse=True)
    moment = np.searchsorted(moments, draft.timetable.departs[flights])
    most = _parties_at_most(draft, row, len(flights))
    rows = np.arange(len(flights))
    draft.rows(
        "goal",
        ["clearance"] * len(flights),
        [(row, draft.pair_column, 1), (rows, later[moment], -most)],
        upper=0,
    )
    chain = np.arange(len(moments) - 1) if len(moments) else rows[:0]
    draft.rows(
        "goal",
        ["clearance"] * len(chain),
        [(chain, later[:-1], 1), (chain, later[1:], -1)],
        lower=0,
    )
    draft.completions.append(lambda values: _set_later(draft, values, moments, later))
    return _goal("clearance", later, np.diff(moments, prepend=draft.instance.begins))


def _set_later(draft: Draft, values: Ints, moments: Ints, later: Ints) -> None:
    travel = draft.travel
    used = travel.itinerary[values[draft.pair_column] > 0]
    last = travel.itineraries.first_departure[used].max(initial=draft.instance.begins - 1)
    values[later] = moments <= last


def _parties_at_most(draft: Draft, row: Ints, rows: int) -> Ints:
    """Parties that can be on the pairs of each row together, by their own bounds."""
    most = np.zeros(rows, dtype=np.int64)
    np.add.at(most, row, draft.travel.most)
    return most
