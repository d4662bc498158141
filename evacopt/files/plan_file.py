"""Plan files: who takes which itinerary, as JSON with one assignment a line; all that is wrong is found."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec.structs import asdict, astuple

from evacopt.domain.arguments import a_path, a_plan, a_switch
from evacopt.domain.clock import format_time, parse_time
from evacopt.domain.field import LARGEST
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase, plain, why
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.plan import (
    PLAN_FORMAT,
    Assignment,
    Assignments,
    GoalResult,
    GoalTable,
    Grade,
    Plan,
    Reason,
    Run,
    Unserved,
)
from evacopt.domain.reason_texts import Recorded
from evacopt.domain.replanned import Replanned, Stranded
from evacopt.errors import PlanError
from evacopt.files.json_file import (
    MisfitError,
    OfInstance,
    Sha256,
    Strict,
    converted,
    keys_twice,
    read_json,
    write_json,
)

_Name = Annotated[str, msgspec.Meta(min_length=1)]
_Names = Annotated[tuple[_Name, ...], msgspec.Meta(min_length=1)]
_Parties = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
_KEYS = ("format", "instance", "goals", "assignments", "sorties", "crews", "unserved", "replan", "run")


class _GoalRow(Strict):
    goal: _Name
    value: int
    bound: int | None
    grade: Grade


class _AssignmentRow(Strict):
    group: _Name
    itinerary: _Names
    parties: _Parties


class _CrewRow(Strict):
    flight: _Name
    crew: _Name
    sorties: _Parties


class _ReasonRow(Strict):
    code: str
    text: str


class _UnservedRow(Strict):
    group: _Name
    parties: _Parties
    reasons: tuple[_ReasonRow, ...] = ()


class _RunRow(Strict):
    evacopt: str
    backend: str
    seed: int = 0
    threads: int | None = None
    time_limit_s: Decimal | None = None
    seconds: dict[str, Decimal] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()


class _HeldRow(Strict):
    group: _Name
    kind: PinKind
    parties: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    itinerary: tuple[_Name, ...] = ()
    flight: str = ""


class _StrandedRow(Strict):
    group: _Name
    flights: _Names
    parties: _Parties


class _ReplanRow(Strict):
    before: Sha256
    as_of: str
    held: tuple[_HeldRow, ...] = ()
    stranded: tuple[_StrandedRow, ...] = ()


class _Parts:
    """Converts the parts of a file and keeps what was wrong with them."""

    def __init__(self, content: Mapping[str, Any], where: str) -> None:
        self.content, self.where = content, where
        self.findings: list[Finding] = []

    def part(self, key: str, kind: Any, default: Any) -> Any:
        """One part as a whole."""
        value = self.content.get(key)
        return default if value is None else self._converted(value, kind, key, default)

    def rows(self, key: str, kind: Any) -> list[Any]:
        """One list, row by row."""
        rows = self.content.get(key) or []
        if not isinstance(rows, list):
            self.findings.append(Finding(rule=phrase("must be a list"), place=self.where, column=key))
            return []
        values = [self._converted(row, kind, f"{key}[{number}]", None) for number, row in enumerate(rows)]
        return [row for row in values if row is not None]

    def _converted(self, value: Any, kind: Any, place: str, default: Any) -> Any:
        try:
            return converted(value, kind)
        except MisfitError as error:
            self.findings.append(Finding(rule=error.rule, place=f"{self.where}, {place}{error.path}"))
        return default


LISTS = ("goals", "assignments", "crews", "unserved")  # written a row a line


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """The plan in a file.

    Raises
    ------
    PlanError
        If it is no plan file, with everything that is wrong with it. Whether it is a plan of a given instance
        is for the judge to say.
    """
    a_path(path)
    return plan_in(read_json(path), Path(path).name)


def plan_in(content: Any, place: str) -> Plan:
    """The plan in the content of its file, called `place` in what is found. Raises as `read_plan`."""
    if not isinstance(content, dict):
        raise PlanError([Finding(rule=phrase("must be one object"), place=place)])
    parts = _Parts(content, place)
    _check_keys(parts)
    head = parts.part("instance", OfInstance, OfInstance("", ""))
    plan = Plan(
        instance_name=head.name,
        instance_sha256=head.sha256,
        assignments=Assignments.of(
            Assignment(*astuple(row)) for row in parts.rows("assignments", _AssignmentRow)
        ),
        sorties=tuple(parts.part("sorties", dict[_Name, _Parties], {}).items()),
        crews=tuple(map(astuple, parts.rows("crews", _CrewRow))),
        goals=GoalTable(tuple(GoalResult(*astuple(row)) for row in parts.rows("goals", _GoalRow))),
        unserved=tuple(
            Unserved(
                row.group, row.parties, tuple(Reason(one.code, Recorded(one.text)) for one in row.reasons)
            )
            for row in parts.rows("unserved", _UnservedRow)
        ),
        run=_run(parts),
        replanned=_replanned(parts),
    )
    if parts.findings:
        raise PlanError(parts.findings)
    return plan


def _check_keys(parts: _Parts) -> None:
    content, where = parts.content, parts.where

    def refuse(key: str, rule: str, value: str = "", remedy: str = "") -> None:
        parts.findings.append(Finding(rule=rule, place=where, column=key, value=value, remedy=remedy))

    if content.get("format") != PLAN_FORMAT:
        refuse("format", phrase("must be {what}", what=PLAN_FORMAT), str(content.get("format", "")))
    for key in ("instance", "assignments"):
        if content.get(key) is None:
            refuse(key, phrase("is needed and is not there"))
    for key in content:
        if key not in _KEYS:
            refuse(key, phrase("is no key of a plan"), remedy=did_you_mean(key, _KEYS))
    for key in keys_twice(content):
        refuse(key, phrase("key is there twice"))


def _replanned(parts: _Parts) -> Replanned | None:
    row = parts.part("replan", _ReplanRow | None, None)
    if row is None:
        return None
    try:
        as_of = parse_time(row.as_of)
    except (ValueError, OverflowError) as error:
        place = f"{parts.where}, replan.as_of"
        parts.findings.append(Finding(rule=why(error), place=place, value=row.as_of))
        return None
    return Replanned(
        before=row.before,
        as_of=as_of,
        held=tuple(Pin(**asdict(pin)) for pin in row.held),
        stranded=tuple(Stranded(*astuple(stranded)) for stranded in row.stranded),
    )


def _run(parts: _Parts) -> Run | None:
    row = parts.part("run", _RunRow | None, None)
    if row is None:
        return None
    seconds = tuple((name, float(number)) for name, number in row.seconds.items())
    limit = None if row.time_limit_s is None else float(row.time_limit_s)
    return Run(**{**asdict(row), "time_limit_s": limit, "seconds": seconds})


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
    write_json(plan_object(plan), path, lists=LISTS, force=force)


def plan_object(plan: Plan) -> dict[str, Any]:
    """`plan` as the object of its file."""
    content: dict[str, Any] = {
        "format": PLAN_FORMAT,
        "instance": {"name": plan.instance_name, "sha256": plan.instance_sha256},
        "goals": [msgspec.to_builtins(goal) for goal in plan.goals],
        "assignments": [
            {"group": row.group, "itinerary": list(row.itinerary), "parties": row.parties}
            for row in plan.assignments
        ],
        "sorties": dict(plan.sorties),
    }
    if plan.crews:
        content["crews"] = [dict(zip(("flight", "crew", "sorties"), row, strict=True)) for row in plan.crews]
    content["unserved"] = [
        {
            "group": row.group,
            "parties": row.parties,
            "reasons": msgspec.to_builtins([*row.reasons], enc_hook=plain),
        }
        for row in plan.unserved
    ]
    if plan.replanned:
        content["replan"] = {
            "before": plan.replanned.before,
            "as_of": format_time(plan.replanned.as_of),
            "held": [_pin_object(pin) for pin in plan.replanned.held],
            "stranded": [
                {"group": row.group, "flights": list(row.flights), "parties": row.parties}
                for row in plan.replanned.stranded
            ],
        }
    if plan.run:
        content["run"] = _run_object(plan.run)
    return content


def _pin_object(pin: Pin) -> dict[str, Any]:
    travel = {"itinerary": list(pin.itinerary)} if pin.itinerary else {"flight": pin.flight}
    return {"group": pin.group, "kind": pin.kind, "parties": pin.parties, **travel}


def _run_object(run: Run) -> dict[str, Any]:
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
