"""`evacopt verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import instance_argument, json_option, plan_argument

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.domain.violation import Violation


@click.command()
@instance_argument
@plan_argument
@json_option
@click.pass_context
def command(ctx: click.Context, instance: Path, plan: Path, as_json: bool) -> None:
    """Judge the plan again: every rule and every goal, counted without any solver.

    Exit code 0 if the plan keeps every rule, 6 if it breaks one.
    """
    from evacopt.cli.exits import Exit
    from evacopt.cli.inputs import read_plan_of
    from evacopt.cli.streams import answer_json
    from evacopt.files import read_instance
    from evacopt.judge.verdict import judge

    judged = read_instance(instance)
    found = read_plan_of(judged, plan)
    violations = judge(judged, found)
    if as_json:
        answer_json({"instance": judged.name, "valid": not violations, "violations": violations})
    else:
        _answer_text(judged, found, violations)
    if violations:
        ctx.exit(Exit.BROKEN)


def _answer_text(instance: Instance, plan: Plan, violations: list[Violation]) -> None:
    from evacopt.cli.streams import answer
    from evacopt.output.plan_view import plan_view
    from evacopt.output.wording import people_out

    if not violations:
        answer(f"{instance.name}: the plan keeps every rule. {people_out(plan_view(instance, plan))}")
        return
    for violation in violations:
        answer(str(violation))
    rules = "one rule" if len(violations) == 1 else f"rules in {len(violations)} places"
    answer(f"{instance.name}: the plan breaks {rules}")
