"""Tiny random instances: always the same, always valid, over every field."""

from __future__ import annotations

import hashlib
from typing import Any, get_args

from evacopt.domain.checks import errors_of
from evacopt.domain.field import Field
from evacopt.domain.fields import POLICY, TABLES
from evacopt.domain.instance import Instance
from evacopt.domain.link import LinkKind
from evacopt.domain.pin import PinKind
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.resource import Anchor
from evacopt.domain.share import ShareKind
from evacopt.domain.window import Direction, WindowKind
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

SEEDS = range(300)
AIRFIELD = range(126)
TEXT_ONLY = {"name", "iata", "icao", "lat", "lon", "aircraft", "timezone", "unit"}  # no rule reads them
TEXT_ONLY |= {"count_low", "count_high"}  # nor these: they are for simulations
TWENTY = "8d3b5cd89520335e630907e0ef7257b909a0cedfb7cfba8025604d4eb17ab1e6"


def _unused(fields: tuple[Field, ...], record: type[Any], rows: list[Any]) -> set[str]:
    """The columns in which every row is at its default."""
    plain = {name: spec.default for name, spec in record.__dataclass_fields__.items()}
    return {
        field.column
        for field in fields
        if all(getattr(row, field.attribute) == plain[field.attribute] for row in rows)
    }


def _rows(instances: list[Instance], table: str) -> list[Any]:
    return [row for instance in instances for row in getattr(instance, table)]


def test_same_seed_same_instance() -> None:
    """The first twenty instances have the bytes that they have always had, on any machine."""
    hashes = "".join(tiny_instance(seed).sha256 for seed in range(20))
    assert hashlib.sha256(hashes.encode()).hexdigest() == TWENTY


def test_free_of_errors() -> None:
    """No instance breaks a rule of the data, scheduled flights against limits included."""
    for seed in SEEDS:
        assert errors_of(tiny_instance(seed)) == [], f"seed {seed}"


def test_every_field_is_used() -> None:
    """Every column that a rule or a goal reads is filled in some instance, every policy key changed.

    Those of the airfield itself, younger than the others, in instances of their own.
    """
    plain, airfield = [tiny_instance(seed) for seed in SEEDS], [airfield_instance(seed) for seed in AIRFIELD]
    for table in (table for table in TABLES if not table.added):
        old = tuple(field for field in table.fields if not field.younger) if not table.younger else ()
        young = tuple(field for field in table.fields if table.younger or field.younger)
        assert _unused(old, table.record, _rows(plain, table.name)) <= TEXT_ONLY, table.name
        assert _unused(young, table.record, _rows(airfield, table.name)) <= TEXT_ONLY, table.name
    assert not _unused(POLICY, Policy, [instance.policy for instance in plain])
    assert {goal for instance in airfield for goal in instance.policy.objectives} >= {"risk", "cost"}
    assert {row.kind for row in _rows(airfield, "windows")} == set(get_args(WindowKind))
    assert {row.direction for row in _rows(airfield, "windows")} == {"", *get_args(Direction)}
    assert {row.kind for row in _rows(airfield, "links")} == set(get_args(LinkKind))
    assert {row.anchor for row in _rows(airfield, "uses")} == {"", *get_args(Anchor)}
    assert "both" in {row.role for row in _rows(airfield, "locations")}


def test_every_choice_is_used() -> None:
    """Every objective, kind of share, kind of pin and aim of a pin occurs."""
    instances = [tiny_instance(seed) for seed in SEEDS]
    objectives = {goal for instance in instances for goal in instance.policy.objectives}
    assert objectives == {*get_args(Objective)} - {"risk"}
    assert {share.kind for share in _rows(instances, "shares")} == set(get_args(ShareKind))
    pins = _rows(instances, "pins")
    aims = {(pin.kind, bool(pin.itinerary), bool(pin.flight)) for pin in pins}
    assert len(aims) == 3 * len(get_args(PinKind))


def test_people_grow_with_the_asked_number() -> None:
    """Asking for more people brings more, never fewer, over the same seeds."""
    few, many = (
        sum(int((groups.people * groups.count).sum()) for groups in _groups(people)) for people in (8, 40)
    )
    assert few < many


def _groups(people: int) -> list[Any]:
    return [tiny_instance(seed, people=people).groups for seed in range(30)]
