"""A best plan of the brute search as a `Plan`, so that others can judge it."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from tests.brute.search import Answer


def plan_of(instance: Instance, answer: Answer) -> Plan:
    """The plan, saying nothing of crews and goals."""
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(Assignment(*row) for row in answer.parties),
        sorties=tuple(sorted(answer.sorties.items())),
    )
