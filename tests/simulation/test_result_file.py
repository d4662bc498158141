"""Files of simulations: read as they were written, and refused where they are of another plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.errors import OutputError, PlanError
from evacopt.simulation.result_file import read_simulation, write_simulation
from tests.simulation.results import a_simulation

PLAN = Plan(
    instance_name="trial",
    instance_sha256="0" * 64,
    assignments=Assignments.of([Assignment("FRA-1", ("A",), 3)]),
)
OTHER = Plan(instance_name="trial", instance_sha256="0" * 64, assignments=Assignments.of([]))


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    """And the same again gives the same bytes; one that is there stays unless it is to be replaced."""
    path = tmp_path / "trial.simulation.json"
    made = a_simulation(PLAN)
    write_simulation(made, path)
    assert read_simulation(path, PLAN) == made
    with pytest.raises(OutputError, match="exists already"):
        write_simulation(made, path)
    before = path.read_bytes()
    write_simulation(read_simulation(path, PLAN), path, force=True)
    assert path.read_bytes() == before


def test_a_simulation_of_another_plan_is_refused(tmp_path: Path) -> None:
    """By its hash, and both are named."""
    path = tmp_path / "trial.simulation.json"
    write_simulation(a_simulation(PLAN), path)
    with pytest.raises(PlanError, match="must be a simulation of this plan"):
        read_simulation(path, OTHER)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("format", "evacopt-plan/1", "must be evacopt-simulation/1"),
        ("seed", "one", "Expected `int`"),
        ("hours", ["yesterday"], "hours"),
        ("hours", [3], "hours"),
        ("fan", [{"level": 1_000_001, "out": []}], "<= 1000000"),
        ("people", 1e300, "<= 1000000000000000.0"),
        ("fan", [{"level": 500_000, "out": [0]}], "one number for each of hours"),
        ("colour", "red", "unknown field `colour`"),
    ],
)
def test_what_is_no_simulation_is_refused(key: str, value: Any, told: str, tmp_path: Path) -> None:
    """With what is wrong and where."""
    path = tmp_path / "trial.simulation.json"
    write_simulation(a_simulation(PLAN), path)
    content = json.loads(path.read_text(encoding="utf-8")) | {key: value}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(PlanError, match=told):
        read_simulation(path, PLAN)


def test_what_everything_hangs_on_comes_by_its_cost() -> None:
    """Flights whose failing may be chance, or was never seen, are not among them."""
    assert [one.flight for one in a_simulation(PLAN).hanging] == ["C", "A"]
