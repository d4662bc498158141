"""What the peers refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import evacopt
from benchmarks.peers.rules import refuse_other_rules
from evacopt.domain.policy import Policy
from evacopt.generation.families import FAMILIES

SURGE = evacopt.generate("surge", people=30)


def with_policy(**changed: Any) -> evacopt.Instance:
    """The surge with another policy."""
    return replace(SURGE, policy=replace(Policy(), **changed))


def with_places(**changed: Any) -> evacopt.Instance:
    """The surge with a limit at its first place."""
    first, *others = SURGE.locations
    return replace(SURGE, locations=(replace(first, **changed), *others))


def with_group(**changed: Any) -> evacopt.Instance:
    """The surge with another first group."""
    first, *others = SURGE.groups
    return replace(SURGE, groups=type(SURGE.groups).of([replace(first, **changed), *others]))


def with_flight(**changed: Any) -> evacopt.Instance:
    """The surge with another first flight."""
    first, *others = SURGE.flights
    return replace(SURGE, flights=(replace(first, **changed), *others))


CHANGED: dict[str, Callable[[], evacopt.Instance]] = {
    "shares": lambda: replace(
        SURGE, shares=(evacopt.Share(id="S", kind="max", nationality="FRA", people=1),)
    ),
    "admissions": lambda: replace(
        SURGE, admissions=(evacopt.Admission(nationality="FRA", location="CDG", people=0),)
    ),
    "blocs": lambda: replace(SURGE, blocs=(evacopt.Bloc(bloc="EU", members=("FRA",)),)),
    "pins": lambda: replace(SURGE, pins=(evacopt.Pin(group="G1", kind="at_least", parties=1),)),
    "fleets": lambda: replace(SURGE, fleets=(evacopt.Fleet(id="A", count=1, cycle=60),)),
    "goal clearance": lambda: with_policy(objectives=("unserved", "clearance")),
    "policy.priority_rule": lambda: with_policy(priority_rule="weighted"),
    "policy.priority_weights": lambda: with_policy(priority_weights=((1, 5),)),
    "policy.check_in_minutes": lambda: with_policy(check_in_minutes=30),
    "policy.fairness_levels": lambda: with_policy(fairness_levels=2),
    "policy.assistance_ratio": lambda: with_policy(assistance_ratio=1_000_000),
    "policy.full_loads": lambda: with_policy(full_loads=True),
    "locations.closes": lambda: with_places(closes=SURGE.ends),
    "locations.capacity": lambda: with_places(capacity=100),
    "locations.throughput_per_hour": lambda: with_places(throughput_per_hour=100),
    "hubs": lambda: with_places(role="hub"),
    "groups.stretchers": lambda: with_group(stretchers=1),
    "groups.leave_by": lambda: with_group(leave_by=SURGE.ends),
    "groups.members": lambda: with_group(members=(("DEU", 1), ("FRA", 1))),
    "groups.destinations": lambda: with_group(destinations=("CDG",)),
    "groups.operators": lambda: with_group(operators=("FRA",)),
    "flights that are not scheduled": lambda: with_flight(status="optional"),
}


@pytest.mark.parametrize("rule", sorted(CHANGED))
def test_refuses_and_names(rule: str) -> None:
    """One rule more than the family has, and the instance is refused for that rule alone."""
    with pytest.raises(evacopt.BackendError) as refused:
        refuse_other_rules(CHANGED[rule]())
    assert str(refused.value).endswith(f"this instance also has {rule}")


@pytest.mark.parametrize("seed", range(5))
def test_takes_the_family(seed: int) -> None:
    """Every instance of the family is taken, wherever it has people wait and land."""
    refuse_other_rules(evacopt.generate("surge", people=200, seed=seed, origins=3, havens=6))


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"surge", "tight"}))
def test_refuses_families_with_more_rules(family: str) -> None:
    """No family with rules beyond those of `surge` passes unnoticed; `tight` has none."""
    with pytest.raises(evacopt.BackendError):
        refuse_other_rules(evacopt.generate(family, seed=1, **({} if "rsp" in family else {"people": 100})))
