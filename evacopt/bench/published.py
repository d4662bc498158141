"""The published set: the best plan known of each instance and its certificate, judged before believed.

Its folder has `set.toml`, a campaign that says which instances there are, and in `plans/` a plan and a
certificate of each, named by the instance. Tables there are made from these and never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from evacopt.domain.certificate import Certificate, GoalProof
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.errors import PlanError, UsageError
from evacopt.files import read_certificate, read_plan, write_certificate, write_plan
from evacopt.files.json_file import GZIP

SET = "set"
"""What the folder of the checkout is called for short."""
CHECKOUT = Path(__file__).resolve().parents[2] / "benchmarks" / SET
CAMPAIGN, PLANS = "set.toml", "plans"
PLAN, CERTIFICATE = ".plan.json", ".certificate.json"

Pair: TypeAlias = tuple[Plan, Certificate | None]
"""A plan and what shows its bounds, nothing of which has been judged."""


@dataclass(frozen=True, slots=True)
class Best:
    """A plan that keeps every rule, and bounds of its goals that hold: the judge has seen both.

    The goals of `plan` have the bounds that `certificate` shows, 0 where it shows none.
    """

    plan: Plan
    certificate: Certificate

    @property
    def pair(self) -> Pair:
        """Both, as they are kept."""
        return self.plan, self.certificate

    @property
    def values(self) -> tuple[int, ...]:
        """What it reaches, the most important goal first."""
        return tuple(goal.value for goal in self.plan.goals)

    @property
    def bounds(self) -> tuple[int, ...]:
        """What no plan that is as good in the goals before goes below, goal by goal."""
        return tuple(goal.bound or 0 for goal in self.plan.goals)

    @property
    def rank(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Less is better: values in lexicographic order, and of equal ones higher bounds."""
        return self.values, tuple(-bound for bound in self.bounds)


def set_folder(named: Path) -> Path:
    """The folder of a set: the one of that path, or `set` for that of the checkout.

    Raises
    ------
    UsageError
        If there is none, with how to get it.
    """
    for folder in (named, *([CHECKOUT] if named == Path(SET) else [])):
        if (folder / CAMPAIGN).is_file():
            return folder
    raise UsageError(
        f"{named} is no folder of a published set: it has no {CAMPAIGN}. The set does not come with the "
        "package; it is the folder benchmarks/set of the source of evacopt: name that"
    )


def read_pair(folder: Path, name: str) -> Pair | None:
    """The plan called `name` in `folder`, and its certificate if it has one; `None` where there is no plan.

    Raises
    ------
    PlanError
        If either cannot be read.
    """
    plan, certificate = _there(folder, name + PLAN), _there(folder, name + CERTIFICATE)
    if plan is None:
        return None
    return read_plan(plan), read_certificate(certificate) if certificate else None


def _there(folder: Path, name: str) -> Path | None:
    files = (folder / f"{name}{GZIP}", folder / name)
    return next((file for file in files if file.is_file()), None)


def write_pair(folder: Path, name: str, plan: Plan, certificate: Certificate | None) -> None:
    """Write both into `folder`, compressed, in place of those that are there.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    write_plan(plan, folder / f"{name}{PLAN}{GZIP}", force=True)
    if certificate is not None:
        write_certificate(certificate, folder / f"{name}{CERTIFICATE}{GZIP}", force=True)


def judged(instance: Instance, plan: Plan, certificates: Iterable[Certificate]) -> Best:
    """`plan` with the highest bound of each goal that one of `certificates` proves at its values.

    A proof speaks of any plan that is as good in the goals before, whichever plan it was made with; one that
    does not hold of this plan is left out.

    Raises
    ------
    PlanError
        If the plan breaks a rule or states what is not so.
    """
    from evacopt.judge.certificate import Floors
    from evacopt.judge.goals import count_goals
    from evacopt.judge.limits import RefusedError, TooLargeError
    from evacopt.judge.verify import verify

    broken = verify(instance, plan)
    if broken:
        raise PlanError([Finding(rule=str(violation), place=instance.name) for violation in broken])
    values, shows = tuple(count_goals(instance, plan)), Floors(instance)
    known = Certificate(instance_name=instance.name, instance_sha256=instance.sha256, values=values)
    best: dict[str, GoalProof] = {}
    for proof in (proof for one in certificates for proof in one.proofs):
        if proof.bound > (best[proof.goal].bound if proof.goal in best else 0):
            with suppress(RefusedError, TooLargeError):
                if shows.floor(replace(known, proofs=(proof,)), 0) >= proof.bound:
                    best[proof.goal] = proof
    proofs = tuple(best[goal] for goal, _ in values if goal in best)
    goals = (_result(goal, value, best.get(goal)) for goal, value in values)
    return Best(replace(plan, goals=GoalTable(tuple(goals))), replace(known, proofs=proofs))


def _result(goal: str, value: int, proof: GoalProof | None) -> GoalResult:
    bound = proof.bound if proof else 0  # no goal is below 0
    return GoalResult(goal, value, bound, "proven" if bound == value else "feasible")


def best_of(instance: Instance, pairs: Sequence[Pair]) -> Best:
    """The best of plans, of equally good ones the first, with the best bounds that any of them came with.

    Raises
    ------
    PlanError
        If a plan breaks a rule.
    """
    certificates = [certificate for _, certificate in pairs if certificate is not None]
    return min((judged(instance, plan, certificates) for plan, _ in pairs), key=lambda best: best.rank)


def known_best(folder: Path, instance: Instance) -> Best | None:
    """What the set in `folder` has of `instance`, judged; `None` where that is none of the set.

    It is none of the set if it only has the name of one, as where it is solved by another policy.

    Raises
    ------
    PlanError
        If the set has a plan or a certificate of it that does not hold.
    """
    pair = read_pair(folder / PLANS, instance.name)
    if pair is None or pair[0].instance_sha256 != instance.sha256:
        return None
    plan, certificate = pair
    best = judged(instance, plan, [certificate] if certificate else [])
    if (plan.goals, certificate) != (best.plan.goals, best.certificate):
        rule = "has a certificate in the set that does not hold, or does not show the bounds of its plan"
        raise PlanError([Finding(rule=rule, place=instance.name)])
    return best
