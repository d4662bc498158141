"""A certificate for a plan: a checked bound for every goal, and the grades that follow."""

from __future__ import annotations

from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, GoalProof
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.judge.bounds import Side
from evacopt.judge.relaxation import relax
from evacopt.planning.proof import Budget, Prover, branchable_columns, goal_of, program_of


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
    branchable, program = branchable_columns(relaxation), program_of(relaxation, None)
    proofs, goals = [], []
    for form, goal in zip(relaxation.goals, plan.goals, strict=True):
        program = replace(program, goal=goal_of(form))
        side = Side(relaxation, form)
        tree = Prover(side, program, session, budget, branchable).prove(goal.value)
        goals.append(_graded(goal, side.floor(tree)))
        proofs.append(GoalProof(goal.goal, goals[-1].bound or 0, tree))
        relaxation = relaxation.holding(form, goal.value)
        program = replace(program, held=(*program.held, (goal_of(form), goal.value)))
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=tuple((goal.goal, goal.value) for goal in plan.goals),
        proofs=tuple(proofs),
    )
    return replace(plan, goals=GoalTable(tuple(goals))), certificate


def _graded(goal: GoalResult, floor: int | None) -> GoalResult:
    """The judge says what a proof is worth; that, and nothing else, is the bound."""
    bound = 0 if floor is None else max(min(floor, goal.value), 0)
    proven = floor is not None and max(floor, 0) >= goal.value
    return replace(goal, bound=bound, grade="proven" if proven else goal.grade)
