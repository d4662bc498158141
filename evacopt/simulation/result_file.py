"""Files of simulations: what a plan is worth, as JSON with one row a line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from evacopt.domain.arguments import a_path, a_plan, a_switch
from evacopt.domain.clock import format_time, parse_time
from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase, why
from evacopt.domain.plan import Plan
from evacopt.errors import PlanError
from evacopt.files.json_file import MisfitError, converted, of_format, read_json, write_json
from evacopt.simulation.result import SIMULATION_FORMAT, Simulation


def read_simulation(path: str | os.PathLike[str], plan: Plan) -> Simulation:
    """The simulation of `plan` in a file.

    Raises
    ------
    PlanError
        If it is no such file, or one of another plan.
    """
    a_path(path)
    a_plan(plan)
    content, where = read_json(path), Path(path).name
    content = of_format(content, SIMULATION_FORMAT, where)
    try:
        if isinstance(content.get("hours"), list):
            content["hours"] = [parse_time(hour) for hour in content["hours"]]
        made: Simulation = converted(content, Simulation)
    except MisfitError as error:
        column = error.path.removeprefix(".")
        raise PlanError([Finding(rule=error.rule, place=where, column=column)]) from None
    except (ValueError, TypeError, OverflowError) as error:
        raise PlanError([Finding(rule=why(error), place=where, column="hours")]) from None
    if (made.plan_sha256, made.instance_sha256) != (plan.sha256, plan.instance_sha256):
        rule = phrase("must be a simulation of this plan, sha256 {sha256}…", sha256=plan.sha256[:12])
        value = phrase("one of a plan with the sha256 {sha256}…", sha256=made.plan_sha256[:12])
        raise PlanError([Finding(rule=rule, value=value, place=where)])
    return made


def write_simulation(simulation: Simulation, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write `simulation` whole or not at all; equal ones give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    a_path(path)
    a_switch(force, "force")
    lists = ("classes", "nationalities", "fan", "flights", "stories")
    write_json(simulation_object(simulation), path, lists=lists, force=force)


def simulation_object(simulation: Simulation) -> dict[str, Any]:
    """`simulation` as the object of its file, times as text."""
    content: dict[str, Any] = msgspec.to_builtins(simulation)
    return {"format": SIMULATION_FORMAT, **content, "hours": [format_time(hour) for hour in simulation.hours]}
