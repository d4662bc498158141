"""Which promises cannot hold together, by trying every set of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.rule import LinearRule
from evacopt.domain.share import Share
from tests.brute.search import best


def share_name(share: Share) -> str:
    """How a conflict names a `min` share, up to its figures."""
    return f"share {share.id}"


def pin_name(pin: Pin) -> str:
    """How a conflict names a pin."""
    return f"pin {pin.group} {pin.kind} {pin.parties} on {'>'.join(pin.itinerary) or pin.flight or 'travel'}"


def rule_name(rule: LinearRule) -> str:
    """How a conflict names a linear rule, up to its figures."""
    return f"rule {rule.id}"


def promises(instance: Instance) -> list[str]:
    """The names of all promises: what leaving everybody behind may break."""
    shares = [share_name(share) for share in instance.shares if share.kind == "min"]
    rules = [rule_name(rule) for rule in instance.rules if not rule.is_goal]
    return [*shares, *map(pin_name, instance.pins), *rules]


def contradict(instance: Instance, names: Collection[str]) -> bool:
    """Whether no plan keeps all promises of these names, the others forgotten."""
    shares = tuple(s for s in instance.shares if s.kind != "min" or share_name(s) in names)
    pins = tuple(pin for pin in instance.pins if pin_name(pin) in names)
    rules = tuple(rule for rule in instance.rules if rule.is_goal or rule_name(rule) in names)
    return best(replace(instance, shares=shares, pins=pins, rules=rules)) is None


def smallest_size(instance: Instance) -> int:
    """How many promises the smallest contradiction has; the instance must have one."""
    names = sorted(set(promises(instance)))
    sizes = (
        size
        for size in range(len(names) + 1)
        for some in combinations(names, size)
        if contradict(instance, some)
    )
    return next(sizes)


def named(instance: Instance, conflict: Collection[str]) -> list[str]:
    """The promises that the sentences of `conflict` begin with."""
    return [name for name in promises(instance) if any(text.split(" (")[0] == name for text in conflict)]
