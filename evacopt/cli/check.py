"""`evacopt check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import NEW, all_option, instance_argument, json_option
from evacopt.cli.exits import Exit, finding_line
from evacopt.cli.inputs import warnings_about
from evacopt.cli.streams import answer, answer_json, kept_elsewhere
from evacopt.domain.finding import Finding, first_lines
from evacopt.domain.gathered import as_one, gathered, told_once
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.output.wording import groups_words, people_words

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance


@click.command()
@instance_argument
@click.option(
    "--fix", "fixed", type=NEW, metavar="FIXED", help="Write a copy in which is mended what is certain."
)
@all_option
@json_option
@click.pass_context
def command(ctx: click.Context, instance: Path, fixed: Path | None, everything: bool, as_json: bool) -> None:
    """Find every error in the instance, each with its place in the file and what to do about it.

    Warnings are about what is allowed but hardly meant: a flight that nobody can use, a group that can
    never leave; those that concern most people come first. What is to be said alike of several rows is one
    line, with --all a line for each. Exit code 0 without errors, 3 with any.

    With --fix what is certain is mended in a copy: blanks around codes, `fra`, `France`, `Scheduled`, a
    date-time group. Each change is listed with its cell, and what is left to say is said of the copy.
    """
    from evacopt.files import check_instance

    changes = _mended(instance, fixed) if fixed else []
    checked, findings = check_instance(fixed or instance, further=warnings_about)
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    with kept_elsewhere():  # the exit code says it too
        if as_json:
            name = checked.name if checked else None
            told = {"errors": errors, "warnings": warnings} | ({"changes": changes} if fixed else {})
            answer_json({"instance": name, "valid": not errors, **told})
        else:
            for change in changes if everything else told_once(changes):
                answer(phrase("mended: {change}", change=str(change)))
            heaps = [[one] for one in findings] if everything else gathered(findings)
            ranked = sorted(heaps, key=lambda heap: _rank(heap, checked))
            for line in first_lines(map(as_one, ranked), say=finding_line):
                answer(line)
            answer(_summary(checked, len(errors), sum(heap[0].severity == "warning" for heap in heaps)))
    if errors:
        ctx.exit(Exit.INVALID)


def _mended(instance: Path, fixed: Path) -> list[Finding]:
    from evacopt.files.fix import fix

    return [change.finding for change in fix(instance, fixed)]


def _rank(heap: list[Finding], instance: Instance | None) -> tuple[bool, int]:
    """Errors in the order of the file, then warnings by the people of whom they speak."""
    warning = heap[0].severity == "warning"
    if not warning or instance is None or heap[0].table != "groups":
        return warning, 0
    groups = instance.groups
    rows = {one.row for one in heap if one.row is not None}
    return warning, -sum(int(groups.people[row] * groups.count[row]) for row in rows)


def _summary(instance: Instance | None, errors: int, things: int) -> str:
    look = plural("{count:,} error", "{count:,} errors", errors) if errors else phrase("nothing wrong")
    if things:
        text = plural("{count:,} thing to look at", "{count:,} things to look at", things)
        look = joined(", ", (look, text))
    if instance is None:
        return look
    flights = len(instance.schedule)
    return phrase(
        "{instance}: {people} in {groups}, {flights}; {look}",
        instance=instance.name,
        people=people_words(instance.people),
        groups=groups_words(len(instance.groups)),
        flights=plural("{count:,} flight", "{count:,} flights", flights) if flights else phrase("no flights"),
        look=look,
    )
