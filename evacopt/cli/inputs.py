"""What commands take in and where they put things, checked before the work begins."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from evacopt.cli.exits import finding_line
from evacopt.cli.streams import say
from evacopt.domain.finding import Finding, first_lines
from evacopt.domain.gathered import told_once
from evacopt.domain.phrase import phrase
from evacopt.errors import InstanceError, OutputError, PlanError, UsageError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def read_told(path: Path, *, quiet: bool) -> Instance:
    """The instance at `path`, with what looks wrong with its data said on stderr; not looked for if `quiet`.

    Who decides at night has not run `check`: a name that speaks of nobody changes who flies.

    Raises
    ------
    InstanceError
        If anything in it is wrong.
    """
    from evacopt.files import check_instance, read_instance

    if quiet:
        return read_instance(path)
    instance, findings = check_instance(path)
    if instance is None:
        raise InstanceError(findings)
    for line in first_lines(told_once(findings), say=finding_line):
        say(line)
    return instance


def read_plan_of(instance: Instance, path: Path) -> Plan:
    """The plan at `path`.

    Raises
    ------
    PlanError
        If it cannot be read, or was made for an instance of other content.
    """
    from evacopt.files import read_plan

    plan = read_plan(path)
    if plan.instance_sha256 == instance.sha256:
        return plan
    finding = Finding(
        rule=f"must be a plan of this instance ({instance.name}, sha256 {instance.sha256[:12]}…)",
        value=f"one of {plan.instance_name}, sha256 {plan.instance_sha256[:12]}…",
        remedy="the instance was changed since: solve it again, with --baseline to change little"
        if plan.instance_name == instance.name
        else "it names another one: look which of the two files was meant",
        place=str(path),
    )
    raise PlanError([finding])


def read_baseline_of(plan: Plan | None, path: Path) -> Plan:
    """The plan at `path`, for `plan` to be compared with.

    Raises
    ------
    PlanError
        If it cannot be read, or `plan` names another one.
    """
    from evacopt.files import read_plan

    baseline = read_plan(path)
    if plan is None or plan.compares_with(baseline):
        return baseline
    named = plan.replanned.before if plan.replanned else ""
    finding = Finding(
        rule=f"must be the plan that the goal `changes` compares with, sha256 {named[:12]}…",
        value=f"a plan with the sha256 {baseline.sha256[:12]}…",
        remedy="name the plan that was in force when it was planned again",
        place=str(path),
    )
    raise PlanError([finding])


def stem_of(plan: Path) -> str:
    """The name of a plan file without its endings."""
    return plan.name.removesuffix(".json").removesuffix(".plan")


def instance_beside(plan: Path) -> Path:
    """Where replan puts the instance that what it wrote to `plan` is a plan of."""
    return plan.with_name(f"{stem_of(plan)}.instance.json")


def alternative_beside(plan: Path, number: int) -> Path:
    """Where solve puts the other plans that are as good as what it wrote to `plan`, from 1."""
    stem = stem_of(plan)
    return plan.with_name(f"{stem}-alt{number}{plan.name.removeprefix(stem)}")


def warnings_about(instance: Instance) -> list[Finding]:
    """What looks wrong with an instance that is free of errors.

    An instance too big for the question is not refused: that it is too big is the warning.
    """
    from evacopt.planning.warnings import warnings_of

    try:
        return warnings_of(instance)
    except UsageError as failure:
        return [Finding(rule=failure.why, severity="warning")]


def refuse_early(path: Path | None, *, force: bool) -> None:
    """Fail before hours of work, not after them.

    Raises
    ------
    OutputError
        If `path` exists and `force` is not given, or if nothing can be written there.
    """
    if path is None:
        return
    if path.is_dir():
        raise OutputError(phrase("{path} is a folder; name a file", path=path))
    if path.exists() and not path.is_file():
        raise OutputError(phrase("{path} is a device or a pipe; name a file", path=path))
    if path.exists() and not force:
        raise OutputError(phrase("{path} exists already; --force replaces it", path=path))
    folder = path.parent
    if not folder.is_dir():
        raise OutputError(phrase("{path}: the folder {folder} does not exist", path=path, folder=folder))
    if not os.access(folder, os.W_OK):
        raise OutputError(phrase("{path}: nothing can be written to {folder}", path=path, folder=folder))
