"""Networks: recognised for what they are, and the best flows of goals in order against every point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.backends.network import Network, NothingFitsError, network_of
from evacopt.backends.session import Session
from evacopt.backends.small_programs import crossing, program, random_program, tried, whole
from evacopt.errors import BackendError
from evacopt.milp.contract import Options, UnsuitableError
from evacopt.milp.linear import Goal

PATIENT = Options(time_limit=60.0)


@pytest.fixture(scope="module")
def flow() -> Iterator[Session]:
    """One session for all."""
    with Session("flow") as session:
        yield session


def _balanced(network: Network, values: np.ndarray) -> bool:
    """Whether rows' activities can be chosen so that at every node as much comes in as goes out."""
    into = np.zeros(network.nodes, dtype=np.int64)
    columns = network.columns
    np.add.at(into, network.head[:columns], values)
    np.subtract.at(into, network.tail[:columns], values)
    rows = slice(columns, None)
    return bool(((into[:-1] >= network.lower[rows]) & (into[:-1] <= network.upper[rows])).all())


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_a_network_has_the_points_of_its_program(seed: int) -> None:
    """Every point within the bounds keeps the rows exactly if it is a flow within the arcs' bounds."""
    given_program = random_program(seed, network=True)
    try:
        network = network_of(given_program)
    except NothingFitsError:
        assert tried(given_program) is None
        return
    grid = np.stack(np.meshgrid(*map(np.arange, given_program.lower, given_program.upper + 1)), -1)
    for point in grid.reshape(-1, given_program.columns):
        inside = (point >= network.lower[: len(point)]) & (point <= network.upper[: len(point)])
        assert given_program.holds(point) == (bool(inside.all()) and _balanced(network, point))


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 3))
def test_goals_in_order(flow: Session, seed: int, goals: int) -> None:
    """Each goal at its best among the points that are best in those before it."""
    now = random_program(seed, network=True)
    rng = np.random.default_rng(seed)
    for number in range(goals):
        answer = flow.solve(now, PATIENT)
        expected = tried(now)
        assert answer.bound == expected
        assert (answer.status == "infeasible") == (expected is None)
        if expected is None:
            return
        later = Goal(f"goal {number}", np.arange(now.columns), rng.integers(-3, 4, now.columns))
        now = replace(now, goal=later, fixed_goals=(*now.fixed_goals, (now.goal, expected)))


def test_many_goals_over_many_flows(flow: Session) -> None:
    """60 people and 80 seats, each person's own cost a goal: all held at once, in a network that shrinks."""
    now = crossing(60, 80)
    for person in range(5):
        answer = flow.solve(now, PATIENT)
        assert answer.values is not None
        assert now.holds(answer.values)
        column = np.arange(80 * person, 80 * (person + 1))
        now = replace(
            now,
            goal=Goal("own", column, np.arange(80)),
            fixed_goals=(*now.fixed_goals, (now.goal, answer.bound or 0)),
        )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(None, [1, 1, 0], 1), (None, [1, 0, 1], 1), (None, [0, 1, 1], 1)], "an odd ring"),
        ([(None, [3, 2, 0], 4)], "a choice counts 3 times in a rule"),
        ([(None, [1, 1, 0], 1), (None, [1, 0, 1], 1), (None, [1, -1, -1], 0)], "bound by 3 rules at once"),
    ],
)
def test_what_is_no_network_is_told_why(
    flow: Session, rows: list[tuple[int | None, list[int], int | None]], words: str
) -> None:
    """One sentence with what stands in the way, as an error of the backend."""
    given_program = program([(0, 2)] * 3, rows, [1, 1, 1])
    with pytest.raises(UnsuitableError, match=words):
        network_of(given_program)
    with pytest.raises(BackendError, match=words):
        flow.solve(given_program, PATIENT)


@pytest.mark.parametrize(
    "rows",
    [
        [(None, [3, 3, 3], 7), (None, [1, 1, 1], 2), (-5, [-1, -1, -1], 0)],
        [(None, [1, 1, 0], 3), (None, [1, 0, 1], 3), (None, [1, 1, 1], 6), (None, [5, 1, 0], 17)],
        [(None, [7, 0, 0], 13), (None, [4, 5, 0], 9), (0, [0, 0, 1], 1)],
    ],
    ids=["divided and merged", "cannot bind", "bounds"],
)
def test_rows_that_only_look_like_none(
    flow: Session, rows: list[tuple[int | None, list[int], int | None]]
) -> None:
    """Whole numbers make many rows simpler than they are written."""
    given_program = program(
        [(0, 2), (0, 0) if rows[0][1] == [7, 0, 0] else (0, 2), (0, 2)], rows, [-3, -2, -1]
    )
    assert flow.solve(given_program, PATIENT).bound == tried(given_program)


def test_a_goal_held_above_its_best_is_refused(flow: Session) -> None:
    """Only the best value of a goal is a face of the flows."""
    given_program = program([(0, 3), (0, 3)], [(2, [1, 1], None)], [1, 1])
    above = replace(
        given_program, goal=Goal("later", whole([0]), whole([1])), fixed_goals=((given_program.goal, 5),)
    )
    with pytest.raises(BackendError, match="holds a goal only at its best, and 2 is better than 5"):
        flow.solve(above, PATIENT)
