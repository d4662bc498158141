"""`evacopt check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import instance_argument, json_option

if TYPE_CHECKING:
    from evacopt.domain.finding import Finding
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
    from evacopt.cli.exits import Exit
    from evacopt.cli.inputs import warnings_about
    from evacopt.cli.streams import kept_elsewhere
    from evacopt.files import check_instance

    checked, findings = check_instance(instance, further=warnings_about)
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    with kept_elsewhere():  # the exit code says it too
        _answer(checked, errors, warnings, as_json=as_json)
    if errors:
        ctx.exit(Exit.INVALID)


def _answer(
    instance: Instance | None, errors: list[Finding], warnings: list[Finding], *, as_json: bool
) -> None:
    from evacopt.cli.streams import answer, answer_json
    from evacopt.domain.finding import first_lines

    if as_json:
        name = instance.name if instance else None
        answer_json({"instance": name, "valid": not errors, "errors": errors, "warnings": warnings})
        return
    for line in first_lines([*errors, *warnings], say=_line):
        answer(line)
    answer(_summary(instance, len(errors), len(warnings)))


def _line(finding: Finding) -> str:
    return f"warning: {finding}" if finding.severity == "warning" else str(finding)


def _summary(instance: Instance | None, errors: int, warnings: int) -> str:
    counts = f"{_some(errors, 'error')}, {_some(warnings, 'warning')}"
    if instance is None:
        return counts
    people = instance.people
    return (
        f"{instance.name}: {people:,} people in {_some(len(instance.groups), 'group')}, "
        f"{_some(len(instance.schedule), 'flight')}; {counts}"
    )


def _some(count: int, noun: str) -> str:
    number = f"{count:,}" if count else "no"
    return f"{number} {noun}{'' if count == 1 else 's'}"
