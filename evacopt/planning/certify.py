"""A certificate for a plan: a checked bound for every goal, and the grades that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evacopt.backends.contract import Program
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, Cut, GoalProof
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Grade, Plan
from evacopt.judge.bounds import Side
from evacopt.judge.certificate import cut_rows
from evacopt.judge.legs import TooLarge
from evacopt.judge.relaxation import MOST_TRIES, relax
from evacopt.judge.table import Relaxation
from evacopt.planning.cuts import cuts_at
from evacopt.planning.packing import packed
from evacopt.planning.proof import Budget, Prover, Seen, branchable_columns, goal_of, program_of
from evacopt.planning.tree import grown

TRIES = 1_000_000
"""Pairs of a group and an itinerary that are tried in a second, on a slow machine."""
ROOTS = 1.0
"""Seconds for the first relaxations of all goals, even where the budget is spent."""
MOST_CUTS = 100
"""Inequalities of single flights for one goal before the tree begins."""


def certify(
    instance: Instance, plan: Plan, session: Session, budget: Budget, *, baseline: Plan | None = None
) -> tuple[Plan, Certificate]:
    """The plan with checked bounds and the grades they earn, and the certificate that shows them.

    An instance too large for the time gets the bound that needs no proof: no goal is below 0.

    Parameters
    ----------
    session : an engine that gives multipliers
    budget : when to stop; every goal gets one relaxation first, then those still open share what is left
    """
    certificate = Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=tuple((goal.goal, goal.value) for goal in plan.goals),
    )
    left = budget.left()
    try:
        most = MOST_TRIES if left is None else min(MOST_TRIES, int(left * TRIES))
        proofs = _proofs(relax(instance, baseline, most=most), plan.goals, session, budget)
    except TooLarge:
        proofs = []
    floors = {proof.goal: proof.bound for proof in proofs}
    goals = tuple(_graded(goal, floors.get(goal.goal, 0)) for goal in plan.goals)
    return replace(plan, goals=GoalTable(goals)), replace(certificate, proofs=tuple(proofs))


@dataclass(frozen=True, eq=False)
class _Work:
    """What all goals of a plan have in common."""

    relaxation: Relaxation
    program: Program
    goals: GoalTable
    session: Session
    branchable: tuple[Ints, ...]


def _proofs(relaxation: Relaxation, goals: GoalTable, session: Session, budget: Budget) -> list[GoalProof]:
    """What can be shown of each goal: by one relaxation each, then those still open share what is left."""
    work = _Work(relaxation, program_of(relaxation, None), goals, session, branchable_columns(relaxation))
    roots, seen = budget.at_least(ROOTS), list[Seen]()
    for number, goal in enumerate(goals):
        seen.append(_prover(work, number, roots.share(len(goals) - number)).root(goal.value))
    waiting = sum(goal.value > max(root.worth, 0) for goal, root in zip(goals, seen, strict=True))
    proofs = list[GoalProof]()
    for number, (goal, root) in enumerate(zip(goals, seen, strict=True)):
        still = goal.value > max(root.worth, 0)
        proofs.append(_proof(work, number, root, budget.share(waiting) if still else budget))
        waiting -= still
    return proofs


def _proof(work: _Work, number: int, root: Seen, budget: Budget) -> GoalProof:
    """The ladder above the relaxation: inequalities of single flights, then a small tree."""
    goal, cuts, prover = work.goals[number], tuple[Cut, ...](), _prover(work, number, budget)
    # where loads must be full nearly all that is shown comes from pools, and making loads takes its time
    full = any(family.rule == "full_loads empty" for family in work.relaxation.families)
    together = packed(_prover(work, number, budget.most() if full else budget.share(2)), goal.value, root)
    if together.worth >= goal.value:
        return _shown(prover, goal, together, ())
    while root.worth < goal.value and root.point is not None and len(cuts) < MOST_CUTS and not budget.spent():
        more = tuple(
            cut for cut in cuts_at(work.relaxation, root.point, spent=budget.spent) if cut not in cuts
        )
        if not more:
            break
        cut_prover = _prover(work, number, budget, cuts + more)
        found = cut_prover.root(goal.value)
        if found.worth < root.worth:
            break
        cuts, prover, root = cuts + more, cut_prover, found
    if together.worth > root.worth:
        return _shown(_prover(work, number, budget), goal, together, ())
    return _shown(prover, goal, root, cuts)


def _shown(prover: Prover, goal: GoalResult, root: Seen, cuts: tuple[Cut, ...]) -> GoalProof:
    """What a small tree from `root` on shows."""
    tree = grown(prover, goal.value, root)
    floor = prover.side.floor(tree)
    return GoalProof(goal.goal, max(min(goal.value, floor or 0), 0), tree, cuts)


def _prover(work: _Work, number: int, budget: Budget, cuts: tuple[Cut, ...] = ()) -> Prover:
    """The relaxation with the rows of `cuts`, then of the goals held, for the judge and for an engine."""
    relaxation, program, forms = work.relaxation, work.program, work.relaxation.goals
    if cuts:
        relaxation = relaxation.under(cut_rows(relaxation, cuts))
        program = program_of(relaxation, None)
    held = [(form, goal.value) for form, goal in zip(forms[:number], work.goals, strict=False)]
    for form, value in held:
        relaxation = relaxation.holding(form, value)
    goals = tuple((goal_of(form), value) for form, value in held)
    program = replace(program, goal=goal_of(forms[number]), held=goals)
    return Prover(Side(relaxation, forms[number]), program, work.session, budget, work.branchable)


def _graded(goal: GoalResult, floor: int) -> GoalResult:
    """The judge says what a proof is worth; that, and nothing else, is the bound."""
    unproven: Grade = "claimed" if goal.grade == "proven" else goal.grade
    return replace(goal, bound=floor, grade="proven" if floor >= goal.value else unproven)
