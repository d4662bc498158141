"""Plan files: who takes which itinerary, as JSON with one assignment a line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evacopt.domain.fields import PLAN_FORMAT
from evacopt.domain.finding import Finding
from evacopt.domain.plan import Plan, Run
from evacopt.errors import PlanError
from evacopt.files.atomic import write_whole
from evacopt.files.strict_json import NotJsonError, parse_json

_LISTS = ("goals", "assignments", "crews", "unserved")


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """The plan in a file.

    Raises
    ------
    PlanError
        If it is no plan file, with everything that is wrong with it. Whether it is a plan of a given instance
        is for the judge to say.
    """
    from evacopt.files.plan_decode import plan_of

    file = Path(path)
    try:
        content = parse_json(file.read_bytes())
    except NotJsonError as error:
        raise PlanError([Finding(rule=error.rule, place=error.place(file.name))]) from None
    except OSError as error:
        rule = f"cannot be read: {error.strerror}" if file.exists() else "no such file"
        raise PlanError([Finding(rule=rule, place=str(file))]) from None
    return plan_of(content, file.name)


def write_plan(plan: Plan, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write `plan` whole or not at all; equal plans give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    text = "".join(_lines(plan_object(plan))).encode()
    write_whole(Path(path), lambda file: _write(file, text), force=force)


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
    if plan.run:
        made["run"] = _run(plan.run)
    return made


def _run(run: Run) -> dict[str, Any]:
    limit = run.time_limit_s
    return {
        "evacopt": run.evacopt,
        "backend": run.backend,
        "seed": run.seed,
        "threads": run.threads,
        "time_limit_s": int(limit) if limit is not None and limit == int(limit) else limit,
        "seconds": dict(run.seconds),
    }


def _lines(content: dict[str, Any]) -> Iterator[str]:
    import msgspec

    encode = msgspec.json.Encoder().encode
    yield "{"
    for number, (key, value) in enumerate(content.items()):
        yield f'{"," if number else ""}\n "{key}": '
        if key in _LISTS and value:
            yield "[\n  " + ",\n  ".join(encode(row).decode() for row in value) + "\n ]"
        else:
            yield encode(value).decode()
    yield "\n}\n"


def _write(file: Path, text: bytes) -> None:
    file.write_bytes(text)
