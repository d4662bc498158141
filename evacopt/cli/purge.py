"""`evacopt purge`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import NEW, json_option

if TYPE_CHECKING:
    from evacopt.output.export.purge import Purged


@click.command()
@click.argument("folder", type=NEW, metavar="DIR")
@click.option("--changed", is_flag=True, help="Remove files that were changed since export wrote them, too.")
@json_option
@click.pass_context
def command(ctx: click.Context, folder: Path, changed: bool, as_json: bool) -> None:
    """Remove what export wrote into DIR, and nothing else; say what could not be removed.

    Exit code 2 if anything could not. Removed files can still be found on the disk by those who know how,
    and in backups: keep exports on an encrypted disk.
    """
    from evacopt.cli.exits import Exit
    from evacopt.cli.streams import answer_json
    from evacopt.output.export.purge import purge

    done = purge(folder, changed=changed)
    if as_json:
        answer_json(done)
    else:
        _answer(done, folder)
    if done.left:
        ctx.exit(Exit.USAGE)


def _answer(done: Purged, folder: Path) -> None:
    from evacopt.cli.streams import answer, say

    answer(f"removed {len(done.removed):,} files of {folder}")
    if done.gone:
        answer(f"{len(done.gone):,} were not there any more")
    for path, reason in done.left:
        say(f"evacopt: could not remove {folder / path}: {reason}")
    for path in done.strange:
        say(f"evacopt: left alone {folder / path}: no export wrote it")
