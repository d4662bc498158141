"""The goals that a backend reaches on an instance, stage by stage, in one session."""

from __future__ import annotations

import json
from pathlib import Path

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.exact.greedy import start_values
from evacopt.files import read_instance
from evacopt.milp.contract import Options
from evacopt.model.formulation import formulate
from tests.exact.script import solve_stages

Reached = list[tuple[str, int]] | str | None
"""Goals and values; `infeasible`; or None where a limit came first."""


def reached(
    session: Session, instance: Instance, *, with_start: bool = True, options: Options | None = None
) -> Reached:
    """What the backend of `session` claims to be the best; goals that it does not claim are not given."""
    formulation = formulate(instance)
    staged = solve_stages(
        formulation.model,
        session,
        options or Options(time_limit=20.0, threads=1),
        start=start_values(formulation) if with_start else None,
        complete=formulation.completed,
    )
    if staged.outcome == "infeasible":
        return "infeasible"
    return [(goal.goal, goal.value) for goal in staged.goals if goal.grade == "claimed"] or None


def worked_case(path: Path, folder: Path) -> tuple[Instance, Reached]:
    """A worked case and its best goals; the instance alone is written to `folder` to be read."""
    stated = json.loads(path.read_text(encoding="utf-8"))
    bare = folder / path.name
    bare.write_text(json.dumps(stated["instance"]), encoding="utf-8")
    expected = stated["expected"]
    best: Reached = expected if isinstance(expected, str) else [(goal, value) for goal, value in expected]
    return read_instance(bare), best
