"""`evacopt example`."""

from __future__ import annotations

from pathlib import Path

import click

from evacopt.cli.arguments import NEW
from evacopt.cli.completion import examples
from evacopt.cli.streams import answer, say
from evacopt.domain.phrase import phrase


@click.command()
@click.argument("name", required=False, shell_complete=examples)
@click.argument("dst", type=NEW, required=False, metavar="[DST]")
def command(*, name: str | None, dst: Path | None) -> None:
    """Copy the real crisis NAME into the new folder DST (default: ./NAME) to solve or to change.

    DST may also be an .xlsx or a .json. Without NAME every crisis that comes with evacopt is listed. Its
    README.md says of each number whether it is documented, derived or assumed.
    """
    from evacopt.files import read_instance, write_instance
    from evacopt.files.examples import copy_example, example_folder
    from evacopt.files.examples import examples as known_examples

    if name is None:
        for known, title in known_examples().items():
            answer(f"{known:15} {title}")
        return
    target = dst or Path(name)
    if target.suffix.lower() in (".xlsx", ".json"):
        write_instance(read_instance(example_folder(name)), target)
    else:
        copy_example(name, target)
    say(phrase("wrote {path}: try `evacopt solve {path}`", path=target))
