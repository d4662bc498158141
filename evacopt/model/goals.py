"""The goals of the policy as linear goals, in order (4, 6.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.group import Groups
from evacopt.domain.policy import Policy
from evacopt.domain.stored import MILLION
from evacopt.milp.linear import Goal
from evacopt.model.baseline import Baseline, add_kept
from evacopt.model.builder import NO_COLUMN, Entries, ModelBuilder
from evacopt.model.linear_rules import linear_goal


def add_goals(builder: ModelBuilder, baseline: Baseline | None) -> list[Goal]:
    """The goals, with the columns and rows that some of them need."""
    flights = builder.instance.schedule
    makers: Mapping[str, Callable[[], list[Goal]]] = {
        "unserved": lambda: _unserved(builder),
        "fairness": lambda: _fairness(builder),
        "waiting": lambda: [_waiting(builder)],
        "cost": lambda: [_cost(builder)],
        "flights": lambda: [_sorties(builder, "flights", [1] * len(flights))],
        "risk": lambda: [_risk(builder)],
        "changes": lambda: [_changes(builder, baseline)],
        "clearance": lambda: [_clearance(builder)],
    }
    return [
        goal
        for objective in builder.instance.policy.objectives
        for goal in (makers[objective]() if objective in makers else [linear_goal(builder, objective)])
    ]


def _goal(name: str, column: Ints, coefficient: Ints, offset: int = 0) -> Goal:
    used = coefficient != 0
    return Goal(name, column[used], coefficient[used], offset)


def unserved_levels(policy: Policy, parties: Groups) -> dict[str, Ints]:
    """What one party of each row counts in each level of `unserved`: one a class, or one weighted sum."""
    if policy.priority_rule == "weighted":
        return {"unserved": policy.party_weights(parties)}
    return {
        f"unserved[{priority}]": np.where(parties.priority == priority, parties.people, 0)
        for priority in np.unique(parties.priority).tolist()
    }


def _unserved(builder: ModelBuilder) -> list[Goal]:
    """All people less those who are brought out, level by level."""
    parties = builder.travel.cohorts.parties
    return [
        _goal(name, builder.pair_column, -builder.of_pairs(weight), int((parties.count * weight).sum()))
        for name, weight in unserved_levels(builder.instance.policy, parties).items()
    ]


def _fairness(builder: ModelBuilder) -> list[Goal]:
    """Sums of the largest unserved shares, by the linear form of Ogryczak and Tamir (2003).

    The sum of the k largest of numbers s is the least k t + sum of max(0, s - t) over all t.
    """
    shares = _unserved_shares(builder)
    levels = min(builder.instance.policy.fairness_levels, len(shares))
    return [_largest_shares(builder, shares, level) for level in range(1, levels + 1)]


def _largest_shares(builder: ModelBuilder, shares: Ints, level: int) -> Goal:
    """The sum of the `level` largest of `shares`."""
    name, rows = f"fairness[{level}]", np.arange(len(shares))
    threshold = builder.columns(0, np.array([MILLION]))
    above = builder.columns(0, np.full(len(shares), MILLION))
    entries = [(rows, above, 1), (rows, np.repeat(threshold, len(shares)), 1), (rows, shares, -1)]
    builder.rows("goal", [name] * len(shares), entries, lower=0)

    def complete(values: Ints) -> None:
        values[threshold] = np.sort(values[shares])[-level]
        values[above] = np.maximum(values[shares] - values[threshold], 0)

    builder.completions.append(complete)
    weights = np.append([level], np.ones(len(shares), dtype=np.int64))
    return _goal(name, np.append(threshold, above), weights)


def _unserved_shares(builder: ModelBuilder) -> Ints:
    """A column for the unserved share of each nationality, in ppm of its people, and one for those left."""
    parties = builder.travel.cohorts.parties
    nationalities = sorted({code for members in parties.own_nationalities.values for code, _ in members})

    def people_of(code: str) -> Ints:
        """People of one party of exactly this nationality, whatever blocs there are; shape (cohorts,)."""
        return parties.own_nationalities.ints(lambda members: dict(members).get(code, 0))

    def aboard(code: str) -> tuple[Ints, Ints]:
        """The columns of the pairs that have people of it, and how many a party."""
        people = builder.of_pairs(people_of(code))
        counted = np.flatnonzero(people)
        return builder.pair_column[counted], people[counted]

    total = np.array([int((people_of(code) * parties.count).sum()) for code in nationalities])
    left = builder.columns(0, total)
    shares = builder.columns(0, np.full(len(nationalities), MILLION))
    travelling = [aboard(code) for code in nationalities]
    for (pairs, each), column, people in zip(travelling, left, total, strict=True):
        entries: Entries = [(0, pairs, each), (0, column, 1)]
        builder.rows("goal", ["fairness[1]"], entries, lower=people, upper=people)
    rows = np.arange(len(nationalities))
    entries = [(rows, shares, total), (rows, left, -MILLION)]
    builder.rows("goal", ["fairness[1]"] * len(nationalities), entries, lower=0)

    def complete(values: Ints) -> None:
        for (pairs, each), column, people in zip(travelling, left, total, strict=True):
            values[column] = people - int((each * values[pairs]).sum())
        values[shares] = -(-MILLION * values[left] // total)

    builder.completions.append(complete)
    return shares


def _waiting(builder: ModelBuilder) -> Goal:
    """Hours from `ready` to the first departure, or to the end for those who stay."""
    parties = builder.travel.cohorts.parties
    each = parties.people * builder.instance.policy.class_weights(parties.priority)
    return _goal("waiting", builder.pair_column, *_hours_waited(builder, each))


def _risk(builder: ModelBuilder) -> Goal:
    """Of each person the risk of the legs, and that of the hours at the origin as in `waiting`."""
    parties, places = builder.travel.cohorts.parties, builder.instance.location
    rate = parties.origin.ints(lambda origin: places[origin].risk_ppm_per_hour)
    waited, offset = _hours_waited(builder, parties.people * rate)
    legs = _on_legs(builder, [flight.risk_ppm for flight in builder.instance.schedule])
    return _goal("risk", builder.pair_column, waited + legs, offset)


def _hours_waited(builder: ModelBuilder, each: Ints) -> tuple[Ints, int]:
    """`each` of a party x hours waited: how a pair changes it, shape (pairs,), and what it is if all stay."""
    parties, travel = builder.travel.cohorts.parties, builder.travel
    staying = _hours(parties.ready, np.full(len(parties), builder.instance.ends))
    flying = _hours(builder.of_pairs(parties.ready), travel.itineraries.first_departure[travel.itinerary])
    saved = builder.of_pairs(each) * (flying - builder.of_pairs(staying))
    return saved, int((each * parties.count * staying).sum())


def _hours(since: Ints, until: Ints) -> Ints:
    """Whole hours, rounded up, never negative."""
    hours: Ints = np.maximum(-((since - until) // HOUR), 0)
    return hours


def _on_legs(builder: ModelBuilder, of_flight: list[int]) -> Ints:
    """The sum of a number of each flight over the legs of a pair, for all people of a party; (pairs,)."""
    of_leg = np.array([*of_flight, 0], dtype=np.int64)  # the last is of no leg
    of_itinerary = of_leg[builder.travel.itineraries.legs].sum(axis=1)
    total: Ints = of_itinerary[builder.travel.itinerary]
    return total * builder.of_pairs(builder.travel.cohorts.parties.people)


def _cost(builder: ModelBuilder) -> Goal:
    """Sorties, and where flights have prices a head everybody aboard."""
    flights = builder.instance.schedule
    sorties = _sorties(builder, "cost", [flight.cost for flight in flights])
    heads = _on_legs(builder, [flight.cost_per_person for flight in flights])
    people = _goal("cost", builder.pair_column, heads)
    return _goal(
        "cost", np.append(people.column, sorties.column), np.append(people.coefficient, sorties.coefficient)
    )


def _sorties(builder: ModelBuilder, name: str, each: list[int]) -> Goal:
    flown = np.flatnonzero(builder.sortie_column != NO_COLUMN)
    return _goal(name, builder.sortie_column[flown], np.array(each, dtype=np.int64)[flown])


def _changes(builder: ModelBuilder, baseline: Baseline | None) -> Goal:
    """People elsewhere than in the baseline: all of them less those who stay as they were."""
    empty = np.zeros(0, dtype=np.int64)
    if baseline is None:
        return Goal("changes", empty, empty)
    parties = builder.travel.cohorts.parties
    column, cohort = add_kept(builder, baseline)
    everybody = int((parties.count * parties.people).sum())
    return _goal("changes", column, -parties.people[cohort], everybody)


def _clearance(builder: ModelBuilder) -> Goal:
    """Minutes to the last first departure: a 0/1 column a departure, 1 if anybody leaves then or later."""
    travel, begins = builder.travel, builder.instance.begins
    departs = travel.itineraries.first_departure
    moments = np.unique(departs[travel.itinerary])
    later = builder.columns(0, np.ones(len(moments), dtype=np.int64))
    flights, row = np.unique(travel.itineraries.legs[travel.itinerary, 0], return_inverse=True)
    moment, rows = np.searchsorted(moments, builder.timetable.departs[flights]), np.arange(len(flights))
    most = np.zeros(len(flights), dtype=np.int64)
    np.add.at(most, row, travel.most)
    entries: Entries = [(row, builder.pair_column, 1), (rows, later[moment], -most)]
    builder.rows("goal", ["clearance"] * len(flights), entries, upper=0)
    chain = np.arange(max(len(moments) - 1, 0))
    entries = [(chain, later[:-1], 1), (chain, later[1:], -1)]
    builder.rows("goal", ["clearance"] * len(chain), entries, lower=0)

    def complete(values: Ints) -> None:
        used = travel.itinerary[values[builder.pair_column] > 0]
        values[later] = moments <= departs[used].max(initial=begins - 1)

    builder.completions.append(complete)
    return _goal("clearance", later, np.diff(moments, prepend=begins))
