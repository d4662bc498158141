"""CBC, as PuLP ships it: branch and cut (Forrest and Lougee-Heimer, 2005)."""

from __future__ import annotations

import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pulp

from evacopt.backends.claim import answer_of
from evacopt.backends.pulp_any import UNTRUSTED, model_of, status_of, values_of
from evacopt.milp.contract import BackendResult, Capabilities, Options, Program, Report

TOLERANCES = ("integerTolerance 1e-9", "primalTolerance 1e-9")

_LOG = "cbc.log"
_PRINTED = 1e-3
"""CBC prints bounds to three decimals."""


class CbcBackend:
    """CBC runs as a process of its own and writes files: both end with the child and its private folder."""

    name = "cbc"
    capabilities = Capabilities(threads=False, start=False, family="cbc")
    """No start: given one, CBC 2.10 may call it the best where it is not."""

    def version(self) -> str:
        """Name and version, and that of PuLP which brings it."""
        run = subprocess.run([_path(), "-quit"], capture_output=True, text=True, check=False, cwd="/")
        number = re.search(r"Version: (\S+)", run.stdout)
        if number is None:
            raise RuntimeError(f"the CBC that PuLP ships does not run: {_path()}: {run.stderr.strip()}")
        return f"cbc {number[1]} (pulp {pulp.__version__})"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal; CBC has no word while it solves."""
        model, columns = model_of(program)
        seed = options.seed % (2**31 - 1) + 1  # CBC takes 0 for the time of the day
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            solver = pulp.PULP_CBC_CMD(
                msg=False,
                timeLimit=options.time_limit,
                gapRel=options.gap,
                options=[
                    UNTRUSTED,
                    *TOLERANCES,
                    f"randomCbcSeed {seed}",
                    f"randomSeed {seed}",
                ],
                logPath=_LOG,
            )
        model.solve(solver)
        return _result(program, options, model, columns)


def _path() -> str:
    return str(pulp.PULP_CBC_CMD.pulp_cbc_path)


def _result(program: Program, options: Options, model: Any, columns: list[Any]) -> BackendResult:
    """A "Result" stands in the log only where there was something to branch on."""
    log = Path(_LOG).read_text(encoding="utf-8", errors="replace")
    word, bound = _logged("Result -", log), _logged("Lower bound:", log)
    termination, status = status_of(model, options, 0.0)
    if word == "Stopped on time limit":
        termination = "time"
    values = None if status in ("unknown", "infeasible") else values_of(columns)
    least: float | None = None if bound is None else float(bound) - _PRINTED
    if status == "optimal" and word in (None, "Optimal solution found"):
        least = least if values is None else program.goal.of(values)
    return answer_of(program, (termination, status), values, least, word or "")


def _logged(what: str, log: str) -> str | None:
    """What the log says after `what`, at its end."""
    lines = re.findall(rf"^{what} +(.+?) *$", log, re.MULTILINE)
    return str(lines[-1]) if lines else None
