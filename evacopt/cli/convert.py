"""`evacopt convert`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evacopt.cli.arguments import EXISTING, NEW, force_option
from evacopt.cli.inputs import read_plan_of
from evacopt.cli.streams import say
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.files.published import Published

MODEL_ENDINGS = frozenset((".mps", ".lp"))


@click.command()
@click.argument("src", type=EXISTING)
@click.argument("dst", type=NEW)
@force_option
@click.option("--parquet", is_flag=True, help="Write the tables of a folder as Parquet, for big data.")
@click.option(
    "--from",
    "form",
    type=click.Choice(("rsp", "rpsp", "mkp")),
    help="SRC is a file in this published format: repatriation in one period, repatriation of many days, "
    "multiple knapsack.",
)
@click.option(
    "--goal",
    type=click.IntRange(min=1),
    help="Of a model: which goal it minimises, 1 is the first; those before it stay as good as in --plan.",
)
@click.option("--plan", type=EXISTING, help="Of a model: the plan that says what earlier goals reach.")
@click.option("--names", is_flag=True, help="Of a model: name columns after groups and flights.")
@click.option(
    "--case", type=click.IntRange(min=1), help="Which of the cases that a file of the format rsp lists."
)
def command(
    *,
    src: Path,
    dst: Path,
    force: bool,
    parquet: bool,
    form: Published | None,
    case: int | None,
    **model: Any,
) -> None:
    """Turn the instance SRC into DST: a folder, an .xlsx workbook or a .json, as its name says.

    Nothing is lost either way; a workbook can be edited in Excel and solved as it is.

    A DST that ends in .mps or .lp becomes the integer linear model of a goal, for other solvers.
    """
    from evacopt.files import read_instance, write_instance
    from evacopt.files.published import read_published

    if parquet and dst.suffix.lower() in {".xlsx", ".json", *MODEL_ENDINGS}:
        raise UsageError(f"--parquet goes with a folder, and {dst} is none")
    is_model = dst.suffix.lower() in MODEL_ENDINGS
    if not is_model and any(model.values()):
        raise UsageError(f"--goal, --plan and --names go with a .mps or .lp, and {dst} is none")
    if form is None and case is not None:
        raise UsageError("--case goes with --from rsp")
    instance = read_published(src, form, case=case) if form else read_instance(src)
    if is_model:
        _write_model(instance, dst, force=force, **model)
    else:
        write_instance(instance, dst, force=force, parquet=parquet)
    say(phrase("wrote {path}", path=dst))


def _write_model(
    instance: Instance, dst: Path, *, force: bool, goal: int | None, plan: Path | None, names: bool
) -> None:
    from evacopt.files.atomic import write_whole
    from evacopt.planning.linear_model import form_of, linear_model

    goal, before = goal or 1, tuple[int, ...]()
    if goal > 1 and plan is None:
        raise UsageError(f"--goal {goal} needs --plan PLAN, which says what the goals before it reach")
    if plan is not None:
        before = tuple(row.value for row in read_plan_of(instance, plan).goals[: goal - 1])
    content = linear_model(instance).file(form_of(dst), goal=goal, reached=before, names=names)
    write_whole(dst, content, force=force)
