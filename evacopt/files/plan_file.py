"""Plan files: who takes which itinerary, as JSON with one assignment a line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from evacopt.domain.clock import format_time
from evacopt.domain.fields import PLAN_FORMAT
from evacopt.domain.kinds import a_path, a_plan, a_switch
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan, Run
from evacopt.domain.replanned import Replanned
from evacopt.files.json_file import read_object, write_object

_LISTS = ("goals", "assignments", "crews", "unserved")


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """The plan in a file.

    Raises
    ------
    PlanError
        If it is no plan file, with everything that is wrong with it. Whether it is a plan of a given instance
        is for the judge to say.
    """
    a_path(path)
    from evacopt.files.plan_decode import plan_of

    file = Path(path)
    content = read_object(file)
    return plan_of(content, file.name)


def write_plan(plan: Plan, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write `plan` whole or not at all; equal plans give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    a_plan(plan)
    a_path(path)
    a_switch(force, "force")
    write_object(plan_object(plan), path, lists=_LISTS, force=force)


def plan_object(plan: Plan) -> dict[str, Any]:
    """`plan` as the object of its file."""
    made: dict[str, Any] = {
        "format": PLAN_FORMAT,
        "instance": {"name": plan.instance_name, "sha256": plan.instance_sha256},
        "goals": [
            {"goal": goal.goal, "value": goal.value, "bound": goal.bound, "grade": goal.grade}
            for goal in plan.goals
        ],
        "assignments": [
            {"group": row.group, "itinerary": list(row.itinerary), "parties": row.parties}
            for row in plan.assignments
        ],
        "sorties": dict(plan.sorties),
    }
    if plan.crews:
        made["crews"] = [
            {"flight": flight, "crew": crew, "sorties": sorties} for flight, crew, sorties in plan.crews
        ]
    made["unserved"] = [
        {
            "group": row.group,
            "parties": row.parties,
            "reasons": [{"code": reason.code, "text": reason.text} for reason in row.reasons],
        }
        for row in plan.unserved
    ]
    if plan.replanned:
        made["replan"] = _replanned(plan.replanned)
    if plan.run:
        made["run"] = _run(plan.run)
    return made


def _replanned(link: Replanned) -> dict[str, Any]:
    return {
        "before": link.before,
        "as_of": format_time(link.as_of),
        "held": [_pin(pin) for pin in link.held],
        "stranded": [
            {"group": row.group, "flights": list(row.flights), "parties": row.parties}
            for row in link.stranded
        ],
    }


def _pin(pin: Pin) -> dict[str, Any]:
    where = {"itinerary": list(pin.itinerary)} if pin.itinerary else {"flight": pin.flight}
    return {"group": pin.group, "kind": pin.kind, "parties": pin.parties, **where}


def _run(run: Run) -> dict[str, Any]:
    limit = run.time_limit_s
    return {
        "evacopt": run.evacopt,
        "backend": run.backend,
        "seed": run.seed,
        "threads": run.threads,
        "time_limit_s": int(limit) if limit is not None and limit == int(limit) else limit,
        "seconds": dict(run.seconds),
        **({"notes": list(run.notes)} if run.notes else {}),
    }
