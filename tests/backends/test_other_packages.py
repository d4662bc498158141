"""A backend that another package brings: found by its entry point, listed, and solved with."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
EXAMPLE = TESTS / "example_backend"

LIST = """
import json, sys
from evacopt.backends import catalogue
from evacopt.backends.registry import registered
from evacopt.cli.main import evacopt
mine = [name for name in registered() if name == "enumerate"]
catalogue.registered, catalogue.FAMILIES = lambda: mine, {}
evacopt(["backends", "--json"])
"""
"""The command, which begins none of the other backends."""

SOLVE = """
import evacopt as ev
from evacopt.milp.contract import Options
from evacopt.backends.session import Session
from evacopt.backends.small_programs import program
given = program([(0, 3), (0, 3)], [(2, [1, 1], None)], [3, 2], offset=1)
with Session("enumerate") as session:
    answer = session.solve(given, Options(time_limit=30))
    print(session.version, answer.status, answer.bound, answer.values.tolist())
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the one into which pip installs, made from the example's own pyproject.toml."""
    stated = (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
    return installed_in(tmp_path_factory.mktemp("site"), stated, (EXAMPLE / "src").glob("*.py"))


def installed_in(site: Path, stated: str, modules: Iterable[Path]) -> Path:
    """`site` with what pip would put there of a package: its modules, and what pyproject.toml says."""
    project = tomllib.loads(stated)["project"]
    for module in modules:
        shutil.copy(module, site)
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    points = configparser.ConfigParser()
    points.read_dict(project["entry-points"])
    with (info / "entry_points.txt").open("w", encoding="utf-8") as file:
        points.write(file)
    return site


def run_with(*words: str, path: Path) -> str:
    """What Python prints that finds what is installed in `path`."""
    environment = {**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{TESTS.parent}"}
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=TESTS.parent,
    )
    return done.stdout


def test_it_solves(installed: Path) -> None:
    """Named like any other backend; the child finds it where the parent did."""
    assert run_with("-c", SOLVE, path=installed) == "enumerate 1.0 optimal 5 [0, 2]\n"


def test_it_is_listed(installed: Path) -> None:
    """With what it says it can do."""
    (mine,) = json.loads(run_with("-c", LIST, path=installed))["backends"]
    assert mine["name"] == "enumerate"
    assert (mine["available"], mine["version"], mine["can"]["gap"]) == (True, "enumerate 1.0", False)


def test_it_is_gone_without_the_package(tmp_path: Path) -> None:
    """An entry point is the only way in."""
    assert json.loads(run_with("-c", LIST, path=tmp_path))["backends"] == []


def test_it_keeps_what_it_claims(installed: Path) -> None:
    """What takes tiny programs alone is told which claims it could not be tried on, and conforms."""
    said = json.loads(run_with("-m", "evacopt", "backends", "--check", "enumerate", "--json", path=installed))
    verdicts = {one["claim"]: one["verdict"] for one in said["claims"]}
    assert said["conforms"]
    assert (verdicts["best"], verdicts["time"], verdicts["gap"]) == ("kept", "refused", "not claimed")
