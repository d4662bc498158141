"""Nothing that lies in the working folder is run: not by the command, nor by any process that it starts."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import evacopt
from evacopt.backends.isolated import import_path, leave_working_folder
from evacopt.backends.pool import Pool
from evacopt.backends.session import Session
from tests.bench.records import peer
from tests.end_to_end.shell import SMALL

NOT_INSTALLED = ("gurobipy", "cplex", "mosek", "xpress", "sitecustomize", "usercustomize")
"""Modules that somebody looks for in vain, which is where a trap is found most easily."""
TRAP = 'with open({sprung!r}, "a") as file:\n    file.write(__name__ + "\\n")\nraise ImportError("a trap")\n'
SCRIPT = "from evacopt.__main__ import main\n\nif __name__ == '__main__':\n    main()\n"
CAMPAIGN = f"""
format = "evacopt-campaign/1"
name = "trial"
[[instances]]
path = "{SMALL}"
[[runs]]
backends = "highs"
peers = "peer.py"
time_limits = 5
"""
HOME = str(Path(evacopt.__file__).parents[1])


def _modules() -> set[str]:
    """Every module that a run could import: the standard library's, and all that is installed."""
    installed = {module.name for module in pkgutil.iter_modules() if module.name not in ("tests", "evacopt")}
    return {*sys.stdlib_module_names, *installed, *NOT_INSTALLED}


class Folder:
    """A working folder in which every module that could be imported is a trap."""

    def __init__(self, place: Path, *, without: frozenset[str] = frozenset()) -> None:
        self.here, self.sprung = place / "here", place / "sprung"
        self.here.mkdir()
        for name in _modules() - without:
            (self.here / f"{name}.py").write_text(TRAP.format(sprung=str(self.sprung)), encoding="utf-8")
        (place / "script").write_text(SCRIPT, encoding="utf-8")
        self.script = (sys.executable, str(place / "script"))

    def run(self, *words: object, path: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command here, with `path` before the rest of PYTHONPATH."""
        return subprocess.run(
            [*map(str, words)],
            cwd=self.here,
            env={**os.environ, "PYTHONPATH": path + HOME},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def caught(self) -> set[str]:
        """Traps that were sprung since this was asked last."""
        found = set(self.sprung.read_text(encoding="utf-8").split()) if self.sprung.exists() else set()
        self.sprung.unlink(missing_ok=True)
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """One for all tests of this file."""
    return Folder(tmp_path_factory.mktemp("traps"))


def test_the_traps_work(folder: Folder) -> None:
    """Python run without care falls into one."""
    folder.run(sys.executable, "-c", "import colorsys")
    assert folder.caught() == {"colorsys"}


@pytest.mark.sibling("12")
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["solve", SMALL, "-q"], id="the solver"),
        pytest.param(["backends"], id="every backend"),
        pytest.param(["solve", SMALL, "-q", "--what-if", "cancel UK"], id="workers of what-if"),
    ],
)
def test_the_command_imports_nothing_from_here(folder: Folder, words: list[object]) -> None:
    """Whatever the files are called: neither the command nor a process that it starts runs one."""
    ran = folder.run(*folder.script, *words)
    assert (ran.returncode, folder.caught()) == (0, set()), ran.stderr
    assert ran.stdout


@pytest.fixture(scope="module")
def spared(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Without traps for what Python itself imports before the first line of ours: that nobody can prevent."""
    code = "import __future__, importlib, re, runpy, sys, typing; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = frozenset(name.partition(".")[0] for name in said.stdout.split())
    made = Folder(tmp_path_factory.mktemp("spared"), without=found)
    made.run(sys.executable, "-c", code, path=os.pathsep)  # and what it looks for in vain
    for name in made.caught():
        (made.here / f"{name}.py").unlink()
    return made


@pytest.mark.sibling("12")
@pytest.mark.parametrize(
    ("command", "path"),
    [
        pytest.param([sys.executable, "-P", "-m", "evacopt"], "", id="python -P"),
        pytest.param([sys.executable, "-m", "evacopt"], "", id="python -m"),
        pytest.param(None, os.pathsep, id="PYTHONPATH=$PYTHONPATH:x where there was none"),
    ],
)
def test_however_the_command_is_started(spared: Folder, command: list[str] | None, path: str) -> None:
    """Python puts the working folder first for `-m` and for an empty entry: it is taken out at once."""
    ran = spared.run(*(command or spared.script), "solve", SMALL, "-q", path=path)
    assert (ran.returncode, spared.caught()) == (0, set()), ran.stderr
    assert ran.stdout


@pytest.mark.sibling("12")
def test_workers_of_a_campaign_import_nothing_from_here(folder: Folder, tmp_path: Path) -> None:
    """Nor the process that minds the command, nor the command; a peer still imports what lies beside it."""
    (tmp_path / "beside.py").write_text("raise SystemExit(5)", encoding="utf-8")
    peer(tmp_path, "peer", "import beside")
    (tmp_path / "trial.toml").write_text(CAMPAIGN, encoding="utf-8")
    ran = folder.run(*folder.script, "bench", tmp_path / "trial.toml", "--workers", 2, "--json")
    assert (ran.returncode, folder.caught()) == (0, set()), ran.stderr
    assert {job["solver"]: job["status"] for job in json.loads(ran.stdout)["jobs"]} == {
        "highs": "proven",
        "peer peer": "no plan",
    }


@pytest.fixture
def notebook(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """This process, as one in which somebody types: it looks into the working folder first itself."""
    monkeypatch.chdir(folder.here)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    return folder


@pytest.mark.sibling("12")
def test_a_solver_started_from_a_notebook(notebook: Folder) -> None:
    """What this process imports from here is its own affair: the solver does not."""
    with Session("highs") as session:
        assert session.capabilities.exact
    assert notebook.caught() == set()


@pytest.mark.sibling("12")
def test_a_pool_started_from_a_notebook(notebook: Folder) -> None:
    """Neither its workers nor the process that minds its semaphores; path and environment are as before."""
    before = list(sys.path), os.environ.get("PYTHONSAFEPATH")
    with Pool(1) as pool:
        assert pool.submit(os.getenv, "PYTHONSAFEPATH").result() == before[1]
    assert (list(sys.path), os.environ.get("PYTHONSAFEPATH")) == before
    assert notebook.caught() == set()


class Places(NamedTuple):
    """Folders that exist: the working one, one with another evacopt, and one like any."""

    here: str
    other: str
    library: str


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The first is the working folder; PYTHONPATH names none."""
    made = Places(*(str(tmp_path / name) for name in Places._fields))
    for place in made:
        Path(place).mkdir()
    (tmp_path / "other" / "evacopt").mkdir()
    monkeypatch.chdir(made.here)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return made


def _path_of(monkeypatch: pytest.MonkeyPatch, *entries: str) -> list[str]:
    monkeypatch.setattr(sys, "path", list(entries))
    return import_path()


@pytest.mark.sibling("12")
@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("", id="empty"),
        pytest.param(".", id="dot"),
        pytest.param("../here", id="relative"),
        pytest.param("{here}", id="absolute, as for a script that lies here"),
        pytest.param("{link}", id="by another name"),
        pytest.param("{here}/", id="with a slash"),
        pytest.param("gone", id="not there yet"),
    ],
)
def test_no_entry_leads_a_child_here(places: Places, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    """However the working folder is written, a child does not inherit it; what it inherits is absolute."""
    link = Path(places.library) / "link"
    link.symlink_to(places.here)
    told = entry.format(here=places.here, link=link)
    assert _path_of(monkeypatch, told, places.library, HOME) == [places.library, HOME]


@pytest.mark.sibling("12")
def test_an_entry_with_a_colon_leads_nowhere(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONPATH would read it as two, the second of them relative to whoever reads it."""
    odd = Path(places.library) / "a:b"
    odd.mkdir()
    assert _path_of(monkeypatch, str(odd), HOME) == [HOME]


@pytest.mark.sibling("12")
@pytest.mark.parametrize("named", [".", "{here}"])
def test_who_names_the_working_folder_gets_it(
    places: Places, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """A backend of one's own in it is found by the command and by the solver."""
    monkeypatch.setenv("PYTHONPATH", named.format(here=places.here))
    assert _path_of(monkeypatch, places.here, HOME) == [places.here, HOME]
    leave_working_folder()
    assert sys.path == [places.here, HOME]


@pytest.mark.sibling("12")
def test_the_child_is_of_the_same_evacopt(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout in which somebody works is not mistaken for the evacopt that is installed, nor put first."""
    monkeypatch.setattr(evacopt, "__file__", f"{places.here}/evacopt/__init__.py")
    path = _path_of(monkeypatch, places.here, places.library, places.other)
    assert path == [places.library, places.here, places.other]


@pytest.mark.sibling("12")
def test_what_is_installed_from_here_stays(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package under development, installed from the working folder, comes after the standard library."""
    library = os.path.dirname(os.__file__)  # noqa: PTH120 - as the entry of sys.path is written
    monkeypatch.setattr(sys, "path", [places.here, library, places.here])
    leave_working_folder()
    assert sys.path == [library, places.here]


@pytest.mark.sibling("12")
def test_a_working_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody removed it while a shell stood in it: there is nothing to leave, and nothing fails."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert _path_of(monkeypatch, "", str(tmp_path), HOME) == [str(tmp_path), HOME]
