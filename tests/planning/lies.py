"""False claims made from true ones: what a careless or dishonest certificate could look like.

Every claim made here is false: it says of a goal that no plan goes below a number, and a plan does; or that
no plan keeps some promises, and one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from evacopt.domain.certificate import Branch, Certificate, Cut, GoalProof, Leaf, Name, Tree
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, GoalTable, Plan
from evacopt.judge.certificate import check_certificate, check_contradiction
from evacopt.judge.goals import count_goals
from evacopt.judge.verdict import judge


@dataclass(frozen=True)
class Truth:
    """An instance, a best plan of it with its goals, and a certificate that holds."""

    instance: Instance
    plan: Plan
    certificate: Certificate


@dataclass(frozen=True)
class Lie:
    """What is claimed of an instance, and of what kind it is; `plan` is `None` where none is said to be."""

    kind: str
    instance: Instance
    plan: Plan | None
    certificate: Certificate

    def accepted(self) -> bool:
        """Whether the judge finds nothing wrong with plan and certificate."""
        if self.plan is None:
            return not check_contradiction(self.instance, self.certificate)
        return not judge(self.instance, self.plan) + check_certificate(
            self.instance, self.plan, self.certificate
        )


def lies(truths: list[Truth], random: Random) -> Iterator[Lie]:
    """Without end; the kinds take turns."""
    while True:
        for make in (_too_high, _worse_plan, _of_another, _no_plan):
            yield make(truths, random)


def _too_high(truths: list[Truth], random: Random) -> Lie:
    """A best plan, its proofs tampered with, and a bound above its value."""
    truth = random.choice(truths)
    number = random.randrange(len(truth.certificate.proofs))
    tampered = [_tampered(proof, random) for proof in truth.certificate.proofs]
    value = truth.certificate.values[number][1]
    tampered[number] = replace(tampered[number], bound=value + random.choice((1, 1, 2, 1000)))
    return _lie("bound too high", truth, truth.plan, tuple(tampered))


def _worse_plan(truths: list[Truth], random: Random) -> Lie:
    """A plan that is not best, each of its goals called proven, the certificate following it."""
    while True:
        truth = random.choice(truths)
        plan = _worse(truth, random)
        if plan is not None:
            break
    proofs = tuple(
        replace(_tampered(proof, random), bound=goal.value)
        for proof, goal in zip(truth.certificate.proofs, plan.goals, strict=True)
    )
    return _lie("worse plan", truth, plan, proofs)


def _of_another(truths: list[Truth], random: Random) -> Lie:
    """The proofs of another instance, renamed for this one, with bounds above the values of a best plan."""
    truth, other = random.choice(truths), random.choice(truths)
    proofs = []
    for goal, value in truth.certificate.values:
        tree, cuts = _with_other_rows(truth, random.choice(other.certificate.proofs), random)
        proofs.append(GoalProof(goal, value + 1, tree, cuts))
    return _lie("of another instance", truth, truth.plan, tuple(proofs))


def _no_plan(truths: list[Truth], random: Random) -> Lie:
    """That promises contradict each other where there is a plan, by any tree at hand."""
    truth = random.choice(truths)
    proof = _tampered(random.choice(truth.certificate.proofs), random)
    tree = _changed(proof.tree, lambda leaf: Leaf(0, leaf.multipliers))
    certificate = replace(truth.certificate, proofs=(), conflict=tuple(_names(tree)), contradiction=tree)
    return Lie("no plan", truth.instance, None, certificate)


def _lie(kind: str, truth: Truth, plan: Plan, proofs: tuple[GoalProof, ...]) -> Lie:
    values = tuple((goal.goal, goal.value) for goal in plan.goals)
    return Lie(kind, truth.instance, plan, replace(truth.certificate, values=values, proofs=proofs))


def _worse(truth: Truth, random: Random) -> Plan | None:
    """The plan without one of its assignments, all goals called proven; `None` if it breaks a rule."""
    rows = list(truth.plan.assignments)
    if not rows:
        return None
    rows.pop(random.randrange(len(rows)))
    bare = replace(truth.plan, assignments=Assignments.of(rows), unserved=(), goals=GoalTable())
    counted = count_goals(truth.instance, bare)
    if judge(truth.instance, bare) or counted <= [(goal.goal, goal.value) for goal in truth.plan.goals]:
        return None
    goals = tuple(
        replace(goal, value=value, bound=value, grade="proven")
        for goal, (_, value) in zip(truth.plan.goals, counted, strict=True)
    )
    return replace(bare, goals=GoalTable(goals))


def _tampered(proof: GoalProof, random: Random) -> GoalProof:
    """One thing or another of a proof changed."""
    change = random.choice(
        (_scaled, _dropped, _raised, _swapped, _pooled, _pruned, _moved, _cut, lambda proof, _: proof)
    )
    return change(proof, random)


def _leafwise(change: Callable[[Leaf, Random], Leaf]) -> Callable[[GoalProof, Random], GoalProof]:
    return lambda proof, random: replace(proof, tree=_changed(proof.tree, lambda leaf: change(leaf, random)))


def _changed(tree: Tree, change: Callable[[Leaf], Leaf]) -> Tree:
    if isinstance(tree, Leaf):
        return change(tree)
    return replace(tree, down=_changed(tree.down, change), up=_changed(tree.up, change))


def _names(tree: Tree) -> set[Name]:
    if isinstance(tree, Branch):
        return _names(tree.down) | _names(tree.up)
    return {name for name, _ in tree.multipliers}


_scaled = _leafwise(
    lambda leaf, random: replace(leaf, scale=max(0, leaf.scale // random.choice((2, 3, 10**9))))
)
_dropped = _leafwise(
    lambda leaf, random: replace(
        leaf, multipliers=tuple(row for row in leaf.multipliers if random.random() < 0.8)
    )
)
_raised = _leafwise(
    lambda leaf, random: replace(
        leaf,
        multipliers=tuple((name, p * random.choice((1, 1, 2, -1, 10**12))) for name, p in leaf.multipliers),
    )
)
_pooled = _leafwise(lambda leaf, random: replace(leaf, pools=_heaps(random)))
_swapped = _leafwise(lambda leaf, random: replace(leaf, multipliers=_shuffled(leaf.multipliers, random)))


def _heaps(random: Random) -> tuple[tuple[str, ...], ...]:
    """Some flights as pools, now and then one that is not there or in two of them."""
    names = [f"F{number}" for number in range(random.choice((2, 3, 9)))]
    return tuple(tuple(random.sample(names, random.choice((1, 1, 2)))) for _ in range(random.choice((1, 2))))


def _shuffled(rows: tuple[tuple[Name, int], ...], random: Random) -> tuple[tuple[Name, int], ...]:
    amounts = [p for _, p in rows]
    random.shuffle(amounts)
    return tuple((name, p) for (name, _), p in zip(rows, amounts, strict=True))


def _pruned(proof: GoalProof, random: Random) -> GoalProof:
    """A branch of which one side is said to be empty."""
    tree, empty = proof.tree, Leaf(0, ())
    if isinstance(tree, Leaf):
        return replace(proof, tree=Branch(random.choice([*_names(tree), "sorties F0"]), 0, tree, empty))
    return replace(proof, tree=random.choice((replace(tree, down=empty), replace(tree, up=empty))))


def _moved(proof: GoalProof, random: Random) -> GoalProof:
    """A branch at another number, or with its sides exchanged."""
    tree = proof.tree
    if isinstance(tree, Leaf):
        return replace(proof, tree=Leaf(0, tree.multipliers))
    moved = replace(tree, at=tree.at + random.choice((-1, 1, 5)))
    return replace(proof, tree=random.choice((moved, replace(tree, down=tree.up, up=tree.down))))


def _cut(proof: GoalProof, random: Random) -> GoalProof:
    """A cut that is too strong, in use."""
    if not proof.cuts:
        cut = Cut(random.choice(("F0", "F1")), (), -random.choice((1, 5)))
        leaf = _changed(
            proof.tree, lambda leaf: replace(leaf, multipliers=(*leaf.multipliers, ("cut 0", 10**6)))
        )
        return replace(proof, cuts=(cut,), tree=leaf)
    return replace(proof, cuts=tuple(replace(cut, most=cut.most - 1) for cut in proof.cuts))


def _with_other_rows(truth: Truth, proof: GoalProof, random: Random) -> tuple[Tree, tuple[Cut, ...]]:
    """A proof of another instance by names of rows of this one."""
    here = sorted(set[Name]().union(*(_names(own.tree) for own in truth.certificate.proofs)))
    if not here:
        return proof.tree, proof.cuts
    return (
        _changed(
            proof.tree,
            lambda leaf: replace(
                leaf, multipliers=tuple((random.choice(here), p) for _, p in leaf.multipliers)
            ),
        ),
        (),
    )
