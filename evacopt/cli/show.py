"""`evacopt show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, all_option, instance_argument, json_option, timezone_option
from evacopt.cli.inputs import read_plan_of, warnings_about
from evacopt.cli.streams import answer_json, answer_page, say
from evacopt.domain.phrase import phrase

if TYPE_CHECKING:
    from evacopt.output.records import PlanView


@click.command()
@instance_argument
@click.argument("plan", type=EXISTING, required=False)
@timezone_option
@all_option
@json_option
def command(instance: Path, plan: Path | None, timezone: str, everything: bool, as_json: bool) -> None:
    """Show tables of the instance; with a PLAN, who flies, who stays and why, and how good that is."""
    from evacopt.files import read_instance
    from evacopt.files.slips import slips_of
    from evacopt.judge.verify import verify
    from evacopt.output.instance_page import instance_page
    from evacopt.output.views import instance_view, plan_view

    read = read_instance(instance)
    if plan is None:
        view = instance_view(read, [*slips_of(read), *warnings_about(read)], timezone=timezone)
        if as_json:
            answer_json(view)
        else:
            answer_page(instance_page(view, everything=everything))
        return
    its_plan = read_plan_of(read, plan)
    view_of_plan = plan_view(read, its_plan, timezone=timezone)
    if broken := verify(read, its_plan):
        say(
            phrase(
                "warning: the plan does not hold ({violation}); `evacopt verify` names all that is wrong",
                violation=broken[0],
            )
        )
    if as_json:
        answer_json(view_of_plan)
    else:
        answer_plan_view(view_of_plan, everything=everything)


def answer_plan_view(view: PlanView, *, everything: bool) -> None:
    """Print the page about a plan, as `show` and `solve` do."""
    from evacopt.output.plan_page import plan_page

    answer_page(plan_page(view, everything=everything))
