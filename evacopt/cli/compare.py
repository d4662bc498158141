"""`evacopt compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, all_option, instance_argument, json_option
from evacopt.cli.inputs import instance_beside, stem_of
from evacopt.cli.streams import answer_json, answer_page
from evacopt.domain.finding import Finding
from evacopt.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


@click.command()
@instance_argument
@click.argument("plans", type=EXISTING, nargs=-1, required=True, metavar="PLAN...")
@click.option(
    "--instance",
    "more",
    type=EXISTING,
    multiple=True,
    metavar="INSTANCE",
    help="The instance of a later plan, where it does not lie beside it as .instance.json.",
)
@all_option
@json_option
def command(
    instance: Path, plans: tuple[Path, ...], more: tuple[Path, ...], everything: bool, as_json: bool
) -> None:
    """Compare plans: goal by goal, nationality by nationality, flight by flight, group by group.

    Each plan is counted against its own instance: INSTANCE, or what replan wrote beside the plan.
    Exit code 0 if they could be compared, 3 if one is no plan of any of the instances.
    """
    from evacopt.files import read_plan
    from evacopt.output.compare_page import compare_object, compare_page
    from evacopt.planning.compare import compare

    read = [(path, read_plan(path)) for path in plans]
    # File names without what they have in common; with a number where two are called alike.
    stems = [stem_of(path) for path in plans]
    names = [stem if stems.count(stem) == 1 else f"{stem} ({number})" for number, stem in enumerate(stems, 1)]
    compared = compare(_paired(read, (instance, *more)), names=names, everything=everything)
    if as_json:
        answer_json(compare_object(compared))
    else:
        answer_page(compare_page(compared, everything=everything))


def _paired(read: Sequence[tuple[Path, Plan]], instances: Sequence[Path]) -> list[tuple[Instance, Plan]]:
    """Each plan with the instance whose content it names.

    Raises
    ------
    PlanError
        If there is none, with a finding for each such plan.
    """
    from evacopt.files import read_instance

    known = {instance.sha256: instance for instance in map(read_instance, instances)}
    findings = []
    for path, plan in read:
        beside = instance_beside(path)
        if plan.instance_sha256 not in known and beside.exists():
            replanned = read_instance(beside)
            known[replanned.sha256] = replanned
        if plan.instance_sha256 not in known:
            rule = f"is a plan of an instance not named here, sha256 {plan.instance_sha256[:12]}…"
            remedy = f"name it with --instance; {beside.name} would have been found"
            findings.append(Finding(rule=rule, place=str(path), remedy=remedy))
    if findings:
        raise PlanError(findings)
    return [(known[plan.instance_sha256], plan) for _, plan in read]
