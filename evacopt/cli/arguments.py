"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

EXISTING = click.Path(exists=True, path_type=Path)
NEW = click.Path(path_type=Path)

instance_argument = click.argument("instance", type=EXISTING)
plan_argument = click.argument("plan", type=EXISTING)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
force_option = click.option("--force", is_flag=True, help="Replace files that exist.")
all_option = click.option("--all", "everything", is_flag=True, help="Show every row of long tables.")
