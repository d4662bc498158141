"""`evacopt convert`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, NEW, force_option
from evacopt.cli.streams import say
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.files.published import Published


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
    "--case", type=click.IntRange(min=1), help="Which of the cases that a file of the format rsp lists."
)
def command(
    *, src: Path, dst: Path, force: bool, parquet: bool, form: Published | None, case: int | None
) -> None:
    """Turn the instance SRC into DST: a folder, an .xlsx workbook or a .json, as its name says.

    Nothing is lost either way; a workbook can be edited in Excel and solved as it is.
    """
    from evacopt.files import read_instance, write_instance
    from evacopt.files.published import read_published

    if parquet and dst.suffix.lower() in {".xlsx", ".json"}:
        raise UsageError(f"--parquet goes with a folder, and {dst} is none")
    if form is None and case is not None:
        raise UsageError("--case goes with --from rsp")
    instance = read_published(src, form, case=case) if form else read_instance(src)
    write_instance(instance, dst, force=force, parquet=parquet)
    say(f"wrote {dst}")
