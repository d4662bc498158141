"""The page about the commands is complete."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
import pytest

from evacopt.cli.exits import Exit
from evacopt.cli.main import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_on_the_page(name: str) -> None:
    """The section of a command, or the table in it, names each of its options."""
    section = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    command: click.Command = import_module(COMMANDS[name][0]).command
    options = [word for param in command.params if isinstance(param, click.Option) for word in param.opts]
    assert [option for option in options if option not in section] == []


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_on_the_page(code: Exit) -> None:
    """Each exit code has its row."""
    assert f"\n| {int(code)} | " in PAGE
