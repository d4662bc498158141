"""`evacopt check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import instance_argument, json_option
from evacopt.cli.exits import Exit, finding_line
from evacopt.cli.inputs import warnings_about
from evacopt.cli.streams import answer, answer_json, kept_elsewhere
from evacopt.domain.finding import first_lines

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance


@click.command()
@instance_argument
@json_option
@click.pass_context
def command(ctx: click.Context, instance: Path, as_json: bool) -> None:
    """Find every error in the instance, each with its place in the file and what to do about it.

    Warnings are about what is allowed but hardly meant: a flight that nobody can use, a group that can
    never leave. Exit code 0 without errors, 3 with any.
    """
    from evacopt.files import check_instance

    checked, findings = check_instance(instance, further=warnings_about)
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    with kept_elsewhere():  # the exit code says it too
        if as_json:
            name = checked.name if checked else None
            answer_json({"instance": name, "valid": not errors, "errors": errors, "warnings": warnings})
        else:
            for line in first_lines([*errors, *warnings], say=finding_line):
                answer(line)
            answer(_summary(checked, len(errors), len(warnings)))
    if errors:
        ctx.exit(Exit.INVALID)


def _summary(instance: Instance | None, errors: int, warnings: int) -> str:
    counts = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    if instance is None:
        return counts
    groups, flights = _counted(len(instance.groups), "group"), _counted(len(instance.schedule), "flight")
    return f"{instance.name}: {instance.people:,} people in {groups}, {flights}; {counts}"


def _counted(count: int, noun: str) -> str:
    number = f"{count:,}" if count else "no"
    return f"{number} {noun}{'' if count == 1 else 's'}"
