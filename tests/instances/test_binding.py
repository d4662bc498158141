"""What the real instances have of the airfield itself is there for something: without it a goal changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evacopt.domain.instance import Instance
from evacopt.files import read_instance
from evacopt.planning.solve import solve

INSTANCES = Path(__file__).parents[2] / "instances"


def _values(instance: Instance) -> list[int]:
    result = solve(instance, time_limit=None)
    assert result.plan is not None, result.message
    assert {goal.grade for goal in result.goals} == {"proven"}
    return [goal.value for goal in result.goals]


def _without(instance: Instance, what: str) -> Instance:
    """It without a table, or without the uses of a resource."""
    if what in {resource.id for resource in instance.resources}:
        return replace(instance, uses=tuple(use for use in instance.uses if use.resource != what))
    if what == "alternative":
        return replace(
            instance,
            flights=tuple(replace(flight, alternative="") for flight in instance.flights),
            sorties=tuple(replace(sortie, alternative="") for sortie in instance.sorties),
        )
    if what == "room":
        return replace(
            instance,
            flights=tuple(replace(flight, room=()) for flight in instance.flights),
            sorties=tuple(replace(sortie, room=()) for sortie in instance.sorties),
        )
    if what == "tags":
        return replace(instance, shares=tuple(share for share in instance.shares if not share.tag))
    if what == "arrivals_per_day":
        places = tuple(replace(place, arrivals_per_day=None) for place in instance.locations)
        return replace(instance, locations=places)
    table: dict[str, Any] = {what: ()}
    return replace(instance, **table)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("khartoum-2023", ("windows", "slots", "JIB-STANDS", "ESCORT")),
        (
            "gulf-2026",
            ("windows", "capacities", "admissions", "alternative", "room", "uses", "arrivals_per_day"),
        ),
        ("port-au-prince-2024", ("windows", "order", "FUEL", "links", "tags")),
    ],
)
def test_every_rule_of_the_airfield_binds_somewhere(name: str, rules: tuple[str, ...]) -> None:
    """Each of them left out, the best plan has another value."""
    instance = read_instance(INSTANCES / name)
    as_it_is = _values(instance)
    assert [rule for rule in rules if _values(_without(instance, rule)) == as_it_is] == []
