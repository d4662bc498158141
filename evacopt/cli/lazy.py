"""A group of commands that imports a command only when it is run."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from evacopt.cli.arguments import language_option
from evacopt.cli.exits import report
from evacopt.cli.leftovers import say_leftovers
from evacopt.cli.streams import say
from evacopt.errors import DataWarning
from evacopt.output.clean import clean_lines


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


class LazyGroup(click.Group):
    """Commands by name: the module that holds `command`, and the line that the overview shows."""

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a planner needs them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command `cmd_name`, with the option that all have; `None` where there is none."""
        if cmd_name not in self.lazy:
            return None
        command: click.Command = import_module(self.lazy[cmd_name][0]).command
        if language_option not in command.params:
            command.params.append(language_option)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.lazy.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; help is printed here, and a reader of it that goes away is no error."""
        try:
            return super().parse_args(ctx, args)
        except BrokenPipeError:
            return ctx.exit()

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever escapes from it becomes words and an exit code."""
        as_json = "--json" in ctx.args
        try:
            say_leftovers(ctx.args)
            with data_warnings_said():
                return super().invoke(ctx)
        except click.ClickException as failure:
            # In words that cannot steer a terminal even where they quote what was typed.
            words = failure.format_message()
            raise (failure if clean_lines(words) == words else click.UsageError(clean_lines(words))) from None
        except (click.exceptions.Exit, click.Abort):
            raise
        except BaseException as failure:
            return ctx.exit(report(failure, as_json=as_json))
