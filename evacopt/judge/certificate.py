"""Certificates checked: the rows come from the instance, only the multipliers from the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.certificate import Certificate, Cut, Key, Leaf, Name, RowBranch, Tree
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase, why
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.judge.bounds import DualBound
from evacopt.judge.goals import count_goals, unjudged
from evacopt.judge.keys import words
from evacopt.judge.knapsack import Numbers, Segment, exactly
from evacopt.judge.limits import LIMITS, SAFE, Limits, RefusedError, TooLargeError
from evacopt.judge.relaxation import relax
from evacopt.judge.rounding import rounding_rows
from evacopt.judge.rows import Entries, Family, Relaxation, ints
from evacopt.judge.verify import other_baseline

if TYPE_CHECKING:
    from evacopt.judge.lagrangian import LagrangianBound

PROMISES = {"share_min at least", "pin", "pin at least", "rule", "rule at least"}
"""The rules of the rows that leaving everybody behind can break."""


def check_certificate(
    instance: Instance,
    plan: Plan,
    certificate: Certificate,
    *,
    baseline: Plan | None = None,
    limits: Limits = LIMITS,
) -> list[Violation]:
    """Every claim of `certificate` that does not hold, and every claim of `plan` that it does not carry.

    Empty means: the values are those of `plan`, each bound is a bound, and each goal that the plan calls
    `proven` has its value as its bound. The goals of `unjudged` are not among these.
    """
    unknown = _without_baseline(instance, plan, certificate, baseline)
    if unknown is not None:
        return [unknown]
    counted = count_goals(instance, plan, baseline=baseline)
    if (certificate.instance_sha256, list(certificate.values)) != (instance.sha256, counted):
        return [
            Violation("certificate", "values", phrase("are of another instance, or not those of the plan"))
        ]
    shows, floors, broken = Floors(instance, baseline, limits), dict[str, int](), list[Violation]()
    for number, proof in enumerate(certificate.proofs):
        try:
            floors[proof.goal] = shows.floor(certificate, number)
        except TooLargeError as failure:
            return [
                Violation(
                    "certificate", "instance", phrase("cannot be checked: {failure}", failure=why(failure))
                )
            ]
        except RefusedError as refusal:
            broken.append(Violation("certificate", proof.goal, why(refusal)))
    return sorted({*broken, *_unsupported(plan, certificate, floors)})


def _without_baseline(
    instance: Instance, plan: Plan, certificate: Certificate, baseline: Plan | None
) -> Violation | None:
    """Why `changes`, and what comes after it, cannot be checked; nothing where none are stated."""
    if not unjudged(instance, plan, baseline):
        return None
    if baseline is not None:
        return other_baseline("certificate", plan, baseline)
    if plan.replanned is None and not dict(certificate.values).get("changes"):
        return None
    why = phrase("needs the plan that it compares with")
    if plan.replanned:
        why = phrase("needs the plan that it compares with, sha256 {sha256}", sha256=plan.replanned.before)
    return Violation("certificate", "changes", why)


class Floors:
    """What the proofs of one instance show; rows of either kind are made when they are first asked for."""

    def __init__(self, instance: Instance, baseline: Plan | None = None, limits: Limits = LIMITS) -> None:
        self._instance, self._baseline, self._limits = instance, baseline, limits

    @cached_property
    def relaxation(self) -> Relaxation:
        """The rows by pairs; raises TooLargeError."""
        return relax(self._instance, self._baseline, self._limits)

    @cached_property
    def commodities(self) -> LagrangianBound:
        """The rows by commodities and legs; raises TooLargeError."""
        from evacopt.judge.lagrangian import lagrangian_bound

        return lagrangian_bound(self._instance, self._limits)

    def floor(self, certificate: Certificate, number: int) -> int:
        """What the goal of proof `number` is at least, earlier goals held at the values.

        Raises
        ------
        RefusedError
            If the proof cannot be followed, or leaves no plan where there is one.
        TooLargeError
            If there is more of the instance than is tried.
        """
        if certificate.proofs[number].wholesale:
            return lagrangian_floor(self.commodities, certificate, number)
        return floor_of(self.relaxation, certificate, number, self._limits)


def lagrangian_floor(rows: LagrangianBound, certificate: Certificate, number: int) -> int:
    """What the goal of proof `number` is at least, by commodities; raises as `floor_of` does."""
    proof, names = certificate.proofs[number], [name for name, _ in certificate.values]
    tree, more = proof.tree, proof.cuts or proof.roundings
    bare = isinstance(tree, Leaf) and not (tree.pools or tree.congruence or tree.surrogate)
    if not isinstance(tree, Leaf) or not bare or more or proof.goal not in names:
        raise RefusedError(phrase("is no leaf over a goal of the plan"))
    values = [value for _, value in certificate.values]
    return rows.floor(names.index(proof.goal), values, tree.scale, tree.multipliers)


def floor_of(relaxation: Relaxation, certificate: Certificate, number: int, limits: Limits = LIMITS) -> int:
    """What the goal of proof `number` is at least, earlier goals held at the values.

    What a goal implies may be used of it as well: were it below the bound that the proof states, it would be
    no more than the whole number before that.

    Raises
    ------
    RefusedError
        If the proof cannot be followed, or leaves no plan where there is one.
    """
    proof, goals = certificate.proofs[number], relaxation.goals
    at = next((at for at, goal in enumerate(goals) if goal.name == proof.goal), None)
    if at is None:
        raise RefusedError(phrase("is no goal of the plan"))
    relaxation = relaxation.under(cut_rows(relaxation, proof.cuts, limits))
    held = dict(certificate.values)
    for earlier in goals[:at]:
        if earlier.name in held:
            value = held[earlier.name]
            relaxation = relaxation.supposing(earlier, value).holding(earlier, value)
    goal = goals[at]
    relaxation = relaxation.supposing(goal, proof.bound - 1)
    relaxation = relaxation.under(rounding_rows(relaxation, proof.roundings, limits))
    floor = DualBound(relaxation, goal, limits).floor(proof.tree)
    if goal.implied is not None:
        floor = proof.bound if floor is None else min(floor, proof.bound)
    if floor is None:
        raise RefusedError(phrase("shows that there is no plan, where there is one"))
    return max(floor, 0)  # no goal is below 0, whatever the plan


def check_contradiction(
    instance: Instance, certificate: Certificate, limits: Limits = LIMITS
) -> list[Violation]:
    """Why `certificate` does not show that no plan keeps the promises in `conflict`; empty where it does.

    The promises are held together with all rules that are no promises.
    """
    tree, said = certificate.contradiction, phrase("is of another instance, or shows none")
    if certificate.instance_sha256 == instance.sha256 and tree is not None:
        try:
            relaxation = relax(instance, limits=limits)
            empty = DualBound(relaxation, None, limits).floor(tree) is None
            used, named = (
                {relaxation.row.key(relaxation.row.number(name)) for name in names}
                for names in (rows_of(tree), certificate.conflict)
            )
            strangers = {key for key in named if key[0] not in PROMISES}
            others = {key for key in used - named if key[0] in PROMISES}
            if empty and not others and not strangers:
                return []
            said = phrase("uses {promises} too", promises=_listed(others)) if others else ""
            if strangers:
                said = phrase("names {rows}, no promise", rows=_listed(strangers))
        except (RefusedError, TooLargeError) as failure:
            said = why(failure)
    return [Violation("certificate", "conflict", said)]


def _listed(keys: Iterable[Key]) -> str:
    return joined(", ", sorted(map(words, keys)))


def rows_of(tree: Tree) -> set[Name]:
    """All rows that `tree` uses."""
    if not isinstance(tree, Leaf):
        split = {tree.row} if isinstance(tree, RowBranch) else set()
        return split | rows_of(tree.down) | rows_of(tree.up)
    return {name for name, _ in tree.multipliers}


def cut_rows(relaxation: Relaxation, claimed: tuple[Cut, ...], limits: Limits = LIMITS) -> Family:
    """A row `cut n` for each of `claimed`, if a knapsack over its flight's seats confirms it.

    Raises
    ------
    RefusedError
        If one is not true.
    """
    parts = []
    for number, cut in enumerate(claimed):
        given = relaxation.column.given(cut.amounts)
        if max(map(abs, (cut.most, *given.values()))) >= SAFE:
            raise RefusedError(phrase("cut {number} counts beyond any number of seats", number=number))
        columns, amounts = ints(given), ints(given.values())
        if fits(relaxation, cut.flight, columns, amounts, limits) > cut.most:
            raise RefusedError(
                phrase(
                    "more than {most} of cut {number} fits on {flight}",
                    most=cut.most,
                    number=number,
                    flight=cut.flight,
                )
            )
        parts.append(Entries.points(columns, ints([number]), amounts))
    return Family(
        "cut", lambda number: (str(number),), ints(cut.most for cut in claimed), Entries.joined(*parts)
    )


def fits(relaxation: Relaxation, flight: str, columns: Ints, amounts: Ints, limits: Limits = LIMITS) -> int:
    """The most that `amounts` x columns comes to within the seats of `flight`: exact, by seats used."""
    row, sorties = relaxation.row.number(("seats", flight)), relaxation.column.number(("sorties", flight))
    if (amounts < 0).any():
        raise RefusedError(phrase("a cut on {flight} of amounts below 0", flight=flight))
    entries = relaxation.entries
    in_row = np.flatnonzero((entries.first <= row) & (entries.stop > row))
    need = dict(zip(entries.column[in_row].tolist(), entries.amount[in_row].tolist(), strict=True))
    seats = int(relaxation.high[row]) - need.get(sorties, 0) * int(relaxation.upper[sorties])
    if seats * len(columns) > limits.cut or any(need.get(column, 0) <= 0 for column in columns.tolist()):
        raise RefusedError(
            phrase("a cut on {flight} that is too large, or of who takes no seat", flight=flight)
        )
    parties = [
        Segment(need[column], amount, min(int(relaxation.upper[column]), seats // need[column]))
        for column, amount in zip(columns.tolist(), amounts.tolist(), strict=True)
    ]
    return int(exactly(parties, seats, Numbers.that_hold(parties, seats + 1, limits)).max())


def _unsupported(plan: Plan, certificate: Certificate, floors: dict[str, int]) -> Iterator[Violation]:
    for proof in certificate.proofs:
        if floors.get(proof.goal, proof.bound) < proof.bound:
            yield Violation(
                "certificate",
                proof.goal,
                phrase("shows {floor}, claims {bound}", floor=floors[proof.goal], bound=proof.bound),
            )
    for row in plan.goals:
        floor = floors.get(row.goal, 0)  # no goal is below 0
        if row.grade == "proven" and floor < row.value:
            text = phrase(
                "is called proven at {value}; the certificate shows {floor}", value=row.value, floor=floor
            )
            yield Violation("certificate", row.goal, text)
