"""Small programs whose best value is known by trying every point, and larger ones that take long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix


def whole(numbers: list[int]) -> Ints:
    """An int64 array."""
    return np.array(numbers, dtype=np.int64)


def program(
    bounds: list[tuple[int, int]],
    rows: list[tuple[int | None, list[int], int | None]],
    goal: list[int],
    *,
    offset: int = 0,
) -> Program:
    """A program from dense rows `(low, coefficients, high)`."""
    entries = [
        (row, column, value) for row, (_, dense, _) in enumerate(rows) for column, value in enumerate(dense)
    ]
    row, column, value = (whole([entry[part] for entry in entries]) for part in range(3))
    return Program(
        lower=whole([low for low, _ in bounds]),
        upper=whole([high for _, high in bounds]),
        rules=Matrix.of(len(rows), row, column, value),
        rules_lower=whole([NO_LOWER if low is None else low for low, _, _ in rows]),
        rules_upper=whole([NO_UPPER if high is None else high for _, _, high in rows]),
        goal=Goal("goal", np.arange(len(goal)), whole(goal), offset),
    )


def _points(given: Program) -> Iterator[Ints]:
    """Every point that keeps the rows."""
    sides = zip(given.lower.tolist(), given.upper.tolist(), strict=True)
    ranges = (range(low, high + 1) for low, high in sides)
    return (point for point in map(np.array, product(*ranges)) if given.holds(point))


def tried(given: Program) -> int | None:
    """The least value of the goal over every point that keeps the rows, `None` where there is none."""
    return min(map(given.goal.of, _points(given)), default=None)


def extremes(given: Program) -> tuple[Ints, ...]:
    """A worst and a best point that keeps the rows; none where there is none."""
    points = sorted(_points(given), key=given.goal.of)
    return (points[-1], points[0]) if points else ()


def random_program(seed: int, *, network: bool = False) -> Program:
    """A program of a few columns and rows; with `network` each column stands in two rows at most."""
    rng = Random(seed)
    columns = rng.randrange(2, 5)
    bounds = [(low, low + rng.randrange(4)) for low in (rng.randrange(-2, 2) for _ in range(columns))]
    dense = _network_rows(rng, columns) if network else _rows(rng, columns)
    rows = [(*_sides(rng), row) for row in dense]
    goal = [rng.randrange(-9, 10) for _ in range(columns)]
    return program(bounds, [(low, row, high) for low, high, row in rows], goal, offset=rng.randrange(-20, 20))


def _rows(rng: Random, columns: int) -> list[list[int]]:
    return [
        [rng.choice((0, 0, 1, 1, -1, 2, -3, 5)) for _ in range(columns)] for _ in range(rng.randrange(1, 4))
    ]


def _network_rows(rng: Random, columns: int) -> list[list[int]]:
    """Flow conservation of a random graph; some rows times a number or with all signs changed."""
    rows = [[0] * columns for _ in range(rng.randrange(2, 4))]
    for column in range(columns):
        tail, head = rng.sample(range(len(rows)), 2)
        rows[tail][column], rows[head][column] = -1, rng.choice((1, 1, 0))
    factors = [rng.choice((1, 1, -1, 2)) for _ in rows]
    return [[factor * value for value in row] for factor, row in zip(factors, rows, strict=True)]


def _sides(rng: Random) -> tuple[int | None, int | None]:
    low = rng.randrange(-6, 4)
    return rng.choice(((None, low + 6), (low, None), (low, low + rng.randrange(6))))


def held(given: Program, *, seed: int) -> Program:
    """The same rules with another goal, and the first goal held at its best value."""
    best = tried(given)
    assert best is not None
    rng = Random(seed)
    other = [rng.randrange(-9, 10) for _ in range(given.columns)]
    later = Goal("later", np.arange(given.columns), whole(other), 3)
    return replace(given, goal=later, fixed_goals=((given.goal, best),))


def packing(items: int, bins: int, *, seed: int = 1) -> Program:
    """Parties of many sizes into few flights: minutes of work for every engine from 60 x 8 on.

    A column says that an item is in a bin. The start leaves everything out.
    """
    rng = Random(seed)
    size = [rng.randrange(20, 100) for _ in range(items)]
    value = [one + rng.randrange(-8, 8) for one in size]
    item, place = np.divmod(np.arange(items * bins), bins)
    room = sum(size) // (2 * bins)
    goal = Goal("left", np.arange(len(item)), -whole(value)[item], sum(value))
    lower, upper = np.full(items + bins, NO_LOWER), whole([1] * items + [room] * bins)
    packed = _pairs(item, items + place, whole(size)[item], goal, lower=lower, upper=upper)
    return replace(packed, start=np.zeros_like(item))


def crossing(people: int, seats: int) -> Program:
    """One seat each: a network. Everybody to some seat, at a cost that has no pattern."""
    rng = Random(people)
    person, seat = np.divmod(np.arange(people * seats), seats)
    goal = Goal("cost", np.arange(len(person)), whole([rng.randrange(1, 100) for _ in person]))
    lower, upper = whole([1] * people + [NO_LOWER] * seats), whole([1] * (people + seats))
    return _pairs(person, people + seat, np.ones_like(person), goal, lower=lower, upper=upper)


def _pairs(first: Ints, second: Ints, weight: Ints, goal: Goal, *, lower: Ints, upper: Ints) -> Program:
    """A binary column a pair: it stands once in the row `first`, and with its weight in the row `second`."""
    column, once = np.arange(len(first)), np.ones_like(first)
    return Program(
        lower=np.zeros_like(first),
        upper=once,
        rules=Matrix.of(
            len(lower), np.append(first, second), np.append(column, column), np.append(once, weight)
        ),
        rules_lower=lower,
        rules_upper=upper,
        goal=goal,
    )
