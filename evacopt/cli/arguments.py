"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

R = TypeVar("R")

EXISTING = click.Path(exists=True, path_type=Path)
NEW = click.Path(path_type=Path)

instance_argument = click.argument("instance", type=EXISTING)
plan_argument = click.argument("plan", type=EXISTING)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
force_option = click.option("--force", is_flag=True, help="Replace files that exist.")
all_option = click.option("--all", "everything", is_flag=True, help="Show every row of long tables.")


def gathered(record: type[Any], name: str = "wish") -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Hand the options named like the fields of `record`, a dataclass, to a command as one argument."""

    def decorated(command: Callable[..., R]) -> Callable[..., R]:
        @wraps(command)
        def called(*given: Any, **named: Any) -> R:
            named[name] = record(**{field.name: named.pop(field.name) for field in fields(record)})
            return command(*given, **named)

        return called

    return decorated
