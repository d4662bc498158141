"""Plans of generated instances, made fast: the first plan of the engine, which the judge accepts."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.exact.greedy import start_values
from evacopt.generation.generate import generate
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate

FAMILIES = ("hubs", "shares", "fleet", "mixed", "surge")


def started(instance: Instance) -> Plan | None:
    """A plan of `instance` without any solver; `None` where none is found at once."""
    formulation = formulate(instance)
    values = start_values(formulation)
    return None if values is None else decode(formulation, values)


def made(number: int, people: int = 40) -> tuple[Instance, Plan]:
    """Instance and plan of that number; families take turns."""
    seed, family = divmod(number, len(FAMILIES))
    instance = generate(FAMILIES[family], people=people, seed=seed)
    plan = started(instance)
    assert plan is not None
    return instance, plan
