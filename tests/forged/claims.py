"""False claims of ten sorts: bounds above the best value, worse plans called proven, promises called broken.

Every claim made here is false: it says of a goal that no plan goes below a number, and the best plan does; or
a goal of a worse plan is called proven; or no plan is said to keep some promises, and one does; or a plan
states what it does not do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from evacopt.domain.certificate import Certificate, GoalProof, Leaf, Tree
from evacopt.domain.plan import Assignments, GoalTable, Plan
from evacopt.domain.replanned import Replanned
from evacopt.errors import PlanError
from evacopt.files import certificate_object
from evacopt.files.certificate_file import certificate_of
from evacopt.judge.certificate import check_certificate, check_contradiction
from evacopt.judge.goals import count_goals, unjudged
from evacopt.judge.verify import verify
from tests.forged.tampering import (
    branched,
    changed,
    clash,
    cut_short,
    in_words,
    miscounted,
    misnamed,
    names_of,
    pooled,
    with_names,
)
from tests.forged.truths import Truth

ACCEPTED = "accepted"


@dataclass(frozen=True, eq=False)
class Claim:
    """What is claimed of an instance, and of what sort it is.

    Attributes
    ----------
    plan : `None` where none is said to be
    baseline : what whoever checks it has at hand for `changes`
    false : the goals of which something false is said; empty where it is the plan itself
    """

    sort: str
    truth: Truth
    plan: Plan | None
    certificate: Certificate
    baseline: Plan | None
    false: frozenset[str] = frozenset()

    def verdict(self, *, first_form: bool = False) -> str:
        """`ACCEPTED`, or what refuses it: its file, the judge of plans, or that it shows less or nothing.

        With `first_form` its rows and columns are named by words, as in files of earlier versions.
        """
        instance, content = self.truth.instance, certificate_object(self.certificate)
        try:
            read = json.loads(json.dumps(in_words(content) if first_form else content))
            certificate = certificate_of(read, "file")
        except PlanError:
            return "no certificate file"
        if self.plan is None:
            found = check_contradiction(instance, certificate)
        else:
            found = check_certificate(instance, self.plan, certificate, baseline=self.baseline)
            if not found and verify(instance, self.plan, baseline=self.baseline):
                return "by the judge of plans"
            if not found and self.false and self.false <= {*unjudged(instance, self.plan, self.baseline)}:
                return "not judged"
        if not found:
            return ACCEPTED
        short = all(" shows " in f" {row.text}" for row in found) and self.plan is not None
        return "shows less" if short else "cannot be followed"


def claims(known: Sequence[Truth], rng: Random) -> Iterator[Claim]:
    """Without end; the sorts take turns."""
    while True:
        for sort, make in SORTS.items():
            yield make(sort, known, rng)


def _too_high(sort: str, truth: Truth, rng: Random, change: Callable[[GoalProof], GoalProof]) -> Claim:
    """A best plan, its proofs tampered with, and a bound above one of its values."""
    number = rng.randrange(len(truth.certificate.proofs))
    proofs = [change(proof) if rng.random() < 0.5 else proof for proof in truth.certificate.proofs]
    wrong = change(truth.certificate.proofs[number])
    proofs[number] = replace(wrong, bound=truth.best[number] + rng.choice((1, 1, 1, 2, 1000)))
    made = replace(truth.certificate, proofs=tuple(proofs))
    false = frozenset({truth.plan.goals[number].goal})
    return Claim(sort, truth, truth.plan, made, truth.baseline, false)


def _names(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    """Rows and columns named by what clashes with them, also cuts and branches over such."""
    truth = rng.choice([truth for truth in known if truth.called_as_ways] or known)
    rows, columns = clash(truth.relaxation.row, rng), clash(truth.relaxation.column, rng)

    def change(proof: GoalProof) -> GoalProof:
        start = rng.choice((proof, cut_short(truth, proof, rng, clashing=True), branched(truth, proof, rng)))
        return start if rng.random() < 0.4 else with_names(start, lambda name: columns(rows(name)))

    return _too_high(sort, truth, rng, change)


def _rows(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    truth = rng.choice(known)
    rename = misnamed(truth.relaxation.row, rng)
    return _too_high(sort, truth, rng, lambda proof: with_names(proof, rename))


def _multipliers(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    truth = rng.choice(known)
    return _too_high(sort, truth, rng, lambda proof: miscounted(truth, proof, rng))


def _cuts(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    truth = rng.choice(known)
    return _too_high(sort, truth, rng, lambda proof: cut_short(truth, proof, rng))


def _pools(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    truth = rng.choice(known)
    return _too_high(sort, truth, rng, lambda proof: pooled(truth, proof, rng))


def _kinds(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    """By commodities: the multipliers of both ways, with and without those that only one of them knows."""
    truth = rng.choice(known)
    rows = list(truth.by_commodities.row)

    def change(proof: GoalProof) -> GoalProof:
        tree: Tree = proof.tree
        while not isinstance(tree, Leaf):
            tree = rng.choice((tree.down, tree.up))
        given = [
            (name, p)
            for name, p in tree.multipliers
            if name in rows or name[0] == "held" or rng.random() < 0.02
        ]
        some = rng.sample(rows, min(len(rows), rng.choice((0, 0, 1, 3))))
        more = [(key, rng.choice((1, 2**16, 2**20, 10**30))) for key in some if key not in dict(given)]
        leaf = Leaf(max(tree.scale, 1), (*given, *more))
        return (
            miscounted(truth, replace(proof, tree=leaf, cuts=()), rng)
            if rng.random() < 0.6
            else replace(proof, tree=leaf, cuts=())
        )

    claim = _too_high(sort, truth, rng, change)
    kinds = rng.random() < 0.8  # else of both kinds in one certificate
    proofs = tuple(
        replace(proof, wholesale=kinds or rng.random() < 0.5) for proof in claim.certificate.proofs
    )
    return replace(claim, certificate=replace(claim.certificate, proofs=proofs))


def _branches(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    """Branches that leave something out; one in four says that promises contradict each other."""
    truth = rng.choice(known)
    if rng.random() < 0.75:
        return _too_high(sort, truth, rng, lambda proof: branched(truth, proof, rng))
    proof = branched(truth, rng.choice(truth.certificate.proofs), rng)
    tree = changed(proof.tree, lambda leaf: Leaf(0, leaf.multipliers))
    made = replace(truth.certificate, proofs=(), conflict=tuple(names_of(tree)), contradiction=tree)
    return Claim(sort, truth, None, made, truth.baseline)


def _of_another(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    """The proofs of another instance, as they are or with rows of this one, said to be of this one."""
    truth, other = rng.choice(known), rng.choice(known)
    here = list(truth.relaxation.row)
    proofs = []
    for goal, value in zip(truth.plan.goals, truth.best, strict=True):
        same = [proof for proof in other.certificate.proofs if proof.goal == goal.goal]
        proof = rng.choice(same or list(other.certificate.proofs))
        if rng.random() < 0.5:
            proof = replace(with_names(proof, lambda _: rng.choice(here)), cuts=())
        proofs.append(replace(proof, goal=goal.goal, bound=value + 1))
    number = rng.randrange(len(proofs))
    kept = [proof if at == number else replace(proof, bound=0) for at, proof in enumerate(proofs)]
    made = replace(truth.certificate, proofs=tuple(kept))
    false = frozenset({truth.plan.goals[number].goal})
    if rng.random() < 0.1:
        made = replace(made, instance_sha256=other.instance.sha256, values=other.certificate.values)
    return Claim(sort, truth, truth.plan, made, truth.baseline, false)


def _baselines(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    """Changes counted against nothing, against another plan, or not as they are."""
    truth = rng.choice([truth for truth in known if truth.baseline is not None])
    assert truth.baseline is not None
    moved = replace(truth.baseline, assignments=truth.baseline.assignments[: rng.randrange(2)])
    link = Replanned(before=truth.baseline.sha256, as_of=truth.instance.begins)
    plan = replace(truth.plan, replanned=rng.choice((link, None)))
    number = [goal.goal for goal in plan.goals].index("changes")
    if rng.random() < 0.5:
        claim = _too_high(sort, truth, rng, lambda proof: rng.choice((proof, miscounted(truth, proof, rng))))
        given = moved if plan.replanned else truth.baseline
        return replace(claim, plan=plan, baseline=rng.choice((None, truth.baseline, given)))
    said = rng.choice([value for value in (0, 1, 2, 5) if value != truth.best[number]])
    goals = [*plan.goals]
    goals[number] = replace(goals[number], value=said, bound=said, grade="proven")
    values = tuple((goal.goal, goal.value) for goal in goals)
    proofs = [proof for proof in truth.certificate.proofs if proof.goal != "changes"]
    if rng.random() < 0.5:
        proofs = [*truth.certificate.proofs]
        proofs[number] = replace(proofs[number], bound=said)
    made = replace(truth.certificate, values=values, proofs=tuple(proofs))
    return Claim(
        sort,
        truth,
        replace(plan, goals=GoalTable(tuple(goals))),
        made,
        rng.choice((None, truth.baseline)),
        frozenset({"changes"}),
    )


def _values(sort: str, known: Sequence[Truth], rng: Random) -> Claim:
    """A worse plan called proven; other values, bounds above them, grades without proof, broken rules."""
    while True:
        truth = rng.choice(known)
        how = rng.randrange(5)
        if how == 0 and (worse := _worse(truth, rng)) is not None:
            return _of_plan(sort, truth, worse, rng)
        number = rng.randrange(len(truth.best))
        goal = truth.plan.goals[number]
        if how == 1 and goal.value > 0:
            less = replace(goal, value=goal.value - 1, bound=min(goal.bound or 0, goal.value - 1))
            return _of_plan(sort, truth, _with_goal(truth.plan, number, less), rng)
        if how == 2:
            return _of_plan(
                sort, truth, _with_goal(truth.plan, number, replace(goal, bound=goal.value + 1)), rng
            )
        if how == 3 and goal.value > 0:
            fewer = tuple(proof for proof in truth.certificate.proofs if proof.goal != goal.goal)
            graded = _with_goal(truth.plan, number, replace(goal, bound=goal.value, grade="proven"))
            made = replace(truth.certificate, proofs=fewer)
            return Claim(sort, truth, graded, made, truth.baseline)
        if how == 4 and len(truth.plan.assignments):
            row = rng.randrange(len(truth.plan.assignments))
            rows = [*truth.plan.assignments]
            rows[row] = replace(rows[row], parties=rows[row].parties + rng.choice((50, 10**6)))
            broken = replace(truth.plan, assignments=Assignments.of(rows))
            return Claim(sort, truth, broken, truth.certificate, truth.baseline)


def _with_goal(plan: Plan, number: int, goal: Any) -> Plan:
    goals = [*plan.goals]
    goals[number] = goal
    return replace(plan, goals=GoalTable(tuple(goals)))


def _of_plan(sort: str, truth: Truth, plan: Plan, rng: Random) -> Claim:
    """The certificate says what the plan says, by the proofs of the best one, tampered with."""
    values = tuple((goal.goal, goal.value) for goal in plan.goals)
    proofs = [
        replace(miscounted(truth, proof, rng) if rng.random() < 0.5 else proof, bound=goal.value)
        for proof, goal in zip(truth.certificate.proofs, plan.goals, strict=True)
    ]
    made = replace(truth.certificate, values=values, proofs=tuple(proofs))
    return Claim(sort, truth, plan, made, truth.baseline)


def _worse(truth: Truth, rng: Random) -> Plan | None:
    """The plan without one of its assignments, all goals called proven; `None` if it breaks a rule."""
    rows = list(truth.plan.assignments)
    if not rows:
        return None
    rows.pop(rng.randrange(len(rows)))
    bare = replace(truth.plan, assignments=Assignments.of(rows), goals=GoalTable())
    counted = count_goals(truth.instance, bare, baseline=truth.baseline)
    if verify(truth.instance, bare) or tuple(value for _, value in counted) <= truth.best:
        return None
    goals = tuple(
        replace(goal, value=value, bound=value, grade="proven")
        for goal, (_, value) in zip(truth.plan.goals, counted, strict=True)
    )
    return replace(bare, goals=GoalTable(goals))


SORTS: dict[str, Callable[[str, Sequence[Truth], Random], Claim]] = {
    "clashing names": _names,
    "tampered rows": _rows,
    "multipliers": _multipliers,
    "cuts": _cuts,
    "pools": _pools,
    "kinds": _kinds,
    "branches": _branches,
    "another instance": _of_another,
    "other baselines": _baselines,
    "values, grades, plans": _values,
}
"""How claims of each sort are made."""
