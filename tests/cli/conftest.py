"""A solver that answers what a test wants, and an instance on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran

from evacopt.cli.main import evacopt
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan, Reason, Run, Unserved
from evacopt.files import read_instance, write_plan
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Progress, Result

DATA = Path(__file__).parent.parent / "data"
SMALL = DATA / "small"
EVENTS = (
    Progress("unserved[1]", None, None, 0.0),
    Progress("unserved[1]", 8, 8, 0.1),
    Progress("unserved[2]", 4, 1, 0.2),
)
Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def instance() -> Instance:
    """The instance of `tests/data/small`."""
    return read_instance(SMALL)


@pytest.fixture(scope="session")
def plan(instance: Instance) -> Plan:
    """A plan that keeps every rule; what it says of its goals is what the judge counts."""
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of([Assignment("FRA-1", ("IN", "ON"), 3), Assignment("GBR-1", ("UK",), 4)]),
        goals=GoalTable(
            (
                GoalResult("unserved[1]", 4, 4, "proven"),
                GoalResult("unserved[2]", 7, 5, "claimed"),
                GoalResult("unserved[3]", 8, None, "feasible"),
                GoalResult("fairness[1]", 1_000_000, None, "feasible"),
                GoalResult("waiting", 1_488, None, "feasible"),
                GoalResult("cost", 0, 0, "proven"),
            )
        ),
        unserved=(
            Unserved("FRA-1", 1, (Reason("seats", "No seat is left on IN."),)),
            Unserved("FRA-2", 3, (Reason("seats", "No seat is left on IN."),)),
            Unserved("GBR-1", 1, (Reason("seats", "No seat is left on UK."),)),
            Unserved("SDN-1", 2, (Reason("seats", "No seat is left on IN."),)),
            Unserved("MIX-1", 2, (Reason("seats", "No seat is left on IN."),)),
        ),
        run=Run(evacopt="0.1.0", backend="fake 1", seconds=(("solve", 0.1),)),
    )


@pytest.fixture
def plan_file(plan: Plan, tmp_path: Path) -> Path:
    """The plan as a file."""
    path = tmp_path / "given.plan.json"
    write_plan(plan, path)
    return path


@pytest.fixture
def run() -> Command:
    """Run the command line in this process; `typed` is what stands on stdin."""
    return lambda *words, typed="": CliRunner().invoke(evacopt, [str(word) for word in words], input=typed)


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[dict[str, Any]]]:
    """Make `solve` tell `EVENTS`, then return a result or raise it; gives the options of each call."""

    def answer(outcome: Result | BaseException) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def solve(_: Instance, *, baseline: Plan | None, alternatives: int, options: SolveOptions) -> Result:
            calls.append(
                {
                    **{field.name: getattr(options, field.name) for field in fields(options)},
                    "baseline": baseline,
                    **({"alternatives": alternatives} if alternatives else {}),
                }
            )
            for event in EVENTS:
                assert options.on_progress is not None
                options.on_progress(event)
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        monkeypatch.setattr("evacopt.planning.solve.solve", solve)
        return calls

    return answer
