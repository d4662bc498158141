"""What is handed to the public functions: the wrong kind is refused, and it is said what to pass.

Class names are compared and not classes where a kind lies above this folder.
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np

from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, GoalTable, Plan
from evacopt.domain.policy import Policy
from evacopt.errors import UsageError

T = TypeVar("T")
R = TypeVar("R")
LARGEST_SEED = 2**31 - 1
"""What every engine takes."""
_REMEDIES = {
    ("Instance", "path"): "read it first: read_instance(path)",
    ("Instance", "Replan"): "pass its .instance",
    ("Instance", "Plan"): "the instance comes first, then the plan",
    ("Instance", "Result"): "the instance comes first, then the plan",
    ("Instance", "dict"): "write it to a .json file and read that: read_instance(path)",
    ("Plan", "path"): "read it first: read_plan(path)",
    ("Plan", "Result"): "pass result.plan",
    ("Plan", "Replan"): "pass replan.result.plan",
    ("Plan", "Instance"): "the instance comes first, then the plan",
    ("Plan", "None"): "a result without a plan says why in result.status",
}


def an_instance(given: object, what: str = "instance") -> None:
    """Refuse what is no instance, or has a table of another kind.

    Raises
    ------
    UsageError
        Naming the remedy.
    """
    if not isinstance(given, Instance):
        raise _wrong(what, "an Instance", "Instance", given)
    if not isinstance(given.groups, Groups):
        raise UsageError(f"{what}.groups is a {_kind(given.groups)}: make it with Groups.of(...)")
    if not isinstance(given.policy, Policy):
        raise UsageError(f"{what}.policy is a {_kind(given.policy)}: make it with Policy(...)")
    for table in TABLES:
        rows = getattr(given, table.name)
        if table.name != "groups" and not isinstance(rows, tuple):
            raise UsageError(f"{what}.{table.name} is a {_kind(rows)}: make it a tuple, tuple(...)")


def a_plan(given: object, what: str = "plan") -> None:
    """Refuse what is no plan, or has a table of another kind.

    Raises
    ------
    UsageError
        Naming the remedy.
    """
    if not isinstance(given, Plan):
        raise _wrong(what, "a Plan", "Plan", given)
    if not isinstance(given.assignments, Assignments):
        kind = _kind(given.assignments)
        raise UsageError(f"{what}.assignments is a {kind}: make it with Assignments.of(...)")
    if not isinstance(given.goals, GoalTable):
        raise UsageError(f"{what}.goals is a {_kind(given.goals)}: make it with GoalTable((...))")


def a_path(given: object, what: str = "path") -> None:
    """Refuse what is no path, or cannot be the name of a file; raises UsageError."""
    if not isinstance(given, (str, os.PathLike)):
        raise UsageError(f"{what} must be a path, got a {_kind(given)}")
    text = os.fspath(given)
    if not isinstance(text, str) or "\0" in text:
        raise UsageError(f"{what} must be a path as text, without characters of code 0, got {given!r}"[:300])


def a_switch(given: object, what: str) -> None:
    """Refuse what is neither true nor false, for the word "no" would count as yes; raises UsageError."""
    if not isinstance(given, (bool, np.bool_)):
        raise UsageError(f"{what} must be True or False, got {given!r}"[:300])


def a_number(given: object, what: str, remedy: str) -> None:
    """Refuse what is no number of 0 or more, or without end; raises UsageError."""
    right = isinstance(given, Real) and not isinstance(given, bool)
    if not right or not math.isfinite(given) or given < 0:  # type: ignore[arg-type, operator]  # it is Real
        raise UsageError(f"{what} must be {remedy}, got {given!r}"[:300])


def a_whole_number(given: object, what: str, *, least: int, most: int | None = None) -> None:
    """Refuse what is no whole number within its limits; raises UsageError."""
    right = isinstance(given, Integral) and not isinstance(given, bool)
    if not right or given < least or (most is not None and given > most):  # type: ignore[operator]  # Integral
        limits = f"of {least} or more" if most is None else f"from {least} to {most}"
        raise UsageError(f"{what} must be a whole number {limits}, got {given!r}"[:300])


def rows_with(given: Iterable[T], part: str, what: str, remedy: str) -> tuple[T, ...]:
    """The things that a caller lists, each with the `part` that it is there for; what yields them once, too.

    Raises
    ------
    UsageError
        If it is no list, or something in it lacks that.
    """
    if isinstance(given, (str, bytes, io.IOBase)) or not isinstance(given, Iterable):
        raise UsageError(f"{what} must be a list such as [{remedy}], got {given!r}"[:300])
    rows = tuple(given)
    for one in rows:
        if not hasattr(one, part) or isinstance(one, type):
            raise UsageError(f"{what} must hold what {remedy} makes, got {one!r}"[:300])
    return rows


def options_with(
    given: R | None, usual: R, keywords: Mapping[str, object], *, known: type[Any], of: str
) -> R:
    """The record of options `given`, or else `usual`, with whatever keyword arguments say instead.

    Parameters
    ----------
    known : TypedDict of the keyword arguments that the function `of` takes; each is a field of the record

    Raises
    ------
    TypeError
        If a keyword argument is none of `known`.
    UsageError
        If `given` is no such record, or a keyword argument is of the wrong kind or out of range.
    """
    kind = type(usual)
    if not (given is None or isinstance(given, kind)):
        raise UsageError(f"options must be {kind.__name__}, got {given!r}"[:300])
    for name in keywords:
        if name not in known.__annotations__:
            raise TypeError(f"{of}() got an unexpected keyword argument {name!r}")
    changed: R = replace(given or usual, **keywords)  # type: ignore[type-var]  # it is a dataclass
    return changed


def _wrong(what: str, wanted: str, kind: str, given: object) -> UsageError:
    got = "path" if isinstance(given, (str, os.PathLike)) else _kind(given)
    remedy = _REMEDIES.get((kind, got), "")
    return UsageError(f"{what} must be {wanted}, got a {got}" + (f"; {remedy}" if remedy else ""))


def _kind(given: object) -> str:
    return "None" if given is None else type(given).__name__
