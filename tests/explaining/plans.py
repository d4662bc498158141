"""Plans without a solver, and small plans by hand."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan
from evacopt.exact.greedy import begin_values, start_values
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate


def plans(instance: Instance) -> Iterator[Plan]:
    """Everybody by class; and nobody but who must."""
    formulation = formulate(instance)
    for values in (start_values(formulation), begin_values(formulation)):
        if values is not None:
            yield decode(formulation, values)


def plan_of(
    instance: Instance, aboard: dict[tuple[str, Itinerary], int], sorties: dict[str, int] | None = None
) -> Plan:
    """A plan that the judge accepts."""
    rows = (Assignment(*key, parties) for key, parties in aboard.items())
    plan = Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(rows),
        sorties=tuple((sorties or {}).items()),
    )
    assert verify(instance, plan) == []
    return plan
