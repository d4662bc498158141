"""A certificate for a plan: a checked bound for every goal, and the grades that follow."""

from __future__ import annotations

from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, GoalProof
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.judge.bounds import Side
from evacopt.judge.certificate import floor_of
from evacopt.judge.relaxation import relax
from evacopt.judge.table import Relaxation
from evacopt.planning.proof import Budget, Prover, branchable_columns


def certify(
    instance: Instance, plan: Plan, session: Session, budget: Budget, *, baseline: Plan | None = None
) -> tuple[Plan, Certificate]:
    """The plan with checked bounds and the grades they earn, and the certificate that shows them.

    Parameters
    ----------
    session : an engine that gives multipliers
    budget : when to stop; every goal gets at least one relaxation that is tried
    """
    relaxation = relax(instance, baseline)
    branchable = branchable_columns(relaxation)
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=tuple((goal.goal, goal.value) for goal in plan.goals),
    )
    goals = []
    for number, goal in enumerate(plan.goals):
        held = [(form, row.value) for form, row in zip(relaxation.goals, plan.goals[:number], strict=False)]
        side = Side(relaxation, relaxation.goals[number], held)
        tree = Prover(side, session, budget, branchable).prove(goal.value)
        certificate = replace(certificate, proofs=(*certificate.proofs, GoalProof(goal.goal, 0, tree)))
        certificate, checked = _checked(relaxation, certificate, goal)
        goals.append(checked)
    return replace(plan, goals=GoalTable(tuple(goals))), certificate


def _checked(
    relaxation: Relaxation, certificate: Certificate, goal: GoalResult
) -> tuple[Certificate, GoalResult]:
    """Let the judge say what the last proof is worth; that, and nothing else, is the bound."""
    number = len(certificate.proofs) - 1
    floor = floor_of(relaxation, certificate, number)
    bound = goal.value if floor is None else max(min(floor, goal.value), 0)
    proofs = (*certificate.proofs[:number], replace(certificate.proofs[number], bound=bound))
    proven = floor is not None and floor == goal.value
    grade = "proven" if proven else goal.grade
    return replace(certificate, proofs=proofs), replace(goal, bound=bound, grade=grade)
