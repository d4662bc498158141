"""`evacopt convert`."""

from __future__ import annotations

from pathlib import Path

import click

from evacopt.cli.arguments import EXISTING, NEW, force_option


@click.command()
@click.argument("src", type=EXISTING)
@click.argument("dst", type=NEW)
@force_option
@click.option("--parquet", is_flag=True, help="Write the tables of a folder as Parquet, for big data.")
def command(src: Path, dst: Path, force: bool, parquet: bool) -> None:
    """Turn the instance SRC into DST: a folder, an .xlsx workbook or a .json, as its name says.

    Nothing is lost either way; a workbook can be edited in Excel and solved as it is.
    """
    from evacopt.cli.streams import say
    from evacopt.errors import UsageError
    from evacopt.files import read_instance, write_instance

    if parquet and dst.suffix.lower() in {".xlsx", ".json"}:
        raise UsageError(f"--parquet goes with a folder, and {dst} is none")
    instance = read_instance(src)
    write_instance(instance, dst, force=force)
    say(f"wrote {dst}")
