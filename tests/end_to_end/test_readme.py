"""What the README shows is so."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest

from evacopt.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^ {4}(?:.*/)?evacopt (.+)$", README, flags=re.MULTILINE)


def test_the_readme_shows_commands() -> None:
    """The pattern that finds them finds them all."""
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
    """The example is run as it stands, on the instance that it names."""
    block = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert block is not None
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)
    exec(compile(block[1], "README.md", "exec"), {})
    assert (tmp_path / "niamey.plan.json").exists()
    assert "unserved[1] 0 0" in capsys.readouterr().out
