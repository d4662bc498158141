"""`evacopt generate`."""

from __future__ import annotations

from pathlib import Path

import click

from evacopt.cli.arguments import NEW, force_option
from evacopt.cli.streams import say
from evacopt.domain.phrase import headed, phrase
from evacopt.generation.families import FAMILIES

_OPTIONS = ("people", "seed")


def _as_pairs(ctx: click.Context, param: click.Parameter, typed: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in typed:
        name, sign, value = text.partition("=")
        if not (sign and name.strip()):
            raise click.BadParameter(f"{text!r} must be written as key=value", ctx, param)
        if name.strip() in _OPTIONS:
            raise click.BadParameter(f"{name.strip()} is an option of its own: --{name.strip()}", ctx, param)
        pairs[name.strip()] = value.strip()
    return pairs


@click.command(epilog="Families: " + "; ".join(f"{name}: {about}" for name, about in FAMILIES.items()) + ".")
@click.argument("family", type=click.Choice(tuple(FAMILIES)))
@click.option(
    "-o", "--output", type=NEW, required=True, metavar="DST", help="Folder, .xlsx or .json to write."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Another one, another draw."
)
@click.option(
    "--people",
    type=click.IntRange(min=1),
    help="How many wait.  [default: 1000; rsp and rpsp: as published]",
)
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_as_pairs,
    help="A parameter of the family; may be given several times.",
)
@force_option
@click.option("--parquet", is_flag=True, help="Write the tables of a folder as Parquet, for big data.")
def command(
    *,
    family: str,
    output: Path,
    seed: int,
    people: int | None,
    parameters: dict[str, str],
    force: bool,
    parquet: bool,
) -> None:
    """Write a synthetic instance of FAMILY: the same options, the same instance on any machine.

    docs/generators.md lists the parameters of each family, with their laws.
    """
    from evacopt.files import write_instance
    from evacopt.generation.generate import generate

    instance = generate(family, people=people, seed=seed, **parameters)
    write_instance(instance, output, force=force, parquet=parquet)
    say(headed(phrase("wrote {path}", path=output), instance.title))
