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

ROOTS = 1.0
"""Seconds for the first relaxation of every goal, even where the budget is spent."""


def certify(
    instance: Instance, plan: Plan, session: Session, budget: Budget, *, baseline: Plan | None = None
) -> tuple[Plan, Certificate]:
    """The plan with checked bounds and the grades they earn, and the certificate that shows them.

    Parameters
    ----------
    session : an engine that gives multipliers
    budget : when to stop; every goal gets one relaxation first, then those still open share what is left
    """
    provers = _provers(instance, plan, session, budget, baseline)
    trees = [
        replace(prover, branchable=(), budget=budget.at_least(ROOTS)).prove(goal.value)
        for prover, goal in zip(provers, plan.goals, strict=True)
    ]
    floors = [prover.side.floor(tree) for prover, tree in zip(provers, trees, strict=True)]
    open_goals = [number for number, floor in enumerate(floors) if not _shown(plan.goals[number], floor)]
    for rank, number in enumerate(open_goals):
        prover = replace(provers[number], budget=budget.share(len(open_goals) - rank))
        trees[number] = prover.prove(plan.goals[number].value)
        floors[number] = prover.side.floor(trees[number])
    goals = [_graded(goal, floor) for goal, floor in zip(plan.goals, floors, strict=True)]
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=tuple((goal.goal, goal.value) for goal in plan.goals),
        proofs=tuple(
            GoalProof(goal.goal, goal.bound or 0, tree) for goal, tree in zip(goals, trees, strict=True)
        ),
    )
    return replace(plan, goals=GoalTable(tuple(goals))), certificate


def _provers(
    instance: Instance, plan: Plan, session: Session, budget: Budget, baseline: Plan | None
) -> list[Prover]:
    """A prover for each goal, the goals before it held at the values of `plan`."""
    relaxation = relax(instance, baseline)
    branchable, program = branchable_columns(relaxation), program_of(relaxation, None)
    provers = []
    for form, goal in zip(relaxation.goals, plan.goals, strict=True):
        program = replace(program, goal=goal_of(form))
        provers.append(Prover(Side(relaxation, form), program, session, budget, branchable))
        relaxation = relaxation.holding(form, goal.value)
        program = replace(program, held=(*program.held, (goal_of(form), goal.value)))
    return provers


def _shown(goal: GoalResult, floor: int | None) -> bool:
    return floor is not None and max(floor, 0) >= goal.value


def _graded(goal: GoalResult, floor: int | None) -> GoalResult:
    """The judge says what a proof is worth; that, and nothing else, is the bound."""
    bound = 0 if floor is None else max(min(floor, goal.value), 0)
    return replace(goal, bound=bound, grade="proven" if _shown(goal, floor) else goal.grade)
