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
    capabilities = Capabilities(threads=False, family="cbc")

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
        if program.start is not None:
            for column, value in zip(columns, program.start.tolist(), strict=True):
                column.setInitialValue(value)
        solver = _solver(options, with_start=program.start is not None)
        model.solve(solver)
        return _answer(program, options, model, columns)


def _path() -> str:
    return str(pulp.PULP_CBC_CMD.pulp_cbc_path)


def _solver(options: Options, *, with_start: bool) -> Any:
    words = [UNTRUSTED, *TOLERANCES, f"randomCbcSeed {options.seed}", f"randomSeed {options.seed}"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return pulp.PULP_CBC_CMD(
            msg=False,
            timeLimit=options.time_limit,
            gapRel=options.gap,
            options=words,
            warmStart=with_start,
            logPath=_LOG,
        )


def _answer(program: Program, options: Options, model: Any, columns: list[Any]) -> BackendResult:
    """A "Result" stands in the log only where there was something to branch on."""
    log = Path(_LOG).read_text(encoding="utf-8", errors="replace")
    word = _told("Result -", log)
    status = status_of(model, options, 0.0)
    if word == "Stopped on time limit":
        status = ("time", status[1])
    values = None if status[1] in ("unknown", "infeasible") else values_of(columns)
    bound = _told("Lower bound:", log)
    if status[1] == "optimal" and word in (None, "Optimal solution found") and values is not None:
        least: float | None = program.goal.of(values)
    else:
        least = None if bound is None else float(bound) - _PRINTED
    return answer_of(program, status, values, least, word or "")


def _told(what: str, log: str) -> str | None:
    """What the log says after `what`, at its end."""
    found = re.findall(rf"^{what} +(.+?) *$", log, re.MULTILINE)
    return str(found[-1]) if found else None
