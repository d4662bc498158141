"""The page about the commands is complete."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
import pytest

from evacopt.cli.arguments import language_option
from evacopt.cli.exits import Exit
from evacopt.cli.main import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_on_the_page(name: str) -> None:
    """The section of a command, or the table in it, names each of its options."""
    section = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    command: click.Command = import_module(COMMANDS[name][0]).command
    own = [
        param for param in command.params if isinstance(param, click.Option) and param is not language_option
    ]
    assert [option for param in own for option in param.opts if option not in section] == []


def test_the_option_of_every_command_is_at_the_head_of_the_page() -> None:
    """`--language` stands there once, not in every section."""
    assert language_option.opts[0] in PAGE.split("\n## ")[0]


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_on_the_page(code: Exit) -> None:
    """Each exit code has its row."""
    assert f"\n| {int(code)} | " in PAGE
