"""Certificates checked: the rows come from the instance, only the multipliers from the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evacopt.domain.certificate import Certificate, Cut
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.judge.bounds import Refused, Side
from evacopt.judge.goals import count_goals
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import NO_LOW, Entries, ints
from evacopt.judge.table import Relaxation

PROMISES = ("share_min ", "pin ")
LARGEST_CUT = 1_000_000
"""Seats x columns that a knapsack is worked out for."""


def check_certificate(
    instance: Instance, plan: Plan, certificate: Certificate, *, baseline: Plan | None = None
) -> list[Violation]:
    """Every claim of `certificate` that does not hold, and every claim of `plan` that it does not carry.

    Empty means: the values are those of `plan`, each bound is a bound, and each goal that the plan calls
    `proven` has its value as its bound.
    """
    counted = count_goals(instance, plan, baseline=baseline)
    if (certificate.instance_sha256, list(certificate.values)) != (instance.sha256, counted):
        return [
            Violation("certificate", "values", "is of another instance or of other values than the plan's")
        ]
    relaxation, found = relax(instance, baseline), dict[str, int | None]()
    broken = []
    for number, proof in enumerate(certificate.proofs):
        try:
            found[proof.goal] = floor_of(relaxation, certificate, number)
        except Refused as refusal:
            broken.append(Violation("certificate", proof.goal, str(refusal)))
    return sorted({*broken, *_untrue(certificate, found), *_unsupported(plan, found)})


def floor_of(
    relaxation: Relaxation, certificate: Certificate, number: int, *, plain: bool = False
) -> int | None:
    """What the goal of proof `number` is at least, earlier goals held at the values; `None` if infeasible.

    Raises
    ------
    Refused
        If the proof cannot be followed.
    """
    proof = certificate.proofs[number]
    names = [goal.name for goal in relaxation.goals]
    if proof.goal != names[number]:
        raise Refused(f"goal {number + 1} is {names[number]}")
    held = [
        (form, value) for form, (_, value) in zip(relaxation.goals[:number], certificate.values, strict=False)
    ]
    cut = with_cuts(relaxation, proof.cuts)
    return Side(cut, relaxation.goals[number], held, plain).floor(proof.tree)


def check_contradiction(instance: Instance, certificate: Certificate) -> list[Violation]:
    """Why `certificate` does not show that no plan keeps the promises in `conflict`; empty where it does."""
    if contradiction_holds(instance, certificate):
        return []
    return [Violation("certificate", "conflict", "does not show that no plan keeps these promises")]


def contradiction_holds(instance: Instance, certificate: Certificate) -> bool:
    """Whether the promises in `conflict`, with the rules that are no promises, leave no plan at all."""
    relaxation = relax(instance)
    if certificate.instance_sha256 != instance.sha256 or certificate.contradiction is None:
        return False
    others = [
        row
        for name, row in relaxation.row.items()
        if name.startswith(PROMISES) and name not in certificate.conflict
    ]
    low, high = relaxation.low.copy(), relaxation.high.copy()
    low[others], high[others] = NO_LOW, np.iinfo(np.int64).max
    try:
        return Side(replace(relaxation, low=low, high=high), None).floor(certificate.contradiction) is None
    except Refused:
        return False


def with_cuts(relaxation: Relaxation, cuts: tuple[Cut, ...]) -> Relaxation:
    """The relaxation with a row `cut n` for each of `cuts` that a knapsack over its flight's seats confirms.

    Raises
    ------
    Refused
        If one is not true.
    """
    rows, old = len(relaxation.high), relaxation.entries
    parts = [np.stack((old.item, old.first, old.stop, old.amount))]
    for number, cut in enumerate(cuts):
        columns = ints(relaxation.column.get(name, -1) for name, _ in cut.amounts)
        amounts = ints(amount for _, amount in cut.amounts)
        if _most_of(relaxation, cut.flight, columns, amounts) > cut.most:
            raise Refused(f"more than {cut.most} of cut {number} fits on {cut.flight}")
        row = np.full(len(columns), rows + number)
        parts.append(np.stack((columns, row, row + 1, amounts)))
    most = ints(cut.most for cut in cuts)
    return replace(
        relaxation,
        low=np.append(relaxation.low, np.full(len(cuts), NO_LOW)),
        high=np.append(relaxation.high, most),
        entries=Entries(*np.concatenate(parts, axis=1)),
        row_names=(*relaxation.row_names, (rows, len(cuts), lambda number: f"cut {number}")),
    )


def _most_of(relaxation: Relaxation, flight: str, columns: Ints, amounts: Ints) -> int:
    """The most that `amounts` x columns comes to within the seats of `flight`: exact, by seats used."""
    row, sorties = relaxation.row.get(f"seats {flight}", -1), relaxation.column.get(f"sorties {flight}", -1)
    if row < 0 or (columns < 0).any() or (amounts < 0).any() or len(set(columns.tolist())) < len(columns):
        raise Refused(f"a cut on {flight} of what is not there")
    entries = relaxation.entries
    here = np.flatnonzero((entries.first == row) & (entries.stop == row + 1))
    need = dict(zip(entries.item[here].tolist(), entries.amount[here].tolist(), strict=True))
    seats = int(relaxation.high[row]) - need.get(sorties, 0) * int(relaxation.upper[sorties])
    if seats * len(columns) > LARGEST_CUT or any(need.get(column, 0) <= 0 for column in columns.tolist()):
        raise Refused(f"a cut on {flight} that is too large, or of who takes no seat")
    best = [0] * (seats + 1)
    for column, amount in zip(columns.tolist(), amounts.tolist(), strict=True):
        best = _with_item(best, need[column], amount, int(relaxation.upper[column]))
    return best[-1]


def _with_item(best: list[int], size: int, amount: int, count: int) -> list[int]:
    """The best for each number of seats with up to `count` of one more item."""
    several = range(min(count, (len(best) - 1) // size) + 1)
    return [
        max(best[seats - n * size] + n * amount for n in several if n * size <= seats)
        for seats in range(len(best))
    ]


def _untrue(certificate: Certificate, found: dict[str, int | None]) -> Iterator[Violation]:
    for proof in certificate.proofs:
        floor = found.get(proof.goal, 0)
        if floor is not None and floor < proof.bound:
            yield Violation("certificate", proof.goal, f"shows {floor}, claims {proof.bound}")


def _unsupported(plan: Plan, found: dict[str, int | None]) -> Iterator[Violation]:
    for row in plan.goals:
        floor = found.get(row.goal)
        if row.grade == "proven" and (floor is None or floor < row.value):
            yield Violation(
                "certificate", row.goal, f"is called proven at {row.value}; the certificate shows {floor}"
            )
