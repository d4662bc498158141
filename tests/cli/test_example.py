"""The command `example`: real crises without a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evacopt.files import read_instance
from evacopt.files.examples import examples
from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]


def test_every_instance_of_the_project_is_an_example(run: Command) -> None:
    """Without a name each is a line: its name and its title."""
    ran = run("example")
    assert ran.exit_code == 0
    names = sorted(path.name for path in (ROOT / "instances").iterdir() if path.is_dir())
    assert [line.split()[0] for line in ran.stdout.splitlines()] == names
    assert "Niger, 1-4 August 2023" in ran.stdout


@pytest.mark.parametrize("name", examples())
def test_a_copy_is_the_instance(run: Command, tmp_path: Path, name: str) -> None:
    """A folder holds the same content and the page about it; a workbook the same content."""
    original = read_instance(ROOT / "instances" / name)
    for target in (tmp_path / "copy", tmp_path / "copy.xlsx"):
        ran = run("example", name, target)
        assert ran.exit_code == 0, ran.output
        assert read_instance(target).sha256 == original.sha256
    assert (tmp_path / "copy" / "README.md").exists()
    assert {path.suffix for path in (tmp_path / "copy").iterdir()} <= {".csv", ".md", ".toml"}


def test_what_is_there_is_not_replaced(run: Command, tmp_path: Path) -> None:
    """An own copy that was changed stays."""
    (tmp_path / "mine").mkdir()
    ran = run("example", "niamey-2023", tmp_path / "mine")
    assert ran.exit_code == 2
    assert "exists already" in ran.stderr
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_name_that_is_nearly_one_is_helped(run: Command) -> None:
    """The nearest name, or else all of them."""
    assert "did you mean niamey-2023?" in run("example", "niamey-2024").stderr
    assert "beirut-2024, gulf-2026, kabul-2021" in run("example", "xyz").stderr


@pytest.mark.nightly
def test_the_wheel_alone_solves_a_crisis(tmp_path: Path) -> None:
    """Installed without the checkout, with an empty folder to work in."""
    source, installed = tmp_path / "source", tmp_path / "installed"
    for folder in ("evacopt", "instances"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in filter(Path.is_file, ROOT.iterdir()):
        shutil.copy(file, source)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--target", str(installed), str(source)], check=True)
    work = tmp_path / "work"
    work.mkdir()
    for words in (["example", "niamey-2023"], ["solve", "niamey-2023"]):
        ran = subprocess.run(
            [sys.executable, "-P", "-m", "evacopt", *words],
            cwd=work,
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
    assert "1,317 of 1,402 people get out" in ran.stdout
