"""What was read in a way that a person may not expect, as lines on stderr."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from evacopt.cli.streams import say
from evacopt.errors import DataWarning


@contextmanager
def data_warnings_said() -> Iterator[None]:
    """Say every `DataWarning`, unless the command was told to be quiet; other warnings are as they were."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", DataWarning)
        before = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if not issubclass(category, DataWarning):
                before(message, category, *rest, **more)
                return
            context = click.get_current_context(silent=True)
            if context is None or not context.params.get("quiet"):
                say(f"warning: {message}")

        warnings.showwarning = show
        yield
