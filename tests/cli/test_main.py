"""The command line as a whole."""

from __future__ import annotations

from importlib import import_module

import click
import pytest

import evacopt
from evacopt.cli.exits import Exit
from evacopt.cli.main import COMMANDS
from tests.cli.conftest import Command


def test_help_lists_every_command(run: Command) -> None:
    """The overview has each command with its line."""
    ran = run("--help")
    assert ran.exit_code == Exit.DONE
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in ran.stdout
        assert line in " ".join(ran.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run: Command, name: str) -> None:
    """Each command says what it does and what its options are."""
    ran = run(name, "--help")
    assert ran.exit_code == Exit.DONE
    assert f"Usage: evacopt {name}" in ran.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    """No option is offered without a word about it."""
    command: click.Command = import_module(COMMANDS[name][0]).command
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_that_of_the_package(run: Command) -> None:
    """`--version` and `__version__` agree."""
    assert run("--version").stdout == f"evacopt {evacopt.__version__}\n"


def test_an_unknown_command_is_wrong_usage(run: Command) -> None:
    """Exit 2, with the name."""
    ran = run("evacuate")
    assert ran.exit_code == Exit.USAGE
    assert "evacuate" in ran.stderr
