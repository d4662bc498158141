"""Instances and plans as bytes: what a program keeps of them in a place of its own."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError
from evacopt.files.instance_file import checked
from evacopt.files.json_file import json_bytes, parse_json
from evacopt.files.json_instance import json_lines, raw_json
from evacopt.files.plan_file import LISTS, plan_in, plan_object


def instance_bytes(instance: Instance) -> bytes:
    """`instance` as its JSON file; equal instances give equal bytes."""
    return "".join(json_lines(instance)).encode()


def instance_in(data: bytes, place: str) -> Instance:
    """The instance of these bytes.

    Raises
    ------
    InstanceError
        With everything that is wrong; `place` is where they are kept.
    """
    instance, findings = checked(raw_json(data, place))
    if instance is None:
        raise InstanceError(findings)
    return instance


def plan_bytes(plan: Plan) -> bytes:
    """`plan` as its file; equal plans give equal bytes."""
    return json_bytes(plan_object(plan), lists=LISTS)


def plan_of(data: bytes, place: str) -> Plan:
    """The plan of these bytes; PlanError, with everything that is wrong and `place`, if they are none."""
    return plan_in(parse_json(data), place)
