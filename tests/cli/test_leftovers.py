"""What killed commands left behind is told by the next one, and removed by the command that it names."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evacopt.cli.main import evacopt
from evacopt.domain import unfinished
from evacopt.domain.unfinished import beside, made, temporary
from tests.end_to_end.shell import SMALL

SURNAME = "Qwertzuiop"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and a folder of temporary files beside it."""
    folder = tmp_path / "here"
    for name in ("here", "tmp", "out"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    return folder


def _run(*words: object) -> Result:
    return CliRunner().invoke(evacopt, [str(word) for word in words])


def _begun(prefix: str, parent: Path, **files: str) -> Path:
    """A folder that its maker let go of; `__` in a key is a point."""
    folder, handle = made(prefix, parent)
    os.close(handle)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content)
    return folder


def _write(target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    return _begun(beside(target, "write"), target.parent, **{target.name.replace(".", "__"): SURNAME})


def _export(target: Path) -> Path:
    marker = (
        '{"format": "evacopt-export/1", "instance": "x", "plan_sha256": "", "files": '
        '[{"path": "manifest.csv", "rows": 1, "holds": "names", "sha256": ""}]}'
    )
    files = {"evacopt-export__json": marker, "manifest__csv": SURNAME}
    return _begun(beside(target, "export"), target.parent, **files)


def _folder(target: Path) -> Path:
    files = {"groups__csv": SURNAME, "instance__toml": "format"}
    return _begun(beside(target, "write"), target.parent, **files)


def _solver(parent: Path) -> Path:
    return _begun(temporary("solver"), parent, x__mps=SURNAME, cbc__log=SURNAME)


def _bench(parent: Path) -> Path:
    return _begun(temporary("bench"), parent, instance__json=SURNAME)


KINDS: dict[str, Callable[[Path], Path]] = {
    "a plan": lambda root: _write(root / "here" / "x.plan.json"),
    "a plan beside the one asked for": lambda root: _write(root / "out" / "x.plan.json"),
    "a folder": lambda root: _folder(root / "here" / "crisis"),
    "an export of names": lambda root: _export(root / "here" / "lists"),
    "an export beside": lambda root: _export(root / "out" / "lists"),
    "a picture in the folder asked for": lambda root: _write(root / "out" / "x.json" / "x.svg"),
    "an export without its list": lambda root: _begun(beside(root / "here" / "l", "export"), root / "here"),
    "an export with half a list": lambda root: _begun(
        beside(root / "here" / "l", "export"), root / "here", **{"evacopt-export__json__new": '{"for'}
    ),
    "a write with nothing in it": lambda root: _begun(beside(root / "here" / "x", "write"), root / "here"),
    "files of a solver": lambda root: _solver(root / "tmp"),
    "an instance of a campaign": lambda root: _bench(root / "tmp"),
    "a name with blanks and quotes": lambda root: _write(root / "here" / "it's a 'plan'.json"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_command_says_it_and_what_it_says_removes_it(here: Path, kind: str) -> None:
    """One line on stderr, whatever the command; the command in it leaves nothing, and the next is silent."""
    left = KINDS[kind](here.parent)
    words = ("convert", here / "none.json", here.parent / "out" / "x.json")
    told = [line for line in _run(*words).stderr.splitlines() if "left data behind" in line]
    assert len(told) == 1
    assert left.name in told[0]
    command = shlex.split(told[0].partition("removes it: ")[2])
    assert command[0] == "evacopt"
    assert _run(*command[1:]).exit_code == 0
    assert not left.exists()
    assert "left data behind" not in _run(*words).stderr


def test_all_are_told_in_one_line(here: Path) -> None:
    """Of many the first are named; one command removes them all, wherever they are."""
    made_ = [kind(here.parent) for kind in KINDS.values()]
    told = _run("schema").stderr + _run("show", here.parent / "out" / "x.json").stderr
    assert " more); this removes it: " in told
    assert told.count("left data behind") == 2
    line = told.splitlines()[1]
    assert _run(*shlex.split(line.partition("removes it: ")[2])[1:]).exit_code == 0
    assert [path for path in made_ if path.exists()] == []


def test_what_is_in_use_is_let_alone(here: Path) -> None:
    """The folder of a command that is still running is neither told nor removed."""
    folder, handle = made(beside(here / "x.json", "write"), here)
    try:
        assert "left data behind" not in _run("schema").stderr
        assert _run("purge", "--leftovers", here).exit_code == 0
        assert folder.exists()
    finally:
        os.close(handle)


def test_files_of_others_in_it_stay(here: Path) -> None:
    """What no command writes into such a folder is named and kept, also where a link leads out of it."""
    plan, lists = _write(here / "x.plan.json"), _export(here / "lists")
    (plan / "thesis.txt").write_text("mine")
    (lists / "manifest.csv").unlink()
    (here / "mine").write_text("mine")
    (lists / "manifest.csv").symlink_to(here / "mine")
    done = _run("purge", "--leftovers", here)
    assert done.exit_code == 2
    assert f"left alone {here / plan.name / 'thesis.txt'}" in done.stderr
    assert "is a symbolic link now" in done.stderr
    assert (here / "mine").read_text() == (plan / "thesis.txt").read_text() == "mine"
    assert not (plan / "x.plan.json").exists()


def test_the_thing_itself_stays(here: Path) -> None:
    """`purge X` after a cut-off write of X removes what was left of that, and never X."""
    (here / "x.plan.json").write_text("the plan")
    left = _write(here / "x.plan.json")
    assert _run("purge", here / "x.plan.json").exit_code == 0
    assert not left.exists()
    assert (here / "x.plan.json").read_text() == "the plan"


def test_only_leftovers_of_several(here: Path) -> None:
    """Exports are purged one at a time, so that a slip of the shell does not empty many."""
    assert _run("purge", here, here.parent).exit_code == 2
    assert _run("purge", "--leftovers", here / "nowhere").exit_code == 2
    assert _run("purge", "--leftovers", here, here.parent, "--json").exit_code == 0


def test_these_tests_have_temporary_files_of_their_own(temporary_files: Path, tmp_path: Path) -> None:
    """What other runs left on this machine is not told here; what is left here is removed with the rest."""
    folder = _solver(Path(tempfile.gettempdir()))
    assert folder.parent == temporary_files == unfinished.temporary_files()
    assert temporary_files not in tmp_path.parents
    assert folder.name in _run("show", SMALL).stderr
    shutil.rmtree(folder)
    assert _run("show", SMALL).stderr == ""
