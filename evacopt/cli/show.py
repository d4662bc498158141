"""`evacopt show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, all_option, instance_argument, json_option

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.records import PlanView


@click.command()
@instance_argument
@click.argument("plan", type=EXISTING, required=False)
@all_option
@json_option
def command(instance: Path, plan: Path | None, everything: bool, as_json: bool) -> None:
    """Show tables of the instance; with a PLAN, who flies, who stays and why, and how good that is."""
    from evacopt.cli.inputs import read_plan_of
    from evacopt.files import read_instance

    shown = read_instance(instance)
    if plan is None:
        _answer_instance(shown, everything=everything, as_json=as_json)
    else:
        _answer_plan(shown, read_plan_of(shown, plan), everything=everything, as_json=as_json)


def _answer_plan(instance: Instance, plan: Plan, *, everything: bool, as_json: bool) -> None:
    from evacopt.cli.streams import answer_json, say
    from evacopt.judge.verify import verify
    from evacopt.output.plan_view import plan_view

    view = plan_view(instance, plan)
    broken = verify(instance, plan)
    if broken:
        say(f"warning: the plan does not hold ({broken[0]}); `evacopt verify` names all that is wrong")
    if as_json:
        answer_json(view)
    else:
        answer_plan_view(view, everything=everything)


def answer_plan_view(view: PlanView, *, everything: bool) -> None:
    """Print the page about a plan, as `show` and `solve` do."""
    from evacopt.cli.streams import answer_page
    from evacopt.output.plan_page import plan_page

    answer_page(plan_page(view, everything=everything))


def _answer_instance(instance: Instance, *, everything: bool, as_json: bool) -> None:
    from evacopt.cli.inputs import warnings_about
    from evacopt.cli.streams import answer_json, answer_page
    from evacopt.output.instance_view import instance_view

    view = instance_view(instance, warnings_about(instance))
    if as_json:
        answer_json(view)
        return
    from evacopt.output.instance_page import instance_page

    answer_page(instance_page(view, everything=everything))
