"""Tiny instances with promises that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.share import Share
from tests.brute.search import TooManyPlansError, best
from tests.tiny.instances import tiny_instance


def contradictory(wanted: int) -> Iterator[Instance]:
    """`many` instances of which no plan keeps all promises; some of the promises are at odds, some not."""
    yielded, seed = 0, 0
    while yielded < wanted:
        instance = _promising(seed)
        seed += 1
        with suppress(TooManyPlansError):
            if best(instance, most=20_000) is None:
                yielded += 1
                yield instance


def _promising(seed: int) -> Instance:
    """A tiny instance with two more pins and two more min shares."""
    rng, instance = Random(seed), tiny_instance(seed, people=12)
    nations = sorted(set(instance.groups.nationality))
    shares = [
        Share(id=f"P{number}", kind="min", nationality=rng.choice(nations), people=rng.randrange(1, 5))
        for number in range(2)
    ]
    pins = [_pin(rng, instance) for _ in range(2)]
    return replace(instance, shares=(*instance.shares, *shares), pins=(*instance.pins, *pins))


def _pin(rng: Random, instance: Instance) -> Pin:
    group, flight = rng.choice(list(instance.groups)), rng.choice(instance.schedule)
    if rng.randrange(2):
        return Pin(group=group.id, kind="at_most", parties=0, flight=flight.id)
    return Pin(
        group=group.id, kind=rng.choice(("at_least", "exactly")), parties=rng.randrange(1, group.count + 1)
    )
