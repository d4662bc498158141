"""What the peers model, and the refusal of everything else.

The rules of the family `surge` are: direct scheduled flights from origins to havens within the horizon; whom
each flight accepts (all, its own, a list of nationalities); seats; lap infants; and when each party is ready.
Its goals are the people left behind class by class, the worst unserved share, the hours waited, and the cost,
which scheduled flights do not have.
"""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.columns import BLANK
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.errors import BackendError

GOALS = ("unserved", "fairness", "waiting", "cost")

_TABLES = ("blocs", "shares", "admissions", "fleets", "crews", "sorties", "pins")
_LIMITS = (
    "opens",
    "closes",
    "capacity",
    "throughput_per_hour",
    "movements_per_hour",
    "movements_per_day",
)
_POLICY = (
    "priority_rule",
    "priority_weights",
    "check_in_minutes",
    "fairness_levels",
    "assistance_ratio",
    "full_loads",
)
_USUAL = Policy()


def refuse_other_rules(instance: Instance) -> None:
    """Let only instances pass whose every rule is modelled.

    Raises
    ------
    BackendError
        If the instance uses others; the message names them all.
    """
    others = list(_others(instance))
    if others:
        raise BackendError(
            "the peers know the rules of the family surge only; this instance also has " + ", ".join(others)
        )


def _others(instance: Instance) -> Iterator[str]:
    """What the instance uses that the peers do not model, by the names of the modelling guide."""
    policy = instance.policy
    yield from (name for name in _TABLES if getattr(instance, name))
    yield from (f"goal {name}" for name in policy.objectives if name not in GOALS)
    yield from (f"policy.{name}" for name in _POLICY if getattr(policy, name) != getattr(_USUAL, name))
    if any(place.role == "hub" for place in instance.locations):
        yield "hubs"
    for name in _LIMITS:
        if any(getattr(place, name) is not None for place in instance.locations):
            yield f"locations.{name}"
    yield from _others_of_groups(instance)
    if any(flight.status != "scheduled" for flight in instance.flights):
        yield "flights that are not scheduled"


def _others_of_groups(instance: Instance) -> Iterator[str]:
    groups = instance.groups
    if groups.stretchers.any():
        yield "groups.stretchers"
    if (groups.leave_by != BLANK).any():
        yield "groups.leave_by"
    for name in ("members", "destinations", "operators"):
        if any(getattr(groups, name).normal().values):
            yield f"groups.{name}"
