"""`evacopt new`."""

from __future__ import annotations

from pathlib import Path

import click

from evacopt.cli.arguments import NEW, force_option
from evacopt.cli.streams import say
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError


@click.command()
@click.argument("workbook", type=NEW)
@force_option
def command(*, workbook: Path, force: bool) -> None:
    """Write WORKBOOK, an .xlsx to fill in for a crisis of your own.

    Each sheet has its headings, drop-downs and one grey row as an example, which is not read; the sheet
    `guide` says in a line what each column means. What must be filled is orange.
    """
    from evacopt.files.atomic import write_whole
    from evacopt.files.workbook_blank import write_blank_workbook

    if workbook.suffix.lower() != ".xlsx":
        raise UsageError(f"{workbook} is no workbook: give a name that ends in .xlsx")
    write_whole(workbook, write_blank_workbook, force=force)
    say(
        phrase(
            "wrote {path}: fill in its sheets from left to right, then `evacopt check {path}`", path=workbook
        )
    )
