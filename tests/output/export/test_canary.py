"""Names are in the manifests alone: not in a message, not in a temporary file, not where writing failed."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.files import write_instance, write_plan
from evacopt.output.export.export import export
from evacopt.output.export.options import ExportOptions
from tests.end_to_end.shell import COMMAND, environment
from tests.output.export.naming import CANARY, CONTACT, codes_of, rows_of, write_csv

BIRDS = (CANARY.encode(), CONTACT.encode())


@pytest.fixture
def place(tmp_path: Path, instance: Instance, plan: Plan) -> Path:
    """A folder with instance, plan and names, and an empty one for temporary files."""
    write_instance(instance, tmp_path / "inst")
    write_plan(plan, tmp_path / "given.plan.json")
    write_csv(tmp_path / "names.csv", rows_of(codes_of(instance, plan)))
    (tmp_path / "tmp").mkdir()
    return tmp_path


def _export(place: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run `evacopt export` in that folder, talkative about its own errors."""
    return subprocess.run(
        [*COMMAND, "export", "inst", "given.plan.json", "-o", "out", "--names", "names.csv", *words],
        capture_output=True,
        check=False,
        cwd=place,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env={**environment(), "EVACOPT_DEBUG": "1", "TMPDIR": str(place / "tmp")},
    )


def _content(path: Path) -> bytes:
    """What a reader of the file finds: workbooks unpacked."""
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def _files(place: Path) -> Iterator[Path]:
    """Every file but the names themselves."""
    return (path for path in sorted(place.rglob("*")) if path.is_file() and path.name != "names.csv")


def test_names_are_found_in_the_manifests_alone(place: Path, instance: Instance, plan: Plan) -> None:
    """Travellers' names are in manifests of each kind, contacts in call-forward lists, neither elsewhere."""
    done = _export(place, "--yes")
    assert done.returncode == 0, done.stderr
    assert not any(bird in done.stdout + done.stderr for bird in BIRDS)
    named = {path for path in _files(place) if BIRDS[0] in _content(path)}
    called = {path for path in _files(place) if BIRDS[1] in _content(path)}
    out = place / "out" / "flights"
    assert {path.name for path in named} == {"manifest.csv", "manifest.xlsx"}
    assert {path.name for path in called} == {"call-forward.csv", "call-forward.xlsx"}
    assert all(out in path.parents for path in named | called)
    boarding = [row.parties for row in plan.assignments for _ in row.itinerary]
    assert len(boarding) > 10
    text = b"".join(_content(path) for path in sorted(named) if path.suffix == ".csv").decode()
    for number, code in enumerate(codes_of(instance, plan)):
        flies = f",{code}," in text
        assert (f"{CANARY}-surname-{number}," in text) == flies


@pytest.mark.parametrize("forms", [("csv", "xlsx"), ("pdf",)])
def test_nothing_is_opened_outside_the_new_folder(
    place: Path, instance: Instance, plan: Plan, forms: tuple[str, ...]
) -> None:
    """While names are in hand no file is made but those of the export: no temporary file anywhere."""
    code = f"""
import sys
from evacopt.files import read_instance, read_plan
from evacopt import ExportOptions, export
import zoneinfo, airportsdata, xlsxwriter, typst
opened = []
def watch(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and (args[2] & 3 or "w" in str(args[1])):
        opened.append(str(args[0]))
instance, plan = read_instance("inst"), read_plan("given.plan.json")
sys.addaudithook(watch)
export(instance, plan, "out", names="names.csv", options=ExportOptions(forms={forms!r}))
print(*opened, sep="\\n")
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=place,
        env={**environment(), "TMPDIR": str(place / "tmp")},
    )
    opened = done.stdout.split()
    assert len(opened) > 10
    assert not [path for path in opened if "/.out.evacopt-export-" not in f"/{path}"]
    assert list((place / "tmp").iterdir()) == []


def _no_heading(rows: list[list[str]]) -> None:
    del rows[0]


def _codes_are_names(rows: list[list[str]]) -> None:
    for row in rows[1:]:
        row[0] = row[1]


def _all_twice(rows: list[list[str]]) -> None:
    rows += rows[1:]


@pytest.mark.parametrize("spoil", [_no_heading, _codes_are_names, _all_twice])
def test_refused_names_are_not_told(place: Path, instance: Instance, plan: Plan, spoil: object) -> None:
    """Headings or codes that are names, rows twice: exit code 3, no name said, nothing written."""
    rows = rows_of(codes_of(instance, plan))
    assert callable(spoil)
    spoil(rows)
    write_csv(place / "names.csv", rows)
    done = _export(place, "--yes")
    assert done.returncode == 3
    assert not any(bird in done.stdout + done.stderr for bird in BIRDS)
    assert not (place / "out").exists()


def test_without_a_yes_nothing_is_written(place: Path) -> None:
    """No terminal and no --yes: every file was announced with its rows, none was written; exit code 2."""
    done = _export(place)
    assert done.returncode == 2
    assert b"rows with names" in done.stderr
    assert not any(bird in done.stdout + done.stderr for bird in BIRDS)
    assert not (place / "out").exists()


def test_a_bug_while_writing_is_silent(
    place: Path, instance: Instance, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error that quotes a row is told without its words, and leaves no file behind."""

    def fail(tables: object) -> bytes:
        raise ValueError(f"cannot write {tables}")

    monkeypatch.setattr("evacopt.output.export.dossier.workbook_bytes", fail)
    before = sorted(path.name for path in place.iterdir())
    with pytest.raises(RuntimeError, match="ValueError while names were in hand") as caught:
        export(instance, plan, place / "out", names=place / "names.csv", options=ExportOptions())
    assert CANARY not in str(caught.value)
    assert sorted(path.name for path in place.iterdir()) == before
