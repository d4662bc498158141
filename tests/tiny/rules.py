"""Tiny random instances with linear rules and goals."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from evacopt.domain.instance import Instance
from evacopt.domain.rule import LinearKind, LinearRule, Term
from tests.tiny.instances import tiny_instance

LIMITS: tuple[tuple[LinearKind, int, int], ...] = (
    ("at_most", 0, 4),
    ("at_most", -1, 2),
    ("at_least", -4, 1),
    ("at_least", -2, 2),
    ("exactly", 0, 1),
)
"""Kinds, and from where to where limits go, beyond what the sum is where everybody stays: many bind."""
GOALS: tuple[LinearKind, ...] = ("minimise", "maximise")
COEFFICIENTS = (-3, -2, -1, 1, 1, 1, 2, 3)


def instance_with_rules(seed: int, *, people: int = 14) -> Instance:
    """A tiny instance with one to three linear rules, and up to two linear goals among the others.

    Only every fourth has pins and `min` shares as well, which many rules would stand against.
    """
    rng = Random(seed)
    instance = replace(tiny_instance(seed, people=people), name=f"rules-{seed}")
    if seed % 4:
        shares = tuple(share for share in instance.shares if share.kind != "min")
        instance = replace(instance, shares=shares, pins=())
    for number in range(rng.choice((1, 1, 2, 3))):
        kind, low, high = rng.choice(LIMITS)
        instance = with_rule(
            instance, rng, LinearRule(id=f"R{number}", kind=kind, limit=rng.randint(low, high))
        )
    for number in range(rng.choice((0, 1, 1, 2))):
        goal = LinearRule(id=f"T{number}", kind=rng.choice(GOALS))
        objectives = list(instance.policy.objectives)
        objectives.insert(rng.randrange(len(objectives) + 1), goal.id)
        policy = replace(instance.policy, objectives=tuple(objectives))
        instance = with_rule(replace(instance, policy=policy), rng, goal)
    return instance


def with_rule(instance: Instance, rng: Random, rule: LinearRule) -> Instance:
    """`instance` with a rule over some groups and flights, and over the sorties of some."""
    flights = [flight.id for flight in instance.schedule]
    things = [("", flight) for flight in flights]
    for group in instance.groups:
        out = [flight.id for flight in instance.schedule if flight.origin == group.origin]
        things += [(group.id, flight) for flight in ("", "", *out, *out, rng.choice(flights))]
    chosen = dict.fromkeys(rng.choices(things, k=rng.choice((1, 2, 3, 5))))
    terms = tuple(
        Term(rule=rule.id, coefficient=rng.choice(COEFFICIENTS), group=group, flight=flight)
        for group, flight in chosen
    )
    if rule.limit is not None:
        rest = sum(
            term.coefficient
            for term in terms
            if not term.group and instance.flight[term.flight].status == "scheduled"
        )
        rule = replace(rule, limit=rule.limit + rest)
    return replace(instance, rules=(*instance.rules, rule), terms=(*instance.terms, *terms))
