"""The object of a plan file, checked part by part so that everything wrong with it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

import msgspec

from evacopt.domain.clock import parse_time
from evacopt.domain.fields import LARGEST, PLAN_FORMAT
from evacopt.domain.finding import Finding
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.plan import (
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
from evacopt.domain.replanned import Replanned, Stranded
from evacopt.errors import PlanError
from evacopt.files.strict_json import Doubled

T = TypeVar("T")
_Name = Annotated[str, msgspec.Meta(min_length=1)]
_Parties = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
_KEYS = ("format", "instance", "goals", "assignments", "sorties", "crews", "unserved", "replan", "run")


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """No key that is not named here."""


class _InstanceRow(_Strict):
    name: str
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _GoalRow(_Strict):
    goal: _Name
    value: int
    bound: int | None
    grade: Grade


class _AssignmentRow(_Strict):
    group: _Name
    itinerary: Annotated[list[_Name], msgspec.Meta(min_length=1)]
    parties: _Parties


class _CrewRow(_Strict):
    flight: _Name
    crew: _Name
    sorties: _Parties


class _ReasonRow(_Strict):
    code: str
    text: str


class _UnservedRow(_Strict):
    group: _Name
    parties: _Parties
    reasons: list[_ReasonRow] = []


class _RunRow(_Strict):
    evacopt: str
    backend: str
    seed: int = 0
    threads: int | None = None
    time_limit_s: Decimal | None = None
    seconds: dict[str, Decimal] = {}
    notes: list[str] = []


class _HeldRow(_Strict):
    group: _Name
    kind: PinKind
    parties: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    itinerary: list[_Name] = []
    flight: str = ""


class _StrandedRow(_Strict):
    group: _Name
    flights: Annotated[list[_Name], msgspec.Meta(min_length=1)]
    parties: _Parties


class _ReplanRow(_Strict):
    before: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    as_of: str
    held: list[_HeldRow] = []
    stranded: list[_StrandedRow] = []


class _Parts:
    """Converts the parts of a file and keeps what was wrong with them."""

    def __init__(self, content: Mapping[str, Any], where: str) -> None:
        self.content, self.where = content, where
        self.findings: list[Finding] = []

    def part(self, key: str, kind: type[T] | Any, default: T) -> T:
        """One part as a whole."""
        value = self.content.get(key)
        if value is None:
            return default
        made: T = self._converted(value, kind, key, default)
        return made

    def rows(self, key: str, kind: type[T]) -> list[T]:
        """One list, row by row."""
        rows = self.content.get(key) or []
        if not isinstance(rows, list):
            self.findings.append(Finding(rule="must be a list", place=self.where, column=key))
            return []
        made = [self._converted(row, kind, f"{key}[{number}]", None) for number, row in enumerate(rows)]
        return [row for row in made if row is not None]

    def _converted(self, value: Any, kind: Any, place: str, default: Any) -> Any:
        try:
            refuse_doubled(value)
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            rule, _, path = str(error).partition(" - at `$")
            inner = re.sub(r"`$", "", path)
            self.findings.append(Finding(rule=rule, place=f"{self.where}, {place}{inner}"))
        except UnicodeEncodeError:
            self.findings.append(Finding(rule="holds half a character", place=f"{self.where}, {place}"))
        return default


def plan_of(content: Any, where: str) -> Plan:
    """The plan that a JSON value says.

    Raises
    ------
    PlanError
        With a finding for each part or row that is not as it must be.
    """
    if not isinstance(content, dict):
        raise PlanError([Finding(rule="must be one object", place=where)])
    parts = _Parts(content, where)
    _check_keys(parts)
    head = parts.part("instance", _InstanceRow, _InstanceRow("", ""))
    plan = Plan(
        instance_name=head.name,
        instance_sha256=head.sha256,
        assignments=Assignments.of(
            Assignment(row.group, tuple(row.itinerary), row.parties)
            for row in parts.rows("assignments", _AssignmentRow)
        ),
        sorties=tuple(parts.part("sorties", dict[_Name, _Parties], {}).items()),
        crews=tuple((row.flight, row.crew, row.sorties) for row in parts.rows("crews", _CrewRow)),
        goals=GoalTable(
            tuple(
                GoalResult(row.goal, row.value, row.bound, row.grade) for row in parts.rows("goals", _GoalRow)
            )
        ),
        unserved=tuple(_unserved(row) for row in parts.rows("unserved", _UnservedRow)),
        run=_run(parts),
        replanned=_replanned(parts),
    )
    if parts.findings:
        raise PlanError(parts.findings)
    return plan


def _check_keys(parts: _Parts) -> None:
    content, where = parts.content, parts.where
    if content.get("format") != PLAN_FORMAT:
        rule = f"must be {PLAN_FORMAT}"
        parts.findings.append(
            Finding(rule=rule, place=where, column="format", value=str(content.get("format", "")))
        )
    for key in ("instance", "assignments"):
        if content.get(key) is None:
            parts.findings.append(Finding(rule="is needed and is not there", place=where, column=key))
    for key in content:
        if key not in _KEYS:
            remedy = did_you_mean(key, _KEYS)
            parts.findings.append(Finding(rule="is no key of a plan", place=where, column=key, remedy=remedy))
    for key in getattr(content, "twice", ()):
        parts.findings.append(Finding(rule="key is there twice", place=where, column=key))


def refuse_doubled(value: Any) -> None:
    """Raise msgspec.ValidationError where an object, however deep, has a key twice."""
    if isinstance(value, Doubled):
        raise msgspec.ValidationError(f"Object has the key {value.twice[0]} twice")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict | list):
            refuse_doubled(inner)


def _unserved(row: _UnservedRow) -> Unserved:
    return Unserved(row.group, row.parties, tuple(Reason(one.code, one.text) for one in row.reasons))


def _replanned(parts: _Parts) -> Replanned | None:
    row = parts.part("replan", _ReplanRow | None, None)
    if row is None:
        return None
    try:
        as_of = parse_time(row.as_of)
    except (ValueError, OverflowError) as error:
        place = f"{parts.where}, replan.as_of"
        parts.findings.append(Finding(rule=str(error), place=place, value=row.as_of))
        return None
    return Replanned(
        before=row.before,
        as_of=as_of,
        held=tuple(
            Pin(group=r.group, kind=r.kind, parties=r.parties, itinerary=tuple(r.itinerary), flight=r.flight)
            for r in row.held
        ),
        stranded=tuple(Stranded(r.group, tuple(r.flights), r.parties) for r in row.stranded),
    )


def _run(parts: _Parts) -> Run | None:
    row = parts.part("run", _RunRow | None, None)
    if row is None:
        return None
    return Run(
        evacopt=row.evacopt,
        backend=row.backend,
        seed=row.seed,
        threads=row.threads,
        time_limit_s=None if row.time_limit_s is None else float(row.time_limit_s),
        seconds=tuple((name, float(number)) for name, number in row.seconds.items()),
        notes=tuple(row.notes),
    )
