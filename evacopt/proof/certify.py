"""A certificate for a plan: a checked bound for every goal, and the grades that follow.

Contradictory promises are shown by the same means as bounds, with a ray in place of duals (Farkas, 1902).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, GoalProof, Key
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Grade, Plan
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import PROMISES, check_contradiction, rows_of
from evacopt.judge.limits import LIMITS, Limits, TooLargeError
from evacopt.judge.linear import pin_key
from evacopt.judge.relaxation import relax
from evacopt.milp.linear import NO_UPPER, Label
from evacopt.proof.branch_and_bound import branch_and_bound
from evacopt.proof.duals import Budget, Prover, branchable_columns, program_of
from evacopt.proof.proving import Proving
from evacopt.proof.tuning import TUNING, ProofTuning


def certify(
    instance: Instance,
    plan: Plan,
    session: Session,
    budget: Budget,
    *,
    baseline: Plan | None = None,
    tuning: ProofTuning = TUNING,
) -> tuple[Plan, Certificate]:
    """The plan with checked bounds and the grades they earn, and the certificate that shows them.

    Parameters
    ----------
    session : an engine that gives duals
    budget : when to stop; every goal gets one relaxation first, then those still open share what is left
    """
    proving = Proving(instance, plan, baseline, tuning)
    proving.run(session, budget)
    return certified(instance, plan, proving.proofs)


def certified(instance: Instance, plan: Plan, proofs: Sequence[GoalProof]) -> tuple[Plan, Certificate]:
    """The plan with the bounds of `proofs` and the grades they earn, and the certificate that shows them.

    What no proof shows is no less than 0.
    """
    floors = {proof.goal: proof.bound for proof in proofs}
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=tuple((goal.goal, goal.value) for goal in plan.goals),
        proofs=tuple(proofs),
    )
    goals = tuple(_graded(goal, floors.get(goal.goal, 0)) for goal in plan.goals)
    return replace(plan, goals=GoalTable(goals)), certificate


def _graded(goal: GoalResult, floor: int) -> GoalResult:
    """The judge says what a proof is worth; that, and nothing else, is the bound."""
    unproven: Grade = "claimed" if goal.grade == "proven" else goal.grade
    return replace(goal, bound=floor, grade="proven" if floor >= goal.value else unproven)


def contradiction(
    instance: Instance,
    conflict: Collection[Label],
    session: Session,
    budget: Budget,
    *,
    limits: Limits = LIMITS,
) -> Certificate | None:
    """A certificate, confirmed by the judge, that no plan keeps the promises of `conflict` together.

    `None` where none was found in time: pools and crews are relaxed, so there may be none.

    Parameters
    ----------
    conflict : labels of rows of a model
    session : an engine that gives duals
    """
    try:
        relaxation = relax(instance, limits=limits)
    except TooLargeError:
        return None
    wanted: set[Key] = {
        ("share_min at least", label.subject) for label in conflict if label.rule == "share_min"
    }
    pins = [pin_key(instance.pins[label.number]) for label in conflict if label.rule == "pin"]
    wanted |= {(rule, *key) for key in pins for rule in ("pin", "pin at least")}
    linear = [label.subject for label in conflict if label.rule == "rule"]
    wanted |= {(rule, subject) for subject in linear for rule in ("rule", "rule at least")}
    free = np.array([key[0] in PROMISES and key not in wanted for key in relaxation.row], dtype=bool)
    program = program_of(relaxation, None)
    program = replace(program, rules_upper=np.where(free, NO_UPPER, program.rules_upper))
    dual = DualBound(relaxation, None)
    prover = Prover(dual, program, session, budget, branchable_columns(relaxation))
    tree = branch_and_bound(prover, prover.root())
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        conflict=tuple(sorted(key for key in rows_of(tree) if key[0] in PROMISES)),
        contradiction=tree,
    )
    return None if check_contradiction(instance, certificate) else certificate
