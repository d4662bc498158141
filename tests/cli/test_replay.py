"""`evacopt replay`: what it prints and writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.files import write_instance
from evacopt.replaying.replay_file import read_replay
from tests.build import at, flight, group, instance
from tests.cli.conftest import Command

TRUTH = instance(
    groups=[group("A", count=3), group("B", count=2, registered=at("03:00"), nationality="DEU")],
    flights=[flight("F", seats=3), flight("G", "O 10:00", "V 14:00", seats=1)],
)
TABLE = (
    "time,before,out,note\n2023-08-01T05:00Z,drop flights:id=G,,announced\n2023-08-01T15:00Z,,3,the press\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The instance as a folder, with what became known beside its tables."""
    write_instance(TRUTH, tmp_path / "night")
    (tmp_path / "night" / "reveal.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "night"


def test_the_table_in_the_folder_is_taken(
    run: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prints the ends and the steps, a line of progress a step, and writes the file."""
    monkeypatch.setenv("COLUMNS", "120")
    ran = run("replay", folder, "--threads", "1", "-o", tmp_path / "night.replay.json")
    assert ran.exit_code == 0, ran.output
    for said in ("with hindsight", "first come, first served", "announced", "2 people registered"):
        assert said in ran.stdout
    assert "with evacopt, hour by hour: 3 of 3, 2023-08-01T05:00Z: 5 people known" in ran.stderr
    found = read_replay(tmp_path / "night.replay.json")
    assert [(one.way, one.out) for one in found.outcomes] == [
        ("hindsight", 4),
        ("evacopt", 4),
        ("first-come", 4),
    ]
    assert [(row.out, row.note) for row in found.documented] == [(3, "the press")]


def test_json_is_the_object_of_the_file(run: Command, folder: Path, tmp_path: Path) -> None:
    """The same content; quiet, and without the order of registration if so asked."""
    place = tmp_path / "night.replay.json"
    ran = run("replay", folder, "--json", "-q", "--no-first-come", "-o", place)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == json.loads(place.read_text())
    assert len(json.loads(ran.stdout)["outcomes"]) == 2


def test_a_table_that_does_not_fit(run: Command, folder: Path, tmp_path: Path) -> None:
    """Exit code 3, and the cell."""
    (tmp_path / "other.csv").write_text("time,before\n2023-08-01T05:00Z,cancel Q\n", encoding="utf-8")
    ran = run("replay", folder, "--reveal", tmp_path / "other.csv")
    assert ran.exit_code == 3
    assert "other.csv:2, before: no flight is called Q" in ran.stderr
