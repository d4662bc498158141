"""The proofs of a plan's goals: a relaxation of each first, then a ladder for those that are left open.

Each goal is bounded over the linear relaxation, the goals before it held at their values; what is left open
then climbs: rows of the tableau rounded and a few branches, bounds from pools, cuts over single flights,
branch and bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from evacopt.backends.session import Session
from evacopt.domain.certificate import Cut, GoalProof, Key, Leaf, Rounding, Tree
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import cut_rows
from evacopt.judge.limits import LIMITS, TooLargeError
from evacopt.judge.relaxation import relax
from evacopt.judge.rounding import rounding_rows
from evacopt.judge.rows import LinearGoal, Relaxation
from evacopt.proof.branch_and_bound import branch_and_bound
from evacopt.proof.branch_and_price import Knapsacks
from evacopt.proof.cuts import separated
from evacopt.proof.duals import Budget, Prover, Relaxed, branchable_columns, program_of
from evacopt.proof.pool_bounds import pool_bound
from evacopt.proof.roundings import roundings_at
from evacopt.proof.sifting import Sifting
from evacopt.proof.tuning import TUNING, ProofTuning


class Proving:
    """The proofs of a plan's goals as they are found: whatever ends it, what was shown by then stands.

    Parameters
    ----------
    known : floors of goals that are known; where one meets the value nothing more is looked for

    Attributes
    ----------
    relaxation, sifting : that of the instance, once it is made, and its columns in use where it is large;
        another plan's proving may begin with them
    midway : whether time ended before every goal was relaxed, which is gone on with in a next turn
    """

    def __init__(
        self,
        instance: Instance,
        plan: Plan,
        baseline: Plan | None,
        tuning: ProofTuning = TUNING,
        *,
        known: Mapping[str, int] | None = None,
        relaxation: Relaxation | None = None,
        sifting: Sifting | None = None,
    ) -> None:
        self._instance, self._plan, self._baseline, self._tuning = instance, plan, baseline, tuning
        self._known, self.relaxation, self.sifting = known or {}, relaxation, sifting
        self._shown: dict[int, tuple[Prover, Relaxed, tuple[Cut, ...]]] = {}
        self._proofs: dict[int, GoalProof] = {}
        self.midway = False

    def run(self, session: Session, budget: Budget, *, in_order: Budget | None = None) -> None:
        """Find proofs; an instance too large for the time gets none.

        Parameters
        ----------
        in_order : how long the relaxation of a goal may take where it is sifted: beyond `budget`, and goals
            behind it wait; where not given all goals share `budget`
        """
        relaxation = self.relaxed(budget)
        if relaxation is None:
            return
        branchable, large = branchable_columns(relaxation), len(relaxation.upper) > self._tuning.sifted
        if large and self.sifting is None:
            self.sifting = Sifting.of(relaxation, self._tuning)
        stages = _Stages(relaxation, self._plan.goals, session, branchable, self._tuning, self.sifting)
        if in_order is None or self._relax_in_order(stages, budget, in_order):
            self._prove(stages, budget)

    def relaxed(self, budget: Budget, most: int = LIMITS.tries) -> Relaxation | None:
        """The relaxation, made once; `None` where it takes more than `most` tries, or than there is time."""
        left = budget.left()
        tries = most if left is None else min(most, int(left * self._tuning.tries))
        if self.relaxation is None:
            with suppress(TooLargeError):
                self.relaxation = relax(self._instance, self._baseline, replace(LIMITS, tries=tries))
        return self.relaxation

    def take_stock(self) -> None:
        """Make proofs of what was shown of goals whose proving was not brought to an end."""
        for number, (prover, shown, cuts) in self._shown.items():
            if number not in self._proofs:
                over = replace(prover, budget=Budget(0.0))
                self._proofs[number] = _branched(over, self._plan.goals[number], shown, cuts)

    @property
    def proofs(self) -> tuple[GoalProof, ...]:
        """Those found so far, in the order of the goals."""
        return tuple(self._proofs[number] for number in sorted(self._proofs))

    def _open(self) -> dict[int, GoalResult]:
        """The goals whose values are above what is known, by their numbers."""
        known = self._known
        return {
            number: goal
            for number, goal in enumerate(self._plan.goals)
            if goal.value > known.get(goal.goal, goal.value - 1)
        }

    def _relax_in_order(self, stages: _Stages, budget: Budget, longest: Budget) -> bool:
        """Whether every open goal is relaxed to the end, now or before; each may take `longest`.

        A linear program that is ended early shows little: what is begun is ended. Goals that were relaxed
        before, at other values of those held, come after the others: their proofs are counted again.
        """
        sifting, values = stages.sifting, tuple(goal.value for goal in stages.goals)
        before = {len(held) for held in sifting.ended} if sifting else set[int]()
        for number in sorted(self._open(), key=lambda number: (number in before, number)):
            if sifting is None or values[:number] in sifting.ended:
                continue
            prover = stages.prover(number, longest)
            self._shown[number] = prover, prover.root(), ()
            if not longest.spent():
                sifting.ended.add(values[:number])
            self.midway = budget.spent()
            if self.midway:
                return False
        return True

    def _prove(self, stages: _Stages, budget: Budget) -> None:
        """One relaxation of each goal, then those still open share what is left."""
        goals, roots = self._open(), budget.at_least(self._tuning.root_seconds)
        rest = [number for number in goals if number not in self._shown]
        for waiting, number in zip(range(len(rest), 0, -1), rest, strict=True):
            prover = stages.prover(number, roots.share(waiting))
            self._shown[number] = prover, prover.root(), ()
        bounds = {number: max(root.bound, 0) for number, (_, root, _) in self._shown.items()}
        open_goals = sum(goal.value > bounds[number] for number, goal in goals.items())
        for number, goal in goals.items():
            is_open = goal.value > bounds[number]
            share = budget.share(open_goals) if is_open else budget
            self._proofs[number] = self._proof(stages, number, share)
            open_goals -= is_open

    def _proof(self, stages: _Stages, number: int, budget: Budget) -> GoalProof:
        """The ladder above the relaxation: some branches, pools, cuts, and branch and bound from the best."""
        goal, tuning, (_, root, _) = stages.goals[number], self._tuning, self._shown[number]
        prover = stages.prover(number, budget)
        to_pack = tuning.pools and not stages.bare and root.bound < goal.value
        if to_pack and (knapsacks := Knapsacks.of(prover)) is not None:
            tree = knapsacks.tree(prover, goal.value)
            proof = GoalProof(goal.goal, _floor(prover, tree), tree)
            if proof.bound >= root.bound:
                return proof
        to_fill = any(family.rule == "full_loads empty" for family in stages.relaxation.families)
        first = self._first(
            stages, number, budget.part(tuning.first_share), 0 if to_fill else tuning.first_nodes
        )
        if first.bound >= goal.value:
            return first
        prover, cuts, pooled = stages.prover(number, budget), tuple[Cut, ...](), root
        if tuning.pools and not stages.bare:
            part = budget.part(tuning.pool_share_to_fill if to_fill else tuning.pool_share)
            pooled = pool_bound(replace(prover, budget=part), prover.aim, root)
        self._shown[number] = prover, pooled, ()
        while max(pooled.bound, root.bound) < goal.value and root.primal is not None:
            if len(cuts) >= tuning.most_cuts or budget.spent():
                break
            found = separated(stages.relaxation, root.primal, violated=tuning.violated, spent=budget.spent)
            more = tuple(cut for cut in found if cut not in cuts)
            cut = stages.prover(number, budget, cuts + more) if more else prover
            cut_root = cut.root(root.basis) if more else root
            if not more or cut_root.bound < root.bound:
                break
            cuts, prover, root = cuts + more, cut, cut_root
            if root.bound > pooled.bound:
                self._shown[number] = prover, root, cuts
        if pooled.bound > root.bound:
            prover, root, cuts = stages.prover(number, budget), pooled, ()
        return max(_branched(prover, goal, root, cuts), first, key=lambda proof: proof.bound)

    def _first(self, stages: _Stages, number: int, budget: Budget, nodes: int) -> GoalProof:
        """Rows of the tableau rounded, and some branches; what shows it if the goal before would be worse."""
        goal, (prover, root, _) = stages.goals[number], self._shown[number]
        if nodes and number and prover.dual.goal and prover.dual.goal.implied and root.bound < goal.value:
            before = stages.against(number, budget.part(self._tuning.against_share))
            prover_before, tree, roundings = _rounded(before, before.root(), nodes)
            floor = prover_before.dual.floor(tree)
            if floor is None or floor >= prover_before.aim:
                held = ("held", stages.goals[number - 1].goal)
                return GoalProof(goal.goal, goal.value, _contradicting(tree, held), roundings=roundings)
        prover, tree, roundings = _rounded(replace(prover, budget=budget), root, nodes)
        return GoalProof(goal.goal, _floor(prover, tree), tree, roundings=roundings)


@dataclass(frozen=True, eq=False)
class _Stages:
    """What the lexicographic stages of a plan have in common."""

    relaxation: Relaxation
    goals: GoalTable
    session: Session
    branchable: tuple[Ints, ...]
    tuning: ProofTuning
    sifting: Sifting | None = None

    @property
    def bare(self) -> bool:
        """Whether the whole program is never written out: it is sifted, and too large for pools."""
        return self.sifting is not None and len(self.relaxation.upper) > self.tuning.pool_columns

    def prover(self, number: int, budget: Budget, cuts: tuple[Cut, ...] = ()) -> Prover:
        """Of a goal, supposed to be below its value, under the rows of `cuts` and those before it held."""
        return self._prover(self.relaxation.goals[number], self.goals[number].value, number, budget, cuts)

    def against(self, number: int, budget: Budget) -> Prover:
        """That the goal before would be above its value, were this one below."""
        form, worse = self.relaxation.goals[number - 1], self.goals[number - 1].value + 1
        return self._prover(form, worse, number, budget, ())

    def _prover(
        self, form: LinearGoal, aim: int, number: int, budget: Budget, cuts: tuple[Cut, ...]
    ) -> Prover:
        """Of `form`, with what goal `number` implies below its value, for the judge and for an engine."""
        relaxation, forms = self.relaxation, self.relaxation.goals
        if cuts:
            relaxation = relaxation.under(cut_rows(relaxation, cuts))
        below = forms[number], self.goals[number].value - 1
        held = [(each, goal.value) for each, goal in zip(forms[:number], self.goals, strict=False)]
        for each, value in (*held, below):
            relaxation = relaxation.supposing(each, value)
        for each, value in held:
            relaxation = relaxation if each is form else relaxation.holding(each, value)
        dual = DualBound(relaxation, form)
        program = program_of(replace(relaxation, families=()) if self.bare else relaxation, form)
        return Prover(
            dual,
            program,
            self.session,
            budget,
            self.branchable,
            aim=aim,
            tuning=self.tuning,
            sifting=self.sifting,
        )


def _rounded(plain: Prover, root: Relaxed, nodes: int) -> tuple[Prover, Tree, tuple[Rounding, ...]]:
    """Rows of the tableau rounded as long as there are any, and up to so many branches below them."""
    tuning, base, given, prover = plain.tuning, plain.dual.relaxation, tuple[Rounding, ...](), plain
    rounds = tuning.rounding_rounds if nodes and len(base.upper) <= tuning.rounding_columns else 0
    for _ in range(rounds):
        tableau = None if root.bound >= plain.aim else prover.tableau(root)
        if tableau is None or root.primal is None:
            break
        more = roundings_at(base, tableau, root.primal, given, tuning)
        if not more:
            break
        given += more
        prover = plain.under(rounding_rows(base, given))
        root = prover.root(root.basis)
    return prover, branch_and_bound(prover, root, nodes), given


def _contradicting(tree: Tree, held: Key) -> Tree:
    """A tree that shows of the goal held that it is above its value, as one that nothing is feasible."""
    if not isinstance(tree, Leaf):
        return replace(tree, down=_contradicting(tree.down, held), up=_contradicting(tree.up, held))
    return Leaf(0, (*tree.multipliers, (held, tree.scale)), tree.pools) if tree.scale else tree


def _branched(prover: Prover, goal: GoalResult, root: Relaxed, cuts: tuple[Cut, ...]) -> GoalProof:
    """What branch and bound from `root` on shows, by the judge's arithmetic."""
    tree = branch_and_bound(prover, root)
    return GoalProof(goal.goal, _floor(prover, tree), tree, cuts)


def _floor(prover: Prover, tree: Tree) -> int:
    """What a tree shows of what is aimed at."""
    floor, aim = prover.dual.floor(tree), int(prover.aim)
    if floor is None:  # nothing is feasible where the goal is supposed to be better
        floor = aim if prover.dual.goal and prover.dual.goal.implied else 0
    return max(min(aim, floor), 0)
