"""What the README shows is so."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from evacopt.cli.main import COMMANDS, evacopt
from evacopt.files.examples import copy_example

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(r"(?:\S*/)?evacopt (.+)")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^ {4}(?! )(.*\bevacopt .+)$", README, flags=re.MULTILINE)
SHOWN = [found[1] for line in LINES for part in line.split(" && ") if (found := COMMAND.match(part))]


def test_the_readme_shows_commands() -> None:
    """The pattern that finds them finds them all."""
    assert SHOWN[:2] == ["example niamey-2023", "solve niamey-2023"]
    assert len(SHOWN) == README.count("    evacopt ") + README.count("bin/evacopt ")


@pytest.mark.parametrize("shown", SHOWN)
def test_every_command_shown_is_understood(shown: str) -> None:
    """Each command and option of the README exists."""
    name, *words = shlex.split(shown)
    command: click.Command = import_module(COMMANDS[name][0]).command
    options = {word for param in command.params for word in param.opts}
    assert [word for word in words if word.startswith("-") and word not in options] == []


@pytest.mark.parametrize("path", re.findall(r"`((?:docs|instances|\.ci)/[^`]+)`", README))
def test_every_file_named_is_there(path: str) -> None:
    """No page is promised that does not exist."""
    assert (ROOT / path).exists()


def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example is run as it stands, on the instance that the first command copies."""
    block = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert block is not None
    copy_example("niamey-2023", tmp_path / "niamey-2023")
    monkeypatch.chdir(tmp_path)
    exec(compile(block[1], "README.md", "exec"), {})
    assert (tmp_path / "niamey.plan.json").exists()
    assert "unserved[1] 0 0" in capsys.readouterr().out


def test_the_first_two_commands_solve_a_real_crisis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a checkout: the package brings the instance, and the page shows what is printed."""
    monkeypatch.chdir(tmp_path)
    ran = [CliRunner().invoke(evacopt, shlex.split(shown)) for shown in SHOWN[:2]]
    assert [one.exit_code for one in ran] == [0, 0]
    printed = README.split("prints, among other tables:\n\n```\n")[1].split("\n```")[0]
    assert [line for line in printed.splitlines() if line != "…" and line not in ran[1].output] == []
