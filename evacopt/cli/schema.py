"""`evacopt schema`."""

from __future__ import annotations

import click

from evacopt.cli.streams import answer_json


@click.command()
def command() -> None:
    """Print the JSON Schema of an instance.

    It describes the JSON container; the columns of folders and workbooks have the same names.
    """
    from evacopt.files import instance_schema

    answer_json(instance_schema())
