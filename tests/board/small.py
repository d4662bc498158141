"""A small board for tests: two flights, six people."""

from __future__ import annotations

from evacopt.board.board import Board
from evacopt.board.requests import Request
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from tests.build import flight, group, instance

TWO = (flight("F", "O 08:00", "V 12:00", seats=4), flight("L", "O 14:00", "V 18:00", seats=4))


def two() -> Instance:
    """Two flights of four seats, and six people who wait for them."""
    return instance(groups=[group("A", count=4), group("B", count=2, priority=2)], flights=TWO)


def plan_of(of: Instance, *rows: tuple[str, tuple[str, ...], int]) -> Plan:
    """A plan with these assignments."""
    return Plan(
        instance_name=of.name,
        instance_sha256=of.sha256,
        assignments=Assignments.of(Assignment(*row) for row in rows),
    )


def do(board: Board, request: Request) -> None:
    """As somebody who has seen everything."""
    board.do(request, "cell", board.state.number)
