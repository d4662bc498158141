"""Models in files, read back and solved by others."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from pathlib import Path

import pulp
import pytest
from ortools.linear_solver.python import model_builder

import evacopt as ev
from evacopt.planning.solve import solve
from tests.build import flight, group, instance

INSTANCE = instance(
    groups=(group("G-1", size=3, count=4, priority=2), group("G 2", size=2, count=4, nationality="DEU")),
    flights=(flight("F/1", seats=11), flight("F2", seats=5, status="optional", cost=7)),
    policy=ev.Policy(objectives=("unserved", "fairness", "cost"), fairness_levels=1),
)
_HIGHS = """
import sys, highspy
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
highs.readModel(sys.argv[1])
highs.run()
print(highs.getModelStatus().name, round(highs.getInfo().objective_function_value))
"""


def _by_highs(path: Path) -> int:
    done = subprocess.run([sys.executable, "-c", _HIGHS, path], capture_output=True, text=True, check=True)
    status, value = done.stdout.split()[-2:]
    assert status == "kOptimal"
    return int(value)


def _by_cbc(path: Path) -> int:
    """By the program itself, from the file, without the preprocessing that is not to be trusted."""
    told = path.with_suffix(".txt")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        cbc = pulp.PULP_CBC_CMD().path
    words = [cbc, path, "preprocess", "off", "solve", "solution", told]
    subprocess.run(words, capture_output=True, check=True)
    head = told.read_text().splitlines()[0]
    assert head.startswith("Optimal")
    return round(float(head.split()[-1]))


def _by_scip(path: Path) -> int:
    model = model_builder.ModelBuilder()  # type: ignore[no-untyped-call]
    assert model.import_from_mps_file(str(path))
    solver = model_builder.ModelSolver("SCIP")
    assert solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize("names", [False, True], ids=["numbers", "names"])
@pytest.mark.parametrize("form", ["mps", "lp"])
def test_every_stage_has_the_same_optimum_for_others(tmp_path: Path, form: str, names: bool) -> None:
    """Of each goal, those before it held: what HiGHS, CBC and SCIP find is what `solve` proves."""
    model, reached = ev.linear_model(INSTANCE), list[int]()
    best = solve(INSTANCE)
    assert model.goals == tuple(goal.goal for goal in best.goals)
    assert len({goal.value for goal in best.goals}) > 2
    for stage, goal in enumerate(best.goals, start=1):
        path = tmp_path / f"{stage}.{form}"
        model.write(path, goal=stage, reached=reached, names=names)
        readers = [_by_highs, _by_cbc, *([_by_scip] if form == "mps" else [])]
        assert [read(path) for read in readers] == [goal.value] * len(readers), goal.goal
        reached.append(goal.value)


def test_no_code_is_in_a_file_unless_it_is_wanted() -> None:
    """Columns and rows are numbered; with names they speak of groups, flights and rules."""
    model = ev.linear_model(INSTANCE)
    numbered, named = (model.file("lp", names=names).decode() for names in (False, True))
    assert not re.search(r"G.1|G.2|F.1|F2|seats", numbered)
    for name in ("parties_G_1_by_F_1", "parties_G_2_by_F2", "sorties_F2", "seats_F_1"):
        assert name in named


def test_the_same_file_each_time() -> None:
    """Byte by byte."""
    assert ev.linear_model(INSTANCE).file("mps") == ev.linear_model(INSTANCE).file("mps")


def test_values_become_a_plan() -> None:
    """Which the judge accepts; values that break a rule are refused."""
    model = ev.linear_model(INSTANCE)
    plan = model.plan([*(0 for _ in model.linear.lower), 1])
    assert ev.verify(INSTANCE, plan) == []
    assert len(plan.assignments) == 0
    with pytest.raises(ev.UsageError, match="break"):
        model.plan([*model.linear.upper.tolist(), 1])
    with pytest.raises(ev.UsageError, match="columns"):
        model.plan([0])


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A goal without the values before it, one that is not there, a file of no known form."""
    model = ev.linear_model(INSTANCE)
    with pytest.raises(ev.UsageError, match=r"goal 2 needs a value for each .* \(unserved\[1\]\)"):
        model.write(tmp_path / "m.mps", goal=2)
    with pytest.raises(ev.UsageError, match="goal must be a whole number from 1 to"):
        model.write(tmp_path / "m.mps", goal=9)
    with pytest.raises(ev.UsageError, match=r"must end in \.mps or \.lp"):
        model.write(tmp_path / "m.txt")
    assert list(tmp_path.iterdir()) == []
