"""A plan with more sorties ordered: what was not ordered cannot be had when things go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.verify import verify


def with_more_orders(instance: Instance, plan: Plan) -> Plan:
    """The plan with as many sorties of optional flights as rules allow, those that leave first first."""
    optional = [leg for leg in instance.schedule if leg.status == "optional"]
    rising = sorted(
        (leg for leg in optional if leg.sorties_in(plan) < leg.copies), key=lambda leg: leg.departs
    )
    return _ordered(instance, plan, rising)


def _ordered(instance: Instance, plan: Plan, legs: Sequence[Flight]) -> Plan:
    """All sorties of `legs`; where that breaks a rule, first what can be of one half, then of the other."""
    if not legs:
        return plan
    more = dict(plan.sorties) | {leg.id: leg.copies for leg in legs}
    every = replace(plan, sorties=tuple(more.items()))
    if not verify(instance, every):
        return every
    if len(legs) == 1:
        return plan
    half = len(legs) // 2
    return _ordered(instance, _ordered(instance, plan, legs[:half]), legs[half:])
