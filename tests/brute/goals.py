"""The goals of many plans at once, from the sums that they are made of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.rule import LinearRule, Term
from tests.brute.journeys import Journey


def class_people(instance: Instance) -> dict[int, int]:
    """People of each class, most urgent first."""
    total: dict[int, int] = {}
    for group in sorted(instance.groups, key=lambda group: group.priority):
        total[group.priority] = total.get(group.priority, 0) + group.people * group.count
    return total


def nation_people(instance: Instance) -> dict[str, int]:
    """People of each nationality, their own and not the party's."""
    total: dict[str, int] = {}
    for group in instance.groups:
        for own, people in group.own_nationalities:
            total[own] = total.get(own, 0) + people * group.count
    return dict(sorted(total.items()))


def weight_of(instance: Instance, group: Group) -> int:
    """Value of bringing one party out."""
    if group.weight is not None:
        return group.weight
    return group.people * instance.policy.class_weight(group.priority)


def waited(instance: Instance, group: Group, until: int) -> int:
    """Weighted hours that one party waits until `until`."""
    return group.people * instance.policy.class_weight(group.priority) * _hours(instance, group, until)


def _hours(instance: Instance, group: Group, until: int) -> int:
    """Hours from when it is ready, rounded up."""
    ready = instance.begins if group.ready is None else group.ready
    return max(-(-(until - ready) // 60), 0)


def _risk_of_waiting(instance: Instance, group: Group, until: int) -> int:
    """Parts per million over the people of one party that waits until `until`."""
    origin = instance.location[group.origin]
    return group.people * origin.risk_ppm_per_hour * _hours(instance, group, until)


def sums_at_rest(instance: Instance) -> dict[str, int]:
    """The sums of the plan that leaves everybody and flies nothing optional.

    `empty` counts the seats flown on optional flights out of a place less the sizes aboard, `behind` the
    parties left there.
    """
    sums = {f"class {name}": people for name, people in class_people(instance).items()}
    sums |= {f"nation {name}": people for name, people in nation_people(instance).items()}
    sums["weight"] = sum(weight_of(instance, group) * group.count for group in instance.groups)
    sums["waiting"] = sum(waited(instance, group, instance.ends) * group.count for group in instance.groups)
    sums["risk"] = sum(
        _risk_of_waiting(instance, group, instance.ends) * group.count for group in instance.groups
    )
    for place in origins(instance):
        sums[f"empty {place}"] = 0
        sums[f"behind {place}"] = sum(group.count for group in instance.groups if group.origin == place)
    return (
        sums
        | {"cost": 0, "flights": 0, "changes": 0}
        | {rule.id: _rest_of(instance, rule) for rule in instance.rules if rule.is_goal}
    )


def origins(instance: Instance) -> list[str]:
    """The places where people start."""
    return sorted(set(instance.groups.origin))


def sums_of_sortie(instance: Instance, flight: Flight) -> dict[str, int]:
    """What one sortie of an optional flight changes in them."""
    sums = {"cost": flight.cost, "flights": 1, f"empty {flight.origin}": flight.seats}
    for rule, term, each in _goal_terms(instance):
        if not term.group and term.flight == flight.id:
            sums[rule.id] = sums.get(rule.id, 0) + each
    return sums


def _goal_terms(instance: Instance) -> Iterator[tuple[LinearRule, Term, int]]:
    """Each term of a linear goal, and what one of it adds to what is minimised."""
    for rule in instance.rules:
        for term in instance.terms if rule.is_goal else ():
            if term.rule == rule.id:
                yield rule, term, -term.coefficient if rule.kind == "maximise" else term.coefficient


def _rest_of(instance: Instance, goal: LinearRule) -> int:
    """A linear goal where nobody travels and scheduled flights alone fly: what is missing of all there is."""
    value = 0
    for rule, term, each in _goal_terms(instance):
        if rule is goal and term.group:
            (group,) = (group for group in instance.groups if group.id == term.group)
            value += max(-each, 0) * group.people * group.count
        elif rule is goal:
            flight = instance.flight[term.flight]
            most = {"scheduled": 1, "optional": flight.copies, "cancelled": 0}[flight.status]
            value += max(-each, 0) * most + each * (flight.status == "scheduled")
    return value


def sums_of_party(instance: Instance, journey: Journey) -> dict[str, int]:
    """What one party on `journey` changes in them."""
    group = journey.group
    sums = {f"class {group.priority}": -group.people}
    sums |= {f"nation {own}": -people for own, people in group.own_nationalities}
    sums |= {f"empty {leg.origin}": -group.size for leg in journey.legs if leg.status == "optional"}
    sums[f"behind {group.origin}"] = -1
    for rule, term, each in _goal_terms(instance):
        used = not term.flight or any(leg.id == term.flight for leg in journey.legs)
        if term.group == group.id and used:
            sums[rule.id] = sums.get(rule.id, 0) + each * group.people
    gone, never = (waited(instance, group, until) for until in (journey.legs[0].departs, instance.ends))
    less = _risk_of_waiting(instance, group, instance.ends)
    less -= _risk_of_waiting(instance, group, journey.legs[0].departs)
    sums["risk"] = group.people * sum(leg.risk_ppm for leg in journey.legs) - less
    sums["cost"] = group.people * sum(leg.cost_per_person for leg in journey.legs)
    return sums | {"weight": -weight_of(instance, group), "waiting": gone - never}


def changes_of(before: Plan, group: Group, some: list[Journey], choices: Ints) -> Ints:
    """People of `group` who do not do as before, for each choice of parties (rows) on `some` (columns)."""
    then: dict[tuple[str, ...], int] = {}
    for row in before.assignments:
        if row.group == group.id:
            then[row.itinerary] = then.get(row.itinerary, 0) + row.parties
    were = np.array([then.get(tuple(leg.id for leg in journey.legs), 0) for journey in some], dtype=np.int64)
    stayed = max(group.count - sum(then.values()), 0)
    same = np.minimum(choices, were).sum(axis=1) + np.minimum(group.count - choices.sum(axis=1), stayed)
    changed: Ints = group.people * (group.count - same)
    return changed


def needed_sums(instance: Instance) -> list[str]:
    """The sums that the goals and the rule of full loads are made of."""
    policy = instance.policy
    strict = policy.priority_rule == "strict"
    classes = [f"class {name}" for name in class_people(instance)]
    parts = {
        "unserved": classes if strict else ["weight"],
        "fairness": [f"nation {name}" for name in nation_people(instance)],
        "waiting": ["waiting"],
        "cost": ["cost"],
        "flights": ["flights"],
        "changes": ["changes"],
        "risk": ["risk"],
    }
    loads = [f"{sum_} {place}" for sum_ in ("empty", "behind") for place in origins(instance)]
    parts |= {rule.id: [rule.id] for rule in instance.rules}
    goals_of = [part for goal in policy.objectives for part in parts.get(goal, [])]
    return goals_of + (loads if policy.full_loads else [])


def goals(instance: Instance, sums: dict[str, Ints], last: Ints) -> list[tuple[str, Ints]]:
    """The goals in order, each with its value for every plan; `last` is the last first departure or 0."""
    found: list[tuple[str, Ints]] = []
    for goal in instance.policy.objectives:
        if goal == "unserved" and instance.policy.priority_rule == "strict":
            found += [(f"unserved[{name}]", sums[f"class {name}"]) for name in class_people(instance)]
        elif goal == "unserved":
            found.append((goal, sums["weight"]))
        elif goal == "fairness":
            found += _fairness(instance, sums)
        elif goal == "clearance":
            found.append((goal, np.where(last == 0, 0, last - instance.begins)))
        else:
            found.append((goal, sums[goal]))
    return found


def _fairness(instance: Instance, sums: dict[str, Ints]) -> Iterator[tuple[str, Ints]]:
    people = nation_people(instance)
    shares = np.stack([-(-1_000_000 * sums[f"nation {name}"] // people[name]) for name in people])
    largest = np.cumsum(np.sort(shares, axis=0)[::-1], axis=0)
    for level in range(min(instance.policy.fairness_levels, len(people))):
        yield f"fairness[{level + 1}]", largest[level]
