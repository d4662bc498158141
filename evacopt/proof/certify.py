"""A certificate for a plan: a checked bound for every goal, and the grades that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, Cut, GoalProof
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Grade, Plan
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import cut_rows
from evacopt.judge.limits import LIMITS, TooLargeError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation
from evacopt.milp.contract import Program
from evacopt.proof.branch_and_bound import grown
from evacopt.proof.cuts import cuts_at
from evacopt.proof.duals import Budget, Prover, Seen, branchable_columns, goal_of, program_of
from evacopt.proof.pool_bounds import packed

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

    Parameters
    ----------
    session : an engine that gives multipliers
    budget : when to stop; every goal gets one relaxation first, then those still open share what is left
    """
    proving = Proving(instance, plan, baseline)
    proving.run(session, budget)
    return proving.concluded()


class Proving:
    """The proofs of a plan's goals as they are found: whatever ends it, what was shown by then stands."""

    def __init__(self, instance: Instance, plan: Plan, baseline: Plan | None) -> None:
        self._instance, self._plan, self._baseline = instance, plan, baseline
        self._seen: dict[int, tuple[Prover, Seen, tuple[Cut, ...]]] = {}
        self._proofs: dict[int, GoalProof] = {}

    def run(self, session: Session, budget: Budget) -> None:
        """Find proofs; an instance too large for the time gets none."""
        left = budget.left()
        tries = LIMITS.tries if left is None else min(LIMITS.tries, int(left * TRIES))
        try:
            relaxation = relax(self._instance, self._baseline, replace(LIMITS, tries=tries))
        except TooLargeError:
            return
        work = _Work(
            relaxation,
            program_of(relaxation, None),
            self._plan.goals,
            session,
            branchable_columns(relaxation),
        )
        self._prove(work, budget)

    def take_stock(self) -> None:
        """Make proofs of what was seen of goals whose proving was not brought to an end."""
        for number, (prover, seen, cuts) in self._seen.items():
            if number not in self._proofs:
                over = replace(prover, budget=Budget(0.0))
                self._proofs[number] = _shown(over, self._plan.goals[number], seen, cuts)

    def concluded(self) -> tuple[Plan, Certificate]:
        """The plan with its bounds, and the certificate; what no proof shows is no less than 0."""
        proofs = tuple(self._proofs[number] for number in sorted(self._proofs))
        floors = {proof.goal: proof.bound for proof in proofs}
        goals = tuple(_graded(goal, floors.get(goal.goal, 0)) for goal in self._plan.goals)
        certificate = Certificate(
            instance_name=self._instance.name,
            instance_sha256=self._instance.sha256,
            values=tuple((goal.goal, goal.value) for goal in self._plan.goals),
            proofs=proofs,
        )
        return replace(self._plan, goals=GoalTable(goals)), certificate

    def _prove(self, work: _Work, budget: Budget) -> None:
        """One relaxation of each goal, then those still open share what is left."""
        goals, roots = work.goals, budget.at_least(ROOTS)
        for number, goal in enumerate(goals):
            prover = _prover(work, number, roots.share(len(goals) - number))
            self._seen[number] = prover, prover.root(goal.value), ()
        seen = [root for _, root, _ in self._seen.values()]
        waiting = sum(goal.value > max(root.worth, 0) for goal, root in zip(goals, seen, strict=True))
        for number, (goal, root) in enumerate(zip(goals, seen, strict=True)):
            still = goal.value > max(root.worth, 0)
            share = budget.share(waiting) if still else budget
            self._proofs[number] = self._proof(work, number, root, share)
            waiting -= still

    def _proof(self, work: _Work, number: int, root: Seen, budget: Budget) -> GoalProof:
        """The ladder above the relaxation: inequalities of single flights, then a small tree."""
        goal, cuts, prover = work.goals[number], tuple[Cut, ...](), _prover(work, number, budget)
        # where loads must be full nearly all that is shown comes from pools, and making loads takes its time
        full = any(family.rule == "full_loads empty" for family in work.relaxation.families)
        together = packed(_prover(work, number, budget.most() if full else budget.share(2)), goal.value, root)
        self._seen[number] = prover, together, ()
        if together.worth >= goal.value:
            return _shown(prover, goal, together, ())
        while (
            root.worth < goal.value
            and root.point is not None
            and len(cuts) < MOST_CUTS
            and not budget.spent()
        ):
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
            if root.worth > together.worth:
                self._seen[number] = prover, root, cuts
        if together.worth > root.worth:
            return _shown(_prover(work, number, budget), goal, together, ())
        return _shown(prover, goal, root, cuts)


@dataclass(frozen=True, eq=False)
class _Work:
    """What all goals of a plan have in common."""

    relaxation: Relaxation
    program: Program
    goals: GoalTable
    session: Session
    branchable: tuple[Ints, ...]


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
    program = replace(program, goal=goal_of(forms[number]), fixed_goals=goals)
    return Prover(DualBound(relaxation, forms[number]), program, work.session, budget, work.branchable)


def _graded(goal: GoalResult, floor: int) -> GoalResult:
    """The judge says what a proof is worth; that, and nothing else, is the bound."""
    unproven: Grade = "claimed" if goal.grade == "proven" else goal.grade
    return replace(goal, bound=floor, grade="proven" if floor >= goal.value else unproven)
