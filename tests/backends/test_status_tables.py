"""No engine has a status that its backend has not thought of. Each is imported in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TABLES = {
    "highs": (
        "from evacopt.backends.highs import STATUS as table\n"
        "import highspy\n"
        "members = highspy.HighsModelStatus.__members__"
    ),
    "cpsat": (
        "from evacopt.backends.cpsat import STATUS as table\n"
        "from ortools.sat.python.cp_model import CpSolverStatus\n"
        "members = CpSolverStatus.__members__"
    ),
    "mathopt reason": (
        "from evacopt.backends.mathopt import STATUS as table\n"
        "from ortools.math_opt.python.mathopt import TerminationReason\n"
        "members = TerminationReason.__members__"
    ),
    "mathopt limit": (
        "from evacopt.backends.mathopt import LIMIT as table\n"
        "from ortools.math_opt.python.mathopt import Limit\n"
        "members = Limit.__members__"
    ),
    "flow": (
        "from evacopt.backends.flow import STATUS as table\n"
        "from ortools.graph.python.min_cost_flow import SimpleMinCostFlow\n"
        "members = SimpleMinCostFlow.Status.__members__"
    ),
    "pulp": (
        "from evacopt.backends.pulp_any import STATUS as table\n"
        "import pulp\n"
        "members = pulp.LpSolution"
    ),
}  # fmt: skip


PRINT = "import json; print(json.dumps([sorted(map(str, each)) for each in (table, members)]))"


@pytest.mark.parametrize("engine", TABLES)
def test_every_member_is_in_the_table(engine: str) -> None:
    """The table has the members of the engine's own list, no more and no fewer."""
    code = f"{TABLES[engine]}\n{PRINT}"
    words = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    table, members = json.loads(done.stdout)
    # HiGHS 1.16 names the first and the last member a second time
    assert table == [member for member in members if member not in ("kMin", "kMax")]
    assert len(table) > 1
