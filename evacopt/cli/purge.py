"""`evacopt purge`."""

from __future__ import annotations

from pathlib import Path

import click

from evacopt.cli.arguments import NEW, json_option
from evacopt.cli.exits import Exit
from evacopt.cli.leftovers import REMOVES
from evacopt.cli.streams import answer, answer_json, kept_elsewhere, say
from evacopt.domain.phrase import phrase


@click.command()
@click.argument("folders", type=NEW, metavar="DIR...", nargs=-1, required=True)
@click.option("--changed", is_flag=True, help="Remove files that were changed since export wrote them, too.")
@click.option(
    REMOVES, "leftovers", is_flag=True, help="Remove only what killed commands left behind in each DIR."
)
@json_option
@click.pass_context
def command(
    ctx: click.Context, folders: tuple[Path, ...], changed: bool, leftovers: bool, as_json: bool
) -> None:
    """Remove what export wrote into DIR, and nothing else; say what could not be removed.

    An export that was killed leaves a folder beside DIR, which goes too.

    Exit code 2 if anything could not. Removed files can still be found on the disk by those who know how,
    and in backups: keep exports on an encrypted disk.
    """
    from evacopt.output.export.purge import purge, purge_leftovers

    if len(folders) > 1 and not leftovers:
        raise click.UsageError(f"one DIR at a time, unless {REMOVES} is given")
    done = [purge_leftovers(one) if leftovers else purge(one, changed=changed) for one in folders]
    if as_json:
        with kept_elsewhere():  # what was removed is gone all the same
            answer_json(done[0] if len(done) == 1 else {"folders": done})
    for folder, purged in () if as_json else zip(folders, done, strict=True):
        with kept_elsewhere():
            answer(phrase("removed {files:,} files of {folder}", files=len(purged.removed), folder=folder))
            if purged.gone:
                answer(phrase("{files:,} were not there any more", files=len(purged.gone)))
        for path, reason in purged.left:
            say(phrase("evacopt: could not remove {path}: {reason}", path=folder / path, reason=reason))
        for path in purged.strange:
            say(phrase("evacopt: left alone {path}: no export wrote it", path=folder / path))
    if any(purged.left for purged in done):
        ctx.exit(Exit.USAGE)
