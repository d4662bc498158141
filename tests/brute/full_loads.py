"""Tiny instances in which loads must be full, and in which an origin lacks what full loads speak of."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from tests.tiny.instances import tiny_instance

LACKS = (
    "an optional flight",
    "an optional flight anywhere",
    "a group",
    "a pair",
    "a pair anywhere",
    "nothing",
)
"""What one of the origins does not have (or none has): its turn is by the seed."""
SMALL = 15
"""People, about: fewer than in other tiny instances, so that every plan can be tried of nearly all."""


def full_loads_instance(seed: int) -> Instance:
    """A tiny instance with full loads and without what `LACKS` names; seven minutes off the whole hour.

    Instances that the change makes invalid (a fleet that cannot fly what is now scheduled) fall back to the
    next that is not.
    """
    for again in range(seed, seed + 1_000_000, 1_000):
        instance = _lacking(_minutes_off(tiny_instance(again, people=SMALL), Random(again)), seed)
        if not errors_of(instance):
            return instance
    raise AssertionError(f"no instance of seed {seed} is valid")


def _lacking(instance: Instance, seed: int) -> Instance:
    policy = replace(instance.policy, full_loads=True)
    instance = replace(instance, name=f"full-{seed}", policy=policy, pins=())
    lack = LACKS[seed % len(LACKS)]
    everywhere = lack.endswith("anywhere")
    places = {leg.origin for leg in instance.schedule} if everywhere else {instance.groups.origin[0]}
    if lack.startswith("an optional flight"):
        flights = tuple(_scheduled(leg) if leg.origin in places else leg for leg in instance.flights)
        sorties = tuple(sortie for sortie in instance.sorties if sortie.origin not in places)
        return replace(instance, flights=flights, sorties=sorties)
    if lack == "a group":
        return _with_empty_origin(instance)
    if lack.startswith("a pair"):
        nowhere = Location(id="NIX", role="haven", country="AUS")
        groups = (
            replace(row, destinations=("NIX",)) if everywhere or row.origin in places else row
            for row in instance.groups
        )
        return replace(instance, locations=(*instance.locations, nowhere), groups=Groups.of(groups))
    return instance


def _scheduled(leg: Flight) -> Flight:
    if leg.status != "optional":
        return leg
    return replace(leg, status="scheduled", copies=1, cost=0, min_load=0, fleet="")


def _with_empty_origin(instance: Instance) -> Instance:
    """A further origin from which flights may leave, but where nobody waits."""
    empty = Location(id="AGZ", role="origin", country="NER")
    leg = next(leg for leg in instance.flights if leg.origin in instance.groups.origin)
    flights = (replace(leg, id="E0", origin="AGZ"), replace(_scheduled(leg), id="E1", origin="AGZ"))
    return replace(instance, locations=(*instance.locations, empty), flights=(*instance.flights, *flights))


def _minutes_off(instance: Instance, rng: Random) -> Instance:
    """The horizon, and what groups are ready at, off the half hours on which everything else lies."""
    groups = (
        replace(row, ready=None if row.ready is None else row.ready + rng.choice((-7, 0, 5, 7)))
        for row in instance.groups
    )
    return replace(instance, begins=instance.begins + 7, groups=Groups.of(groups))
