"""Rows rounded as whole numbers allow: never below a point that is whole, and as strong as by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from evacopt.domain.certificate import Certificate, GoalProof, Leaf, Rounding
from evacopt.domain.columns import Ints
from evacopt.judge.certificate import floor_of
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.rounding import rounded, rounding_rows
from evacopt.judge.rows import Entries, Family, LinearGoal, Relaxation, ints


def _relaxation(lower: list[int], upper: list[int], rows: list[tuple[list[int], int]]) -> Relaxation:
    """Columns between bounds, and rows of amounts that are at most a side."""
    amounts = np.array([row for row, _ in rows], dtype=np.int64).reshape(len(rows), len(lower))
    entries = Entries.points(np.arange(len(lower)), np.arange(len(rows))[:, None], amounts)
    family = Family("row", lambda row: (str(row),), ints(side for _, side in rows), entries)
    return Relaxation(((lambda at: ("column", str(at)), ints(lower), ints(upper)),), (family,), ())


def _points(relaxation: Relaxation) -> list[Ints]:
    """All whole points that keep the rows."""
    ranges = (range(low, high + 1) for low, high in zip(relaxation.lower, relaxation.upper, strict=True))
    points = [ints(point) for point in product(*ranges)]
    (family,) = relaxation.families
    return [point for point in points if (family.activity(point) <= relaxation.high).all()]


def test_no_whole_point_is_cut_off() -> None:
    """Of random rows, bounds and multipliers; and often the row goes through one."""
    random, sharper = Random(5), 0
    for _ in range(400):
        columns = random.randint(1, 4)
        lower = [random.randint(-2, 1) for _ in range(columns)]
        upper = [low + random.randint(0, 3) for low in lower]
        rows = [
            ([random.randint(-4, 5) for _ in range(columns)], random.randint(-3, 12))
            for _ in range(random.randint(1, 3))
        ]
        relaxation = _relaxation(lower, upper, rows)
        scale = random.choice((2, 3, 5, 2**16))
        p = ints(random.randrange(scale) for _ in rows)
        above = np.array([random.random() < 0.4 for _ in lower])
        row = rounded(relaxation, scale, p, above)
        exact = rounded(relaxation, scale, p.astype(object), above)
        assert (row.amounts == exact.amounts).all()
        assert row.high == exact.high
        points = _points(relaxation)
        assert all(int(row.amounts @ point) <= row.high for point in points)
        sharper += int(bool(row.amounts.any()) and any(row.amounts @ point == row.high for point in points))
    assert sharper > 30


TWO = _relaxation([0, 0], [1, 1], [([2, 2], 3)])
"""Two couples for three seats: by halves one and a half leave."""
HALF = Rounding(2, ((("row", "0"), 1),))


def test_half_a_row_rounds_down() -> None:
    """Half of 2 x + 2 y <= 3 is x + y <= 1.5, so x + y <= 1: one couple leaves."""
    family = rounding_rows(TWO, [HALF])
    assert family.key(0) == ("rounding", "0")
    assert family.high.tolist() == [1]
    assert family.entries.amount.tolist() == [1, 1]


def _certificate(*roundings: Rounding) -> tuple[Relaxation, Certificate]:
    stay = LinearGoal("stay", ints([0, 1]), ints([-2, -2]), 4)
    leaf = Leaf(1, ((("rounding", "0"), 2),))
    proof = GoalProof("stay", 2, leaf, roundings=roundings)
    certificate = Certificate(instance_name="two", instance_sha256="", values=(("stay", 2),), proofs=(proof,))
    return replace(TWO, goals=(stay,)), certificate


def test_a_proof_uses_its_roundings() -> None:
    """4 - 2 x - 2 y is at least 2 where x + y is at most 1; without the rounding there is no such row."""
    assert floor_of(*_certificate(HALF), 0) == 2
    with pytest.raises(RefusedError, match="there is no 'rounding 0'"):
        floor_of(*_certificate(), 0)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(HALF, scale=1),
        replace(HALF, scale=0),
        replace(HALF, scale=2**24),
        replace(HALF, multipliers=((("row", "0"), 2),)),
        replace(HALF, multipliers=((("row", "0"), -1),)),
        replace(HALF, multipliers=((("row", "1"), 1),)),
        replace(HALF, above=(("column", "2"),)),
    ],
)
def test_what_is_no_rounding_is_refused(wrong: Rounding) -> None:
    """Denominators, multipliers, rows and columns that cannot be."""
    with pytest.raises(RefusedError):
        floor_of(*_certificate(wrong), 0)


def test_too_many_roundings_are_refused() -> None:
    """So that no file keeps the judge busy for hours; so is what counts beyond 64 bits."""
    with pytest.raises(RefusedError, match="too many"):
        rounding_rows(TWO, [HALF], Limits(rounded=1))
    assert len(rounding_rows(TWO, [HALF], LIMITS).high) == 1
    large = _relaxation([0, 0], [1, 1], [([2**62, 2**62 - 1], 2**59 + 7)])
    with pytest.raises(RefusedError, match="counts beyond"):
        rounding_rows(large, [Rounding(2**20, ((("row", "0"), 2**19 + 1),))])
