"""The incumbent: the best judged plan so far, what is claimed of it, and what proofs show of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from evacopt.domain import reason_texts
from evacopt.domain.certificate import Certificate, GoalProof
from evacopt.domain.phrase import headed, joined, phrase
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Reason
from evacopt.errors import BackendError
from evacopt.judge.certificate import Floors
from evacopt.judge.goals import count_goals
from evacopt.judge.limits import RefusedError, TooLargeError
from evacopt.judge.verify import verify
from evacopt.planning.method import FromFlow, FromModel, Proposal, Task
from evacopt.proof.certify import certified
from evacopt.reasons.reasons import staying

NOT_LOOKED_AT = Reason("not_looked_at", reason_texts.NOT_LOOKED_AT)

Values = tuple[int, ...]
"""Of the goals, in their order."""


@dataclass(frozen=True, eq=False)
class Held:
    """A plan that the judge accepted, its goals counted, and the proposal that it comes from."""

    plan: Plan
    values: Values
    proposal: Proposal

    @property
    def by_rows(self) -> bool:
        """Whether it is a point of the whole model."""
        return isinstance(self.proposal.source, FromModel)


@dataclass(frozen=True, eq=False)
class _Shown:
    """What the judge says that a proof shows of goal `number`, those before it no worse than `before`.

    Attributes
    ----------
    again : other values of the goals before it at which it was counted again
    """

    number: int
    before: Values
    proof: GoalProof
    floor: int
    again: set[Values] = field(default_factory=set)

    def stands(self, values: Values) -> bool:
        """Whether it shows as much of a plan of such values: where no goal before it is worse."""
        return all(now <= then for now, then in zip(values, self.before, strict=False))


class Incumbent:
    """Takes proposals and proofs of any thread; no plan is ever exchanged for a worse one.

    Plans are compared goal by goal in order, as the judge counts them. A proof is kept by its multipliers: it
    holds for every plan none of whose goals before it is worse, and is counted again for any other.

    Attributes
    ----------
    best : the best so far
    changed : is notified of better plans
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self.best: Held | None = None
        self._seen: Proposal | None = None
        self.changed = threading.Condition()
        self.floors = Floors(task.instance, task.baseline)
        self._claimed = set[Values]()
        self._solved = set[Values]()
        self._shown = list[_Shown]()

    def offer(self, proposal: Proposal) -> bool:
        """Whether the plan of a proposal is better, by the judge's count, than what there was.

        Raises
        ------
        BackendError
            If the judge rejects what was sure: then model and judge differ, and nothing may leave the house.
        """
        instance, baseline = self._task.instance, self._task.baseline
        bare = proposal.source.plan()
        assert bare is not None
        counted = count_goals(instance, bare, baseline=baseline)
        values = tuple(value for _, value in counted)
        reasons = (NOT_LOOKED_AT,) if isinstance(proposal.source, FromFlow) else ()
        goals = GoalTable(tuple(GoalResult(name, value, None, "feasible") for name, value in counted))
        plan = replace(bare, goals=goals, unserved=staying(instance, bare, reasons))
        violations = verify(instance, plan, baseline=baseline)
        self._seen = proposal
        if violations and not proposal.doubtful:
            raise BackendError(
                headed(phrase("the plan breaks a rule and is withheld"), joined("; ", map(str, violations)))
            )
        with self.changed:
            if violations:
                return False
            self._note_claims(proposal, values)
            if self.best is not None and values >= self.best.values:
                return False
            self.best = Held(plan, values, proposal)
            self.changed.notify_all()
            return True

    def has_seen(self, proposal: Proposal) -> bool:
        """Whether the judge has counted its plan."""
        return proposal is self._seen

    def _note_claims(self, proposal: Proposal, values: Values) -> None:
        """What an engine calls best is so for every plan as good in the goals up to that one."""
        for number, (claim, value) in enumerate(zip(proposal.claims, values, strict=False)):
            if claim.grade == "claimed" and claim.value == value:
                self._claimed.add(values[: number + 1])
        if proposal.outcome == "solved":
            self._solved.add(values)

    @property
    def solved(self) -> bool:
        """Whether a method says that it has solved every goal to the end, and there is nothing better."""
        return self.best is not None and self.best.values in self._solved

    def show(self, held: Held, proofs: Iterable[GoalProof]) -> bool:
        """Take in proofs that the judge has counted at the values of `held`; whether any shows more."""
        names, more = [goal.goal for goal in held.plan.goals], False
        for proof in proofs:
            number = names.index(proof.goal)
            with self.changed:
                before = self._floor(number, held.values)
                more = more or proof.bound > before
                if proof.bound >= before:
                    self._add(_Shown(number, held.values[:number], proof, proof.bound))
        return more

    def _add(self, shown: _Shown) -> None:
        """Only what shows more, or of more plans, than another of the same kind of rows is kept beside it."""
        self._shown = [
            other
            for other in self._shown
            if (other.number, other.proof.wholesale) != (shown.number, shown.proof.wholesale)
            or other.floor > shown.floor
        ]
        self._shown.append(shown)

    def _floor(self, number: int, values: Values) -> int:
        """What is known of a goal of a plan of such values; without a proof 0."""
        stand = (one.floor for one in self._shown if one.number == number and one.stands(values))
        return max(stand, default=0)

    def known(self, held: Held) -> dict[str, int]:
        """What proofs show of goals of `held`, as far as they stand without being counted again."""
        with self.changed:
            shown = {one.number for one in self._shown if one.stands(held.values)}
            return {held.plan.goals[at].goal: self._floor(at, held.values) for at in sorted(shown)}

    def bound_of(self, goal: str) -> int | None:
        """What is known of a goal of the best plan; no goal is below 0."""
        return None if self.best is None else self.known(self.best).get(goal, 0)

    @property
    def proven(self) -> bool:
        """Whether every goal of the best plan meets its bound."""
        held = self.best
        if held is None:
            return False
        known = self.known(held)
        return all(goal.value <= known.get(goal.goal, 0) for goal in held.plan.goals)

    def recount(self, held: Held) -> None:
        """Have the judge count proofs of other plans at the values of `held`.

        One that does not stand shows less; one that stands may show more, as fewer who stay of a class take
        seats of the next. What is shown of those plans is kept beside it: it may stand for one better still.
        """
        with self.changed:
            others = [one for one in self._shown if one.before != held.values[: one.number]]
        for one in others:
            before, value = held.values[: one.number], held.values[one.number]
            if before in one.again or self._floor(one.number, held.values) >= value:
                continue
            most = value if one.stands(held.values) else min(one.proof.bound, value)
            proof = replace(one.proof, bound=most)
            certificate = replace(self._certificate(held), proofs=(proof,))
            try:
                floor = min(self.floors.floor(certificate, 0), most)
            except (RefusedError, TooLargeError):
                floor = 0
            with self.changed:
                one.again.add(before)
                if floor > self._floor(one.number, held.values):
                    self._add(_Shown(one.number, before, one.proof, floor))

    def _certificate(self, held: Held) -> Certificate:
        values = tuple((goal.goal, goal.value) for goal in held.plan.goals)
        instance = self._task.instance
        return Certificate(instance_name=instance.name, instance_sha256=instance.sha256, values=values)

    def concluded(self) -> tuple[Plan, Certificate]:
        """The best plan with the bounds that its proofs show, graded, and the certificate that shows them."""
        held = self.best
        assert held is not None
        goals = tuple(
            replace(goal, grade="claimed") if held.values[: at + 1] in self._claimed else goal
            for at, goal in enumerate(held.plan.goals)
        )
        proofs = tuple(filter(None, (self._proof(at, held) for at in range(len(goals)))))
        return certified(self._task.instance, replace(held.plan, goals=GoalTable(goals)), proofs)

    def _proof(self, number: int, held: Held) -> GoalProof | None:
        """The proof that shows most of a goal of `held`."""
        stand = [one for one in self._shown if one.number == number and one.stands(held.values)]
        best = max(stand, key=lambda one: one.floor, default=None)
        return None if best is None else replace(best.proof, bound=min(best.floor, held.values[number]))
