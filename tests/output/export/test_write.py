"""An export is there whole or not at all, for its owner only, and never in the place of something else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import OutputError, PlanError
from evacopt.output.export.export import export
from evacopt.output.export.marker import MARKER
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.purge import purge
from tests.end_to_end.shell import environment

CSV = ExportOptions(forms=("csv",))


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_files_are_private(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """Files are 0600 and folders 0700, whatever the umask."""
    before = os.umask(0)
    try:
        export(instance, plan, tmp_path / "out")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    folders = [tmp_path / "out", *(path for path in (tmp_path / "out").rglob("*") if path.is_dir())]
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_same_plan_same_bytes(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """Two exports of a plan are equal byte by byte, workbooks and PDF too."""
    forms = ExportOptions(forms=("csv", "xlsx", "pdf"))
    for name in ("one", "two"):
        export(instance, plan, tmp_path / name, options=forms)
    assert _tree(tmp_path / "one") == _tree(tmp_path / "two")


def test_marker_tells_the_rows(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """The marker lists every file there is, and CSV files have as many rows as it says."""
    marker = export(instance, plan, tmp_path / "out", options=CSV)
    assert marker is not None
    tree = _tree(tmp_path / "out")
    assert {one.path for one in marker.files} | {MARKER} == tree.keys()
    for one in marker.files:
        if one.path.endswith(".csv"):
            assert tree[one.path].count(b"\n") == one.rows + 1


def test_what_is_there_is_not_replaced(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """An export needs force; a folder of other things, a file and a link are refused with force as well."""
    out = tmp_path / "out"
    export(instance, plan, out, options=CSV)
    with pytest.raises(OutputError, match="--force replaces it"):
        export(instance, plan, out, options=CSV)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(out)
    for name, says in (("other", "something else"), ("file", "is a file"), ("link", "symbolic link")):
        with pytest.raises(OutputError, match=says):
            export(instance, plan, tmp_path / name, options=CSV, force=True)
    with pytest.raises(OutputError, match="does not exist"):
        export(instance, plan, tmp_path / "nowhere" / "out", options=CSV)


def test_force_replaces_an_export_and_nothing_else(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """The old files are gone, the new ones complete; a stranger's file in the folder stops it."""
    out = tmp_path / "out"
    export(instance, plan, out)
    marker = export(instance, plan, out, options=CSV, force=True)
    assert marker is not None
    assert {one.path for one in marker.files} | {MARKER} == _tree(out).keys()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    (out / "states" / "remarks.txt").touch()
    before = _tree(out)
    with pytest.raises(OutputError, match=r"such as states/remarks\.txt"):
        export(instance, plan, out, options=CSV, force=True)
    assert _tree(out) == before


def test_a_failure_leaves_what_was_there(
    tmp_path: Path, instance: Instance, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full half way: the old export is as it was, and nothing lies beside it."""
    out = tmp_path / "out"
    export(instance, plan, out, options=CSV)
    before = _tree(out)

    def full(tables: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evacopt.output.export.dossier.workbook_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        export(instance, plan, out, force=True)
    assert _tree(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_at_the_last_step_puts_the_old_one_back(
    tmp_path: Path, instance: Instance, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot take the name, the old one gets it again."""
    out = tmp_path / "out"
    export(instance, plan, out, options=CSV)
    before, rename, calls = _tree(out), Path.rename, []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(OutputError, match="Input/output"):
        export(instance, plan, out, force=True)
    assert _tree(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_killed_export_can_be_purged(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """Killed half way nothing has the name of the export; what lies beside is removed by `purge`."""
    code = """
import os, sys
from evacopt.output.export import write
from evacopt import export
from tests.output.export.made import made
real = write._write

def half(path, content):
    real(path, content)
    if path.suffix == ".xlsx":
        os.kill(os.getpid(), 9)

write._write = half
export(*made(0, people=60), sys.argv[1])
"""
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")], check=False, cwd=root, env=environment()
    )
    assert done.returncode == -9
    assert not (tmp_path / "out").exists()
    assert len(list(tmp_path.rglob("*.csv"))) >= 1
    assert purge(tmp_path / "out").left == ()
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_breaks_a_rule_is_not_exported(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """The judge is asked before anything is drawn up."""
    from dataclasses import replace

    with pytest.raises(PlanError, match="must keep every rule"):
        export(instance, replace(plan, sorties=(("nothing", 1),)), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_no_is_respected(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """Whoever is asked and says no gets nothing; the question names every file and its rows."""
    told: list[str] = []

    def refuse(papers: object) -> bool:
        assert isinstance(papers, tuple)
        told.extend(f"{paper.path} {paper.rows}" for paper in papers)
        return False

    assert export(instance, plan, tmp_path / "out", options=CSV, confirm=refuse) is None
    assert list(tmp_path.iterdir()) == []
    assert "settlement/accounts.csv" in {line.split()[0] for line in told}


def test_a_keyword_that_there_is_not(tmp_path: Path, instance: Instance, plan: Plan) -> None:
    """Is refused by its name, like any argument that a function does not have."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'forse'"):
        export(instance, plan, tmp_path / "out", forse=True)  # type: ignore[call-arg]  # what is tested
