"""Sums that must stay exact in 64-bit integers and in the doubles of a solver."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import HORIZON, Remark, cells_of
from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.field import LARGEST
from evacopt.domain.fields import GROUPS
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase

EXACT = 2**53
"""Integers below it are exact in a double."""

_SMALLER = phrase("use smaller weights")


def total_remarks(facts: Facts) -> Iterator[Remark]:
    """People, weights, waiting and cost of everybody together."""
    instance = facts.instance
    groups = _in_range(instance.groups)
    people = exact_sum(groups.people * groups.count)
    if people > LARGEST:
        yield Remark(
            "groups",
            None,
            "count",
            phrase("must leave at most {largest} people in total", largest=LARGEST),
            str(people),
        )
        return
    blank = groups.weight == BLANK
    weight = exact_sum(np.where(blank, 0, groups.weight) * groups.count)
    weight += _class_sums(instance, groups, np.where(blank, groups.people * groups.count, 0))
    if weight >= EXACT:
        rule = phrase("must leave a total weight (count x weight) below {exact}", exact=EXACT)
        relies = cells_of("policy", None, "priority_weights")
        yield Remark("groups", None, "weight", rule, str(weight), _SMALLER, relies_on=relies)
    ready = groups.ready_from(instance.begins)
    hours = np.maximum(0, -((ready - instance.ends) // HOUR))
    waiting = _class_sums(instance, groups, groups.people * groups.count * hours)
    if waiting >= EXACT:
        rule = phrase("must leave a total waiting (people x class weight x hours) below {exact}", exact=EXACT)
        yield Remark("policy", None, "priority_weights", rule, str(waiting), _SMALLER, relies_on=HORIZON)
    yield from _of_flights(facts, people)


def _of_flights(facts: Facts, people: int) -> Iterator[Remark]:
    """Cost of all flights, and what everybody risks."""
    instance, flights = facts.instance, [flight for _, _, flight in facts.flights]
    cost = sum(flight.cost * flight.copies for flight in flights)
    cost += sum(flight.cost_per_person * _aboard(flight, people) for flight in flights)
    if cost >= EXACT:
        rule = phrase("must leave a total cost (cost x copies) below {exact}", exact=EXACT)
        yield Remark("flights", None, "cost", rule, str(cost), phrase("count in a larger unit of money"))
    hours = max(0, -((instance.begins - instance.ends) // HOUR))
    waited = max((place.risk_ppm_per_hour for place in instance.locations), default=0) * hours
    flown = max((flight.risk_ppm for flight in flights), default=0) * instance.policy.max_legs
    risk = people * (waited + flown)
    if risk >= EXACT:
        rule = phrase("must leave a total risk (people x risk) below {exact}", exact=EXACT)
        yield Remark("flights", None, "risk_ppm", rule, str(risk), phrase("write smaller risks"))


def _aboard(flight: Flight, people: int) -> int:
    """Most people on all its sorties."""
    return min(people, flight.copies * (flight.seats + flight.infant_limit))


def exact_sum(column: Ints) -> int:
    """The sum of non-negative 64-bit integers, of any size."""
    return (int((column >> 32).sum()) << 32) + int((column & 0xFFFFFFFF).sum())


def _in_range(groups: Groups) -> Groups:
    fine = np.ones(len(groups), dtype=np.bool_)
    for field in GROUPS.fields:
        column = getattr(groups, field.attribute)
        if isinstance(column, np.ndarray):
            fine &= (column == BLANK) | ((column >= field.low) & (column <= field.high))
    for needed in (groups.size, groups.count, groups.infants, groups.priority):
        fine &= needed != BLANK
    return groups if fine.all() else groups.take(np.flatnonzero(fine))


def _class_sums(instance: Instance, groups: Groups, amounts: Ints) -> int:
    return sum(
        instance.policy.class_weight(int(priority)) * exact_sum(amounts[groups.priority == priority])
        for priority in np.unique(groups.priority)
    )
