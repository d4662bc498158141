"""The goals of the policy over the columns of the relaxation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.stored import MILLION
from evacopt.large.builder import THOUSAND, Row, ScaledGoal, goal_over
from evacopt.large.relaxation import Relaxation
from evacopt.large.supply import hours, nations_of

Named = tuple[str, ScaledGoal]


def goals_of(relaxation: Relaxation) -> list[Named]:
    """Each goal that the relaxation can say, by name, most important first; columns it needs are added.

    `changes` and `clearance` are not among them: they speak of single parties.
    """
    makers: dict[str, Callable[[Relaxation], Iterator[Named]]] = {
        "unserved": _unserved,
        "fairness": _fairness,
        "waiting": _waiting,
        "cost": _cost,
        "flights": _flights,
        "risk": _risk,
    }
    objectives = relaxation.network.instance.policy.objectives
    return [goal for name in objectives if name in makers for goal in makers[name](relaxation)]


def _leaving(relaxation: Relaxation) -> tuple[Ints, Ints]:
    """The clusters that can leave, and their columns."""
    columns = np.array(relaxation.supplied, dtype=np.int64)
    clusters = np.flatnonzero(columns >= 0)
    return clusters, columns[clusters]


def _unserved(relaxation: Relaxation) -> Iterator[Named]:
    instance, supply = relaxation.network.instance, relaxation.supply
    groups = instance.groups
    clusters, columns = _leaving(relaxation)
    if instance.policy.priority_rule == "weighted":
        weight = instance.policy.party_weights(groups)
        goal = goal_over(
            "unserved", [(columns, -supply.weight[clusters])], int((weight * groups.count).sum())
        )
        yield "unserved", ScaledGoal(goal)
        return
    for name in np.unique(groups.priority).tolist():
        mine = supply.priority[clusters] == name
        everybody = int((groups.people * groups.count)[groups.priority == name].sum())
        goal = goal_over(f"unserved[{name}]", [(columns[mine], -supply.people[clusters][mine])], everybody)
        yield goal.name, ScaledGoal(goal)


def _fairness(relaxation: Relaxation) -> Iterator[Named]:
    """Parties count as the nationality they travel as; the k largest shares: Ogryczak and Tamir (2003)."""
    builder, supply, groups = relaxation.builder, relaxation.supply, relaxation.network.instance.groups
    nations, of = nations_of(groups)
    people = np.zeros(len(nations), dtype=np.int64)
    np.add.at(people, of, groups.people * groups.count)
    clusters, columns = _leaving(relaxation)
    nation = supply.nation[clusters]
    share = [builder.column(MILLION) for _ in nations]
    for at, everybody in enumerate(people.tolist()):
        row = builder.row(("share", at), Row(-MILLION * everybody, (("share", nations[at]),)))
        builder.enter(row, share[at], -everybody)
        for cluster in np.flatnonzero(nation == at).tolist():
            builder.enter(row, int(columns[cluster]), -MILLION * int(supply.people[clusters[cluster]]))
    for level in range(1, min(relaxation.network.instance.policy.fairness_levels, len(nations)) + 1):
        name, base = f"fairness[{level}]", builder.column(MILLION)
        above = [builder.column(MILLION) for _ in nations]
        for at, code in enumerate(nations):
            row = builder.row((name, at), Row(0, ((name, code),)))
            for column, amount in ((share[at], 1), (base, -1), (above[at], -1)):
                builder.enter(row, column, amount)
        parts = [
            (np.array([base]), np.array([level])),
            (np.array(above), np.ones(len(above), dtype=np.int64)),
        ]
        yield name, ScaledGoal(goal_over(name, parts))


def _waiting(relaxation: Relaxation) -> Iterator[Named]:
    """Classes weigh as they do on average."""
    instance, supply = relaxation.network.instance, relaxation.supply
    weights = instance.policy.class_weights
    parts, offset = _hours(relaxation, weights(supply.priority), weights(instance.groups.priority))
    yield "waiting", ScaledGoal(goal_over("waiting", parts, offset), THOUSAND)


def _risk(relaxation: Relaxation) -> Iterator[Named]:
    """Of the legs, and of the hours waited at the origin."""
    network, groups = relaxation.network, relaxation.network.instance.groups
    places = network.instance.location
    an_hour = [places[one.origin].risk_ppm_per_hour if one.origin else 0 for one in network.commodities]
    parts = [_aboard(relaxation, {leg.id: leg.risk_ppm for leg in network.instance.schedule})]
    offset = 0
    if any(an_hour):
        of_group = groups.origin.ints(lambda place: places[place].risk_ppm_per_hour)
        waited, offset = _hours(relaxation, np.array(an_hour)[relaxation.supply.commodity], of_group)
        parts += waited
    yield "risk", ScaledGoal(goal_over("risk", parts, offset), THOUSAND)


def _aboard(relaxation: Relaxation, worth: Mapping[str, int]) -> tuple[Ints, Ints]:
    """What everybody aboard counts, by flight, in thousandths: the columns, and what a seat of each does."""
    network, columns, amounts = relaxation.network, list[int](), list[int]()
    for (commodity, path), column in relaxation.boards.items() if any(worth.values()) else ():
        ratios = [
            relaxation.ratio[commodity],
            *([relaxation.ratio[network.onward[commodity]]] * (len(path) - 1)),
        ]
        legs = (network.flight_arcs[number].leg.id for number in path)
        columns.append(column)
        amounts.append(sum(ratio * worth[leg] for ratio, leg in zip(ratios, legs, strict=True)))
    return np.array(columns, dtype=np.int64), np.array(amounts, dtype=np.int64)


def _hours(relaxation: Relaxation, weight: Ints, of_group: Ints) -> tuple[list[tuple[Ints, Ints]], int]:
    """Hours waited, in thousandths, since at a place people are counted by seats; of each cluster and group
    with the weight of one person."""
    instance, supply = relaxation.network.instance, relaxation.supply
    groups = instance.groups
    clusters, columns = _leaving(relaxation)
    first = np.array(relaxation.first, dtype=np.int64)[clusters]
    since = supply.since[clusters]
    gain = hours(first - since) - hours(instance.ends - since)
    gain = THOUSAND * weight[clusters] * supply.people[clusters] * gain
    waits, commodity, longer = waits_of(relaxation)
    ready = groups.ready_from(instance.begins)
    stay = of_group * groups.people * hours(instance.ends - ready)
    parts = [(columns, gain), (waits, longer * _mean_weights(relaxation, weight)[commodity])]
    return parts, THOUSAND * int((stay * groups.count).sum())


def waits_of(relaxation: Relaxation) -> tuple[Ints, Ints, Ints]:
    """Of each wait between two departures the column, the commodity, and the whole hours that it adds."""
    column, commodity, begin, end = np.array(relaxation.waits, dtype=np.int64).reshape(-1, 4).T
    return column, commodity, -(-end // HOUR) - -(-begin // HOUR)


def _mean_weights(relaxation: Relaxation, weights: Ints) -> Ints:
    """Weight x people of a thousand seats of each commodity, on average."""
    supply, commodities = relaxation.supply, len(relaxation.network.commodities)
    seats, weight = np.zeros((2, commodities), dtype=np.int64)
    np.add.at(seats, supply.commodity, supply.seats * supply.atoms)
    np.add.at(weight, supply.commodity, weights * supply.people * supply.atoms)
    return THOUSAND * weight // np.maximum(seats, 1)


def _cost(relaxation: Relaxation) -> Iterator[Named]:
    """Of sorties; and of everybody aboard where that is a price, in thousandths."""
    schedule = relaxation.network.instance.schedule
    aboard = _aboard(relaxation, {leg.id: leg.cost_per_person for leg in schedule})
    unit = THOUSAND if len(aboard[0]) else 1
    columns, cost = _sorties(relaxation, [leg.cost for leg in schedule])
    yield "cost", ScaledGoal(goal_over("cost", [(columns, unit * cost), aboard]), unit)


def _flights(relaxation: Relaxation) -> Iterator[Named]:
    ones = [1] * len(relaxation.network.instance.schedule)
    yield "flights", ScaledGoal(goal_over("flights", [_sorties(relaxation, ones)]))


def _sorties(relaxation: Relaxation, worth: Sequence[int]) -> tuple[Ints, Ints]:
    """The columns of sorties, and what one of each is worth."""
    amounts = np.array([worth[flight] for flight in relaxation.sorties], dtype=np.int64)
    return np.array(list(relaxation.sorties.values()), dtype=np.int64), amounts
